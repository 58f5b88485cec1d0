// Passing a mail on to an address outside this desk: only to colleagues who see it and to what an administrator has allowed, and never
// so that two machines could pass one mail to and fro.
import { ownAddresses } from '../../desk/inboxes/addresses.ts'
import { joined, why, type Why } from '../../desk/reasons.ts'
import { readOutlets, refusesForwardTo } from '../../desk/rules/outlets.ts'
import { rawHeaders, type RawSource, type StoredFacts } from '../../desk/rules/stored-facts.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { normalizeAddress, withoutDetail } from '../../mail/address.ts'
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
  { raw }: { raw: RawSource },
  stored: StoredFacts,
  inboxId: Id,
  given: { to: string; text: string },
): Promise<Why> {
  const to = normalizeAddress(given.to)
  const refusal = refusesForward(stored, to) ?? (await refusesAddress(tx, inboxId, to)) ?? (await refusesRound(tx, raw, stored)) // prettier-ignore
  if (refusal !== null) return joined([why('didNotForwarded', { to }), refusal], ': ')
  try {
    await spend(tx, null, `forward ${to}`, 0, { times: mostInAnHour, bytes: 0 })
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.code !== 'ration-spent') throw thrown
    return joined([why('didNotForwarded', { to }), why('noForwardMost', { most: mostInAnHour })], ': ')
  }
  const { conversationId, messageId } = stored
  const forwarding: Forwarding = { conversationId, inboxId, messageId, to, text: given.text }
  await enqueue(tx, forwardJob, forwarding)
  return why('didForwarded', { to })
}

/** What the mail itself says. */
export function refusesForward({ held, isSecret, isPrivate, facts }: StoredFacts, to: string): Why | null {
  if (held !== null) return why('noHeld')
  if (isPrivate) return why('noPrivate')
  if (isSecret) return why('noSecret')
  if (facts.kind === 'auto-reply') return why('noAutomatic')
  if (facts.kind === 'bounce') return why('noBounce')
  return normalizeAddress(facts.sender) === to ? why('noFromThere') : null
}

/** `inboxId`: where the conversation is by then. */
async function refusesAddress(tx: Tx, inboxId: Id, to: string): Promise<Why | null> {
  const own = await ownAddresses(tx)
  if (own.has(to) || own.has(withoutDetail(to).address)) return why('noDeskAddress')
  const refusal = await refusesForwardTo(tx, await readOutlets(tx), to, [inboxId])
  return refusal && why(beyond[refusal.code], refusal.values)
}

const beyond = { 'forward-beyond': 'noForwardBeyond', 'forward-blind': 'noForwardBlind', 'forward-left': 'noForwardLeft' } as const // prettier-ignore

async function refusesRound(tx: Tx, raw: RawSource, { rawId }: StoredFacts): Promise<Why | null> {
  if (rawId === null) return null
  const headers = await rawHeaders(tx, raw, rawId)
  const isRound = headers.some(([name]) => name.toLowerCase() === forwardedBy.toLowerCase())
  return isRound ? why('noRound') : null
}
