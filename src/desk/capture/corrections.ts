// Correcting on whom mail is logged, and what that teaches. Nothing is thrown away: a correction can be taken back whole.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { domainOf, normalizeAddress } from '../../mail/address.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { isPersonalDomain } from '../contacts/companies.ts'
import { familyOf } from '../conversations/merge.ts'
import { ownAddresses } from '../inboxes/addresses.ts'
import { familyOfSubject } from '../timeline/sight.ts'
import type { Subject } from '../timeline/timeline.api.ts'
import { addToTimeline } from '../timeline/timeline.ts'
import { teach, type Taught, unteach } from './lessons.ts'

/** Of a conversation, the newest. */
const MOST_MESSAGES = 2_000

interface Message {
  id: Id
  conversation_id: Id
  direction: string
  sender: { address: string }
  addressees: { to: { address: string }[]; cc: { address: string }[] }
  received_at: Date
  author_id: Id | null
}

export interface Wish {
  from?: Subject | undefined
  to?: Subject | undefined
  remember: 'nothing' | 'address' | 'domain'
}

interface Body {
  conversationId: Id
  /** As it was in place before: rows that were taken away, and rows that were brought back. `subjectId`: where that is part of `from` now. */
  removed: { referenceId: Id; correctionId: Id | null; subjectId?: Id }[]
  revived: { referenceId: Id; removedAt: string; correctionId: Id | null }[]
  from: Subject | null
  to: Subject | null
  lessons: Taught[]
}

/** What an actor may see, their door has asked. What was logged on one that became part of `from` is logged there no longer either. */
export async function correctLog(
  tx: Tx,
  id: Id,
  { from: asked, to, remember }: Wish,
): Promise<{ correctionId: Id; messages: number }> {
  const places = asked ? await familyOfSubject(tx, asked) : []
  const from = asked && { ...asked, id: places[0] ?? asked.id }
  if ((!from && !to) || from?.id === to?.id)
    throw new Problem('invalid', 'nothing-to-correct', 'Say where it is logged no longer, or where instead.')
  const messages = await messagesOf(tx, await familyOf(tx, id))
  const correctionId = tx.mint()
  const removed = from ? await takeAway(tx, messages, places, correctionId) : []
  const those = new Set(removed.map((one) => one.referenceId))
  const moved = from ? messages.filter((one) => those.has(one.id)) : messages
  if (moved.length === 0)
    throw new Problem('conflict', 'not-logged', 'This mail is not logged there any more.', { detail: { id } })
  const revived = to ? await putOn(tx, moved, to, correctionId) : []
  const lessons = await teach(tx, await valuesOf(tx, moved, remember), { from: from ?? null, to: to ?? null })
  const body: Body = { conversationId: id, removed, revived, from: from ?? null, to: to ?? null, lessons }
  await tx.db
    .insertInto('log_correction')
    .values({ id: correctionId, body: JSON.stringify(body), made_by: tx.actorId, made_at: tx.now })
    .execute()
  await record(tx, 'timeline.corrected', correctionId, { conversationId: id, from: body.from, to: body.to, remember, messages: moved.length }) // prettier-ignore
  return { correctionId, messages: moved.length }
}

export async function messagesOf(tx: Tx, family: readonly Id[]): Promise<Message[]> {
  return await tx.query<Message>({
    name: 'log-messages',
    text: `select id, conversation_id, direction, sender, addressees, received_at, author_id from message
      where conversation_id = any($1::bigint[]) order by id desc limit ${MOST_MESSAGES}`,
    values: [family],
  })
}

async function takeAway(
  tx: Tx,
  messages: readonly Message[],
  places: readonly Id[],
  correctionId: Id,
): Promise<Body['removed']> {
  const rows = await tx.query<{ referenceId: Id; correctionId: Id | null; subjectId: Id }>({
    name: 'log-take-lock',
    text: `select reference_id as "referenceId", correction_id as "correctionId", subject_id as "subjectId" from timeline
      where reference_id = any($1::bigint[]) and subject_id = any($2::bigint[]) and kind = 'message' and removed_at is null
      order by reference_id, subject_id for update`,
    values: [messages.map((one) => one.id), places],
  })
  await tx.query({
    name: 'log-take',
    text: `update timeline set removed_at = $3, correction_id = $4
      where reference_id = any($1::bigint[]) and subject_id = any($2::bigint[]) and kind = 'message' and removed_at is null`,
    values: [rows.map((one) => one.referenceId), places, tx.now, correctionId],
  })
  return rows
}

