// What an inbox lets the classifier do. A young desk is only advised.
import type { Id } from '../../kit/id.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { LearningSettings } from './learning.api.ts'

export const usual: LearningSettings = {
  category: { level: 'suggest', precision: 0.95 },
  priority: { level: 'suggest', precision: 0.95 },
  orderPatterns: [],
}

/** Of those that have none of their own the usual ones hold. */
export async function learningSettings(tx: Tx, inboxIds: readonly Id[]): Promise<(inboxId: Id) => LearningSettings> {
  const rows = await tx.query<{ inboxId: Id; body: LearningSettings }>({
    name: 'learning-settings',
    text: 'select inbox_id as "inboxId", body from learning where inbox_id = any($1::bigint[])',
    values: [inboxIds],
  })
  const byInbox = new Map(rows.map((row) => [row.inboxId, row.body]))
  return (inboxId) => byInbox.get(inboxId) ?? usual
}

/** Whether the patterns are patterns is asked before. */
export async function changeLearning(tx: Tx, inboxId: Id, wanted: LearningSettings): Promise<LearningSettings> {
  const body = LearningSettings.parse(wanted)
  await tx.query({
    name: 'learning-change',
    text: `insert into learning (inbox_id, body, changed_at) values ($1, $2, $3)
      on conflict (inbox_id) do update set body = excluded.body, changed_at = excluded.changed_at`,
    values: [inboxId, JSON.stringify(body), tx.now],
  })
  await record(tx, 'learning.changed', inboxId, { ...body }, { inboxId })
  return body
}
