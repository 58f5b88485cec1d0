// Passing a mail on to an address outside this desk: only to colleagues and to what the operator has named, and never so that two
// machines could pass one mail to and fro.
import { ownAddresses } from '../../desk/inboxes/addresses.ts'
import { rawHeaders, type RawSource, type StoredFacts } from '../../desk/rules/stored-facts.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { domainOf, normalizeAddress, withoutDetail } from '../../mail/address.ts'
import { enqueue } from '../../store/jobs.ts'
import { spend } from '../../store/spent.ts'
import type { Tx } from '../../store/tx.ts'
import { forwardedBy, type Forwarding } from '../reply/forwarding.ts'

/** The kind of job that composes it: files are cut out of a mail, which takes as long as it is large. */
export const forwardJob = 'triage.forward'

/** To one address, in an hour: a way round that nobody thought of ends here. */
export const mostInAnHour = 60

/** Answers what to say of it. */
export async function forward(
  tx: Tx,
  means: { raw: RawSource; forwardTo?: readonly string[] },
  stored: StoredFacts,
  inboxId: Id,
  given: { to: string; text: string },
): Promise<string> {
  const to = normalizeAddress(given.to)
  const { raw, forwardTo = [] } = means
  const refusal = refusesForward(stored, to) ?? (await refusesAddress(tx, forwardTo, to)) ?? (await refusesRound(tx, raw, stored)) // prettier-ignore
  if (refusal !== null) return `not forwarded to ${to}: ${refusal}`
  try {
    await spend(tx, null, `forward ${to}`, 0, { times: mostInAnHour, bytes: 0 })
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.code !== 'ration-spent') throw thrown
    return `not forwarded to ${to}: it has had ${mostInAnHour} in this hour`
  }
  const { conversationId, messageId } = stored
  const forwarding: Forwarding = { conversationId, inboxId, messageId, to, text: given.text }
  await enqueue(tx, forwardJob, forwarding)
  return `forwarded to ${to}`
}

/** What the mail itself says. */
export function refusesForward({ held, isSecret, isPrivate, facts }: StoredFacts, to: string): string | null {
  if (held !== null) return 'the conversation is held'
  if (isPrivate) return 'the conversation is private'
  if (isSecret) return 'it opens an account to whoever reads it'
  if (facts.kind === 'auto-reply') return 'it is an automatic reply'
  if (facts.kind === 'bounce') return 'it is a bounce'
  return normalizeAddress(facts.sender) === to ? 'it came from there' : null
}

async function refusesAddress(tx: Tx, forwardTo: readonly string[], to: string): Promise<string | null> {
  const own = await ownAddresses(tx)
  if (own.has(to) || own.has(withoutDetail(to).address)) return 'it is an address of this desk; move it to that inbox'
  if (forwardTo.some((one) => one === to || one === domainOf(to))) return null
  const colleague = await tx.db
    .selectFrom('user')
    .select('id')
    .where('email', '=', to)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  return colleague ? null : 'it is no colleague’s, and not among POSTROOM_FORWARD_TO'
}

async function refusesRound(tx: Tx, raw: RawSource, { rawId }: StoredFacts): Promise<string | null> {
  if (rawId === null) return null
  const headers = await rawHeaders(tx, raw, rawId)
  const isRound = headers.some(([name]) => name.toLowerCase() === forwardedBy.toLowerCase())
  return isRound ? 'a rule has forwarded it before' : null
}
