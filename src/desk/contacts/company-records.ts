// Companies as records: read, listed and added. How they come into being from mail is in companies.ts.
import { sql } from 'kysely'
import { compareIds, type Id } from '../../kit/id.ts'
import { ask } from '../../store/access/composed.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { FieldValues } from '../fields/fields.api.ts'
import type { Actor } from '../users/permissions.ts'
import { idsByName } from './by-name.ts'
import type { CompanyFilters, CompanyRecord } from './companies.api.ts'
import { companyConditions } from './filters.ts'
import { inOrder, type Page, queryOf, wordsOf } from './lists.ts'
import type { CompanySize, CompanyValues, Provenance, Stage } from './record.api.ts'
import { byActor, type Said, setFields } from './set-fields.ts'
import { seenCompany } from './sight.ts'

export async function readCompanies(tx: Tx, actor: Actor, ids: readonly Id[]): Promise<CompanyRecord[]> {
  if (ids.length === 0) return []
  const rows = await tx.db.selectFrom('company').selectAll().where('id', 'in', ids).execute()
  const domains = await tx.db.selectFrom('company_domain').selectAll().where('company_id', 'in', ids).orderBy('domain').execute() // prettier-ignore
  const parents = await namedCompanies(tx, actor, rows.flatMap((row) => row.parent_id ?? [])) // prettier-ignore
  return rows
    .map((row) => ({
      id: row.id,
      name: row.name,
      domains: domains.filter((one) => one.company_id === row.id).map((one) => one.domain),
      parent: parents.get(row.parent_id ?? '') ?? null,
      size: row.size as CompanySize | null,
      products: row.products,
      website: row.website,
      phone: row.phone,
      postalAddress: row.postal_address,
      ownerId: row.owner_id,
      territory: row.territory,
      stage: row.stage as Stage | null,
      tags: row.tags,
      notes: row.notes,
      inboxIds: row.inbox_ids,
      provenance: row.provenance as Provenance,
      fields: row.fields as FieldValues,
      createdAt: row.created_at.toISOString(),
      changedAt: row.changed_at?.toISOString() ?? null,
      version: row.version,
    }))
    .toSorted((a, b) => compareIds(b.id, a.id))
}

/** Those of them that the actor sees. */
export async function namedCompanies(
  tx: Tx,
  actor: Actor,
  ids: readonly Id[],
): Promise<Map<Id, { id: Id; name: string }>> {
  if (ids.length === 0) return new Map()
  const rows = await ask(
    tx,
    'companies-named',
    sql<{
      id: Id
      name: string
    }>`select company.id, company.name from company where company.id = any(${[...new Set(ids)]}::bigint[])
      and ${seenCompany(tx, actor)}`,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

export async function childrenOf(tx: Tx, actor: Actor, id: Id): Promise<{ id: Id; name: string }[]> {
  return await ask(
    tx,
    'company-children',
    sql<{ id: Id; name: string }>`select company.id, company.name from company where company.parent_id = ${id}::bigint
      and company.merged_into is null and ${seenCompany(tx, actor)} order by company.id limit 100`,
  )
}

export async function listCompanies(
  tx: Tx,
  actor: Actor,
  { q, cursor, limit, order = 'newest', ...filters }: CompanyFilters & Page,
): Promise<{ companies: CompanyRecord[]; next: string | null }> {
  const words = q ? wordsOf(q) : null
  if (words?.length === 0) return { companies: [], next: null }
  const before = cursor && /^\d{1,19}$/.test(cursor) ? cursor : '9223372036854775807'
  const from = words
    ? sql`(select k.id from company k where to_tsvector('simple', k.name) @@ ${queryOf(words)}::tsquery
        union select d.company_id from company_domain d where d.domain = ${(q ?? '').trim().toLowerCase()} order by id desc) found
        join company on company.id = found.id`
    : sql`company`
  const where = [...(await companyConditions(tx, filters)), seenCompany(tx, actor)]
  if (order === 'name') {
    const page = await idsByName(tx, 'company', { cursor, limit, where, found: words && from })
    return { companies: inOrder(await readCompanies(tx, actor, page.ids), page.ids), next: page.next }
  }
  const rows = await ask(
    tx,
    'companies-page',
    sql<{ id: Id }>`select company.id from ${from} where company.id < ${before}::bigint and company.merged_into is null
      and ${sql.join(where, sql` and `)} order by company.id desc limit ${limit + 1}`,
  )
  const ids = rows.slice(0, limit).map((row) => row.id)
  return { companies: await readCompanies(tx, actor, ids), next: rows.length > limit ? (ids.at(-1) ?? null) : null }
}

/** Seen by everybody where nothing else is said: there is no mail yet that could tell. */
export async function addCompany(
  tx: Tx,
  { name, inboxIds = [], ...values }: Partial<CompanyValues> & { name: string },
  said: Said = byActor(tx),
): Promise<Id> {
  const id = tx.mint()
  await tx.db.insertInto('company').values({ id, name: name.trim(), inbox_ids: inboxIds, created_at: tx.now }).execute()
  await record(tx, 'company.added', id, { name, source: { from: said.from, by: said.by } })
  await setFields(tx, { noun: 'company', id }, values, said)
  return id
}
