// The team as it is, for the simulation: the mail that really came, the people as they work, the promises that hold.
import { listPatterns } from '../../desk/assignment/patterns.ts'
import type { WorkPattern } from '../../desk/assignment/assignment.api.ts'
import { always } from '../../desk/hours/calendar.ts'
import { spansOn, type Schedule } from '../../desk/hours/open.ts'
import { openZone } from '../../desk/hours/zone.ts'
import type { Priority } from '../../desk/conversations/change.ts'
import { listPolicies, policyFor } from '../../desk/sla/policies.ts'
import type { Id } from '../../kit/id.ts'
import { createRandom } from '../../kit/random.ts'
import type { Tx } from '../../store/tx.ts'
import type { Calendars } from '../deadlines/terms.ts'
import { hoursOf, readHandling, takerOf, UNPROMISED } from './pending.ts'
import { readPeople } from './roster.ts'
import { effort, type Arrival, type Scenario, type Worker } from './simulation.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** More than an afternoon of simulating would be; the newest count. */
const MOST = 20_000
const CV = 0.9
/** Of those who are expected on a day, so many are not there after all. */
const ABSENT = 0.05
const office: [string, string][] = [['09:00', '17:00']]
const OFFICE: Schedule = { timeZone: 'UTC', holidays: [], week: { mon: office, tue: office, wed: office, thu: office, fri: office, sat: [], sun: [] } } // prettier-ignore

export interface Wanted {
  inboxIds: readonly Id[]
  weeks: number
  seed: number
}

/** Null where too little came to say anything. */
export async function historicScenario(
  tx: Tx,
  { inboxIds, weeks, seed }: Wanted,
  calendars: Calendars,
): Promise<Scenario | null> {
  const since = new Date(tx.now.getTime() - weeks * 7 * DAY)
  const rows = await readArrivals(tx, inboxIds, since)
  if (rows.length < 20) return null
  const random = createRandom(seed)
  const arrivals = rows.map(({ at, ...row }): Arrival => ({ ...row, at: at.getTime(), effort: effort(random, CV) }))
  const first = arrivals[0]?.at ?? since.getTime()
  const people = await readPeople(tx)
  const handling = await readHandling(tx)
  const hours = await hoursOf(tx, inboxIds, calendars)
  const calendar = hours(inboxIds[0] ?? '').calendar
  const patterns = new Map((await listPatterns(tx)).map((one) => [one.userId, one]))
  // Without hours of their own people work when the inbox is open; an inbox that always is, by day.
  const inboxHours = await inboxSchedule(tx, inboxIds[0] ?? '')
  const seen = people.all.filter((one) => inboxIds.some((id) => people.sees(one, id)))
  const workers = seen.map((person): Worker => {
    const shifts = shiftsOf(
      scheduleOf(patterns.get(person.userId), inboxHours),
      first - DAY,
      tx.now.getTime() + 7 * DAY,
    )
    return {
      ...takerOf(person, ['0'], handling),
      name: person.name,
      capacity: person.capacity,
      shifts: shifts.filter(() => !random.isLucky(ABSENT)),
    }
  })
  return {
    people: workers,
    arrivals,
    target: await targetsOf(tx, inboxIds[0] ?? ''),
    worked: (instant) => calendar.worked(first - DAY, instant),
    after: (instant, length) => calendar.after(instant, length) ?? always.after(instant, length) ?? instant,
  }
}

/** One more of them on one weekday (0 is Sunday), who can do everything and is as quick as usual. */
export function withOneMore(scenario: Scenario, weekday: number): Scenario {
  const model = scenario.people.find((one) => one.shifts.length > 0)
  if (!model) return scenario
  const days = new Map<string, readonly [number, number]>()
  for (const { shifts } of scenario.people)
    for (const shift of shifts)
      if (new Date(shift[0]).getUTCDay() === weekday && !days.has(dayOf(shift[0]))) days.set(dayOf(shift[0]), shift)
  const handle = (categoryId: Id | null) => scenario.people.reduce((sum, one) => sum + one.handle(categoryId), 0) / scenario.people.length // prettier-ignore
  const shifts = [...days.values()].toSorted((a, b) => a[0] - b[0])
  const extra: Worker = { ...model, userId: '0', name: '+1', languages: null, categories: null, handle, shifts }
  return { ...scenario, people: [...scenario.people, extra] }
}

const dayOf = (instant: number) => new Date(instant).toISOString().slice(0, 10)

const scheduleOf = (pattern: WorkPattern | undefined, otherwise: Schedule): Schedule =>
  pattern?.hours ? { ...pattern.hours, holidays: [] } : otherwise

async function inboxSchedule(tx: Tx, inboxId: Id): Promise<Schedule> {
  const row = await tx.db
    .selectFrom('inbox')
    .innerJoin('business_hours', 'business_hours.id', 'inbox.hours_id')
    .select(['time_zone', 'week', 'holidays'])
    .where('inbox.id', '=', inboxId)
    .executeTakeFirst()
  if (!row) return OFFICE
  return { timeZone: row.time_zone, week: row.week as Schedule['week'], holidays: row.holidays as string[] }
}

/** Both in order; what crosses into [from, until) at all. */
export function shiftsOf(schedule: Schedule, from: number, until: number): [number, number][] {
  const zone = openZone(schedule.timeZone)
  const shifts: [number, number][] = []
  for (let day = Math.floor(from / DAY) - 1; day * DAY < until; day++) {
    const date = new Date(day * DAY)
    const name = date.toISOString().slice(0, 10)
    for (const [opens, closes] of spansOn(schedule, name, date.getUTCDay()).toSorted((a, b) => a[0] - b[0])) {
      const start = zone.instants(name, opens)[0]?.getTime()
      if (start === undefined || start >= until || start + (closes - opens) * MINUTE <= from) continue
      shifts.push([start, start + (closes - opens) * MINUTE])
    }
  }
  return shifts
}

async function readArrivals(tx: Tx, inboxIds: readonly Id[], since: Date) {
  const rows = await tx.query<{ at: Date; priority: Priority; categoryId: Id | null; language: string | null }>({
    name: 'simulation-arrivals',
    text: `select created_at as at, priority, category_id as "categoryId", language from conversation
      where inbox_id = any($1::bigint[]) and last_message_at >= $2 and created_at >= $2 and created_at <= $3 and last_inbound_at is not null
        and merged_into is null and deleted_at is null and held is null and private_at is null
      order by created_at desc limit ${MOST}`,
    values: [inboxIds, since, tx.now],
  })
  return rows.toReversed()
}

/** Of the first answer, by the policy that is for this inbox; else what is usual. */
async function targetsOf(tx: Tx, inboxId: Id): Promise<Scenario['target']> {
  const policies = (await listPolicies(tx)).filter((one) => one.isEnabled)
  const policy = policyFor(policies, { inboxId, categoryId: null, tags: [] })
  const minutes = policy?.targets.find((one) => one.measure === 'firstResponse')?.minutes
  const of = (priority: Priority) => (minutes?.[priority] ?? UNPROMISED[priority]) * MINUTE
  return { urgent: of('urgent'), high: of('high'), normal: of('normal'), low: of('low') }
}
