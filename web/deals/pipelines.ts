// The pipelines that one sees, with their stages.
import { queryOptions } from '@tanstack/react-query'
import { listPipelines } from '../../src/desk/deals/pipelines.api.ts'
import { call } from '../call.ts'

export const pipelinesQuery = queryOptions({
  queryKey: ['pipeline'],
  queryFn: ({ signal }) => call(listPipelines, {}, { signal }),
})
