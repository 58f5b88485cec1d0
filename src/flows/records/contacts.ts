// Contacts from a file: those that are new are added together, those that are here are brought up to date one by one.
import { addContacts, type NewContact } from '../../desk/contacts/add-several.ts'
import { changeContact } from '../../desk/contacts/change.ts'
import { companiesOf, companyNameOf } from '../../desk/contacts/companies.ts'
import { namedCompanies } from '../../desk/contacts/company-records.ts'
import { forgetCompany, forgetContact } from '../../desk/contacts/forget.ts'
import type { ContactValues } from '../../desk/contacts/record.api.ts'
import { setFields } from '../../desk/contacts/set-fields.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import { domainOf } from '../../mail/address.ts'
import { insertRows } from '../../store/access/rows.ts'
import { recordAll } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { AskedRows, Brought, Kind, Looked, WasBrought } from './kind.ts'
import { companiesNamed, readKnown } from './known.ts'
import { type Settled, settleRows } from './settle.ts'
import { contactNames } from './targets.ts'

export const contacts: Kind = {
  noun: 'contact',
  names: contactNames,
  severalOf: new Set(['email', 'phone', 'tags', 'notes', 'postalAddress']),
  needed: ['name', 'givenName', 'familyName', 'email', 'phone'],
  atOnce: 1_000,
  look: async (tx, { actor, rows, options, importId }) =>
    (await settleRows(tx, actor, rows, options, await readKnown(tx, 'contact'), importId)).map(lookedAt),
  bring,
  takeBack,
}

function lookedAt({ line, outcome, contactId, values, problems }: Settled): Looked {
  const known = (values?.addresses ?? []).map(({ address }) => address)
  return { line, outcome, recordId: contactId, name: values?.name ?? '', known, problems }
}

interface SaidByFile {
  from: 'import'
  by: Id
}

async function bring(tx: Tx, { actor, rows, options, importId }: AskedRows): Promise<Brought[]> {
  const known = await readKnown(tx, 'contact')
  const settled = await settleRows(tx, actor, rows, options, known, importId)
  const said: SaidByFile = { from: 'import', by: importId }
  const companies = await companiesFor(tx, actor, settled, said, options.inboxIds)
  const brought: Brought[] = []
  const fresh: NewContact[] = []
  for (const one of settled) {
    if (one.outcome === 'added' && one.values) {
      const id = tx.mint()
      const company = companies.of(one)
      fresh.push({ ...one.values, id, inboxIds: options.inboxIds, ...(company && { companyId: company.id }) })
      brought.push({ ...lookedAt(one), recordId: id, before: company?.isNew ? { madeCompanyId: company.id } : null, version: 1 }) // prettier-ignore
    } else if (one.outcome === 'updated' && one.values && one.contactId !== null)
      brought.push(await update(tx, one, said))
    else brought.push({ ...lookedAt(one), before: null, version: null })
  }
  await addContacts(tx, fresh, { fields: known.fields, said })
  return brought
}

/** What is in the file wins over what is here, and takes nothing away: addresses, numbers and tags are added. */
async function update(tx: Tx, one: Settled, said: SaidByFile): Promise<Brought> {
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
  return { ...lookedAt(one), outcome: isSame ? 'skipped' : 'updated', before: isSame ? null : before, version }
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

/** By name where the file says one, else by where they write from, as with mail. Made where whoever brings the file sees none. */
async function companiesFor(
  tx: Tx,
  actor: Actor,
  settled: readonly Settled[],
  said: SaidByFile,
  inboxIds: readonly Id[],
): Promise<{ of(one: Settled): FoundCompany | null }> {
  const added = settled.filter((one) => one.outcome === 'added')
  const names = [...new Map(added.flatMap(({ companyName }) => (companyName === null ? [] : [[companyName.trim().toLowerCase(), companyName.trim()]]))).values()] // prettier-ignore
  const here = await companiesNamed(tx, names)
  const seen = await namedCompanies(tx, actor, [...here.values()])
  const byName = new Map([...here].flatMap(([name, id]): [string, FoundCompany][] => (seen.has(id) ? [[name, { id, isNew: false }]] : []))) // prettier-ignore
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

type Before = (Partial<ContactValues> & { madeCompanyId?: Id }) | null

async function takeBack(tx: Tx, importId: Id, { outcome, recordId, before, version }: WasBrought): Promise<boolean> {
  const now = await tx.db.selectFrom('contact').select('version').where('id', '=', recordId).where('merged_into', 'is', null).forUpdate().executeTakeFirst() // prettier-ignore
  if (!now || now.version !== version) return false
  const { madeCompanyId, ...values } = (before as Before) ?? {}
  if (outcome === 'added') {
    if (!(await forgetContact(tx, recordId, { import: importId }))) return false
    if (madeCompanyId) await forgetCompany(tx, madeCompanyId, { import: importId })
    return true
  }
  await setFields(tx, { noun: 'contact', id: recordId }, values, { from: 'import', by: importId })
  return true
}
