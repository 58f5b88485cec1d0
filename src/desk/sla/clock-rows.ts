// Clocks as rows: read with their conversation's course under its lock, written back as a whole.
import type { Id } from '../../kit/id.ts'
import { insertRows } from '../../store/access/rows.ts'
import type { Tx } from '../../store/tx.ts'
import { nextLook, type Clock, type LedgerLine, type Outcome } from './clock.ts'
import { beginning, type Course } from './follow.ts'
import type { Measure } from '../conversations/conversations.api.ts'

/** A course as it is stored: also which events it has followed, and by what it was measured last. */
export interface StoredCourse extends Course {
  conversationId: Id
  followedId: Id
  /** Ids of events followed lately, so that one that is committed late is neither lost nor followed twice. */
  recent: Id[]
  policyId: Id | null
  hoursId: Id | null
}

interface CourseRow {
  conversationId: Id
  followedId: Id
  recent: Id[]
  status: Course['status']
  isSnoozed: boolean
  isGone: boolean
  teamId: Id | null
  isAnswered: boolean
  policyId: Id | null
  hoursId: Id | null
}

interface ClockRow {
  conversation_id: Id
  id: Id
  measure: Measure
  started_at: Date
  running_since: Date | null
  worked_ms: string
  elapsed_ms: string
  policy_id: Id | null
  target_ms: string | null
  counts: 'business' | 'calendar' | null
  warn_share: number | null
  due_at: Date | null
  warn_at: Date | null
  warned_at: Date | null
  breached_at: Date | null
  stopped_at: Date | null
  outcome: Outcome | null
  stopped_by: Id | null
  steps: string[]
  ledger: LedgerLine[]
}

/** Locks them, in the order of their ids. What nobody has followed yet begins. Nothing else is locked while they are held. */
export async function holdCourses(tx: Tx, conversationIds: readonly Id[]): Promise<Map<Id, StoredCourse>> {
  const ids = [...new Set(conversationIds)]
  await tx.query({
    name: 'course-begin',
    text: `insert into clock_course (conversation_id, followed_id, recent, status, is_snoozed, is_gone, is_answered)
      select id, 0, '[]', 'open', false, false, false from unnest($1::bigint[]) as wanted (id) order by id on conflict do nothing`,
    values: [ids],
  })
  const rows = await tx.query<CourseRow>({
    name: 'course-hold',
    text: `select conversation_id as "conversationId", followed_id as "followedId", recent, status, is_snoozed as "isSnoozed", is_gone as "isGone",
        team_id as "teamId", is_answered as "isAnswered", policy_id as "policyId", hours_id as "hoursId"
      from clock_course where conversation_id = any($1::bigint[]) order by conversation_id for update`,
    values: [ids],
  })
  const old = rows.filter((row) => row.followedId !== '0').map((row) => row.conversationId)
  const clocks = Map.groupBy(await clocksOf(tx, old), (one) => one.conversationId)
  return new Map(
    rows.map((row) => [
      row.conversationId,
      { ...beginning, ...row, clocks: (clocks.get(row.conversationId) ?? []).map((one) => one.clock) },
    ]),
  )
}

export async function clocksOf(
  tx: Tx,
  conversationIds: readonly Id[],
): Promise<{ conversationId: Id; clock: Clock; steps: string[] }[]> {
  if (conversationIds.length === 0) return []
  const rows = await tx.query<ClockRow>({
    name: 'clocks-of',
    text: 'select * from clock where conversation_id = any($1::bigint[]) order by conversation_id, started_at, id',
    values: [conversationIds],
  })
  return rows.map((row) => ({ conversationId: row.conversation_id, clock: clockOfRow(row), steps: row.steps }))
}

const CLOCK_COLUMNS = `conversation_id, id, measure, started_at, running_since, worked_ms, elapsed_ms, policy_id, target_ms, counts, warn_share,
  due_at, warn_at, warned_at, breached_at, stopped_at, outcome, stopped_by, ledger`
const OVERWRITE = CLOCK_COLUMNS.split(',')
  .map((name) => name.trim())
  .filter((name) => !['conversation_id', 'id', 'measure', 'started_at'].includes(name))
  .map((name) => `${name} = excluded.${name}`)
  .join(', ')

