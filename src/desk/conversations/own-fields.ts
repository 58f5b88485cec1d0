// The values that the desk's own fields have in a conversation. What they are looked up by is written with them: marks on the row,
// points beside it (decision 24).
import type { Id } from '../../kit/id.ts'
import { insertRows } from '../../store/access/rows.ts'
import type { Tx } from '../../store/tx.ts'
import type { FieldValues, WantedValues } from '../fields/fields.api.ts'
import { listFields } from '../fields/fields.ts'
import { marksOf, pointsOf } from '../fields/marks.ts'
import { changedValues } from '../fields/values.ts'
import { lockConversation, touch } from './touch.ts'

/** What is left out of `wanted` stays; null takes a value away. `because` is set where a rule decided. */
export async function setFields(tx: Tx, id: Id, wanted: WantedValues, why: { because?: string } = {}): Promise<void> {
  const was = await lockConversation(tx, id)
  const fields = await listFields(tx, 'conversation')
  const { values, changes } = await changedValues(tx, fields, was.fields as FieldValues, wanted, was.inbox_id)
  if (changes.length === 0) return
  await touch(
    tx,
    was.id,
    { fields: JSON.stringify(values), marks: marksOf(fields, values) },
    { name: 'conversation.fieldsChanged', data: { changes, ...why } },
  )
  await tx.query({ name: 'field-points-gone', text: 'delete from field_point where conversation_id = $1', values: [was.id] }) // prettier-ignore
  await insertRows(
    tx,
    { name: 'field-points', head: 'insert into field_point (conversation_id, key, value) values' },
    pointsOf(fields, values).map((point) => [was.id, point.key, point.value]),
  )
}

/** What new conversations begin with, where they have nothing yet. Part of their beginning: no event, no version. */
export async function beginFields(
  tx: Tx,
  opened: readonly { id: Id; inboxId: Id }[],
): Promise<ReadonlyMap<Id, FieldValues>> {
  const all = new Map<Id, FieldValues>()
  if (opened.length === 0) return all
  const [any] = await tx.query({ name: 'field-defaults', text: `select from field where noun = 'conversation' and default_value is not null and archived_at is null limit 1`, values: [] }) // prettier-ignore
  if (!any) return all
  const fields = await listFields(tx, 'conversation')
  const points: unknown[][] = []
  for (const [inboxId, those] of Map.groupBy(opened, (one) => one.inboxId)) {
    const values: FieldValues = {}
    for (const { key, defaultValue, isArchived, inboxIds } of fields)
      if (defaultValue !== null && !isArchived && (inboxIds.length === 0 || inboxIds.includes(inboxId)))
        values[key] = defaultValue
    if (Object.keys(values).length === 0) continue
    const begun = await tx.query<{ id: Id }>({
      name: 'fields-begin',
      text: `update conversation set fields = $2, marks = $3 where id = any($1::bigint[]) and fields = '{}' returning id`,
      values: [those.map((one) => one.id), JSON.stringify(values), marksOf(fields, values)],
    })
    for (const { id } of begun) {
      all.set(id, values)
      points.push(...pointsOf(fields, values).map((point) => [id, point.key, point.value]))
    }
  }
  await insertRows(
    tx,
    { name: 'field-points', head: 'insert into field_point (conversation_id, key, value) values' },
    points,
  )
  return all
}

/** A conversation that was taken out of another begins with what is known of that one. */
export async function shareFields(tx: Tx, from: Id, to: Id): Promise<void> {
  await tx.query({
    name: 'fields-share',
    text: `update conversation set (fields, marks) = (select fields, marks from conversation was where was.id = $1) where id = $2`,
    values: [from, to],
  })
  const points = await tx.query<{ key: string; value: number }>({
    name: 'field-points-of',
    text: 'select key, value from field_point where conversation_id = $1',
    values: [from],
  })
  await insertRows(
    tx,
    { name: 'field-points', head: 'insert into field_point (conversation_id, key, value) values' },
    points.map((point) => [to, point.key, point.value]),
  )
}
