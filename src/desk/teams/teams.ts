// Teams: users who share work. Membership opens the inboxes that the team may see.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { refuseNamed } from '../rules/naming.ts'
import type { Team } from './teams.api.ts'

const teamColumns = `select t.id::text, t.name,
  array(select m.user_id::text from team_member m where m.team_id = t.id order by m.user_id) as "memberIds"
  from team t where t.archived_at is null`

export async function listTeams(tx: Tx): Promise<Team[]> {
  return await tx.query<Team>({ name: 'team-list', text: `${teamColumns} order by lower(t.name), t.id`, values: [] })
}

export async function addTeam(tx: Tx, team: { name: string; memberIds: Id[]; isSample?: boolean }): Promise<Team> {
  const id = tx.mint()
  await tx.db
    .insertInto('team')
    .values({ id, name: team.name, is_sample: team.isSample ?? false, created_at: tx.now })
    .execute()
  await setMembers(tx, id, team.memberIds)
  await record(tx, 'team.added', id, { name: team.name, memberIds: team.memberIds })
  return await teamById(tx, id)
}

export async function changeTeam(
  tx: Tx,
  id: Id,
  change: { name?: string | undefined; memberIds?: Id[] | undefined },
): Promise<Team> {
  await tx.query({ name: 'team-lock', text: 'select from team where id = $1 for update', values: [id] })
  const before = await teamById(tx, id)
  if (change.name !== undefined)
    await tx.db.updateTable('team').set({ name: change.name }).where('id', '=', id).execute()
  if (change.memberIds) await setMembers(tx, id, change.memberIds)
  await record(tx, 'team.changed', id, { ...change, before: before.memberIds })
  return await teamById(tx, id)
}

/** Its conversations keep it as their team; it is only no longer offered, and opens no inbox. What rules name is refused. */
export async function archiveTeam(tx: Tx, id: Id): Promise<void> {
  await refuseNamed(tx, id, { code: 'team-in-use', what: 'this team' })
  const archived = await tx.db
    .updateTable('team')
    .set({ archived_at: tx.now })
    .where('id', '=', id)
    .where('archived_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!archived) throw missing()
  await record(tx, 'team.archived', id, {})
}

async function teamById(tx: Tx, id: Id): Promise<Team> {
  const [team] = await tx.query<Team>({ name: 'team-by-id', text: `${teamColumns} and t.id = $1`, values: [id] })
  if (!team) throw missing()
  return team
}

async function setMembers(tx: Tx, id: Id, memberIds: Id[]): Promise<void> {
  const wanted = [...new Set(memberIds)]
  await tx.db.deleteFrom('team_member').where('team_id', '=', id).execute()
  if (wanted.length === 0) return
  const known = await tx.db.selectFrom('user').select('id').where('id', 'in', wanted).execute()
  if (known.length < wanted.length) throw new Problem('invalid', 'user-missing', 'One of these users does not exist.')
  await tx.db
    .insertInto('team_member')
    .values(wanted.map((userId) => ({ team_id: id, user_id: userId })))
    .execute()
}

function missing(): Problem {
  return new Problem('missing', 'team-missing', 'There is no such team.')
}
