// The mail accounts that are read, asked anew while one looks: their state changes by itself.
import { queryOptions } from '@tanstack/react-query'
import { listMailboxes } from '../../../src/desk/mailboxes/mailboxes.api.ts'
import { call } from '../../call.ts'

export const mailboxesQuery = queryOptions({
  queryKey: ['mailbox', 'list'],
  queryFn: ({ signal }) => call(listMailboxes, {}, { signal }),
  refetchInterval: 5_000,
})
