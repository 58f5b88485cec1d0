// Who could be given work: everybody who answers mail, which inboxes they see, whether they are there, what they have already, whose
// turn it is. For rules it is loaded once a batch and kept up to date while that is worked through.
import type { Skill } from '../../desk/assignment/assignment.api.ts'
import { USUAL } from '../../desk/assignment/patterns.ts'
import { presenceOf } from '../../desk/assignment/there.ts'
import { readSight, type Sight } from '../../desk/users/sight.ts'
import { openZone, type Zone } from '../../desk/hours/zone.ts'
import type { Deliberation } from '../../desk/rules/deed.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { choose } from './choose.ts'
import { absenceOf, passedOver, type Barrier } from './passed-over.ts'
import type { Person } from './person.ts'

export type Roster = Required<Pick<Deliberation, 'choose' | 'maySee'>>

export interface People {
  all: Person[]
  byId: ReadonlyMap<Id, Person>
  sees: Sight
}

/**
 * Rules and strategies that choose people never do so at the same time, or both would give to the one who is free: the second waits for
 * the first's commit, and only then counts who has what.
 */
export async function holdChoosing(tx: Tx): Promise<void> {
  await tx.query({
    name: 'roster-lock',
    text: `select pg_advisory_xact_lock(hashtextextended('triage.roster', 0))`,
    values: [],
  })
}

/** Whoever only asks who sees what waits for nobody. */
export async function loadRoster(tx: Tx, { chooses }: { chooses: boolean }): Promise<Roster> {
  if (chooses) await holdChoosing(tx)
  const { all, byId, sees } = await readPeople(tx)
  let turn = Math.max(0, ...all.map((person) => person.turn))
  return {
    maySee: (userId, inboxId) => {
      const person = byId.get(userId)
      return person !== undefined && sees(person, inboxId)
    },
    choose: (strategy, teamId, { inboxId, categoryId, language = null }) => {
      const asked = all.filter((one) => (teamId === null || one.teamIds.includes(teamId)) && sees(one, inboxId))
      const skilled = skilledAmong(asked, { language, categoryId })
      const choice = choose(strategy, skilled)
      const suits = new Set(skilled)
      const barrierOf = (one: Person): Barrier | null =>
        absenceOf(one) ?? (suits.has(one) ? (one.open < one.capacity ? null : 'full') : 'skill')
      const passed = passedOver(asked, barrierOf, (one) => one.capacity)
      const chosen = choice.userId === null ? undefined : byId.get(choice.userId)
      if (chosen) {
        chosen.open++
        chosen.turn = ++turn
      }
      return { ...choice, passedOver: passed }
    },
  }
}

/** Who knows both language and matter; where nobody does, who knows the language; then who knows the matter; then anybody. */
export function skilledAmong(
  asked: readonly Person[],
  { language, categoryId }: { language: string | null; categoryId: Id | null },
): readonly Person[] {
  const speaking = asked.filter((one) => knows(one.languages, language))
  const versed = asked.filter((one) => knows(one.categories, categoryId))
  const both = speaking.filter((one) => versed.includes(one))
  return [both, speaking, versed].find((some) => some.length > 0) ?? asked
}

const knows = (skills: readonly Skill[], id: Id | null) =>
  id === null || skills.length === 0 || skills.some((one) => one.id === id)

export async function readPeople(tx: Tx): Promise<People> {
  const zones = new Map<string, Zone>()
  const zoneOf = (name: string): Zone => {
    const zone = zones.get(name) ?? openZone(name)
    zones.set(name, zone)
    return zone
  }
  const all = (await readRows(tx)).map((row): Person => {
    const { isMarkedAway, slots, languages, categories, ...rest } = row
    const isEverThere = row.hours === null && row.timeOff.length === 0
    const presence = isEverThere
      ? { absence: isMarkedAway ? ('away' as const) : null, backAt: null }
      : presenceOf({ ...row, isAway: isMarkedAway }, tx.now, zoneOf)
    return {
      ...rest,
      isAway: presence.absence !== null,
      presence,
      slots: slots ?? USUAL.slots,
      languages: languages ?? [],
      categories: categories ?? [],
    }
  })
  return {
    all,
    byId: new Map(all.map((person) => [person.userId, person])),
    sees: await readSight(tx),
  }
}

interface Row extends Omit<Person, 'isAway' | 'presence' | 'slots' | 'languages' | 'categories'> {
  isMarkedAway: boolean
  slots: number | null
  languages: Skill[] | null
  categories: Skill[] | null
}

/** Viewers cannot answer, so nothing is given to them. Turns are remembered as far back as the last 1,000 assignments. */
async function readRows(tx: Tx): Promise<Row[]> {
  return await tx.query<Row>({
    name: 'roster-people',
    text: `with turns as (
             select person, max(place)::int as turn from (
               select data->>'to' as person, row_number() over (order by id) as place
               from (select id, data from event where name = 'conversation.assigned' order by id desc limit 1000) last
             ) placed where person is not null group by person
           )
           select u.id as "userId", u.name, u.role, u.away_at is not null as "isMarkedAway", u.capacity,
             (select count(*)::int from conversation c where c.assignee_id = u.id and c.shelf = 'open')
               + (select count(*)::int from conversation c where c.assignee_id = u.id and c.shelf = 'snoozed' and c.snoozed_until <= $1) as open,
             coalesce(t.turn, 0) as turn, p.slots, p.hours, p.languages, p.categories,
             (select max(s.seen_at) from session s where s.user_id = u.id) as "seenAt",
             coalesce((select jsonb_agg(jsonb_build_object('id', o.id::text, 'firstDay', o.first_day, 'lastDay', o.last_day, 'note', ''))
               from time_off o where o.user_id = u.id and o.last_day >= $2), '[]') as "timeOff",
             coalesce((select array_agg(m.team_id::text) from team_member m join team t on t.id = m.team_id
               where m.user_id = u.id and t.archived_at is null), '{}') as "teamIds"
           from "user" u left join turns t on t.person = u.id::text
             left join work_pattern p on p.user_id = u.id
           where u.disabled_at is null and u.role <> 'viewer'`,
    values: [tx.now, new Date(tx.now.getTime() - 86_400_000).toISOString().slice(0, 10)],
  })
}
