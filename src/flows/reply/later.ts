// Sending later: a draft goes by itself at its time. It is queued in the transaction in which the draft counts as sent, so it goes once,
// however many workers come for it; from there on the outbox has it.
import type { Conversation } from '../../desk/conversations/conversations.api.ts'
import { endAnswered } from '../../desk/conversations/follow-up.ts'
import { lockConversation } from '../../desk/conversations/touch.ts'
import {
  announce,
  changedMeanwhile,
  draftMissing,
  showOne,
  standingDraft,
  type Standing,
} from '../../desk/drafts/drafts.ts'
import type { AfterSending, Draft } from '../../desk/drafts/drafts.api.ts'
import type { StoredDraft } from '../../desk/drafts/rows.ts'
import { isTimeZone } from '../../desk/hours/zone.ts'
import type { Means } from '../../desk/means.ts'
import { actorOf } from '../../desk/users/actors.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import { Problem, toProblem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Store } from '../../store/store.ts'
import type { Tx } from '../../store/tx.ts'
import type { z } from 'zod'
import { refusePast } from './after.ts'
import { type Leaving, refuseBlocked } from './checks/guard.ts'
import type { ReplyKind, UsedMacro } from './reply.api.ts'
import { filesAlong, sendReply, startConversation } from './send.ts'
import { withQuoteBelow } from './quote.ts'
import { answeredMessage } from './start.ts'
import { movedOn, refuseStale } from './stale.ts'
import { refuseUnapproved } from './unapproved.ts'

export const sendLaterJob = 'reply.sendLater'

/** Why a letter did not go by itself. `refused`: in the words of what refused it. */
export type CalledOff = 'customerWrote' | 'answered' | 'merged' | 'noAccess' | 'refused'

interface Scheduling {
  version: number
  at: string
  timeZone: string
  writtenAgainst: number
  after: AfterSending
  macros?: SendAs['macros']
  override?: { reason: string } | undefined
}

/** What a draft that waits keeps beside its words. */
interface SendAs extends AfterSending {
  macros?: z.infer<typeof UsedMacro>[] | undefined
  timeZone?: string
  /** Why it leaves although something in it is held back. What waits is not changed, so it holds until it goes. */
  override?: { reason: string } | undefined
}

export async function scheduleDraft(
  tx: Tx,
  means: Means,
  actor: Actor,
  standing: Standing,
  asked: Scheduling,
): Promise<Draft> {
  const { row, inboxId, headId } = standing
  if (row.kind === 'note') throw draftMissing(row.id)
  if (row.version !== asked.version) throw changedMeanwhile(row)
  refusePast(tx, asked.at)
  for (const later of [asked.after.snoozedUntil, asked.after.followUpAt]) refuseBefore(asked.at, later)
  if (!isTimeZone(asked.timeZone)) throw new Problem('invalid', 'time-zone-unknown', 'There is no such time zone.')
  refuseUnready(row)
  const head = headId === null ? null : await lockConversation(tx, headId)
  if (head) await refuseStale(tx, head, asked.writtenAgainst)
  const about = { inboxId, categoryId: head?.category_id ?? null }
  await refuseUnapproved(tx, actor, about, row)
  const { override } = asked
  await refuseBlocked(tx, means, actor, await leavingOf(tx, row, inboxId), override?.reason ?? null)
  const sendAt = new Date(asked.at)
  const changed = await put(tx, row, {
    send_at: sendAt,
    send_by: actor.id,
    send_as: JSON.stringify({ ...asked.after, macros: asked.macros, timeZone: asked.timeZone, override }),
    ...(head ? { written_against: head.version } : {}),
  })
  const payload = { conversationId: row.conversation_id, draftId: row.id, at: sendAt.toISOString() }
  await enqueue(tx, sendLaterJob, payload, { runAt: sendAt })
  await tell(tx, standing, 'draft.scheduled', { until: sendAt.toISOString() })
  await announce(tx, changed, inboxId)
  return await showOne(tx, changed, inboxId)
}

function refuseBefore(at: string, later: string | undefined): void {
  if (later === undefined || Date.parse(later) > Date.parse(at)) return
  throw new Problem('invalid', 'bad-time', 'It cannot come back before the letter has gone.', { detail: { at: later } })
}

/** What would be refused at its time is refused now, while somebody is there to mend it. */
function refuseUnready(row: StoredDraft): void {
  const { to } = row.addressees as { to: unknown[] }
  if (to.length === 0) throw new Problem('invalid', 'nobody-to-write-to', 'Choose who gets it.')
  if (row.subject.trim() === '') throw new Problem('invalid', 'no-subject', 'Write a subject.')
}

