// What became of mails that an import handed over: filed, kept aside, or recognised as copies.
import { setStatus } from '../../../desk/conversations/change.ts'
import type { Status } from '../../../desk/conversations/status.ts'
import type { Id } from '../../../kit/id.ts'
import type { Tx } from '../../../store/tx.ts'

export interface Outcome {
  filed: number
  duplicates: number
  /** Readable only in part, or held as a loop; counted in `filed` too. */
  quarantined: number
  conversationIds: Id[]
}

export async function countWaiting(tx: Tx, ids: Id[]): Promise<number> {
  const [row] = await tx.query<{ count: number }>({
    name: 'import-waiting',
    text: 'select count(*)::int as count from intake where id = any($1::bigint[])',
    values: [ids],
  })
  return row?.count ?? 0
}

/** Of mails that no longer wait. They are found by their events, which came after they were accepted. */
export async function outcomeOf(tx: Tx, ids: Id[]): Promise<Outcome> {
  const rows = await tx.query<{ rawId: Id; conversationId: Id; isAside: boolean }>({
    name: 'import-outcome',
    text: `select e.data->>'rawId' as "rawId", e.subject_id as "conversationId", m.is_degraded or e.data->>'held' is not null as "isAside"
           from event e join message m on m.conversation_id = e.subject_id and m.id = e.noun_id
           where e.name = 'message.received' and e.id > $1 and e.data->>'rawId' = any($2::text[])`,
    values: [ids[0] ?? '0', ids],
  })
  const filed = new Set(rows.map((row) => row.rawId))
  return {
    filed: filed.size,
    duplicates: ids.length - filed.size,
    quarantined: new Set(rows.filter((row) => row.isAside).map((row) => row.rawId)).size,
    conversationIds: [...new Set(rows.map((row) => row.conversationId))],
  }
}

/** Only conversations that came into being with this import and in which nobody has written since. */
export async function settle(
  tx: Tx,
  conversationIds: Id[],
  status: Status,
  since: { startedAt: Date; newest: Date },
): Promise<void> {
  if (conversationIds.length === 0) return
  const rows = await tx.db
    .selectFrom('conversation')
    .select('id')
    .where('id', 'in', conversationIds)
    .where('created_at', '>=', since.startedAt)
    .where('last_message_at', '<=', since.newest)
    .where('held', 'is', null)
    .orderBy('id')
    .execute()
  for (const row of rows) await setStatus(tx, row.id, status, { because: 'imported' })
}
