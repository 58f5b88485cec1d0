// Which verb answers which route about notifications.
import { deskZone } from '../hours/desk-zone.ts'
import { answer, type Answer } from '../users/asking.ts'
import { personOf } from '../users/users.routes.ts'
import { changeChoices, choicesOf } from './choices.ts'
import * as api from './notifications.api.ts'
import { listOwn, markOwn, ownerOf, unreadOf } from './notifications.ts'

export function notificationsRoutes({ hasWayOut }: { hasWayOut: boolean }): Answer[] {
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
  ]
}