/** What somebody took away from there before is there again. */
async function putOn(tx: Tx, messages: readonly Message[], to: Subject, correctionId: Id): Promise<Body['revived']> {
  const revived = await tx.query<{ referenceId: Id; removedAt: string; correctionId: Id | null }>({
    name: 'log-revive-lock',
    text: `select reference_id as "referenceId", removed_at::text as "removedAt", correction_id as "correctionId" from timeline
      where reference_id = any($1::bigint[]) and subject_id = $2 and kind = 'message' and removed_at is not null order by reference_id for update`,
    values: [messages.map((one) => one.id), to.id],
  })
  await tx.query({
    name: 'log-revive',
    text: `update timeline set removed_at = null, correction_id = $3 where reference_id = any($1::bigint[]) and subject_id = $2 and kind = 'message'`,
    values: [revived.map((one) => one.referenceId), to.id, correctionId],
  })
  await addToTimeline(
    tx,
    messages.map((one) => ({
      subject: to,
      kind: 'message' as const,
      referenceId: one.id,
      at: one.received_at,
      conversationId: one.conversation_id,
      actorId: one.author_id,
      because: 'hand' as const,
      confidence: 1,
      correctionId,
    })),
  )
  return revived
}

/** Whose mail it is: who wrote from outside, or whom we wrote to. */
async function valuesOf(
  tx: Tx,
  messages: readonly Message[],
  remember: Wish['remember'],
): Promise<{ kind: 'address' | 'domain'; value: string }[]> {
  if (remember === 'nothing') return []
  const own = await ownAddresses(tx)
  const written = messages.filter((one) => one.direction === 'in').map((one) => one.sender)
  const people =
    written.length > 0 ? written : messages.flatMap(({ addressees }) => [...addressees.to, ...addressees.cc])
  const addresses = [...new Set(people.map((one) => normalizeAddress(one.address)))].filter((one) => one.includes('@') && !own.has(one)) // prettier-ignore
  if (remember === 'address') return addresses.map((value) => ({ kind: 'address', value }))
  const domains = [...new Set(addresses.map(domainOf))]
  const personal = domains.find(isPersonalDomain)
  if (personal)
    throw new Problem('invalid', 'personal-domain', `Anybody can have an address at ${personal}. Remember the address instead.`, { detail: { domain: personal } }) // prettier-ignore
  return domains.map((value) => ({ kind: 'domain', value }))
}

/** All of it, once. What else happened since stays. */
export async function undoCorrection(tx: Tx, body: Body & { id: Id }): Promise<void> {
  const { id, from, to, removed, revived, lessons } = body
  if (to)
    await tx.query({
      name: 'log-undo-put',
      text: `delete from timeline where subject_id = $2 and correction_id = $1 and reference_id <> all($3::bigint[]) and removed_at is null`,
      values: [id, to.id, revived.map((one) => one.referenceId)],
    })
  for (const one of revived)
    await tx.query({
      name: 'log-undo-revived',
      text: `update timeline set removed_at = $4, correction_id = $5 where reference_id = $2 and subject_id = $3 and kind = 'message' and correction_id = $1`,
      values: [id, one.referenceId, to?.id, one.removedAt, one.correctionId],
    })
  for (const one of removed)
    await tx.query({
      name: 'log-undo-removed',
      text: `update timeline set removed_at = null, correction_id = $4 where reference_id = $2 and subject_id = $3 and kind = 'message' and correction_id = $1`,
      values: [id, one.referenceId, one.subjectId ?? from?.id, one.correctionId],
    })
  await unteach(tx, lessons)
  await tx.db.updateTable('log_correction').set({ undone_at: tx.now }).where('id', '=', id).execute()
  await record(tx, 'timeline.correctionUndone', id, { conversationId: body.conversationId })
}

export async function lockCorrection(tx: Tx, id: Id): Promise<Body & { id: Id }> {
  const row = await tx.db.selectFrom('log_correction').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row || row.undone_at !== null)
    throw new Problem('missing', 'correction-missing', 'There is no such correction, or it was taken back.', { detail: { id } }) // prettier-ignore
  return { ...(row.body as Body), id }
}