async function leavingOf(tx: Tx, row: StoredDraft, inboxId: Id): Promise<Leaving> {
  const { to, cc, bcc } = row.addressees as Pick<Draft, 'to' | 'cc' | 'bcc'>
  const isQuoting = row.with_quote && row.kind !== 'new'
  const answered = isQuoting ? await answeredMessage(tx, row.conversation_id, row.message_id ?? undefined) : null
  const { text, html } = answered ? withQuoteBelow(row.kind as ReplyKind, answered, row) : row
  return {
    inboxId,
    conversationId: row.conversation_id,
    kind: row.kind === 'new' ? 'first' : (row.kind as ReplyKind),
    ...(row.message_id ? { messageId: row.message_id } : {}),
    to,
    cc,
    bcc,
    subject: row.subject,
    text,
    html,
    files: row.upload_ids.length + row.attachment_ids.length,
  }
}

export async function unscheduleDraft(tx: Tx, standing: Standing): Promise<Draft> {
  const { row, inboxId } = standing
  if (row.send_at === null) return await showOne(tx, row, inboxId)
  const changed = await put(tx, row, { send_at: null, send_by: null, send_as: null })
  await tell(tx, standing, 'draft.unscheduled', {})
  await announce(tx, changed, inboxId)
  return await showOne(tx, changed, inboxId)
}

/** Whoever wanted it sent is told; the draft stays for them. */
export async function callOff(tx: Tx, standing: Standing, because: CalledOff, text = ''): Promise<void> {
  const { row, inboxId } = standing
  const changed = await put(tx, row, { send_at: null, send_by: null, send_as: null })
  const userIds = row.send_by ? [row.send_by] : []
  await tell(tx, standing, 'draft.calledOff', { because, text, userIds })
  await announce(tx, changed, inboxId)
}

