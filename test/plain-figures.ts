// Figures the slow way: from what was seen at the desk after every step, from messages and events, with loops that anybody can follow.
// It knows nothing of facts; the product's figures must say the same.
import { isOpenAt, type Schedule } from '../src/desk/hours/open.ts'
import { openZone } from '../src/desk/hours/zone.ts'
import type { Id } from '../src/kit/id.ts'
import type { Tx } from '../src/store/tx.ts'

/** What the desk looked like after a step: of every conversation its status, and what it was part of. */
export interface Snapshot {
  at: number
  statuses: ReadonlyMap<Id, string>
  heads: ReadonlyMap<Id, Id>
}

export interface Asked {
  start: number
  end: number
  now: number
  inboxIds: readonly Id[]
  teamId?: Id
  personId?: Id
  categoryId?: Id
  priority?: string
  tag?: string
}

interface Answer {
  at: number
  by: Id | null
  since: number | null
  isFirst: boolean
}
interface Turn {
  at: number
  by: Id | null
  what: 'resolved' | 'reopened'
}
export interface Matter {
  id: Id
  inboxId: Id
  teamId: Id | null
  assigneeId: Id | null
  categoryId: Id | null
  priority: string
  tags: string[]
  beginning: number
  mails: number[]
  answers: Answer[]
  turns: Turn[]
  isResolved: boolean
  promises: { isMet: boolean; at: number }[]
  moves: { at: number; from: Id }[]
}

/** By inbox: which hours it went by until when. */
export type HoursOf = ReadonlyMap<Id, readonly { until: number; schedule: Schedule | null }[]>

/** Steps of the random desk lie this far apart, so that time can be walked through. */
const STEP = 5 * 60_000

export async function matters(tx: Tx, snapshots: readonly Snapshot[]): Promise<Matter[]> {
  const rows = await tx.db.selectFrom('conversation').selectAll().execute()
  const messages = await tx.db.selectFrom('message').selectAll().where('kind', '=', 'message').execute()
  const events = await tx.db.selectFrom('event').selectAll().orderBy('id').execute()
  const clocks = await tx.db.selectFrom('clock').selectAll().where('policy_id', 'is not', null).execute()
  const counted = rows.filter((row) => !row.merged_into && !row.deleted_at && !row.held && !row.private_at)
  return counted.flatMap((row): Matter[] => {
    const family = rows.filter((other) => other.id === row.id || other.merged_into === row.id).map((other) => other.id)
    const said = messages
      .filter((one) => family.includes(one.conversation_id))
      .toSorted((a, b) => a.received_at.getTime() - b.received_at.getTime() || Number(BigInt(a.id) - BigInt(b.id)))
    const [first] = said
    if (!first) return []
    const beginning = first.received_at.getTime()
    const turns = turnsOf(row.id, snapshots, events, beginning, said)
    return [
      {
        id: row.id,
        inboxId: row.inbox_id,
        teamId: row.team_id,
        assigneeId: row.assignee_id,
        categoryId: row.category_id,
        priority: row.priority,
        tags: row.tags,
        beginning,
        mails: said.filter((one) => one.direction === 'in').map((one) => one.received_at.getTime()),
        answers: answersOf(said, events, family, snapshots),
        turns,
        isResolved: row.status === 'resolved',
        promises: clocks
          .filter((clock) => clock.conversation_id === row.id)
          .flatMap((clock): { isMet: boolean; at: number }[] => {
            if (clock.breached_at) return [{ isMet: false, at: clock.breached_at.getTime() }]
            return clock.outcome === 'met' && clock.stopped_at ? [{ isMet: true, at: clock.stopped_at.getTime() }] : []
          }),
        moves: events
          .filter((one) => one.subject_id === row.id && one.name === 'conversation.moved')
          .map((one) => ({ at: one.at.getTime(), from: (one.data as { from: Id }).from })),
      },
    ]
  })
}

interface Happened {
  subject_id: Id
  noun_id: Id
  name: string
  actor_id: Id | null
  data: unknown
  at: Date
}

/**
 * Wherever a snapshot shows it resolved that was not so in the one before, or the other way round. What a customer begins is unresolved
 * as it begins; what we begin, as it is seen first.
 */
