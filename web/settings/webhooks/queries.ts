// Webhooks and what was told, as the server has them.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { type DeliveryState, listWebhookDeliveries, listWebhooks } from '../../../src/desk/webhooks/webhooks.api.ts'
import { call } from '../../call.ts'

export const webhooksQuery = queryOptions({
  queryKey: ['webhook', 'list'],
  queryFn: ({ signal }) => call(listWebhooks, {}, { signal }),
})
export const deliveriesQuery = (id: string, state: DeliveryState | undefined) =>
  infiniteQueryOptions({
    queryKey: ['webhook', 'deliveries', id, state ?? ''],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      call(listWebhookDeliveries, { id, limit: 50, ...(state && { state }), ...(pageParam && { cursor: pageParam }) }, { signal }), // prettier-ignore
    getNextPageParam: (page) => page.next,
    refetchInterval: 5_000,
  })
