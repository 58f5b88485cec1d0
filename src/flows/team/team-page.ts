// The team page: who is here, what each has, what waits longest and what is due. Of conversations in inboxes that the asker sees;
// what somebody has elsewhere is counted as load, never shown. Every query is bounded.
import { listTeams } from '../../desk/teams/teams.ts'
import { teamsReadBy, waitingNotes } from '../../desk/teams/shift-notes.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import type { OutputOf } from '../../kit/route.ts'
import type { Tx } from '../../store/tx.ts'
import { readPeople } from '../assignment/roster.ts'
import { isHere } from '../assignment/take.ts'
import { MOST_COUNTED, type Mate, type readTeamPage, type TeamAtWork } from './team-page.api.ts'

/** Due within so long is soon. */
const SOON = 60 * 60_000
/** So many of the promises that end next, and of those that ended last, are looked at for whose they are. */
const LOOKED_CLOCKS = 5_000
/** Of what somebody has, so many that were written to longest ago are looked through for who waits longest. */
const LOOKED = 200

interface Load {
  oldestSince: string | null
  dueSoon: number
  overdue: number
}
const nothing: Load = { oldestSince: null, dueSoon: 0, overdue: 0 }

export async function teamPage(tx: Tx, actor: Actor): Promise<OutputOf<typeof readTeamPage>> {
  const { inboxIds } = actor
  const everybody = await readPeople(tx)
  const people = everybody.all
    .filter((one) => one.userId === actor.id || inboxIds.some((id) => everybody.sees(one, id)))
    .toSorted((one, other) => one.name.localeCompare(other.name))
  const userIds = new Set(people.map((one) => one.userId))
  const teams = (await listTeams(tx)).map((team) => ({ id: team.id, userIds: team.memberIds.filter((id) => userIds.has(id)) })) // prettier-ignore
  const due = await dueNow(tx, inboxIds)
  const oldest = await oldestOf(tx, inboxIds, [...userIds], teams.map((team) => team.id)) // prettier-ignore
  const loadOf = (key: string): Load => ({ ...nothing, ...due.get(key), oldestSince: oldest.get(key) ?? null })
  const own = new Set(await teamsReadBy(tx, actor))
  const unassigned = await unassignedIn(tx, inboxIds, teams.map((team) => team.id)) // prettier-ignore
  const inTeams = new Set(teams.flatMap((team) => team.userIds))
  const lone = people.filter((one) => !inTeams.has(one.userId)).map((one) => one.userId)
  const atWork: TeamAtWork[] = teams.map((team) => ({
    teamId: team.id,
    userIds: team.userIds,
    unassigned: unassigned.get(team.id) ?? 0,
    ...loadOf(`team ${team.id}`),
    isOwn: own.has(team.id),
  }))
  if (lone.length > 0) atWork.push({ teamId: null, userIds: lone, unassigned: null, ...nothing, isOwn: false })
  return {
    teams: atWork,
    people: people.map((one): Mate => ({
      userId: one.userId,
      state: one.presence.absence ?? (isHere(one, tx.now) ? 'here' : 'expected'),
      backAt: one.presence.backAt?.toISOString() ?? null,
      held: one.open,
      capacity: one.capacity,
      ...loadOf(`user ${one.userId}`),
    })),
    notes: await waitingNotes(tx, [...own]),
  }
}

/** By whose it is; of what is nobody's, by team. What is late for long is no reason not to tell what is due soon. */
async function dueNow(tx: Tx, inboxIds: readonly Id[]): Promise<Map<string, Pick<Load, 'dueSoon' | 'overdue'>>> {
  const rows = await tx.query<{ key: string; dueSoon: number; overdue: number }>({
    name: 'team-due',
    text: `select case when c.assignee_id is null then 'team ' || c.team_id else 'user ' || c.assignee_id end as key,
        (count(*) filter (where k.due_at >= $2))::int as "dueSoon", (count(*) filter (where k.due_at < $2))::int as overdue
      from (select conversation_id, min(due_at) as due_at from (
          (select conversation_id, due_at from clock where stopped_at is null and due_at >= $2 and due_at < $3 order by due_at limit ${LOOKED_CLOCKS})
          union all
          (select conversation_id, due_at from clock where stopped_at is null and due_at < $2 order by due_at desc limit ${LOOKED_CLOCKS})) looked group by 1) k
      cross join lateral (select c.assignee_id, c.team_id from conversation c where c.id = k.conversation_id and c.shelf = 'open' and c.private_at is null
        and c.inbox_id = any($1::bigint[]) and coalesce(c.assignee_id, c.team_id) is not null limit 1) c group by 1`,
    values: [inboxIds, tx.now, new Date(tx.now.getTime() + SOON)],
  })
  return new Map(rows.map(({ key, ...row }) => [key, row]))
}

async function oldestOf(
  tx: Tx,
  inboxIds: readonly Id[],
  userIds: readonly Id[],
  teamIds: readonly Id[],
): Promise<Map<string, string>> {
  const which = `c.shelf = 'open' and c.private_at is null and c.inbox_id = any($1::bigint[])`
  const oldest = (condition: string) => `(select min(waiting_since) from (select c.waiting_since from conversation c
    where ${condition} and ${which} order by c.last_message_at, c.id limit ${LOOKED}) looked)`
  const rows = await tx.query<{ key: string; since: Date | null }>({
    name: 'team-oldest',
    text: `select 'user ' || one.id as key, ${oldest('c.assignee_id = one.id')} as since from unnest($2::bigint[]) one (id)
      union all select 'team ' || one.id, ${oldest('c.team_id = one.id and c.assignee_id is null')} from unnest($3::bigint[]) one (id)`,
    values: [inboxIds, userIds, teamIds],
  })
  return new Map(rows.flatMap(({ key, since }) => (since ? [[key, since.toISOString()] as const] : [])))
}

async function unassignedIn(tx: Tx, inboxIds: readonly Id[], teamIds: readonly Id[]): Promise<Map<Id, number>> {
  const rows = await tx.query<{ teamId: Id; count: number }>({
    name: 'team-unassigned',
    text: `select one.id as "teamId", (select count(*)::int from (select from conversation c where c.team_id = one.id and c.shelf = 'open'
        and c.assignee_id is null and c.private_at is null and c.inbox_id = any($1::bigint[]) limit ${MOST_COUNTED}) counted) as count
      from unnest($2::bigint[]) one (id)`,
    values: [inboxIds, teamIds],
  })
  return new Map(rows.map((row) => [row.teamId, row.count]))
}