/** `changed` only: clocks that are as they were read are not written. */
export async function writeClocks(tx: Tx, changed: readonly { conversationId: Id; clock: Clock }[]): Promise<void> {
  await insertRows(
    tx,
    {
      name: 'clock-write',
      head: `insert into clock (${CLOCK_COLUMNS}) values`,
      tail: `on conflict (conversation_id, id) do update set ${OVERWRITE}`,
    },
    changed.map(({ conversationId, clock }) => clockValues(conversationId, clock)),
  )
}

export async function writeCourses(tx: Tx, courses: readonly StoredCourse[]): Promise<void> {
  await insertRows(
    tx,
    {
      name: 'course-write',
      head: `insert into clock_course (conversation_id, followed_id, recent, status, is_snoozed, is_gone, team_id, is_answered, policy_id, hours_id) values`,
      tail: `on conflict (conversation_id) do update set followed_id = excluded.followed_id, recent = excluded.recent, status = excluded.status,
        is_snoozed = excluded.is_snoozed, is_gone = excluded.is_gone, team_id = excluded.team_id, is_answered = excluded.is_answered,
        policy_id = excluded.policy_id, hours_id = excluded.hours_id`,
    },
    courses.map((one) => [
      one.conversationId,
      one.followedId,
      JSON.stringify(one.recent),
      one.status,
      one.isSnoozed,
      one.isGone,
      one.teamId,
      one.isAnswered,
      one.policyId,
      one.hoursId,
    ]),
  )
}

/** When each conversation's clocks are looked at next; null: nothing comes by itself. */
export async function setRings(tx: Tx, rings: readonly { conversationId: Id; at: number | null }[]): Promise<void> {
  const none = rings.filter((one) => one.at === null).map((one) => one.conversationId)
  if (none.length > 0)
    await tx.query({
      name: 'ring-remove',
      text: 'delete from clock_ring where conversation_id = any($1::bigint[])',
      values: [none],
    })
  await insertRows(
    tx,
    {
      name: 'ring-set',
      head: 'insert into clock_ring (conversation_id, ring_at) values',
      tail: 'on conflict (conversation_id) do update set ring_at = excluded.ring_at where clock_ring.ring_at <> excluded.ring_at',
    },
    rings.flatMap(({ conversationId, at }) => (at === null ? [] : [[conversationId, new Date(at)]])),
  )
}

/** The soonest that any of them has to be looked at. */
export function nextRing(clocks: readonly Clock[]): number | null {
  const looks = clocks.map(nextLook).filter((one) => one !== null)
  return looks.length === 0 ? null : Math.min(...looks)
}

const instant = (at: number | null) => (at === null ? null : new Date(at))
const number = (at: Date | null) => at?.getTime() ?? null

function clockValues(conversationId: Id, clock: Clock): unknown[] {
  const { goal } = clock
  return [
    conversationId,
    clock.id,
    clock.measure,
    new Date(clock.startedAt),
    instant(clock.runningSince),
    clock.worked,
    clock.elapsed,
    goal?.policyId ?? null,
    goal?.length ?? null,
    goal?.counts ?? null,
    goal?.warnAt ?? null,
    instant(clock.dueAt),
    instant(clock.warnAt),
    instant(clock.warnedAt),
    instant(clock.breachedAt),
    instant(clock.stoppedAt),
    clock.outcome,
    clock.stoppedBy,
    JSON.stringify(clock.ledger),
  ]
}

function clockOfRow(row: ClockRow): Clock {
  return {
    id: row.id,
    measure: row.measure,
    startedAt: row.started_at.getTime(),
    runningSince: number(row.running_since),
    worked: Number(row.worked_ms),
    elapsed: Number(row.elapsed_ms),
    goal:
      row.policy_id === null || row.counts === null
        ? null
        : { policyId: row.policy_id, length: Number(row.target_ms), counts: row.counts, warnAt: row.warn_share },
    dueAt: number(row.due_at),
    warnAt: number(row.warn_at),
    warnedAt: number(row.warned_at),
    breachedAt: number(row.breached_at),
    stoppedAt: number(row.stopped_at),
    outcome: row.outcome,
    stoppedBy: row.stopped_by,
    ledger: row.ledger,
  }
}
