// Which verb answers which route of the room of webhooks.
import type { Keys } from '../../store/keys.ts'
import { answer, secret, type Answer } from '../users/asking.ts'
import * as api from './webhooks.api.ts'
import * as verbs from './webhooks.ts'

export function webhooksRoutes({ keys }: { keys: Keys }): Answer[] {
  return [
    answer(api.listWebhooks, ({ tx }) => verbs.listWebhooks(tx)),
    secret(answer(api.addWebhook, ({ tx, actor }, wanted) => verbs.addWebhook(tx, keys, actor, wanted))),
    answer(api.changeWebhook, ({ tx, actor }, wanted) => verbs.changeWebhook(tx, keys, actor, wanted)),
    answer(api.removeWebhook, async ({ tx }, { id }) => {
      await verbs.removeWebhook(tx, id)
      return {}
    }),
    secret(answer(api.readWebhookKey, ({ tx, actor }, asked) => verbs.readKey(tx, keys, actor, asked))),
    answer(api.testWebhook, ({ tx }, { id }) => verbs.testWebhook(tx, id)),
    answer(api.listWebhookDeliveries, ({ tx }, asked) => verbs.listDeliveries(tx, asked)),
    answer(api.replayWebhookDelivery, ({ tx }, asked) => verbs.replay(tx, asked)),
  ]
}
