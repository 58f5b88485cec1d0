// Entries as they are shown: of a page, what its messages, tasks and activities say now.
import type { Selectable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { snippetOf } from '../conversations/snippet.ts'
import type { Actor } from '../users/permissions.ts'
import { meetingsOf } from './meetings.ts'
import type { Sight } from './sight.ts'
import { type Activity, Detail, type EntryKind, type LoggedMessage, type LogReason, type SentState, type TimelineEntry } from './timeline.api.ts' // prettier-ignore

export interface EntryRow {
  subject_id: Id
  reference_id: Id
  kind: EntryKind
  at: Date
  conversation_id: Id | null
  about_id: Id | null
  actor_id: Id | null
  because: LogReason | null
  confidence: number | null
  detail: unknown
  seen_id: Id | null
  seen_number: string | null
  seen_subject: string | null
  sight: Sight | null
}

/** In the order given. What its message or task was taken from is left out. */
export async function shownEntries(tx: Tx, actor: Actor, rows: readonly EntryRow[]): Promise<TimelineEntry[]> {
  const of = (...kinds: EntryKind[]) => rows.filter((row) => kinds.includes(row.kind)).map((row) => row.reference_id)
  const messages = await messagesOf(
    tx,
    rows.filter((row) => row.kind === 'message'),
  )
  const activities = await activitiesOf(tx, of('note', 'call', 'meeting'))
  const meetings = await meetingsOf(tx, actor, of('meeting'))
  const tasks = await tasksOf(tx, of('task'))
  return rows.flatMap((row) => {
    const message = row.kind === 'message' ? messages.get(row.reference_id) : null
    const activity = activities.get(row.reference_id) ?? null
    const task = row.kind === 'task' ? (tasks.get(row.reference_id) ?? null) : null
    if (message === undefined || (row.kind === 'task' && task === null)) return []
    const detail = Detail.safeParse(row.detail)
    return {
      key: `${row.reference_id}-${row.kind}`,
      kind: row.kind,
      at: row.at.toISOString(),
      actorId: row.actor_id,
      conversation:
        row.sight === 'all' && row.seen_id !== null
          ? { id: row.seen_id, number: row.seen_number ?? '', subject: row.seen_subject ?? '' }
          : null,
      message: message && seenAs(message, row.sight),
      activity,
      meeting: (activity && meetings.get(activity.id)) ?? null,
      task,
      aboutId: row.about_id,
      detail: detail.success ? detail.data : null,
      because: row.because,
      confidence: row.confidence,
    }
  })
}

function seenAs(message: LoggedMessage, sight: Sight | null): LoggedMessage {
  if (sight !== 'headers') return message
  return { ...message, snippet: null, attachments: null, frustration: null, intent: null, keyPhrases: [] }
}

interface Told {
  id: Id
  direction: 'in' | 'out'
  kind: string
  sender: { name: string; address: string }
  addressees: { to: { name: string; address: string }[] }
  subject: string
  text: string
  is_secret: boolean
  authenticity: string | null
  files: string[]
  states: string[]
  is_replied: boolean
  frustration: number | null
  intent: string | null
  phrases: string[] | null
}

const PEOPLE = 5

async function messagesOf(tx: Tx, rows: readonly EntryRow[]): Promise<Map<Id, LoggedMessage>> {
  if (rows.length === 0) return new Map()
  const told = await tx.query<Told>({
    name: 'timeline-messages',
    // Row by row, each by its key.
    text: `select m.id, m.direction, m.kind, m.sender, m.addressees, m.subject, left(m.text, least(m.reply_end, 640)) as text, m.secret is not null as is_secret,
        m.authenticity ->> 'result' as authenticity,
        case when (select policy.body ->> 'attachments' from log_policy policy where policy.scope_id = 0) = 'false' then null
          else array(select a.name from attachment a where a.conversation_id = m.conversation_id and a.message_id = m.id and not a.is_inline order by a.id limit 5) end as files,
        array(select d.state from delivery d where d.conversation_id = m.conversation_id and d.message_id = m.id limit 20) as states,
        m.direction = 'out' and exists (select from message later where later.conversation_id = m.conversation_id and later.direction = 'in'
          and later.kind = 'message' and not later.is_stranger and later.id > m.id) as is_replied,
        (r.body -> 'frustration' ->> 'confidence')::float8 as frustration, r.body -> 'intents' -> 0 ->> 'intent' as intent,
        case when r.body is null then '{}' else array(select jsonb_array_elements_text(r.body -> 'keyPhrases') limit 5) end as phrases
      from unnest($1::bigint[], $2::bigint[]) asked (conversation_id, id)
      cross join lateral (select * from message where conversation_id = asked.conversation_id and id = asked.id limit 1) m
      left join lateral (select body from reading where conversation_id = asked.conversation_id and message_id = asked.id limit 1) r on true`,
    values: [rows.map((row) => row.conversation_id), rows.map((row) => row.reference_id)],
  })
  return new Map(told.map((row) => [row.id, loggedMessage(row)]))
}

function loggedMessage(row: Told): LoggedMessage {
  return {
    id: row.id,
    direction: row.direction,
    kind: row.kind,
    from: row.sender,
    to: row.addressees.to.slice(0, PEOPLE),
    subject: row.subject,
    snippet: row.is_secret ? null : snippetOf(row.text),
    attachments: row.files,
    state: row.direction === 'out' ? stateOf(row.states, row.is_replied) : null,
    isForged: row.authenticity === 'fail',
    frustration: row.frustration,
    intent: row.intent,
    keyPhrases: row.phrases ?? [],
  }
}

/** Of several recipients the one that somebody has to know of. */
const worst: [string, SentState][] = [
  ['failed', 'failed'],
  ['suppressed', 'failed'],
  ['uncertain', 'uncertain'],
  ['delayed', 'delayed'],
  ['queued', 'queued'],
  ['sending', 'queued'],
]

function stateOf(states: readonly string[], isReplied: boolean): SentState {
  const found = worst.find(([state]) => states.includes(state))?.[1]
  if (found === 'failed') return found
  if (isReplied) return 'replied'
  return found ?? (states.includes('delivered') ? 'delivered' : 'sent')
}

async function tasksOf(tx: Tx, ids: readonly Id[]): Promise<Map<Id, NonNullable<TimelineEntry['task']>>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('task')
    .select(['id', 'title', 'owner_id', 'due_at', 'done_at'])
    .where('id', 'in', ids)
    .execute()
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        title: row.title,
        ownerId: row.owner_id,
        dueAt: row.due_at?.toISOString() ?? null,
        doneAt: row.done_at?.toISOString() ?? null,
      },
    ]),
  )
}

async function activitiesOf(tx: Tx, ids: readonly Id[]): Promise<Map<Id, Activity>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.db.selectFrom('activity').selectAll().where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, shownActivity(row)]))
}

export function shownActivity(row: Selectable<Tables['activity']>): Activity {
  return {
    id: row.id,
    kind: row.kind as Activity['kind'],
    at: row.at.toISOString(),
    minutes: row.minutes,
    direction: row.direction as Activity['direction'],
    outcome: row.outcome as Activity['outcome'],
    text: row.text,
    authorId: row.author_id,
    version: row.version,
    changedAt: row.changed_at.toISOString(),
  }
}
