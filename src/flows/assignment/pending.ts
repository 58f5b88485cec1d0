// What waits in some inboxes, as far as it can be the next for those who ask: of each kind the first (heads.ts), and what is due soonest.
import type { AssignmentPolicy } from '../../desk/assignment/assignment.api.ts'
import type { Priority } from '../../desk/conversations/change.ts'
import { always } from '../../desk/hours/calendar.ts'
import { listHours } from '../../desk/hours/hours.ts'
import { isTimeZone } from '../../desk/hours/zone.ts'
import { openCalendar } from '../../desk/hours/calendar.ts'
import type { Reason } from '../../desk/reasons.api.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { Calendars } from '../deadlines/terms.ts'
import { absenceOf, passedOver, type Barrier } from './passed-over.ts'
import type { People } from './roster.ts'
import type { Person } from './person.ts'
import { linesFor, readHeads, readLines } from './heads.ts'
import { territoryOf } from './territory.ts'
import {
  createWaiting,
  isSkilled,
  waitNeeded,
  type Item,
  type Level,
  type Taker,
  type Terms,
  type Waiting,
} from './waiting.ts'

const MINUTE = 60_000
/** What nobody promised anything about counts as if this had been: working minutes until the first answer. */
export const UNPROMISED: Record<Priority, number> = { urgent: 60, high: 60, normal: 240, low: 480 }
/** Until so much of its time is left it is kept for whoever answered the contact last. */
const KEPT = 0.3

export interface Pending {
  waiting: Waiting
  /** Each that waits, with when it is due where something is promised. */
  promised: ReadonlyMap<Id, Date>
  termsOf(inboxId: Id): Terms
  policyOf(inboxId: Id): AssignmentPolicy
  /** In which its inbox's clock shows when it is due. */
  zoneOf(inboxId: Id): string
  items: readonly Item[]
  /** Whom it passes over who gives this to somebody, or to nobody. */
  passedOver(item: Item, chosenId: Id | null): Reason[]
  /** Whether anything waits there at all, whoever it is for. */
  isAny: boolean
}

interface Row {
  id: Id
  inboxId: Id
  teamId: Id | null
  priority: Priority
  categoryId: Id | null
  language: string | null
  companyId: Id | null
  address: string
  phone: string | null
  postalAddress: string | null
  tags: string[]
  since: Date
  dueAt: Date | null
  lastAuthorId: Id | null
  /** Of the territory that somebody set. */
  named: string | null
  contactOwnerId: Id | null
  companyOwnerId: Id | null
  givenBackBy: Id[]
}

/** For `takers`. `onlyRouted`: without what the rules have not looked at yet. `besides`: this one too, where it waits. */
export async function readPending(
  tx: Tx,
  people: People,
  policies: readonly AssignmentPolicy[],
  calendars: Calendars,
  { takers, onlyRouted = false, besides = [] }: { takers: readonly Person[]; onlyRouted?: boolean; besides?: Id[] },
): Promise<Pending> {
  const byInbox = new Map(policies.map((one) => [one.inboxId, one]))
  const lines = policies.length === 0 ? [] : await readLines(tx, [...byInbox.keys()])
  const epoch = lines.reduce((first, line) => Math.min(first, line.since.getTime()), tx.now.getTime())
  const hours = await hoursOf(tx, [...byInbox.keys()], calendars)
  const terms = new Map(policies.map((one) => [one.inboxId, termsFrom(one, people, (at) => hours(one.inboxId).calendar.worked(epoch, at))])) // prettier-ignore
  const termsOf = (inboxId: Id) => terms.get(inboxId) as Terms
  const asking = takers.map((one) => takerOf(one, [...byInbox.keys()].filter((id) => people.sees(one, id)), () => 0)) // prettier-ignore
  const heads = await readHeads(tx, linesFor(lines, asking, termsOf, tx.now.getTime()), {
    asks: new Set(policies.flatMap((one) => (one.territories.length > 0 ? one.inboxId : []))),
    exceptFor: takers.length === 1 ? (takers[0]?.userId ?? null) : null,
  })
  const rows = await readRows(tx, [...byInbox.keys()], [...heads, ...besides], onlyRouted)
  const items = rows.map((row) => itemOf(row, byInbox.get(row.inboxId) as AssignmentPolicy, people, tx.now, (at, length) => hours(row.inboxId).calendar.after(at, length) ?? at + length)) // prettier-ignore
  const able = counter(people, termsOf)
  const waiting = createWaiting(termsOf, able)
  for (const item of items) waiting.add(item)
  return {
    waiting,
    items,
    isAny: lines.length > 0,
    termsOf,
    policyOf: (inboxId) => byInbox.get(inboxId) as AssignmentPolicy,
    passedOver: passingOver(people, termsOf, (inboxId) => byInbox.get(inboxId) as AssignmentPolicy, tx.now.getTime()),
    zoneOf: (inboxId) => hours(inboxId).timeZone,
    promised: new Map(rows.flatMap((row) => (row.dueAt ? [[row.id, row.dueAt] as const] : []))),
  }
}

