// What has to be known of a conversation before somebody resolves it.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import type { FieldValues } from './fields.api.ts'

/** Asked of people alone: rules, clocks and mail accounts resolve without it. */
export async function refuseIncomplete(tx: Tx, row: { inbox_id: Id; fields: unknown }): Promise<void> {
  const values = row.fields as FieldValues
  const required = await tx.query<{ key: string; name: string }>({
    name: 'fields-required',
    text: `select key, name from field where noun = 'conversation' and is_required and archived_at is null
      and (inbox_ids = '{}' or $1 = any(inbox_ids)) order by position, id`,
    values: [row.inbox_id],
  })
  const missing = required.filter((one) => values[one.key] === undefined)
  if (missing.length === 0) return
  const names = missing.map((one) => `“${one.name}”`).join(', ')
  throw new Problem('invalid', 'fields-required', `Before this is resolved, fill in: ${names}.`, {
    detail: { where: `fields.${missing[0]?.key}`, missing: missing.map((one) => one.key) },
  })
}
