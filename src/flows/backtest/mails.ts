// The mails a back-test reads: the newest that came, page by page, of conversations that the asker may see, each with the facts and
// the situation in which it came.
import { sql } from 'kysely'
import type { Situation } from '../../desk/rules/facts.ts'
import { wantsOf } from '../../desk/rules/further-facts.ts'
import type { Rule } from '../../desk/rules/rules.api.ts'
import { storedFacts, type RawSource, type StoredFacts } from '../../desk/rules/stored-facts.ts'
import { openTo } from '../../desk/conversations/privacy.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import { firstIdAt, type Id } from '../../kit/id.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'

export interface Period {
  inboxId: Id | null
  since: Date | null
  until: Date | null
}

/** `eventId` is of its arrival: what has a smaller one was so when it came. */
export interface Arrival {
  eventId: Id
  conversationId: Id
  messageId: Id
  number: string
  subject: string
}

export interface Mail extends StoredFacts {
  arrival: Arrival
}

/** Arrivals that are looked through for one page, where few of them are the asker's. */
const LOOKED = 1_000
/** Ids are minted in order of time (kit/id.ts), and an event at most a little after what it tells of. */
const MARGIN = 60_000

/** Newest first, older than `before`. `next` is null where there are no more. */
export async function arrivalsFor(
  tx: Tx,
  actor: Actor,
  period: Period,
  { before, limit }: { before: Id | null; limit: number },
): Promise<{ arrivals: Arrival[]; next: Id | null }> {
  const inboxIds = period.inboxId === null ? actor.inboxIds : actor.inboxIds.filter((id) => id === period.inboxId)
  const from = period.since ? firstIdAt(period.since.getTime() - MARGIN) : '0'
  const until = period.until ? firstIdAt(period.until.getTime() + MARGIN) : null
  const rows = await ask(
    tx,
    'backtest-arrivals',
    sql<Omit<Arrival, 'eventId'> & { eventId: Id; isShown: boolean }>`
      select came.id as "eventId", came.subject_id as "conversationId", came.noun_id as "messageId",
        coalesce(conversation.number, 0)::text as number, coalesce(conversation.subject, '') as subject,
        coalesce(conversation.deleted_at is null and conversation.inbox_id = any(${[...inboxIds]}::bigint[])
          and ${openTo(tx, actor)}, false) as "isShown"
      from (select id, subject_id, noun_id from event where name = 'message.received' and id < ${before ?? until ?? '9223372036854775807'}
        and id >= ${from} order by id desc limit ${LOOKED}) came
      left join conversation part on part.id = came.subject_id
      left join conversation on conversation.id = coalesce(part.merged_into, part.id)
      order by came.id desc`,
  )
  const shown = rows.filter((row) => row.isShown)
  const arrivals = shown.slice(0, limit)
  const last = shown.length > limit ? arrivals.at(-1)?.eventId : rows.at(-1)?.eventId
  const isEnd = rows.length < LOOKED && shown.length <= limit
  return { arrivals, next: isEnd ? null : (last ?? null) }
}

/** Without those that are no longer where they came: taken apart into another conversation, or removed. */
export async function mailsOf(tx: Tx, arrivals: readonly Arrival[], rules: Rule[], raw: RawSource): Promise<Mail[]> {
  const asked = arrivals.map(({ conversationId, messageId }) => ({ conversationId, messageId, occasion: 'message.received' as const })) // prettier-ignore
  const byMessage = new Map(arrivals.map((one) => [one.messageId, one]))
  const found = await storedFacts(tx, asked, wantsOf(rules), raw)
  const mails = found.flatMap((stored) => {
    const arrival = byMessage.get(stored.messageId)
    return arrival ? [{ ...stored, arrival }] : []
  })
  const since = await changesSince(tx, mails)
  for (const mail of mails) mail.facts.conversation = situationThen(mail, since.get(mail.conversationId) ?? [])
  return mails
}

interface Changed {
  id: Id
  name: string
  actorId: Id | null
  data: Record<string, unknown>
}

/** What each change of a conversation wrote: undone from the newest back, it leaves the conversation as it was. */
const writes: Record<string, keyof Situation> = {
  'conversation.statusChanged': 'status',
  'conversation.priorityChanged': 'priority',
  'conversation.categoryChanged': 'categoryId',
  'conversation.assigned': 'assigneeId',
  'conversation.teamChanged': 'teamId',
  'conversation.moved': 'inboxId',
}
const others = ['conversation.tagged', 'conversation.answered']

/** Of what a mail opens nobody has decided anything yet. */
const fresh: Partial<Situation> = { priority: 'normal', categoryId: null, tags: [], assigneeId: null, teamId: null }

function situationThen({ facts, arrival }: Mail, changes: readonly Changed[]): Situation {
  const then: Situation = { ...facts.conversation }
  for (const [at, change] of changes.entries()) {
    if (BigInt(change.id) <= BigInt(arrival.eventId)) break
    undo(then, change, changes.slice(at + 1))
  }
  return facts.isNew ? { ...then, ...fresh } : then
}

function undo(then: Situation, { name, actorId, data }: Changed, older: readonly Changed[]): void {
  const key = writes[name]
  if (key !== undefined) Object.assign(then, { [key]: data['from'] ?? null })
  if (name === 'conversation.tagged') {
    const [added, removed] = [data['added'], data['removed']].map((tags) =>
      Array.isArray(tags) ? tags.map(String) : [],
    )
    then.tags = [...then.tags.filter((tag) => !added?.includes(tag)), ...(removed ?? [])]
  }
  // Whoever answers what is nobody's has it from then on, without an event of its own.
  if (!('messageId' in data) || then.assigneeId !== actorId) return
  const given = older.find((one) => one.name === 'conversation.assigned')?.data['to']
  if (given !== actorId) then.assigneeId = typeof given === 'string' ? given : null
}

/** Newest first. */
async function changesSince(tx: Tx, mails: readonly Mail[]): Promise<Map<Id, Changed[]>> {
  const rows = await tx.query<Changed & { subjectId: Id }>({
    name: 'backtest-changes',
    text: `select e.subject_id as "subjectId", e.id, e.name, e.actor_id as "actorId", e.data
           from unnest($1::bigint[]) as asked (conversation_id) join event e on e.subject_id = asked.conversation_id
           where e.name = any($2::text[]) order by e.id desc`,
    values: [[...new Set(mails.map((mail) => mail.conversationId))], [...Object.keys(writes), ...others]],
  })
  return Map.groupBy(rows, (row) => row.subjectId)
}
