// Which verb answers which route about people: users, invitations, API tokens.
import { Problem } from '../../kit/problem.ts'
import { must } from '../../kit/must.ts'
import { type Answer, answer, answerAfter, type Asking, type Preparing, secret, withHeaders } from './asking.ts'
import * as invitations from './invitations.api.ts'
import { acceptInvitation, invitationOf, inviteUser, openInvitations, revokeInvitation } from './invitations.ts'
import type { Passwords } from './passwords.ts'
import { checkPassword, type SessionCookie, signInAs, stateAfterSignIn } from './sessions.ts'
import { createToken, listTokens, revokeToken } from './tokens.ts'
import * as tokens from './tokens.api.ts'
import * as api from './users.api.ts'
import { changePassword, changeProfile, changeUser, listUsers, profileOf } from './users.ts'

export interface UsersMeans {
  passwords: Passwords
  cookie: SessionCookie
  /** Where people reach the web app: goes into invitations, never what a request says of itself. */
  publicUrl: string
  version: string
}

export function usersRoutes(means: UsersMeans): Answer[] {
  return [
    answer(api.listUsers, ({ tx }) => listUsers(tx)),
    answer(api.changeUser, ({ tx, actor }, { id, ...change }) => changeUser(tx, actor, id, change)),
    answer(api.changeOwnProfile, (asking, change) => changeProfile(asking.tx, personOf(asking), change)),
    answerAfter(
      api.changeOwnPassword,
      async (preparing, { current, password }) => {
        const userId = personOf(preparing)
        const { email } = await preparing.transact((tx) => profileOf(tx, userId))
        await checkPassword(preparing, means.passwords, email, current)
        return await means.passwords.hash(password)
      },
      async (asking, _input, passwordHash) => {
        await changePassword(asking.tx, personOf(asking), passwordHash, asking.sessionId)
        return {}
      },
    ),
    ...invitationRoutes(means),
    ...tokenRoutes(),
  ]
}

function invitationRoutes(means: UsersMeans): Answer[] {
  return [
    secret(
      answer(invitations.inviteUser, async ({ tx, actor }, invited) => {
        const { invitation, token } = await inviteUser(tx, actor, invited)
        // In the fragment, which browsers send to no server and write to no log.
        return { ...invitation, link: `${means.publicUrl}/invitation#${token}` }
      }),
    ),
    answer(invitations.listInvitations, ({ tx }) => openInvitations(tx)),
    answer(invitations.revokeInvitation, async ({ tx }, { id }) => {
      await revokeInvitation(tx, id)
      return {}
    }),
    answer(invitations.getInvitation, async ({ tx }, { token }) => {
      const { email, name, role } = await invitationOf(tx, token)
      return { email, name, role }
    }),
    answerAfter(
      invitations.acceptInvitation,
      async (preparing, { token, password }) => {
        await preparing.transact((tx) => invitationOf(tx, token)) // no hashing for whoever has no invitation
        return await means.passwords.hash(password)
      },
      async (asking, { token, name }, passwordHash) => {
        const userId = await acceptInvitation(asking.tx, token, { name, passwordHash })
        const session = await signInAs(asking.tx, userId, asking)
        return withHeaders(await stateAfterSignIn(asking.tx, userId, means.version), means.cookie.issue(session))
      },
    ),
  ]
}

function tokenRoutes(): Answer[] {
  return [
    secret(
      answer(tokens.createToken, async ({ tx, actor }, asked) => {
        const created = await createToken(tx, actor, asked)
        return { ...created.token, secret: created.secret }
      }),
    ),
    answer(tokens.listTokens, ({ tx }) => listTokens(tx)),
    answer(tokens.revokeToken, async ({ tx }, { id }) => {
      await revokeToken(tx, id)
      return {}
    }),
  ]
}

/** What is somebody's own is changed by that person, not by a token that carries some of their rights. */
export function personOf({ actor }: Pick<Asking | Preparing, 'actor'>): string {
  if (actor.kind !== 'user')
    throw new Problem(
      'denied',
      'not-a-person',
      'This is done in the web app by the person themselves, not with an API token.',
    )
  return must(actor.id, 'a signed-in user')
}