function passingOver(
  people: People,
  termsOf: (inboxId: Id) => Terms,
  policyOf: (inboxId: Id) => AssignmentPolicy,
  now: number,
): Pending['passedOver'] {
  let takers: Map<Id, Taker> | undefined // only when somebody is given something
  return (item, chosenId) => {
    const known = (takers ??= new Map(people.all.map((one) => [one.userId, takerOf(one, [], () => 0)])))
    const terms = termsOf(item.inboxId)
    const waited = terms.worked(now) - terms.worked(item.since)
    const isLate = waitsForTakers(policyOf(item.inboxId))
    const most = (one: Person) => (isLate ? one.slots : one.capacity)
    const barrierOf = (one: Person): Barrier | null => {
      const taker = known.get(one.userId)
      if (one.userId === chosenId || !taker) return null
      if (item.declinedBy.includes(one.userId)) return 'declined'
      const needs = waitNeeded(taker, item, terms)
      if (needs === null) return item.teamId === null || taker.teamIds.has(item.teamId) ? 'skill' : 'team'
      if (waited < needs) return isSkilled(taker, item, terms) ? 'later' : 'skill'
      return absenceOf(one) ?? (one.open < most(one) ? null : 'full')
    }
    return passedOver(people.all.filter((one) => people.sees(one, item.inboxId)), barrierOf, most) // prettier-ignore
  }
}

/** Strategies under which it waits until somebody is free. */
export const waitsForTakers = ({ strategy }: Pick<AssignmentPolicy, 'strategy'>) =>
  strategy === 'lateBinding' || strategy === 'takeNext'

function termsFrom(policy: AssignmentPolicy, people: People, worked: Terms['worked']): Terms {
  const { strategy, asksSkills, leastLevel, relaxMinutes, territories, overflow, capMinutes } = policy
  const helpers = overflow && people.all.filter((one) => one.teamIds.includes(overflow.teamId))
  const isAnybodyHere = people.all.some((one) => !one.isAway && people.sees(one, policy.inboxId) && !helpers?.includes(one)) // prettier-ignore
  return {
    order: strategy === 'lateBinding' ? 'cost' : 'due',
    asksSkills,
    leastLevel: leastLevel as Level,
    relaxAfter: relaxMinutes === null ? null : relaxMinutes * MINUTE,
    territories: territories.map((one) => new Set(one.userIds)),
    overflow: overflow && {
      userIds: new Set(helpers?.map((one) => one.userId)),
      after: isAnybodyHere ? overflow.afterMinutes * MINUTE : 0,
    },
    patience: 480 * MINUTE,
    cap: capMinutes * MINUTE,
    worked,
  }
}

