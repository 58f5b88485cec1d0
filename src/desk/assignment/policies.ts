// How each inbox gives out what waits in it.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { seesInbox } from '../conversations/serves.ts'
import { AssignmentRules, type AssignmentPolicy } from './assignment.api.ts'

/** One for each inbox asked for, also where nobody has changed anything. */
export async function policiesOf(tx: Tx, inboxIds: readonly Id[]): Promise<AssignmentPolicy[]> {
  const rows = await tx.query<{ inboxId: Id; body: unknown; version: number | null }>({
    name: 'assignment-policies',
    text: `select i.id as "inboxId", p.body, p.version from inbox i left join assignment_policy p on p.inbox_id = i.id
      where i.id = any($1::bigint[]) and i.archived_at is null order by lower(i.name), i.id`,
    values: [inboxIds],
  })
  return rows.map(({ inboxId, body, version }) => ({
    inboxId,
    ...AssignmentRules.parse(body ?? {}),
    version: version ?? 0,
  }))
}

export async function changeAssignment(
  tx: Tx,
  inboxId: Id,
  version: number,
  wanted: AssignmentRules,
): Promise<AssignmentPolicy> {
  await tx.query({ name: 'policy-lock', text: 'select from inbox where id = $1 for no key update', values: [inboxId] })
  const [was] = await policiesOf(tx, [inboxId])
  if (!was) throw new Problem('missing', 'inbox-missing', 'There is no such inbox.', { detail: { inboxId } })
  if (was.version !== version)
    throw new Problem('conflict', 'assignment-changed', 'Somebody else changed this meanwhile. Look again, then repeat.') // prettier-ignore
  await refuseUnfit(tx, inboxId, wanted)
  await tx.query({
    name: 'policy-write',
    text: `insert into assignment_policy (inbox_id, body, version, changed_at) values ($1, $2, 1, $3)
      on conflict (inbox_id) do update set body = excluded.body, version = assignment_policy.version + 1, changed_at = excluded.changed_at`,
    values: [inboxId, JSON.stringify(wanted), tx.now],
  })
  await record(tx, 'assignmentPolicy.changed', inboxId, { version: version + 1, policy: wanted }, { inboxId })
  const [now] = await policiesOf(tx, [inboxId])
  return now ?? { ...was, ...wanted, version: version + 1 }
}

async function refuseUnfit(tx: Tx, inboxId: Id, { overflow, territories }: AssignmentRules): Promise<void> {
  for (const [at, { userIds, name }] of territories.entries())
    for (const [place, userId] of userIds.entries())
      if (!(await seesInbox(tx, userId, inboxId)))
        throw new Problem('invalid', 'territory-blind', `Somebody of the territory “${name}” does not see this inbox. Give them access first, or take them out.`, { detail: { where: `territories.${at}.userIds.${place}`, userId } }) // prettier-ignore
  if (overflow) await refuseEmptyTeam(tx, inboxId, overflow.teamId)
}

/** Whoever shall help out must be there, and must see what they are to take. */
async function refuseEmptyTeam(tx: Tx, inboxId: Id, teamId: Id): Promise<void> {
  const members = await tx.query<{ name: string; userId: Id | null }>({
    name: 'overflow-members',
    text: `select t.name, u.id as "userId" from team t left join team_member m on m.team_id = t.id
      left join "user" u on u.id = m.user_id and u.disabled_at is null and u.role <> 'viewer'
      where t.id = $1 and t.archived_at is null`,
    values: [teamId],
  })
  const where = { detail: { where: 'overflow.teamId', teamId } }
  const name = members[0]?.name
  if (name === undefined) throw new Problem('invalid', 'team-missing', 'There is no such team. Choose another.', where)
  const people = members.flatMap((one) => one.userId ?? [])
  if (people.length === 0)
    throw new Problem('invalid', 'overflow-empty', `Nobody in the team “${name}” can be given work. Add somebody to it, or choose another team.`, where) // prettier-ignore
  for (const userId of people) if (await seesInbox(tx, userId, inboxId)) return
  throw new Problem('invalid', 'overflow-blind', `Nobody in the team “${name}” sees this inbox. Give the team access first.`, where) // prettier-ignore
}
