// The rules in their order, their versions, and the file of them, as the server has them.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { exportRules } from '../../../src/desk/rules/code.api.ts'
import { readRuleOutlets } from '../../../src/desk/rules/outlets.api.ts'
import { listRules } from '../../../src/desk/rules/rules.api.ts'
import { compareRuleVersions, listRuleVersions, readRuleVersion } from '../../../src/desk/rules/versions.api.ts'
import { call } from '../../call.ts'

export const rulesQuery = queryOptions({
  queryKey: ['rule', 'list'],
  queryFn: ({ signal }) => call(listRules, {}, { signal }),
})

export const versionsQuery = infiniteQueryOptions({
  queryKey: ['rule', 'versions'],
  queryFn: ({ signal, pageParam }) =>
    call(listRuleVersions, { limit: 50, ...(pageParam > 0 && { before: pageParam }) }, { signal }),
  initialPageParam: 0,
  getNextPageParam: ({ versions, hasMore }) => (hasMore ? (versions.at(-1)?.number ?? null) : null),
})

export const versionQuery = (number: number) =>
  queryOptions({
    queryKey: ['rule', 'version', number],
    queryFn: ({ signal }) => call(readRuleVersion, { number }, { signal }),
  })

/** How what was then differs from what is now. */
export const sinceQuery = (number: number) =>
  queryOptions({
    queryKey: ['rule', 'since', number],
    queryFn: ({ signal }) => call(compareRuleVersions, { number }, { signal }),
  })

export const codeQuery = queryOptions({
  queryKey: ['rule', 'code'],
  queryFn: ({ signal }) => call(exportRules, {}, { signal }),
})

export const outletsQuery = queryOptions({
  queryKey: ['rule', 'outlets'],
  queryFn: ({ signal }) => call(readRuleOutlets, {}, { signal }),
})