function itemOf(
  row: Row,
  policy: AssignmentPolicy,
  people: People,
  now: Date,
  after: (at: number, length: number) => number,
): Item {
  const since = row.since.getTime()
  const dueAt = row.dueAt?.getTime() ?? after(since, UNPROMISED[row.priority] * MINUTE)
  const keptUntil = dueAt - KEPT * Math.max(0, dueAt - since)
  const isBackInTime = (one: Person) => !one.isAway || (one.presence.backAt !== null && one.presence.backAt.getTime() < keptUntil) // prettier-ignore
  const isFit = (one: Person) => people.sees(one, row.inboxId) && !row.givenBackBy.includes(one.userId) && isBackInTime(one) // prettier-ignore
  const asked = [
    { id: policy.asksOwner ? row.contactOwnerId : null, ownedAs: 'contact' as const },
    { id: policy.asksOwner ? row.companyOwnerId : null, ownedAs: 'company' as const },
    { id: policy.keepsContact ? row.lastAuthorId : null, ownedAs: 'answered' as const },
  ]
  const [owned] = asked.flatMap(({ id, ownedAs }) => {
    const owner = id === null ? undefined : people.byId.get(id)
    return owner && keptUntil > now.getTime() && isFit(owner) ? [{ ownerId: owner.userId, ownedAs }] : []
  })
  return {
    id: row.id,
    inboxId: row.inboxId,
    teamId: row.teamId,
    priority: row.priority,
    categoryId: row.categoryId,
    language: row.language,
    territory: territoryOf(policy.territories, row),
    since,
    dueAt,
    ownerId: owned?.ownerId ?? null,
    ownedAs: owned?.ownedAs ?? 'answered',
    keptUntil,
    declinedBy: row.givenBackBy,
  }
}

/** What it takes a person, from what was measured: the fewer answers, the nearer to what is usual here. */
export type Handling = (person: Person, categoryId: Id | null) => number

/** Usual where nothing was measured; so many answers weigh as much as it. */
const USUAL_MINUTES = 12
const PRIOR = 5
/** Of the usual time, by level. */
const paceOf: Record<Level, number> = { 1: 1.4, 2: 1, 3: 0.8 }

export async function readHandling(tx: Tx): Promise<Handling> {
  const rows = await tx.query<{ userId: Id; categoryId: Id; answers: number; minutes: number }>({
    name: 'handling',
    text: 'select user_id as "userId", category_id as "categoryId", answers, minutes from handling',
    values: [],
  })
  const one = new Map(rows.map((row) => [`${row.userId} ${row.categoryId}`, row]))
  const usual = new Map(
    [...Map.groupBy(rows, (row) => row.categoryId)].map(([id, all]) => [id, shrunk(all, USUAL_MINUTES)]),
  )
  return (person, categoryId) => {
    const id = categoryId ?? '0'
    const level = person.categories.find((skill) => skill.id === id)?.level as Level | undefined
    const prior = (usual.get(id) ?? usual.get('0') ?? USUAL_MINUTES) * (level ? paceOf[level] : 1)
    const own = one.get(`${person.userId} ${id}`)
    return shrunk(own ? [own] : [], prior) * MINUTE
  }
}

function shrunk(rows: readonly { answers: number; minutes: number }[], prior: number): number {
  const answers = rows.reduce((sum, row) => sum + row.answers, PRIOR)
  return rows.reduce((sum, row) => sum + row.answers * row.minutes, PRIOR * prior) / answers
}

export function takerOf(person: Person, inboxIds: Iterable<Id>, handling: Handling): Taker {
  const levels = (skills: Person['languages']) =>
    skills.length === 0 ? null : new Map(skills.map((one) => [one.id, one.level as Level]))
  return {
    userId: person.userId,
    inboxIds: new Set(inboxIds),
    teamIds: new Set(person.teamIds),
    languages: levels(person.languages),
    categories: levels(person.categories),
    handle: (categoryId) => handling(person, categoryId),
  }
}

