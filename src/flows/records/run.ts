// An import while it runs, some rows in each transaction: those that are new are added together, those that are here are brought up to
// date one by one, and what became of each is written down.
import { addContacts, type NewContact } from '../../desk/contacts/add-several.ts'
import { changeContact } from '../../desk/contacts/change.ts'
import { companiesOf, companyNameOf } from '../../desk/contacts/companies.ts'
import type { Means } from '../../desk/means.ts'
import { actorOf } from '../../desk/users/actors.ts'
import type { Id } from '../../kit/id.ts'
import { domainOf } from '../../mail/address.ts'
import { insertRows } from '../../store/access/rows.ts'
import { record, recordAll } from '../../store/events.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Tx } from '../../store/tx.ts'
import { textOf } from './csv.ts'
import type { ImportOptions } from './import.api.ts'
import { importJob, type ImportRow, lockImport } from './imports.ts'
import type { Known } from './row.ts'
import { readKnown, type Settled, settleRows } from './settle.ts'
import { type FileRow, type Format, rowsOf } from './source.ts'

export const AT_ONCE = 1_000

/** `tx` is Postroom's own: the events are of whoever brought the file. */
export async function runImport(tx: Tx, means: Pick<Means, 'blobs'>, id: Id, most = AT_ONCE): Promise<void> {
  const row = await lockImport(tx, id)
  if (row.state !== 'waiting' && row.state !== 'running') return
  const own: Tx = { ...tx, actorId: row.user_id }
  const actor = row.user_id === null ? null : await actorOf(tx, row.user_id)
  if (!actor) {
    await finish(own, row) // who brought it works here no more: what they see is nothing
    return
  }
  const text = textOf(await means.blobs.get(tx, row.blob_id))
  const rows = firstOf(rowsOf(text, row.format as Format, row.options as ImportOptions, row.position), most)
  const known = await readKnown(tx)
  const settled = await settleRows(own, actor, rows, row.options as ImportOptions, known, id)
  const done = await write(own, row, settled, known)
  const count = (outcome: Settled['outcome']) => done.filter((one) => one.outcome === outcome).length
  const next = {
    ...row,
    state: 'running',
    position: row.position + rows.length,
    added: row.added + count('added'),
    updated: row.updated + count('updated'),
    skipped: row.skipped + count('skipped'),
    failed: row.failed + count('failed'),
  }
  const { state, position, added, updated, skipped, failed } = next
  await tx.db.updateTable('contact_import').set({ state, position, added, updated, skipped, failed }).where('id', '=', id).execute() // prettier-ignore
  if (rows.length < most || position >= row.rows) await finish(own, next)
  else {
    await enqueue(tx, importJob, { id }, { key: id })
    await record(own, 'import.advanced', id, { position })
  }
}

function firstOf(rows: Iterable<FileRow>, most: number): FileRow[] {
  const found: FileRow[] = []
  for (const row of rows) {
    found.push(row)
    if (found.length === most) break
  }
  return found
}

async function finish(tx: Tx, { id, added, updated, skipped, failed }: ImportRow): Promise<void> {
  await tx.db.updateTable('contact_import').set({ state: 'done', finished_at: tx.now }).where('id', '=', id).execute()
  await record(tx, 'import.done', id, { added, updated, skipped, failed })
}

interface Done extends Settled {
  before: object | null
  version: number | null
}

async function write(tx: Tx, row: ImportRow, settled: readonly Settled[], known: Known): Promise<Done[]> {
  const options = row.options as ImportOptions
  const said = { from: 'import' as const, by: row.id }
  const companies = await companiesFor(tx, settled, said, options.inboxIds)
  const done: Done[] = []
  const fresh: NewContact[] = []
  for (const one of settled) {
    if (one.outcome === 'added' && one.values) {
      const id = tx.mint()
      const company = companies.of(one)
      fresh.push({ ...one.values, id, inboxIds: options.inboxIds, ...(company && { companyId: company.id }) })
      done.push({ ...one, contactId: id, before: company?.isNew ? { madeCompanyId: company.id } : null, version: 1 })
    } else if (one.outcome === 'updated' && one.values && one.contactId !== null) done.push(await update(tx, one, said))
    else done.push({ ...one, before: null, version: null })
  }
  await addContacts(tx, fresh, { fields: known.fields, said })
  await insertRows(
    tx,
    {
      name: 'import-rows',
      head: 'insert into contact_import_row (import_id, row, line, outcome, contact_id, before, version, problems) values',
    },
    done.map((one, at) => [
      row.id,
      row.position + at + 1,
      one.line,
      one.outcome,
      one.contactId,
      one.before && JSON.stringify(one.before),
      one.version,
      one.problems.length > 0 ? JSON.stringify(one.problems) : null,
    ]),
  )
  return done
}

