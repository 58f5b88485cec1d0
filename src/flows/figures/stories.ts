// Conversations' stories as figures read them: who wrote when, what turned their status, which promises there were. Of what was merged
// the head tells all; of what is deleted, held back, private or merged away nothing is told, whatever happened before.
import { readHoursPast, worked } from '../../desk/hours/past.ts'
import type { Calendar } from '../../desk/hours/calendar.ts'
import { compareIds, type Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { Promised, Said, Story } from './facts.ts'
import type { Turn } from './timeline.ts'

/** What facts are counted under: the conversation as it is now. */
export interface Place {
  inboxId: Id
  teamId: Id | null
  categoryId: Id | null
  priority: string
  tags: string[]
}

export interface Told {
  conversationId: Id
  /** Null: it counts nowhere, or is gone for good. */
  counted: { place: Place; story: Story } | null
}

interface Row extends Place {
  id: Id
  headId: Id
  status: string
  assigneeId: Id | null
  createdAt: Date
  isOut: boolean
}

interface Event {
  id: Id
  conversationId: Id
  name: string
  actorId: Id | null
  nounId: Id
  at: Date
  from: string | null
  to: string | null
  status: string | null
  because: string | null
  messageId: Id | null
  kind: string | null
  isAnswer: string | null
  source: string | null
}

interface Message {
  conversationId: Id
  id: Id
  isInbound: boolean
  authorId: Id | null
  receivedAt: Date
  hasParent: boolean
}

/** What is fetched so long after it came is an archive that is taken over. (Its Date is whatever its writer's clock said.) */
const ARCHIVE = 3 * 86_400_000
const FETCHED = ['import', 'imap']
/** Messages that came from another conversation were told of there. */
const SOURCES = ['conversation.splitOff', 'conversation.unmerged', 'conversation.reunited']
const OF_MESSAGES = ['message.received', 'message.queued', 'message.sentElsewhere']
/** They may change the status without saying from what. */
const SILENT = ['conversation.opened', 'conversation.absorbed', 'conversation.separated', 'conversation.reunited', 'conversation.unmerged', 'conversation.splitOff', 'conversation.released', 'message.cancelled'] // prettier-ignore
/** They say from what to what. */
const TELLING = ['conversation.statusChanged', 'conversation.snoozed']
const OF_CONVERSATIONS = [...TELLING, 'conversation.moved', ...SILENT]
const READ = [...new Set([...OF_MESSAGES, ...OF_CONVERSATIONS, ...SOURCES])]

/** Of these conversations, of those they were merged into, and of no others. */
export async function readStories(tx: Tx, ids: readonly Id[], calendars: Map<string, Calendar>): Promise<Told[]> {
  const rows = await readRows(tx, ids)
  const heads = rows.filter((row) => row.id === row.headId && !row.isOut)
  const family = Map.groupBy(rows, (row) => row.headId)
  const members = heads.flatMap((head) => family.get(head.id) ?? []).map((row) => row.id)
  const events = await readEvents(tx, members)
  const told = new Map((await withSources(tx, events)).map((one) => [one.nounId, one]))
  const eventsOf = Map.groupBy(events, (one) => one.conversationId)
  const messagesOf = Map.groupBy(await readMessages(tx, members), (one) => one.conversationId)
  const promisesOf = Map.groupBy(await readPromises(tx, heads.map((row) => row.id)), (one) => one.conversationId) // prettier-ignore
  const past = await readHoursPast(tx, calendars)
  const storyOf = (head: Row): Story => {
    const said = (family.get(head.id) ?? []).flatMap(({ id }) => messagesOf.get(id) ?? [])
    const own = eventsOf.get(head.id) ?? []
    const path = inboxesOf(head, own)
    const cameWith = journeys((family.get(head.id) ?? []).flatMap(({ id }) => eventsOf.get(id) ?? []))
    return {
      createdAt: head.createdAt.getTime(),
      isResolved: head.status === 'resolved',
      assigneeId: head.assigneeId,
      said: said.map((one) => ({ ...saidIn(one, told.get(one.id)), ...cameWith(one, head.id) })),
      turns: own.filter((one) => TELLING.includes(one.name) || SILENT.includes(one.name)).map(turnOf),
      promises: promisesOf.get(head.id) ?? [],
      worked: (from, until) => worked(past, path, from, until),
    }
  }
  const counted = new Map(heads.map((head) => [head.id, { place: head, story: storyOf(head) }]))
  const all = new Set([...ids, ...rows.map((row) => row.id)])
  return [...all].map((id) => ({ conversationId: id, counted: counted.get(id) ?? null }))
}

async function readRows(tx: Tx, ids: readonly Id[]): Promise<Row[]> {
  const columns = `c.id, coalesce(c.merged_into, c.id) as "headId", c.inbox_id as "inboxId", c.team_id as "teamId", c.category_id as "categoryId",
    c.priority, c.tags, c.status, c.assignee_id as "assigneeId", c.created_at as "createdAt",
    (c.deleted_at is not null or c.held is not null or c.private_at is not null) as "isOut"`
  const asked = await tx.query<Row>({
    name: 'figures-asked',
    text: `select ${columns} from conversation c where c.id = any($1::bigint[])`,
    values: [ids],
  })
  const heads = asked.map((row) => row.headId)
  const families = await tx.query<Row>({
    name: 'figures-families',
    text: `select ${columns} from conversation c where c.id = any($1::bigint[])
      union all select ${columns} from conversation c where c.merged_into = any($1::bigint[])`,
    values: [heads],
  })
  const all = new Map([...asked, ...families].map((row) => [row.id, row]))
  return [...all.values()].toSorted((one, other) => compareIds(one.id, other.id))
}

async function readEvents(tx: Tx, ids: readonly Id[]): Promise<Event[]> {
  if (ids.length === 0) return []
  return await tx.query<Event>({
    name: 'figures-events',
    text: `select id, subject_id as "conversationId", name, actor_id as "actorId", noun_id as "nounId", at, data ->> 'from' as "from", data ->> 'to' as "to",
        data ->> 'status' as status, data ->> 'because' as because, data ->> 'messageId' as "messageId", data ->> 'kind' as kind,
        data ->> 'isAnswer' as "isAnswer", data ->> 'source' as source
      from event where subject_id = any($1::bigint[]) and name = any($2::text[]) order by id`,
    values: [ids, READ],
  })
}

/** With what was told of messages in the conversations that they came from, however often they were moved. */
async function withSources(tx: Tx, events: readonly Event[]): Promise<Event[]> {
  const all = [...events]
  const known = new Set(all.map((one) => one.conversationId))
  for (let fresh: readonly Event[] = events; fresh.length > 0;) {
    const sources = fresh.flatMap((one) => (SOURCES.includes(one.name) && one.from !== null ? [one.from] : []))
    const wanted = [...new Set(sources)].filter((id) => /^\d+$/.test(id) && !known.has(id))
    for (const id of wanted) known.add(id)
    fresh = await readEvents(tx, wanted)
    all.push(...fresh)
  }
  return all.filter((one) => OF_MESSAGES.includes(one.name))
}

/** What people wrote; what machines wrote counts nowhere. */
async function readMessages(tx: Tx, ids: readonly Id[]): Promise<Message[]> {
  if (ids.length === 0) return []
  return await tx.query<Message>({
    name: 'figures-messages',
    text: `select conversation_id as "conversationId", id, direction = 'in' as "isInbound", author_id as "authorId", received_at as "receivedAt",
        in_reply_to <> '{}' as "hasParent"
      from message where conversation_id = any($1::bigint[]) and kind = 'message'`,
    values: [ids],
  })
}

type Journey = Pick<Said, 'joinedBy' | 'settledAt'>

/** How messages came from what was merged into the head, and when that was resolved before. */
function journeys(events: readonly Event[]): (message: Message, headId: Id) => Journey {
  const merges = events.filter((one) => one.name === 'conversation.absorbed' && one.from !== null)
  const joins = new Map(merges.map((one) => [one.from as Id, { id: one.id, into: one.conversationId }]))
  const ends = Map.groupBy(
    events.filter((one) => one.name === 'conversation.statusChanged' && one.to === 'resolved'),
    (one) => one.conversationId,
  )
  return ({ id, conversationId }, headId) => {
    let joinedBy: Id | null = null
    let settledAt: number | null = null
    const seen = new Set<Id>()
    for (let where = conversationId; where !== headId && !seen.has(where);) {
      const join = joins.get(where)
      if (!join) break
      const since = joinedBy ?? id
      const end = (ends.get(where) ?? []).find(
        (one) => compareIds(one.id, since) > 0 && compareIds(one.id, join.id) < 0,
      )
      settledAt ??= end?.at.getTime() ?? null
      seen.add(where)
      joinedBy = join.id
      where = join.into
    }
    return { joinedBy, settledAt }
  }
}

/** Without anything told of it, an answer is what a colleague wrote to something. */
function saidIn(
  { id, isInbound, authorId, receivedAt, hasParent }: Message,
  event: Event | undefined,
): Omit<Said, keyof Journey> {
  const at = receivedAt.getTime()
  const isArchive = isInbound && FETCHED.includes(event?.source ?? '') && (event?.at.getTime() ?? at) - at > ARCHIVE
  return { id, at, isInbound, authorId, isAnswer: !isInbound && isAnswer(event, { authorId, hasParent }), isArchive }
}

function isAnswer(event: Event | undefined, { authorId, hasParent }: { authorId: Id | null; hasParent: boolean }) {
  switch (event?.name) {
    case 'message.queued':
      return event.actorId !== null && event.isAnswer !== 'false'
    case 'message.sentElsewhere':
      return event.isAnswer !== 'false'
    case undefined:
    default:
      return authorId !== null && hasParent
  }
}

function turnOf({ id, at, name, actorId, nounId, from, to, status, because, messageId }: Event): Turn {
  const said = name === 'conversation.statusChanged' ? to : status
  return {
    id,
    at: at.getTime(),
    name,
    actorId,
    wasResolved: TELLING.includes(name) && from !== null ? from === 'resolved' : null,
    isResolved: said === null ? null : said === 'resolved',
    messageId: name === 'message.cancelled' ? nounId : messageId,
    because,
  }
}

/** In which inbox it lay until when. */
function inboxesOf(head: Row, events: readonly Event[]): { until: number; of: Id }[] {
  const moves = events.filter((one) => one.name === 'conversation.moved' && one.from !== null)
  return [
    ...moves.map((one) => ({ until: one.at.getTime(), of: one.from as Id })),
    { until: Infinity, of: head.inboxId },
  ]
}

async function readPromises(tx: Tx, ids: readonly Id[]): Promise<(Promised & { conversationId: Id })[]> {
  if (ids.length === 0) return []
  const rows = await tx.query<Omit<Promised, 'at'> & { conversationId: Id; at: Date }>({
    name: 'figures-promises',
    text: `select conversation_id as "conversationId", id, measure, policy_id as "policyId", coalesce(breached_at, stopped_at, started_at) as at,
        case when breached_at is not null then false when stopped_at is not null then true end as "isMet"
      from clock where conversation_id = any($1::bigint[]) and policy_id is not null
        and (breached_at is not null or stopped_at is null or outcome = 'met')`,
    values: [ids],
  })
  return rows.map((row) => ({ ...row, at: row.at.getTime() }))
}