async function put(
  tx: Tx,
  row: StoredDraft,
  fields: { send_at: Date | null; send_by: Id | null; send_as: string | null; written_against?: number },
) {
  return await tx.db
    .updateTable('draft')
    .set((is) => ({ ...fields, version: is('version', '+', 1) }))
    .where('conversation_id', '=', row.conversation_id)
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

async function tell(tx: Tx, { row, inboxId, headId }: Standing, name: string, data: object): Promise<void> {
  await record(tx, name, row.id, data, headId === null ? {} : { conversationId: headId, inboxId })
}

interface Due {
  conversationId: Id
  draftId: Id
}

/** A job's work. Does nothing where it went already, was stopped, or has another time by now; answers that time where it is later. */
export async function sendDue(store: Store, means: Means, { conversationId, draftId }: Due): Promise<Date | null> {
  const at = { id: conversationId, draftId }
  const asked = await store.transact({ actorId: null, readOnly: true }, (tx) => dueDraft(tx, at))
  if (asked === null) return null
  if ('later' in asked) return asked.later
  const { actor, row } = asked
  if (actor === null) {
    await store.transact({ actorId: null }, (tx) => callOffDue(tx, at, 'noAccess'))
    return null
  }
  const transact = <T>(verb: (tx: Tx) => Promise<T>) => store.transact({ actorId: row.send_by }, verb)
  try {
    const along =
      row.kind === 'new'
        ? []
        : await filesAlong(transact, means, async () => ({ id: row.conversation_id }), replyOf(row, { id: row.conversation_id, version: 0 })) // prettier-ignore
    await transact(async (tx) => {
      const standing = await standingDraft(tx, actor, at)
      if (standing.row.send_at === null || standing.row.send_at > tx.now) return
      await send(tx, { ...means, undoMs: 0 }, actor, standing, along)
    })
  } catch (thrown) {
    const problem = toProblem(thrown)
    if (problem.code === 'draft-missing') return null
    if (problem.kind === 'busy' || problem.kind === 'broken') throw thrown
    const because = problem.code === 'conversation-missing' ? 'noAccess' : 'refused'
    await store.transact({ actorId: null }, (tx) => callOffDue(tx, at, because, problem.message))
  }
  return null
}

async function send(
  tx: Tx,
  means: Means,
  actor: Actor,
  standing: Standing,
  along: Awaited<ReturnType<typeof filesAlong>>,
): Promise<void> {
  const { row, headId } = standing
  if (headId === null) {
    const { to, cc, bcc } = row.addressees as Pick<Draft, 'to' | 'cc' | 'bcc'>
    const { subject, text, html, upload_ids: uploadIds, id, version } = row
    const letter = { to, cc, bcc, subject, text, html, uploadIds, inboxId: standing.inboxId, draft: { id, version } }
    await startConversation(tx, means, actor, { ...letter, ...afterOf(row) })
    return
  }
  const head = await lockConversation(tx, headId)
  if (head.deleted_at) throw new Problem('conflict', 'conversation-deleted', 'The conversation lies in the bin.')
  const why = head.id === row.conversation_id ? await movedOn(tx, head, row) : 'merged'
  if (why !== null) await callOff({ ...tx, actorId: null }, standing, why)
  else await sendReply(tx, means, actor, replyOf(row, head), along)
}

function afterOf(row: StoredDraft): Omit<SendAs, 'timeZone'> {
  const { timeZone: _, ...after } = (row.send_as ?? {}) as SendAs
  return after
}

function replyOf(row: StoredDraft, { id, version }: Pick<Conversation, 'id' | 'version'>) {
  const { to, cc, bcc } = row.addressees as Pick<Draft, 'to' | 'cc' | 'bcc'>
  return {
    id,
    version,
    kind: row.kind as 'reply' | 'reply-all' | 'forward',
    ...(row.message_id ? { messageId: row.message_id } : {}),
    to,
    cc,
    bcc,
    subject: row.subject,
    text: row.text,
    html: row.html,
    withQuote: row.with_quote,
    attachmentIds: row.attachment_ids,
    uploadIds: row.upload_ids,
    draft: { id: row.id, version: row.version },
    ...afterOf(row),
  }
}

/** `actor`: with their rights as they are now; null where they work here no longer. */
async function dueDraft(
  tx: Tx,
  at: { id: Id; draftId: Id },
): Promise<{ later: Date } | { actor: Actor | null; row: StoredDraft } | null> {
  const row = await rowAt(tx, at)
  if (!row?.send_at || row.sent_at) return null
  if (row.send_at > tx.now) return { later: row.send_at }
  return { actor: row.send_by ? await actorOf(tx, row.send_by) : null, row }
}

async function rowAt(tx: Tx, { id, draftId }: { id: Id; draftId: Id }): Promise<StoredDraft | undefined> {
  return await tx.db.selectFrom('draft').selectAll().where('conversation_id', '=', id).where('id', '=', draftId).executeTakeFirst() // prettier-ignore
}

/** As Postroom itself, whoever still sees it. */
async function callOffDue(tx: Tx, at: { id: Id; draftId: Id }, because: CalledOff, text = ''): Promise<void> {
  const found = await rowAt(tx, at)
  if (!found?.send_at || found.sent_at) return
  const row = await tx.db
    .selectFrom('draft')
    .selectAll()
    .where('conversation_id', '=', at.id)
    .where('id', '=', at.draftId)
    .forUpdate()
    .executeTakeFirst()
  if (!row?.send_at || row.sent_at) return
  const place = row.kind === 'new' ? null : await headOf(tx, row.conversation_id)
  await callOff(tx, { row, headId: place?.id ?? null, inboxId: place?.inboxId ?? row.inbox_id ?? '0' }, because, text)
}

async function headOf(tx: Tx, id: Id): Promise<{ id: Id; inboxId: Id } | null> {
  const row = await tx.db
    .selectFrom('conversation')
    .select(['id', 'inbox_id', 'merged_into'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row?.merged_into) return await headOf(tx, row.merged_into)
  return row ? { id: row.id, inboxId: row.inbox_id } : null
}

/** A schedule's work: what a job should have sent and did not. */
export async function sendOverdue(tx: Tx): Promise<void> {
  const rows = await tx.query<{ conversationId: Id; draftId: Id }>({
    name: 'draft-overdue',
    text: `select conversation_id as "conversationId", id as "draftId" from draft
      where send_at < $1 and send_at is not null and sent_at is null order by send_at limit 200`,
    values: [new Date(tx.now.getTime() - 60_000)],
  })
  for (const due of rows) await enqueue(tx, sendLaterJob, due, { key: due.draftId })
}

/**
 * A job's work, after the customer wrote or somebody answered: what was to go by itself in these conversations goes no more where that
 * came first, and nobody need be reminded of an answer that is there.
 */
export async function heed(tx: Tx, conversationIds: readonly Id[]): Promise<void> {
  await endAnswered(tx, conversationIds)
  const rows = await tx.query<{ id: Id; draftId: Id }>({
    name: 'draft-scheduled-in',
    text: `select conversation_id as id, id as "draftId" from draft
      where conversation_id = any($1::bigint[]) and send_at is not null and sent_at is null`,
    values: [[...new Set(conversationIds)]],
  })
  for (const at of rows) {
    const row = await tx.db
      .selectFrom('draft')
      .selectAll()
      .where('conversation_id', '=', at.id)
      .where('id', '=', at.draftId)
      .where('send_at', 'is not', null)
      .where('sent_at', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!row) continue
    const head = await lockConversation(tx, at.id)
    const why = head.id === row.conversation_id ? await movedOn(tx, head, row) : 'merged'
    if (why) await callOff(tx, { row, headId: head.id, inboxId: head.inbox_id }, why)
  }
}