/** What is in the file wins over what is here, and takes nothing away: addresses, numbers and tags are added. */
async function update(tx: Tx, one: Settled, said: { from: 'import'; by: Id }): Promise<Done> {
  const id = one.contactId ?? ''
  const row = await tx.db.selectFrom('contact').select(['name', 'version', 'tags']).where('id', '=', id).executeTakeFirstOrThrow() // prettier-ignore
  const [addresses, phones] = await listsOf(tx, id)
  const { name, tags, addresses: given, phones: numbers, notes, ...rest } = one.values ?? { name: row.name }
  const isNamed = name !== '' && !name.includes('@') && !/^[\d +().-]+$/.test(name)
  const fresh = (given ?? []).filter(({ address }) => !addresses.some((old) => old.address === address))
  const freshNumbers = (numbers ?? []).filter(({ number }) => !phones.some((old) => old.number === number))
  const before = await changeContact(
    tx,
    id,
    {
      ...rest,
      ...(isNamed && { name }),
      ...(notes !== undefined && { notes }),
      ...(tags && { addTags: tags }),
      ...(fresh.length > 0 && { addresses: [...addresses, ...fresh].slice(0, 50) }),
      ...(freshNumbers.length > 0 && { phones: [...phones, ...freshNumbers].slice(0, 50) }),
    },
    said,
  )
  const isSame = Object.keys(before).length === 0
  const { version } = await tx.db.selectFrom('contact').select('version').where('id', '=', id).executeTakeFirstOrThrow()
  return { ...one, outcome: isSame ? 'skipped' : 'updated', before: isSame ? null : before, version }
}

async function listsOf(tx: Tx, id: Id) {
  const addresses = await tx.db.selectFrom('contact_address').select(['address', 'label']).where('contact_id', '=', id).orderBy('position').orderBy('address').execute() // prettier-ignore
  const phones = await tx.db.selectFrom('contact_phone').select(['number', 'label']).where('contact_id', '=', id).orderBy('position').execute() // prettier-ignore
  return [addresses, phones] as const
}

interface FoundCompany {
  id: Id
  isNew: boolean
}

/** By name where the file says one, else by where they write from, as with mail. Made where they are new. */
async function companiesFor(
  tx: Tx,
  settled: readonly Settled[],
  said: { from: 'import'; by: Id },
  inboxIds: readonly Id[],
): Promise<{ of(one: Settled): FoundCompany | null }> {
  const added = settled.filter((one) => one.outcome === 'added')
  const names = [...new Map(added.flatMap(({ companyName }) => (companyName === null ? [] : [[companyName.trim().toLowerCase(), companyName.trim()]]))).values()] // prettier-ignore
  const byName = new Map(
    (
      await tx.query<{ name: string; id: Id }>({
        name: 'import-companies',
        text: `select asked.name, found.id from unnest($1::text[]) asked (name) cross join lateral (
            select c.id from company c where to_tsvector('simple', c.name) @@ plainto_tsquery('simple', asked.name)
              and lower(c.name) = lower(asked.name) and c.merged_into is null order by c.id limit 1) found`,
        values: [names],
      })
    ).map((row): [string, FoundCompany] => [row.name.toLowerCase(), { id: row.id, isNew: false }]),
  )
  const domains = added.flatMap((one) => (one.values?.addresses ?? []).slice(0, 1).map(({ address }) => domainOf(address))) // prettier-ignore
  const byDomain = await companiesOf(tx, domains)
  const guessed = new Map([...byDomain].map(([domain, id]) => [companyNameOf(domain).toLowerCase(), id]))
  for (const name of names) {
    const id = guessed.get(name.toLowerCase())
    if (!byName.has(name.toLowerCase()) && id !== undefined) byName.set(name.toLowerCase(), { id, isNew: false })
  }
  const made = names.filter((name) => !byName.has(name.toLowerCase())).map((name) => ({ name, id: tx.mint() }))
  await insertRows(
    tx,
    { name: 'import-companies-add', head: 'insert into company (id, name, inbox_ids, created_at) values' },
    made.map((one) => [one.id, one.name, inboxIds, tx.now]),
  )
  await recordAll(tx, made.map((one) => ({ name: 'company.added', nounId: one.id, data: { name: one.name, source: said } }))) // prettier-ignore
  for (const one of made) byName.set(one.name.toLowerCase(), { id: one.id, isNew: true })
  return {
    of: ({ companyName, values }) => {
      if (companyName !== null) return byName.get(companyName.trim().toLowerCase()) ?? null
      const id = byDomain.get(domainOf(values?.addresses?.[0]?.address ?? ''))
      return id === undefined ? null : { id, isNew: false }
    },
  }
}
