// What the room of webhooks promises: programs of others are told what happens here, signed, tried again, and with a log of every try.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { everyKind } from './kinds.api.ts'

const id = z.string().max(20)
const Kind = z.string().refine((one) => everyKind.includes(one), 'There is no such kind of event.')

const written = {
  name: z.string().trim().min(1).max(80),
  kinds: z.array(Kind).min(1).max(100),
  /** Only what happens in these; null: wherever you see. */
  inboxIds: z.array(id).min(1).max(200).nullable().default(null),
  /** The whole of what it is about goes along, as the API shows it to you; else its id alone. */
  isWithContent: z.boolean().default(false),
  isEnabled: z.boolean().default(true),
}
const url = z.string().trim().min(1).max(2_000)

export const Webhook = z.object({
  id: z.string(),
  ...written,
  /** The rest of its address may be a key, and is not shown again. */
  server: z.string(),
  /** Whose rights it has. */
  ownerId: z.string(),
  /** Nothing was taken since; null: the last was. */
  failingSince: z.iso.datetime().nullable(),
  waiting: z.number().int(),
  version: z.number().int(),
})
export type Webhook = z.infer<typeof Webhook>

export const DeliveryState = z.enum(['waiting', 'sending', 'taken', 'givenUp', 'unseen'])
export type DeliveryState = z.infer<typeof DeliveryState>
export const WebhookDelivery = z.object({
  id: z.string(),
  event: z.string(),
  at: z.iso.datetime(),
  state: DeliveryState,
  attempts: z.number().int(),
  /** What the other side answered last; null: nothing. */
  status: z.number().int().nullable(),
  error: z.string().nullable(),
  nextAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
})
export type WebhookDelivery = z.infer<typeof WebhookDelivery>

const may = 'webhook.manage'
export const listWebhooks = route({
  name: 'listWebhooks',
  summary: 'Which programs are told of what, and how it goes.',
  method: 'GET',
  path: '/webhooks',
  may,
  input: z.strictObject({}),
  output: z.array(Webhook),
})
export const addWebhook = route({
  name: 'addWebhook',
  summary: 'Tell a program what happens from now on; with the key by which it checks that a call is ours.',
  method: 'POST',
  path: '/webhooks',
  may,
  status: 201,
  input: z.strictObject({ ...written, url }),
  output: Webhook.extend({ key: z.string() }),
})
export const changeWebhook = route({
  name: 'changeWebhook',
  summary: 'Change a webhook: it has your rights from then on. Without `url` its address stays.',
  method: 'PUT',
  path: '/webhooks/:id',
  may,
  input: z.strictObject({ id: z.string(), version: z.number().int(), ...written, url: url.optional() }),
  output: Webhook,
})
export const removeWebhook = route({
  name: 'removeWebhook',
  summary: 'Take a webhook away with its log: nothing is told any more.',
  method: 'DELETE',
  path: '/webhooks/:id',
  may,
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
export const readWebhookKey = route({
  name: 'readWebhookKey',
  summary:
    'The key by which the program checks that a call is ours; with `isNew` another one, and the old one counts no more.',
  method: 'POST',
  path: '/webhooks/:id/key',
  may,
  input: z.strictObject({ id: z.string(), isNew: z.boolean().default(false) }),
  output: z.object({ key: z.string() }),
})
export const testWebhook = route({
  name: 'testWebhook',
  summary: 'Send a call of the type `webhook.tested`; what comes of it stands in the log.',
  method: 'POST',
  path: '/webhooks/:id/test',
  may,
  status: 202,
  input: z.strictObject({ id: z.string() }),
  output: WebhookDelivery,
})
export const listWebhookDeliveries = route({
  name: 'listWebhookDeliveries',
  summary: 'What was told and what came of it, newest first; of the last fourteen days, at most some thousand.',
  method: 'GET',
  path: '/webhooks/:id/deliveries',
  may,
  input: z.strictObject({
    id: z.string(),
    state: DeliveryState.optional(),
    cursor: id.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.object({ deliveries: z.array(WebhookDelivery), next: z.string().nullable() }),
})
export const replayWebhookDelivery = route({
  name: 'replayWebhookDelivery',
  summary: 'Tell it once more, now, with all its tries again.',
  method: 'POST',
  path: '/webhooks/:id/deliveries/:deliveryId/replay',
  may,
  input: z.strictObject({ id: z.string(), deliveryId: z.string() }),
  output: WebhookDelivery,
})
