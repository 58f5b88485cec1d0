// What rows of a file are read against, and what earlier rows of the same file were about.
import type { FieldNoun } from '../../desk/fields/fields.api.ts'
import { listFields } from '../../desk/fields/fields.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { Known } from './cells.ts'

export async function readKnown(tx: Tx, noun: FieldNoun): Promise<Known> {
  const users = await tx.query<{ id: Id; name: string; email: string }>({
    name: 'import-users',
    text: 'select id, name, lower(email) as email from "user" where disabled_at is null',
    values: [],
  })
  return {
    fields: await listFields(tx, noun),
    users: new Map(
      users.flatMap((one) => [
        [one.name.toLowerCase(), one.id],
        [one.email, one.id],
      ]),
    ),
  }
}

/** Whom earlier rows of this very file were about. */
export async function hadBefore(tx: Tx, importId: Id, ids: readonly Id[]): Promise<Set<Id>> {
  if (ids.length === 0) return new Set()
  const rows = await tx.query<{ id: Id }>({
    name: 'import-had-before',
    text: 'select record_id as id from contact_import_row where record_id = any($1::bigint[]) and import_id = $2',
    values: [[...new Set(ids)], importId],
  })
  return new Set(rows.map((row) => row.id))
}

/** By name, in small letters: those that are called exactly so. Of several the oldest. */
export async function companiesNamed(tx: Tx, names: readonly string[]): Promise<Map<string, Id>> {
  if (names.length === 0) return new Map()
  const rows = await tx.query<{ name: string; id: Id }>({
    name: 'import-companies',
    text: `select asked.name, found.id from unnest($1::text[]) asked (name) cross join lateral (
        select c.id from company c where to_tsvector('simple', c.name) @@ plainto_tsquery('simple', asked.name)
          and lower(c.name) = lower(asked.name) and c.merged_into is null order by c.id limit 1) found`,
    values: [names],
  })
  return new Map(rows.map((row) => [row.name.toLowerCase(), row.id]))
}
