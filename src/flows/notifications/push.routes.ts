// Which verb answers the one route about push that sends something.
import { testPush } from '../../desk/notifications/push.api.ts'
import { deviceFor } from '../../desk/notifications/push.ts'
import { answerAfter, type Answer } from '../../desk/users/asking.ts'
import { personOf } from '../../desk/users/users.routes.ts'
import { Problem } from '../../kit/problem.ts'
import type { PushMeans } from './push-request.ts'
import { sendTo, testMessage } from './push.ts'

export function pushRoutes(means: PushMeans): Answer[] {
  return [
    answerAfter(
      testPush,
      async (preparing, { id }) => {
        const userId = personOf(preparing)
        const locale = await preparing.transact(async (tx) => {
          const device = await deviceFor(tx, means.keys, id)
          if (device?.userId !== userId)
            throw new Problem('missing', 'push-missing', 'There is no such browser of yours.', { detail: { id } })
          const user = await tx.db.selectFrom('user').select('locale').where('id', '=', userId).executeTakeFirst()
          return user?.locale ?? null
        })
        return await sendTo(
          (verb) => preparing.transact(verb),
          means,
          { deviceId: id, userId },
          testMessage(locale, { id }),
        )
      },
      async (_asking, _input, outcome) => ({ outcome }),
    ),
  ]
}
