// Who could be given work: everybody who answers mail, which inboxes they see, what they have already, whose turn it is.
// Loaded once a batch and kept up to date while it is worked through.
import type { Deliberation } from '../../desk/rules/deed.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { choose, type Candidate } from './choose.ts'

export type Roster = Required<Pick<Deliberation, 'choose' | 'maySee'>>

interface Person extends Candidate {
  role: string
  teamIds: Id[]
}

/** Two batches never choose at the same time, or both would give to the one who is free: the second waits for the first's commit. */
export async function loadRoster(tx: Tx): Promise<Roster> {
  await tx.query({
    name: 'roster-lock',
    text: `select pg_advisory_xact_lock(hashtextextended('triage.roster', 0))`,
    values: [],
  })
  const people = await readPeople(tx)
  const inboxes = await readInboxes(tx)
  const byId = new Map(people.map((person) => [person.userId, person]))
  let turn = Math.max(0, ...people.map((person) => person.turn))

  const sees = (person: Person, inboxId: Id): boolean => {
    const inbox = inboxes.get(inboxId)
    if (!inbox) return false
    return (
      inbox.isOpenToAll ||
      person.role === 'admin' ||
      inbox.userIds.has(person.userId) ||
      person.teamIds.some((id) => inbox.teamIds.has(id))
    )
  }
  return {
    maySee: (userId, inboxId) => {
      const person = byId.get(userId)
      return person !== undefined && sees(person, inboxId)
    },
    choose: (strategy, teamId, inboxId) => {
      const asked = people.filter(
        (person) => (teamId === null || person.teamIds.includes(teamId)) && sees(person, inboxId),
      )
      const choice = choose(strategy, asked)
      const chosen = choice.userId === null ? undefined : byId.get(choice.userId)
      if (chosen) {
        chosen.open++
        chosen.turn = ++turn
      }
      return choice
    },
  }
}

/** Viewers cannot answer, so nothing is given to them. Turns are remembered as far back as the last 1,000 assignments. */
async function readPeople(tx: Tx): Promise<Person[]> {
  return await tx.query<Person>({
    name: 'roster-people',
    text: `with turns as (
             select person, max(place)::int as turn from (
               select data->>'to' as person, row_number() over (order by id) as place
               from (select id, data from event where name = 'conversation.assigned' order by id desc limit 1000) last
             ) placed where person is not null group by person
           ), loads as (
             select assignee_id, count(*)::int as open from conversation
             where status = 'open' and assignee_id is not null and merged_into is null and deleted_at is null and held is null
               and (snoozed_until is null or snoozed_until <= $1)
             group by assignee_id
           )
           select u.id as "userId", u.role, u.away_at is not null as "isAway", u.capacity, coalesce(l.open, 0) as open,
             coalesce(t.turn, 0) as turn,
             coalesce((select array_agg(m.team_id::text) from team_member m join team t on t.id = m.team_id
               where m.user_id = u.id and t.archived_at is null), '{}') as "teamIds"
           from "user" u left join loads l on l.assignee_id = u.id left join turns t on t.person = u.id::text
           where u.disabled_at is null and u.role <> 'viewer'`,
    values: [tx.now],
  })
}

interface Access {
  isOpenToAll: boolean
  userIds: Set<Id>
  teamIds: Set<Id>
}

async function readInboxes(tx: Tx): Promise<Map<Id, Access>> {
  const rows = await tx.query<{ id: Id; isOpenToAll: boolean; userIds: Id[]; teamIds: Id[] }>({
    name: 'roster-inboxes',
    text: `select i.id, i.is_open_to_all as "isOpenToAll",
             coalesce(array_agg(a.user_id::text) filter (where a.user_id is not null), '{}') as "userIds",
             coalesce(array_agg(a.team_id::text) filter (where a.team_id is not null), '{}') as "teamIds"
           from inbox i left join inbox_access a on a.inbox_id = i.id where i.archived_at is null group by i.id`,
    values: [],
  })
  return new Map(
    rows.map((row) => [
      row.id,
      { isOpenToAll: row.isOpenToAll, userIds: new Set(row.userIds), teamIds: new Set(row.teamIds) },
    ]),
  )
}
