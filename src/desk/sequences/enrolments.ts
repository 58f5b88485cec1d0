// Enrolments: who is on the way through which sequence, how far they have come, and what ends or holds them. What happened to one is in
// its events. Who is enrolled is decided in enrolling.ts; letters leave in flows/sequences.
import type { Selectable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { InputOf, OutputOf } from '../../kit/route.ts'
import { historyOf, record } from '../../store/events.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { metAmong, mustSeeContact } from '../contacts/sight.ts'
import { seenAmong as conversationsSeen } from '../conversations/read.ts'
import { dealsAmong, visibleDeal } from '../deals/sight.ts'
import { hoursOfInbox } from '../hours/hours.ts'
import { can, mustAlso, type Actor } from '../users/permissions.ts'
import { leavesAt } from './due.ts'
import { stepJob, type StepDue } from './enrolling.ts'
import type { Enrolment, EnrolmentBecause, EnrolmentPast } from './enrolments.api.ts'
import type * as api from './enrolments.api.ts'
import { mayEnrol, sequenceRow, type StoredSequence } from './sequences.ts'

export type StoredEnrolment = Selectable<Tables['enrolment']>
type Listed = StoredEnrolment & { sequence: string; inbox_id: Id; steps: number; sent: number }

const LISTED = `select e.*, s.name as sequence, s.inbox_id, jsonb_array_length(s.steps) as steps,
  (select count(*)::int from sequence_letter l where l.enrolment_id = e.id) as sent
  from enrolment e join sequence s on s.id = e.sequence_id and s.inbox_id = any($1::bigint[])`

const ways = { sequenceId: 'sequence_id', contactId: 'contact_id', dealId: 'deal_id' } as const

export async function listEnrolments(
  tx: Tx,
  actor: Actor,
  { cursor, limit, state, ...by }: InputOf<typeof api.listEnrolments>,
): Promise<OutputOf<typeof api.listEnrolments>> {
  const way = (['contactId', 'dealId', 'sequenceId'] as const).find((one) => by[one] !== undefined)
  if (by.contactId !== undefined) {
    mustAlso(actor, 'contact.read')
    by.contactId = await mustSeeContact(tx, actor, by.contactId)
  }
  if (by.dealId !== undefined) {
    mustAlso(actor, 'deal.read')
    await visibleDeal(tx, actor, by.dealId)
  }
  const values: unknown[] = [[...actor.inboxIds], numeric(cursor) ?? '9223372036854775807', limit + 1]
  const narrowed = [
    ...(way ? [`e.${ways[way]} = $${values.push(numeric(by[way]))}::bigint`] : []),
    ...(state ? [`e.state = $${values.push(state)}`] : []),
  ]
  const rows = await tx.query<Listed>({
    name: `enrolments-${way ?? 'all'}${state ? '-state' : ''}`,
    text: `${LISTED} where ${['e.id < $2::bigint', ...narrowed].join(' and ')} order by e.id desc limit $3`,
    values,
  })
  const page = rows.slice(0, limit)
  return { enrolments: await shown(tx, actor, page), next: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}

const numeric = (id: string | undefined) => (id !== undefined && /^\d{1,18}$/.test(id) ? id : undefined)

async function shown(tx: Tx, actor: Actor, rows: readonly Listed[]): Promise<Enrolment[]> {
  const met = can(actor, 'contact.read') ? await metAmong(tx, actor, 'contact', rows.map((row) => row.contact_id)) : new Map<Id, { id: Id; name: string }>() // prettier-ignore
  const conversations = await conversationsSeen(tx, actor, rows.flatMap((row) => row.conversation_id ?? [])) // prettier-ignore
  const deals = await dealsAmong(tx, actor, rows.flatMap((row) => row.deal_id ?? [])) // prettier-ignore
  return rows.map((row) => ({
    id: row.id,
    sequenceId: row.sequence_id,
    sequence: row.sequence,
    contact: met.get(row.contact_id) ?? null,
    dealId: row.deal_id !== null && deals.has(row.deal_id) ? row.deal_id : null,
    conversationId: row.conversation_id !== null && conversations.has(row.conversation_id) ? row.conversation_id : null,
    senderId: row.sender_id,
    enrolledBy: row.enrolled_by,
    state: row.state as Enrolment['state'],
    because: row.because as EnrolmentBecause | null,
    sent: row.sent,
    steps: row.steps,
    dueAt: row.due_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  }))
}

/** `among`: only of sequences of these inboxes; null: of all that the actor sees. */
export async function showEnrolments(
  tx: Tx,
  actor: Actor,
  ids: readonly Id[],
  among: readonly Id[] | null = null,
): Promise<Enrolment[]> {
  if (ids.length === 0) return []
  const rows = await tx.query<Listed>({
    name: 'enrolments-named',
    text: `${LISTED} where e.id = any($2::bigint[]) order by e.id`,
    values: [actor.inboxIds.filter((one) => among === null || among.includes(one)), ids],
  })
  return await shown(tx, actor, rows)
}

/** Whoever sees the inbox of its sequence sees it. */
async function visibleEnrolment(tx: Tx, actor: Actor, id: Id): Promise<Listed> {
  const [row] = await tx.query<Listed>({
    name: 'enrolment-seen',
    text: `${LISTED} where e.id = $2::bigint`,
    values: [[...actor.inboxIds], numeric(id) ?? '0'],
  })
  if (!row) throw noSuchEnrolment(id)
  return row
}

function noSuchEnrolment(id: Id): Problem {
  return new Problem('missing', 'enrolment-missing', 'There is no such enrolment.', { detail: { id } })
}

export async function readEnrolment(tx: Tx, actor: Actor, id: Id): Promise<OutputOf<typeof api.readEnrolment>> {
  const row = await visibleEnrolment(tx, actor, id)
  const [enrolment] = await shown(tx, actor, [row])
  const events = (await historyOf(tx, row.id)).slice(-200)
  const past = events.map(({ name, at, actorId, data }): EnrolmentPast => ({
    at: at.toISOString(),
    what: name.slice('enrolment.'.length),
    actorId,
    values: told(data),
  }))
  return { ...(enrolment as Enrolment), past }
}

/** Ids are for programs. */
const told = (data: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(data).filter(
      (pair): pair is [string, string | number] =>
        !pair[0].endsWith('Id') && /^(?:string|number)$/.test(typeof pair[1]),
    ),
  )

export async function changeEnrolment(
  tx: Tx,
  actor: Actor,
  id: Id,
  what: 'stop' | 'pause' | 'resume',
): Promise<Enrolment> {
  const seen = await visibleEnrolment(tx, actor, id)
  if (!mayEnrol(actor, seen.inbox_id)) throw new Problem('denied', 'not-permitted', 'You may not write from this inbox.') // prettier-ignore
  const row = await holdEnrolment(tx, seen.id)
  const sequence = row && (await sequenceRow(tx, row.sequence_id))
  if (!row || !sequence) throw noSuchEnrolment(id)
  if (!isUnderWay(row)) throw new Problem('conflict', 'enrolment-over', 'It has ended already.')
  if (what === 'stop') await end(tx, row, sequence, 'stopped', 'byHand')
  else if (what === 'pause') await pause(tx, row, sequence, 'byHand')
  else await resume(tx, row, sequence)
  const [enrolment] = await showEnrolments(tx, actor, [row.id])
  return enrolment as Enrolment
}

export const isUnderWay = ({ state }: Pick<StoredEnrolment, 'state'>) => state === 'waiting' || state === 'paused'

/** Locked until the transaction ends: who else comes for it waits, and finds it as it is then. */
export async function holdEnrolment(tx: Tx, id: Id): Promise<StoredEnrolment | null> {
  const [row] = await tx.query<StoredEnrolment>({
    name: 'enrolment-hold',
    text: 'select * from enrolment where id = $1 for update',
    values: [id],
  })
  return row ?? null
}

type Fields = Partial<Pick<StoredEnrolment, 'state' | 'because' | 'due_at' | 'ended_at' | 'step' | 'conversation_id' | 'away_message_id' | 'replied_at'>> // prettier-ignore

/** Change and event stand together. */
export async function writeEnrolment(
  tx: Tx,
  { id }: Pick<StoredEnrolment, 'id'>,
  { inbox_id: inboxId }: Pick<StoredSequence, 'inbox_id'>,
  fields: Fields,
  event: { name: string; data: object },
): Promise<void> {
  await tx.db
    .updateTable('enrolment')
    .set((is) => ({ ...fields, changed_at: tx.now, version: is('version', '+', 1) }))
    .where('id', '=', id)
    .execute()
  await record(tx, `enrolment.${event.name}`, id, event.data, { inboxId })
}

export async function end(
  tx: Tx,
  row: StoredEnrolment,
  sequence: StoredSequence,
  state: 'finished' | 'stopped',
  because: EnrolmentBecause | null,
  more: Fields = {},
): Promise<void> {
  const fields = { ...more, state, because, due_at: null, ended_at: tx.now }
  await writeEnrolment(tx, row, sequence, fields, { name: state, data: because === null ? {} : { because } })
}

/** `text`: in the words of what refused it. */
export async function pause(
  tx: Tx,
  row: StoredEnrolment,
  sequence: StoredSequence,
  because: EnrolmentBecause,
  text = '',
): Promise<void> {
  if (row.state === 'paused' && row.because === because) return
  const data = { because, ...(text && { text: text.slice(0, 300) }) }
  await writeEnrolment(tx, row, sequence, { state: 'paused', because }, { name: 'paused', data })
}

/** What was due meanwhile is due now, or when the inbox opens. */
async function resume(tx: Tx, row: StoredEnrolment, sequence: StoredSequence): Promise<void> {
  if (row.state === 'waiting') return
  const was = row.due_at !== null && row.due_at > tx.now ? row.due_at : tx.now
  const dueAt = leavesAt(was, await hoursOfInbox(tx, sequence.inbox_id), sequence.is_in_hours) ?? was
  await writeEnrolment(tx, row, sequence, { state: 'waiting', because: null, due_at: dueAt }, { name: 'resumed', data: { until: dueAt.toISOString() } }) // prettier-ignore
  await callAgain(tx, row.id, dueAt)
}

export async function callAgain(tx: Tx, enrolmentId: Id, dueAt: Date): Promise<void> {
  const payload: StepDue = { enrolmentId, at: dueAt.toISOString() }
  await enqueue(tx, stepJob, payload, { runAt: dueAt })
}

/** A schedule's work: what a job should have done and did not, and what waited while its sequence was switched off. */
export async function callOverdue(tx: Tx): Promise<void> {
  const rows = await tx.query<{ id: Id; dueAt: Date }>({
    name: 'enrolments-overdue',
    text: `select e.id, e.due_at as "dueAt" from enrolment e join sequence s on s.id = e.sequence_id and s.is_enabled and s.archived_at is null
      where e.state = 'waiting' and e.due_at < $1 order by e.due_at limit 200`,
    values: [new Date(tx.now.getTime() - 60_000)],
  })
  for (const { id, dueAt } of rows)
    await enqueue(tx, stepJob, { enrolmentId: id, at: dueAt.toISOString() }, { key: id })
}

/** Of a desk that came back from a backup: what was due since may have left from the desk that was lost. A person lets it go on. */
export async function holdEnrolments(tx: Tx): Promise<number> {
  const rows = await tx.query({
    name: 'enrolments-restored',
    text: `update enrolment set state = 'paused', because = 'restored', changed_at = $1, version = version + 1 where state = 'waiting' returning id`,
    values: [tx.now],
  })
  return rows.length
}
