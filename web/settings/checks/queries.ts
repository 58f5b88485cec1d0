// What is asked about what is looked at before sending.
import { queryOptions } from '@tanstack/react-query'
import { listCheckPolicies } from '../../../src/desk/checks/checks.api.ts'
import { call } from '../../call.ts'

export const checksQuery = queryOptions({
  queryKey: ['checkPolicy', 'list'],
  queryFn: ({ signal }) => call(listCheckPolicies, {}, { signal }),
})
