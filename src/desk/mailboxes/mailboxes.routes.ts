// Which verb answers which route of the mailboxes' room.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { domainOf } from '../../mail/address.ts'
import type { Client, Tokens } from '../../mail/oauth.ts'
import type { Keys } from '../../store/keys.ts'
import type { Tx } from '../../store/tx.ts'
import { answer, answerAfter, type Answer } from '../users/asking.ts'
import { type Actor, can } from '../users/permissions.ts'
import * as grantsApi from './grants.api.ts'
import { beginConsent, keepConsent, takeConsent } from './grants.ts'
import { checkedHost } from './host.ts'
import * as presetsApi from './presets.api.ts'
import { failureOf } from './trouble.ts'
import * as api from './mailboxes.api.ts'
import {
  accessForTest,
  addMailbox,
  beginAnew,
  changeMailbox,
  listMailboxes,
  noSuchMailbox,
  pauseMailbox,
  readMailbox,
  removeMailbox,
  type MailboxAccess,
} from './mailboxes.ts'

export interface MailboxesMeans {
  keys: Keys
  /** Signs in and opens the folder; answers how many messages lie there, or throws. A room has no network of its own. */
  tryMailbox: (access: MailboxAccess) => Promise<number>
  /** Where the mail of a domain is read, as far as it can be found out. */
  findServer: (domain: string) => Promise<presetsApi.Found | null>
  /** At the provider: the code of a consent for tokens. */
  redeem: (client: Client, given: { code: string; verifier: string; redirectUri: string }) => Promise<Tokens>
  /** Throws where it is an address that Postroom may not connect to; of names nobody knows before they are looked up. */
  refuseAddress: (host: string) => void
  /** Where people reach the web app. */
  publicUrl: string
}

export function mailboxesRoutes(means: MailboxesMeans): Answer[] {
  const { keys, tryMailbox, findServer, redeem, refuseAddress, publicUrl } = means
  // A page, not a route: coming back from the provider must change nothing by itself. The page sends what it was given.
  const redirectUri = `${publicUrl}/settings/mailboxes/consent`
  return [
    answer(api.listMailboxes, async ({ tx, actor }) =>
      (await listMailboxes(tx)).filter((one) => can(actor, api.listMailboxes.may, one.inboxId)),
    ),
    answer(api.addMailbox, ({ tx, actor }, input) => {
      refuseUnseenInbox(actor, input.inboxId)
      refuseAddress(checkedHost(input.host))
      return addMailbox(tx, keys, input)
    }),
    answer(api.changeMailbox, async ({ tx, actor }, { id, ...change }) => {
      await refuseUnseen(tx, actor, id)
      if (change.inboxId !== undefined) refuseUnseenInbox(actor, change.inboxId)
      if (change.host !== undefined) refuseAddress(checkedHost(change.host))
      return await changeMailbox(tx, keys, id, change)
    }),
    answer(api.pauseMailbox, async ({ tx, actor }, { id, isPaused }) => {
      await refuseUnseen(tx, actor, id)
      return await pauseMailbox(tx, id, isPaused)
    }),
    answer(api.removeMailbox, async ({ tx, actor }, { id }) => {
      await refuseUnseen(tx, actor, id)
      await removeMailbox(tx, id)
      return {}
    }),
    answerAfter(
      api.testMailbox,
      async ({ transact, actor }, input) => {
        const access = await transact(async (tx) => {
          if (input.id !== undefined) await refuseUnseen(tx, actor, input.id)
          return await accessForTest(tx, keys, input)
        })
        try {
          return { isOk: true, trouble: null, error: null, messages: await tryMailbox(access) }
        } catch (thrown) {
          return { isOk: false, ...failureOf(thrown, access), messages: null }
        }
      },
      async ({ tx }, _input, outcome) => ({ ...outcome, at: tx.now.toISOString() }),
    ),
    answerAfter(
      presetsApi.findMailServer,
      async (_preparing, { address }) => {
        const preset = presetsApi.presetOf(address)
        return preset ? { by: 'address' as const, preset } : await findServer(domainOf(address))
      },
      async (_asking, _input, found) => ({ found }),
    ),
    answer(grantsApi.startConsent, async ({ tx, actor, sessionId }, { id }) => {
      await refuseUnseen(tx, actor, id)
      const { username } = await readMailbox(tx, id)
      const url = await beginConsent(tx, keys, {
        id,
        sessionId: mustBeSession(sessionId),
        redirectUri,
        loginHint: username,
      })
      return { url }
    }),
    answerAfter(
      grantsApi.finishConsent,
      async ({ transact, sessionId, actor }, { state, code }) => {
        const taken = await transact(async (tx) => {
          const found = await takeConsent(tx, keys, { state, sessionId: mustBeSession(sessionId) })
          await refuseUnseen(tx, actor, found.id)
          return found
        })
        const given = { code, verifier: taken.verifier, redirectUri }
        const tokens = await redeem(taken.client, given).catch((thrown: unknown) => {
          throw asTold(thrown)
        })
        return { ...taken, tokens }
      },
      async ({ tx }, _input, { id, client, tokens }) => {
        await keepConsent(tx, keys, id, client, tokens)
        await beginAnew(tx, id)
        return { mailboxId: id }
      },
    ),
  ]
}

/** It is the provider that says no, not Postroom to who asks. */
export function asTold(thrown: unknown): unknown {
  if (!(thrown instanceof Problem) || thrown.kind !== 'denied') return thrown
  return new Problem('invalid', thrown.code, thrown.message, { cause: thrown })
}

/** A consent begins and ends in one browser: nobody can be made to finish what another began. */
export function mustBeSession(sessionId: Id | null): Id {
  if (sessionId !== null) return sessionId
  throw new Problem(
    'denied',
    'session-needed',
    'Consent is given in a browser. With a token, give a refresh token instead.',
  )
}

export async function refuseUnseen(tx: Tx, actor: Actor, id: Id): Promise<void> {
  const { inbox_id: inboxId } = await readMailbox(tx, id)
  if (!can(actor, api.changeMailbox.may, inboxId)) throw noSuchMailbox(id)
}

function refuseUnseenInbox(actor: Actor, inboxId: Id): void {
  if (!can(actor, api.changeMailbox.may, inboxId))
    throw new Problem('missing', 'inbox-missing', 'There is no such inbox.', { detail: { inboxId } })
}
