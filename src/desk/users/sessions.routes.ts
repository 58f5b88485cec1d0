// Which verb answers which route about signing in: sessions and set-up.
import { type Answer, answer, answerAfter, withHeaders } from './asking.ts'
import { setUp } from './setup.api.ts'
import { refuseSetup, setUpDesk } from './setup.ts'
import * as api from './sessions.api.ts'
import { checkPassword, endSession, sessionsOf, sessionState, signInAs, stateAfterSignIn } from './sessions.ts'
import { personOf, type UsersMeans } from './users.routes.ts'

export function sessionsRoutes({ passwords, cookie, version }: UsersMeans): Answer[] {
  return [
    answer(api.getSession, ({ tx, actor }) => sessionState(tx, actor, version)),
    answerAfter(
      api.signIn,
      (preparing, { email, password }) => checkPassword(preparing, passwords, email, password),
      async (asking, _input, userId) => {
        const session = await signInAs(asking.tx, userId, asking)
        if (asking.sessionId && asking.actor.id) await endSession(asking.tx, asking.actor.id, asking.sessionId)
        return withHeaders(await stateAfterSignIn(asking.tx, userId, version), cookie.issue(session))
      },
    ),
    answer(api.signOut, async ({ tx, actor, sessionId }) => {
      if (sessionId && actor.id) await endSession(tx, actor.id, sessionId)
      return withHeaders({}, cookie.clear())
    }),
    answer(api.listSessions, (asking) => sessionsOf(asking.tx, personOf(asking), asking.sessionId)),
    answer(api.endSession, async (asking, { id }) => {
      await endSession(asking.tx, personOf(asking), id)
      return {}
    }),
    answerAfter(
      setUp,
      async (preparing, { password }) => {
        await preparing.transact(refuseSetup) // no hashing for strangers on a desk in use
        return await passwords.hash(password)
      },
      async (asking, first, passwordHash) => {
        const userId = await setUpDesk(asking.tx, { ...first, passwordHash })
        const session = await signInAs(asking.tx, userId, asking)
        return withHeaders(await stateAfterSignIn(asking.tx, userId, version), cookie.issue(session))
      },
    ),
  ]
}
