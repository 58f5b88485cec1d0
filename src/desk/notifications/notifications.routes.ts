// Which verb answers which route about notifications.
import type { Keys } from '../../store/keys.ts'
import { deskZone } from '../hours/desk-zone.ts'
import { answer, type Answer } from '../users/asking.ts'
import { personOf } from '../users/users.routes.ts'
import { changeChoices, choicesOf } from './choices.ts'
import * as api from './notifications.api.ts'
import * as pushApi from './push.api.ts'
import { pushKeys } from './push-keys.ts'
import { addDevice, changePushPolicy, listDevices, pushPolicy, removeDevice } from './push.ts'
import { listOwn, markOwn, ownerOf, unreadOf } from './notifications.ts'

export function notificationsRoutes({ hasWayOut, keys }: { hasWayOut: boolean; keys: Keys }): Answer[] {
  return [
    answer(api.listNotifications, ({ tx, actor }, input) => listOwn(tx, actor, input)),
    answer(api.countNotifications, async ({ tx, actor }) => ({ unread: await unreadOf(tx, ownerOf(actor)) })),
    answer(api.markNotifications, async ({ tx, actor }, input) => ({ unread: await markOwn(tx, actor, input) })),
    answer(api.readNotificationChoices, async (asking) => ({
      ...(await choicesOf(asking.tx, personOf(asking))),
      deskZone: await deskZone(asking.tx),
      hasWayOut,
    })),
    answer(api.changeNotificationChoices, (asking, wanted) => changeChoices(asking.tx, personOf(asking), wanted)),
    answer(pushApi.readPush, async (asking) => ({
      isAllowed: (await pushPolicy(asking.tx)).isAllowed,
      publicKey: pushKeys(keys).publicKey,
      devices: await listDevices(asking.tx, personOf(asking)),
    })),
    answer(pushApi.addPush, (asking, subscription) => {
      const { tx, sessionId, userAgent } = asking
      return addDevice(tx, keys, { userId: personOf(asking), sessionId, userAgent }, subscription)
    }),
    answer(pushApi.removePush, async (asking, { id }) => {
      await removeDevice(asking.tx, personOf(asking), id)
      return {}
    }),
    answer(pushApi.readPushPolicy, ({ tx }) => pushPolicy(tx)),
    answer(pushApi.changePushPolicy, ({ tx }, wanted) => changePushPolicy(tx, wanted)),
  ]
}
