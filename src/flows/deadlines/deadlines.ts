// Deadlines: the clocks of conversations follow what happened in them. Called with conversations in which something did; what
// happened is read from their events, so that it does not matter how late, how often or in which order it is called.
import { writeClocks, clocksOf, holdCourses, setRings, writeCourses, type StoredCourse } from '../../desk/sla/clock-rows.ts' // prettier-ignore
import { follow, type Fact, type Terms } from '../../desk/sla/follow.ts'
import { policiesSince } from '../../desk/sla/policies.ts'
import { compareIds, mintedAt, type Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { noteChanges } from '../../store/changes.ts'
import type { Tx } from '../../store/tx.ts'
import { factsOf, readEvents, type Happened } from './facts.ts'
import { ringFor } from './steps.ts'
import { loadMeasures, type Calendars, type Measures, type Placed } from './terms.ts'

/** An event may be committed after a later one, by so many milliseconds at most: no transaction is longer. */
const LATE = 60_000

interface Now extends Placed {
  id: Id
  status: 'open' | 'waiting' | 'resolved'
  isSnoozed: boolean
  isGone: boolean
  teamId: Id | null
}

interface Options {
  /** The policies or the hours were edited: clocks that run are measured by them from now on. */
  isReview?: boolean
  /** For sample data: its policies have always been. */
  isSample?: boolean
}

export async function followConversations(
  tx: Tx,
  ids: readonly Id[],
  calendars: Calendars,
  { isReview = false, isSample = false }: Options = {},
): Promise<void> {
  if (ids.length === 0) return
  const measures = await loadMeasures(tx, calendars)
  const courses = await holdCourses(tx, ids)
  const isAnyNew = [...courses.values()].some(isNew)
  const since = isAnyNew && !isSample ? await policiesSince(tx) : new Map<Id, number>()
  const events = Map.groupBy(await unfollowed(tx, courses), (event) => event.conversationId)
  const moved: { before: StoredCourse; after: StoredCourse; now: Now }[] = []
  for (const now of await readNow(tx, [...courses.keys()])) {
    const before = must(courses.get(now.id), 'a course')
    const news = events.get(now.id) ?? []
    if (news.length === 0 && !isReview) continue
    const terms = measures.termsFor(now)
    const promised = { ...terms, since: since.get(terms.policyId ?? '') ?? 0 }
    moved.push({ before, after: advanced(tx, before, news, now, promised, measures, isReview), now })
  }
  await keep(tx, moved, measures)
}

function advanced(
  tx: Tx,
  before: StoredCourse,
  news: Happened[],
  now: Now,
  terms: Terms & { policyId: Id | null; since: number },
  measures: Measures,
  isReview: boolean,
): StoredCourse {
  const told = factsOf(news, terms)
  const facts = isNew(before) ? fromTheBeginning(told, terms, told[0]?.at ?? tx.now.getTime()) : told
  const review: Fact[] = isReview ? [{ what: 'hoursEdited', at: tx.now.getTime() }, { what: 'placed', terms, at: tx.now.getTime() }] : [] // prettier-ignore
  const was = isNew(before) ? terms : measures.termsOf(before, now.priority)
  const course = follow(before, [...facts, ...review], was, tx.mint)
  const { clocks, status, isSnoozed, isGone, teamId, isAnswered } = follow(course, missed(course, now, tx.now.getTime()), terms, tx.mint) // prettier-ignore
  const followed = [...before.recent, ...news.map((event) => event.id)].toSorted(compareIds)
  const followedId = followed.at(-1) ?? before.followedId
  return {
    conversationId: before.conversationId,
    clocks,
    status,
    isSnoozed,
    isGone,
    teamId,
    isAnswered,
    followedId,
    recent: followed.filter((id) => mintedAt(id) > mintedAt(followedId) - LATE),
    policyId: terms.policyId,
    hoursId: terms.hoursId,
  }
}

const isNew = ({ followedId }: StoredCourse) => followedId === '0'

/** What is older than the policy it goes by: until there was one nothing was promised, and nobody was late. */
function fromTheBeginning(facts: Fact[], terms: Terms & { since: number }, first: number): Fact[] {
  const { since } = terms
  if (since <= first) return [{ what: 'placed', terms, at: first }, ...facts]
  const unpromised = { what: 'placed' as const, terms: { ...terms, goals: {} } }
  const early = facts.filter((one) => one.at < since)
  return [
    { ...unpromised, at: first },
    ...early.map((one) => (one.what === 'placed' ? { ...unpromised, at: one.at } : one)),
    { what: 'placed', terms, at: since },
    ...facts.filter((one) => one.at >= since),
  ]
}

/** What changed without an event of its own, such as the status that an undone answer gives back. */
function missed(
  course: Pick<StoredCourse, 'status' | 'isSnoozed' | 'isGone' | 'teamId'>,
  now: Now,
  at: number,
): Fact[] {
  const facts: Fact[] = []
  if (course.status !== now.status) facts.push({ what: 'status', to: now.status, at })
  if (course.isSnoozed !== now.isSnoozed) facts.push({ what: now.isSnoozed ? 'snoozed' : 'woken', at })
  if (course.isGone !== now.isGone) facts.push({ what: now.isGone ? 'gone' : 'back', at })
  if (course.teamId !== now.teamId) facts.push({ what: 'team', to: now.teamId, at })
  return facts
}

async function keep(
  tx: Tx,
  moved: readonly { before: StoredCourse; after: StoredCourse; now: Now }[],
  measures: Measures,
): Promise<void> {
  const changed = moved.flatMap(({ before, after }) => {
    const was = new Map(before.clocks.map((clock) => [clock.id, clock]))
    const clocks = after.clocks.filter((clock) => was.get(clock.id) !== clock)
    return clocks.map((clock) => ({ conversationId: after.conversationId, clock }))
  })
  await writeClocks(tx, changed)
  await writeCourses(
    tx,
    moved.map(({ after }) => after),
  )
  const taken = await stepsTaken(
    tx,
    moved.map(({ after }) => after),
  )
  // Also where no clock changed: a policy may have got other steps.
  await setRings(
    tx,
    moved.map(({ after }) => ({
      conversationId: after.conversationId,
      at: ringFor(
        after.clocks.map((clock) => ({ clock, steps: taken.get(clock.id) ?? [] })),
        measures.policies,
      ),
    })),
  )
  // Pages show when something is due; what is only measured they do not.
  const shown = new Set(changed.filter(({ clock }) => clock.goal !== null).map((one) => one.conversationId))
  await noteChanges(
    tx,
    moved
      .filter(({ now }) => shown.has(now.id))
      .map(({ now }) => ({ name: 'conversation.clocked', subjectId: now.id, inboxId: now.inboxId })),
  )
}

/** Only a clock that has warned or run out can have taken any. */
async function stepsTaken(tx: Tx, courses: readonly StoredCourse[]): Promise<Map<Id, string[]>> {
  const late = courses.filter(({ clocks }) => clocks.some((clock) => clock.warnedAt !== null || clock.breachedAt !== null)) // prettier-ignore
  const stored = await clocksOf(tx, late.map((one) => one.conversationId)) // prettier-ignore
  return new Map(stored.map(({ clock, steps }) => [clock.id, steps]))
}

/** Of what happened since, and of the last minute before: oldest first. */
async function unfollowed(tx: Tx, courses: ReadonlyMap<Id, StoredCourse>): Promise<Happened[]> {
  const all = [...courses.values()]
  const rows = await tx.query<Happened>({
    name: 'deadline-events',
    text: `select e.id, e.subject_id as "conversationId", e.name, e.actor_id as "actorId", e.noun_id as "nounId", e.data, e.at,
        m.received_at as "receivedAt", m.sent_at as "sentAt",
        case when e.name in ('conversation.separated', 'conversation.split', 'conversation.splitOff')
            then (select waiting_since from conversation c where c.id = e.subject_id)
          when e.name = 'conversation.absorbed' then (select min(started_at) from clock k where k.conversation_id = (e.data ->> 'from')::bigint
            and k.stopped_at is null and k.measure in ('firstResponse', 'nextResponse')) end as "waitsSince"
      from unnest($1::bigint[], $2::bigint[]) as asked (conversation_id, after)
      join event e on e.subject_id = asked.conversation_id and e.id > asked.after
      left join message m on m.conversation_id = e.subject_id and m.id = e.noun_id and e.name in ('message.received', 'message.sentElsewhere')
      where e.name = any($3::text[]) order by e.id`,
    values: [all.map((one) => one.conversationId), all.map((one) => earlier(one.followedId)), readEvents],
  })
  return rows.filter((row) => courses.get(row.conversationId)?.recent.includes(row.id) !== true)
}

const earlier = (id: Id): string => {
  const before = BigInt(id) - (BigInt(LATE) << 22n)
  return String(before > 0n ? before : 0n)
}

async function readNow(tx: Tx, ids: readonly Id[]): Promise<Now[]> {
  return await tx.query<Now>({
    name: 'deadline-now',
    text: `select c.id, c.inbox_id as "inboxId", c.category_id as "categoryId", c.tags, c.priority, c.status,
        c.snoozed_until is not null as "isSnoozed", c.deleted_at is not null or c.merged_into is not null or c.held is not null as "isGone",
        c.team_id as "teamId", i.hours_id as "hoursId"
      from conversation c join inbox i on i.id = c.inbox_id where c.id = any($1::bigint[])`,
    values: [ids],
  })
}