function turnsOf(
  id: Id,
  snapshots: readonly Snapshot[],
  events: readonly Happened[],
  beginning: number,
  said: readonly { direction: string; author_id: Id | null }[],
): Turn[] {
  const [first] = said
  const seen = snapshots.flatMap(({ at, statuses }) => {
    const status = statuses.get(id)
    return status === undefined ? [] : [{ at, isResolved: status === 'resolved' }]
  })
  const since = seen.filter((one) => one.at > beginning)
  const atFirst = seen.findLast((one) => one.at <= beginning) ?? since[0]
  const turns: Turn[] = []
  let isResolved = first?.direction === 'out' && atFirst?.isResolved === true
  if (isResolved) turns.push({ at: beginning, by: first?.author_id ?? null, what: 'resolved' })
  let before = atFirst?.isResolved ?? false
  for (const one of since) {
    const told = events.filter(({ subject_id: subject, at }) => subject === id && at.getTime() === one.at)
    const event = told.findLast(
      ({ name, data }) => name === 'conversation.statusChanged' || 'status' in (data as object),
    )
    // A machine's mail lies there as resolved, which nobody did; but what was split off so, or merged into such, is from then on.
    const isDone =
      one.isResolved !== before || event !== undefined || told.some(({ name }) => name === 'conversation.splitOff')
    if (isDone && one.isResolved !== isResolved) {
      isResolved = one.isResolved
      turns.push({ at: one.at, by: event?.actor_id ?? null, what: isResolved ? 'resolved' : 'reopened' })
    }
    before = one.isResolved
  }
  return turns
}

function answersOf(
  said: readonly { id: Id; conversation_id: Id; direction: string; author_id: Id | null; received_at: Date }[],
  events: readonly Happened[],
  family: readonly Id[],
  snapshots: readonly Snapshot[],
): Answer[] {
  const answers: Answer[] = []
  for (const [place, one] of said.entries()) {
    const queued = events.find((event) => event.name === 'message.queued' && event.noun_id === one.id)
    const data = (queued?.data ?? {}) as { isAnswer?: boolean }
    if (one.direction !== 'out' || !queued?.actor_id || data.isAnswer === false) continue
    const at = one.received_at.getTime()
    const lastAnswer = answers.at(-1)?.at ?? -Infinity
    /** What it lay in was resolved before the answer came. */
    const isSettled = (mail: (typeof said)[number]) =>
      snapshots.some(({ at: seen, statuses, heads }) => {
        const head = heads.get(mail.conversation_id) ?? mail.conversation_id
        return (
          seen > mail.received_at.getTime() && seen < at && family.includes(head) && statuses.get(head) === 'resolved'
        )
      })
    const unanswered = said
      .slice(0, place)
      .filter((mail) => mail.direction === 'in' && mail.received_at.getTime() > lastAnswer && !isSettled(mail))
    const isFirst = said[0]?.direction === 'in' && answers.length === 0
    const oldest = isFirst ? said[0] : unanswered[0]
    const since = oldest?.received_at.getTime() ?? null
    answers.push({ at, by: one.author_id, since, isFirst })
  }
  return answers
}

export interface PlainTimes {
  cases: number
  median: number | null
  p90: number | null
  mean: number | null
}

/** Median and p90 between the two nearest ranks, as everybody's spreadsheet has them. */
export function timesOf(lengths: readonly number[]): PlainTimes {
  const sorted = lengths.toSorted((a, b) => a - b)
  const at = (share: number) => {
    const place = share * (sorted.length - 1)
    const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0]
    return (low + (high - low) * (place - Math.floor(place))) / 1000
  }
  if (sorted.length === 0) return { cases: 0, median: null, p90: null, mean: null }
  const mean = sorted.reduce((sum, one) => sum + one, 0) / sorted.length / 1000
  return { cases: sorted.length, median: at(0.5), p90: at(0.9), mean }
}

