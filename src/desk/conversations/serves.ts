// Who may be given the conversations of an inbox, or be let into one that is private: the people who see that inbox.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'

/** Whether a colleague who works here sees what lies in this inbox, private conversations aside. */
export async function seesInbox(tx: Tx, userId: Id, inboxId: Id): Promise<boolean> {
  const rows = await tx.query({
    name: 'user-serves-inbox',
    text: `select 1 from "user" u, inbox i where u.id = $1 and i.id = $2 and u.disabled_at is null
           and (u.role = 'admin' or i.is_open_to_all or exists (
             select 1 from inbox_access a
             left join team t on t.id = a.team_id and t.archived_at is null
             left join team_member m on m.team_id = t.id
             where a.inbox_id = i.id and (a.user_id = u.id or m.user_id = u.id)))`,
    values: [userId, inboxId],
  })
  return rows.length > 0
}