/** How many could do what is like it, of those who see its inbox; counted once for each kind. */
function counter(people: People, termsOf: (inboxId: Id) => Terms): (item: Item) => number {
  const counts = new Map<string, number>()
  const takers = people.all.map((person) => takerOf(person, [], () => 0))
  return (item) => {
    const key = `${item.inboxId} ${item.categoryId} ${item.language} ${item.territory}`
    const known = counts.get(key)
    if (known !== undefined) return known
    const terms = termsOf(item.inboxId)
    const count = people.all.filter((person, at) => people.sees(person, item.inboxId) && isSkilled(takers[at] as Taker, item, terms)).length // prettier-ignore
    counts.set(key, count)
    return count
  }
}

export async function hoursOf(
  tx: Tx,
  inboxIds: readonly Id[],
  calendars: Calendars,
): Promise<(inboxId: Id) => { calendar: typeof always; timeZone: string }> {
  const hours = new Map((await listHours(tx)).map((one) => [one.id, one]))
  const rows = await tx.query<{ id: Id; hoursId: Id | null }>({
    name: 'pending-hours',
    text: 'select id, hours_id as "hoursId" from inbox where id = any($1::bigint[])',
    values: [inboxIds],
  })
  const byInbox = new Map(
    rows.map(({ id, hoursId }) => {
      const schedule = hoursId === null ? undefined : hours.get(hoursId)
      if (!schedule || !isTimeZone(schedule.timeZone)) return [id, { calendar: always, timeZone: 'UTC' }]
      const { timeZone, week, holidays } = schedule
      const key = JSON.stringify([timeZone, week, holidays])
      const calendar = calendars.get(key) ?? openCalendar(schedule)
      calendars.set(key, calendar)
      return [id, { calendar, timeZone }]
    }),
  )
  return (inboxId) => byInbox.get(inboxId) ?? { calendar: always, timeZone: 'UTC' }
}

/**
 * Not what is private: no strategy widens who sees it. `since`: since the customer waits, also where somebody had it and gave it back.
 */
async function readRows(tx: Tx, inboxIds: readonly Id[], heads: readonly Id[], onlyRouted: boolean): Promise<Row[]> {
  return await tx.query<Row>({
    name: 'pending-read',
    text: `with picked as (
        (select c.id from (select conversation_id from clock where stopped_at is null and due_at is not null and due_at > $2
            order by due_at limit 1000) soon
          join conversation c on c.id = soon.conversation_id
          where c.shelf = 'open' and c.assignee_id is null and c.private_at is null and c.inbox_id = any($1::bigint[]) limit 200)
        union
        select unnest($4::bigint[])
      )
      select c.id, c.inbox_id as "inboxId", c.team_id as "teamId", c.priority, c.category_id as "categoryId", c.language,
        c.company_id as "companyId", c.from_address as address, k.phone, k.postal_address as "postalAddress",
        coalesce(k.territory, o.territory) as named, k.owner_id as "contactOwnerId", o.owner_id as "companyOwnerId", c.tags, coalesce(c.waiting_since, c.last_message_at) as since,
        (select min(due_at) from clock where conversation_id = c.id and stopped_at is null) as "dueAt",
        array(select g.user_id::text from given_back g where g.conversation_id = c.id) as "givenBackBy",
        (select m.author_id from (select near.id from conversation near where near.contact_id = c.contact_id
            order by near.last_message_at desc limit 5) lately
          join message m on m.conversation_id = lately.id
          where m.direction = 'out' and m.author_id is not null order by m.id desc limit 1) as "lastAuthorId"
      from picked join conversation c on c.id = picked.id left join contact k on k.id = c.contact_id
        left join company o on o.id = coalesce(c.company_id, k.company_id)
      where not $3 or c.last_message_at < $2 - interval '1 minute' or exists (select from routing r where r.conversation_id = c.id)`,
    values: [inboxIds, tx.now, onlyRouted, heads],
  })
}