/** Five minutes at a time: was it open then, by the hours that held then, of the inbox it lay in then? */
export function workedPlainly(hours: HoursOf, matter: Matter, from: number, until: number): number {
  let sum = 0
  for (let at = from; at < until; at += STEP) {
    const inboxId = matter.moves.find((move) => move.at > at)?.from ?? matter.inboxId
    const schedule = hours.get(inboxId)?.find((one) => one.until > at)?.schedule ?? null
    if (schedule === null || isOpenAt(schedule, new Date(at), zoneOf(schedule.timeZone)))
      sum += Math.min(STEP, until - at)
  }
  return sum
}

const zones = new Map<string, ReturnType<typeof openZone>>()
function zoneOf(name: string) {
  const zone = zones.get(name) ?? openZone(name)
  zones.set(name, zone)
  return zone
}

export function plainFigures(all: readonly Matter[], hours: HoursOf, asked: Asked) {
  const { start, end, now } = asked
  const isIn = (at: number) => at >= start && at < end
  const isPlaced = (one: Matter) =>
    asked.inboxIds.includes(one.inboxId) &&
    (asked.teamId === undefined || one.teamId === asked.teamId) &&
    (asked.categoryId === undefined || one.categoryId === asked.categoryId) &&
    (asked.priority === undefined || one.priority === asked.priority) &&
    (asked.tag === undefined || one.tags.includes(asked.tag))
  const isWho = (id: Id | null) => asked.personId === undefined || id === asked.personId
  const placed = all.filter(isPlaced)
  const theirs = placed.filter((one) => isWho(one.assigneeId))
  const answers = placed.flatMap((matter) => matter.answers.filter((one) => isIn(one.at) && isWho(one.by)).map((one) => ({ matter, ...one }))) // prettier-ignore
  const turns = placed.flatMap((matter) => matter.turns.map((one, at) => ({ matter, ...one, isLast: at === matter.turns.length - 1 }))) // prettier-ignore
  const resolved = turns.filter((one) => one.what === 'resolved' && isIn(one.at) && isWho(one.by))
  const finals = resolved.filter((one) => one.isLast && one.matter.isResolved)
  const both = (spans: { matter: Matter; from: number; until: number }[]) => ({
    calendar: timesOf(spans.map((one) => one.until - one.from)),
    business: timesOf(spans.map((one) => workedPlainly(hours, one.matter, one.from, one.until))),
  })
  const measured = answers.flatMap((one) => (one.since === null ? [] : [{ ...one, from: one.since, until: one.at }]))
  const promises = theirs.flatMap((one) => one.promises.filter((promise) => isIn(promise.at)))
  const ages = (at: number) => {
    const counts = [0, 0, 0, 0, 0]
    for (const one of theirs) {
      if (!isUnresolvedAt(one, at)) continue
      const hoursOld = (at - one.beginning) / 3_600_000
      const age = [24, 72, 168, 720].filter((edge) => hoursOld >= edge).length
      counts[age] = (counts[age] ?? 0) + 1
    }
    return counts
  }
  return {
    received: theirs.flatMap((one) => one.mails.filter(isIn)).length,
    opened: theirs.filter((one) => isIn(one.beginning)).length,
    reopened: turns.filter((one) => one.what === 'reopened' && isIn(one.at) && isWho(one.matter.assigneeId)).length,
    answered: answers.length,
    resolved: resolved.length,
    backlog: ages(Math.min(end, now)).reduce((sum, one) => sum + one, 0),
    ages: ages(Math.min(end, now)),
    firstResponse: both(measured.filter((one) => one.isFirst)),
    nextResponse: both(measured.filter((one) => !one.isFirst)),
    response: both(measured),
    resolution: both(finals.map((one) => ({ matter: one.matter, from: one.matter.beginning, until: one.at }))),
    oneTouch: finals.filter((one) => one.matter.answers.length === 1 && !one.matter.turns.some((turn) => turn.what === 'reopened' && turn.by !== null)).length, // prettier-ignore
    finals: finals.length,
    met: promises.filter((one) => one.isMet).length,
    broken: promises.filter((one) => !one.isMet).length,
  }
}

/** Right before that instant: what happens at midnight is of the new day. */
function isUnresolvedAt({ beginning, turns }: Matter, at: number): boolean {
  if (at <= beginning) return false
  const last = turns.findLast((one) => one.at < at)
  return last?.what !== 'resolved'
}
