// The team page as it is asked for: anew where a note is left or taken, and every half minute for what time brings.
import { queryOptions } from '@tanstack/react-query'
import { readTeamPage } from '../../src/flows/team/team-page.api.ts'
import { call } from '../call.ts'

const LOOK = 30_000

export const teamPageQuery = queryOptions({
  queryKey: ['shiftNote', 'team'],
  queryFn: ({ signal }) => call(readTeamPage, {}, { signal }),
  refetchInterval: LOOK,
})
