// Access tokens for mailboxes that are read on a grant: the one that is kept while it is good, else a new one from the provider.
// Of all processes one asks at a time, because a provider may let a refresh token be used only once.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { claimAccess, giveBack, keepAccess, noteRevoked } from '../desk/mailboxes/grants.ts'
import type { Id } from '../kit/id.ts'
import { Problem } from '../kit/problem.ts'
import { redeemCode, refreshAccess, type Client, type Post, type Tokens } from '../mail/oauth.ts'
import type { Keys } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import type { Outbound } from './outbound/outbound.ts'

export interface MailboxTokens {
  /** `refused`: the one that the mail server has just refused, however good it looks. Throws a Problem for the page of the mailbox. */
  accessFor(mailboxId: Id, refused?: string): Promise<string>
  redeem(client: Client, given: { code: string; verifier: string; redirectUri: string }): Promise<Tokens>
}

const us = { actorId: null }
/** Shorter than a claim lasts. */
const WITHIN = 15_000
const ANSWER = 256 * 1024
/** To keep what the provider gave. */
const TRIES = 60

export function createMailboxTokens(
  { store, keys }: { store: Store; keys: Keys },
  outbound: Outbound,
  options: { patience?: number } = {},
): MailboxTokens {
  const post: Post = (asked) => outbound({ ...asked, method: 'POST', isSecret: true, within: WITHIN, most: ANSWER })
  const { patience = 300 } = options

  async function accessFor(mailboxId: Id, refused?: string): Promise<string> {
    const by = randomUUID()
    for (let looks = 0; looks < 100; looks++) {
      const claim = await store.transact(us, (tx) => claimAccess(tx, keys, mailboxId, { by, refused }))
      if (claim.kind === 'access') return claim.accessToken
      if (claim.kind === 'refresh') {
        const tokens = await refresh(mailboxId, by, claim.client, claim.refreshToken)
        if (tokens) return tokens.accessToken
      } else await sleep(patience)
    }
    throw new Problem('busy', 'grant-busy', 'Another process is asking the provider for access, and gets no answer.')
  }

  /** Null where the grant was changed while the provider was asked: what counts now has to be looked at. */
  async function refresh(id: Id, by: string, client: Client, refreshToken: string): Promise<Tokens | null> {
    try {
      const tokens = await refreshAccess(post, client, refreshToken)
      return (await keep(id, by, tokens)) ? tokens : null
    } catch (thrown) {
      const isRevoked = thrown instanceof Problem && thrown.code === 'grant-revoked'
      const told = (thrown as Error).message
      await store.transact(us, (tx) => (isRevoked ? noteRevoked(tx, id, by, told) : giveBack(tx, id, by)))
      throw thrown
    }
  }

  /** With its answer the provider may have ended the refresh token that is kept: a database that is away now is waited for. */
  async function keep(id: Id, by: string, tokens: Tokens): Promise<boolean> {
    for (let tries = 1; ; tries++) {
      try {
        return await store.transact(us, (tx) => keepAccess(tx, keys, id, by, tokens))
      } catch (thrown) {
        if (tries === TRIES || !(thrown instanceof Problem) || thrown.kind !== 'busy') throw thrown
        await sleep(patience)
      }
    }
  }

  return { accessFor, redeem: (client, given) => redeemCode(post, client, given) }
}
