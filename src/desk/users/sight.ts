// Who sees what lies in which inbox, private conversations aside: administrators, everybody where it is open to all, and those whom it
// was given to, themselves or by a team that is not archived. Said once, for all who ask it of the database.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'

const granted = `select a.inbox_id, coalesce(a.user_id, m.user_id) as user_id from inbox_access a
  left join team t on t.id = a.team_id and t.archived_at is null left join team_member m on m.team_id = t.id
  where coalesce(a.user_id, m.user_id) is not null`

/** For a query in which `u` is the user and `i` the inbox. Whether they work here still is not asked. */
export const userSeesInbox = `(u.role = 'admin' or i.is_open_to_all
  or exists (select from (${granted}) g where g.inbox_id = i.id and g.user_id = u.id))`

/** Of inboxes that are not archived; read once where many are asked about. */
export type Sight = (person: { userId: Id; role: string }, inboxId: Id) => boolean

export async function readSight(tx: Tx): Promise<Sight> {
  const rows = await tx.query<{ id: Id; isOpenToAll: boolean; userIds: Id[] }>({
    name: 'inbox-sight',
    text: `select i.id, i.is_open_to_all as "isOpenToAll", array(select g.user_id::text from (${granted}) g where g.inbox_id = i.id) as "userIds"
      from inbox i where i.archived_at is null`,
    values: [],
  })
  const inboxes = new Map(rows.map((row) => [row.id, { isOpenToAll: row.isOpenToAll, userIds: new Set(row.userIds) }]))
  return ({ userId, role }, inboxId) => {
    const inbox = inboxes.get(inboxId)
    return inbox !== undefined && (inbox.isOpenToAll || role === 'admin' || inbox.userIds.has(userId))
  }
}
