// The rules in their order, as the server has them.
import { queryOptions } from '@tanstack/react-query'
import { listRules } from '../../../src/desk/rules/rules.api.ts'
import { call } from '../../call.ts'

export const rulesQuery = queryOptions({
  queryKey: ['rule', 'list'],
  queryFn: ({ signal }) => call(listRules, {}, { signal }),
})
