// Companies from a file: known again by their domain, else by their name alone; the one they belong to is made where there is none yet.
import { changeCompany } from '../../desk/contacts/change.ts'
import { isPersonalDomain } from '../../desk/contacts/companies.ts'
import { addCompany, namedCompanies } from '../../desk/contacts/company-records.ts'
import { forgetCompany } from '../../desk/contacts/forget.ts'
import { refuseImpossible } from '../../desk/contacts/possible.ts'
import { CompanySize, type CompanyValues } from '../../desk/contacts/record.api.ts'
import { setFields } from '../../desk/contacts/set-fields.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { isAddress, normalizeAddress } from '../../mail/address.ts'
import type { Tx } from '../../store/tx.ts'
import { type Known, ownValues, postalOf, readCells, tagsOf, trouble, type Trouble, withTag } from './cells.ts'
import type { AskedRows, Brought, Kind, Looked, WasBrought } from './kind.ts'
import { companiesNamed, hadBefore, readKnown } from './known.ts'
import { isPhone, stageOf } from './row.ts'
import { contactNames } from './targets.ts'

const { website, postalAddress, street, postcode, city, region, country, phone, owner, territory, stage, tags, notes } = contactNames // prettier-ignore

export const companies: Kind = {
  noun: 'company',
  names: {
    name: `name naam ad ${contactNames.company}`,
    domain: 'domain domains emaildomain domein domeinen domane domanen domen alanadi websitedomain',
    parent: 'parent parentcompany belongsto holding moederbedrijf muttergesellschaft ustsirket anasirket',
    size: 'size companysize employees numberofemployees grootte medewerkers grosse mitarbeiter olcu iscisayi calisansayisi',
    products: 'products product interests productinterests producten produkte mehsullar urunler',
    phone,
    website,
    postalAddress,
    street,
    postcode,
    city,
    region,
    country,
    owner,
    territory,
    stage,
    tags,
    notes,
  },
  severalOf: new Set(['domain', 'products', 'tags', 'notes', 'postalAddress']),
  needed: ['name', 'domain'],
  atOnce: 200,
  look: async (tx, asked) => await settle(tx, asked, await readKnown(tx, 'company')),
  bring,
  takeBack,
}

type Values = Partial<CompanyValues> & { name: string }

interface Settled extends Looked {
  values: Values
  /** By name. */
  parent: string | null
}

const MOST = { name: 200, parent: 200, website: 500, territory: 80, notes: 10_000, postalAddress: 500 }

function readCompany(
  row: readonly string[],
  columns: readonly (string | null)[],
  known: Known,
): { values: Values; parent: string | null; wrong: Trouble[] } {
  const cells = readCells(row, columns, MOST)
  const { said, wrong, one, read } = cells
  const domains = [...new Set(cells.all('domain', /[\s,;|]+/).map((text) => normalizeAddress(`x@${text.toLowerCase()}`).slice(2)))] // prettier-ignore
  for (const domain of domains) {
    if (!domain.includes('.') || !isAddress(`x@${domain}`)) wrong.push(trouble('domain', 'not.domain', domain))
    else if (isPersonalDomain(domain)) wrong.push(trouble('domain', 'personalDomain', domain))
  }
  const settledStage = read('stage', stageOf)
  const ownerId = read('owner', (text) => known.users.get(text.toLowerCase()) ?? null)
  const size = read('size', sizeOf)
  const number = read('phone', (text) => (isPhone(text) ? text : null))
  const own = ownValues(cells, known)
  const postal = postalOf(cells)
  const [theirTags, products] = [tagsOf(cells), tagsOf(cells, 'products')]
  const name = one('name') ?? domains[0] ?? ''
  if (name === '') wrong.push(trouble('name', 'nothing', ''))
  return {
    wrong,
    parent: one('parent'),
    values: {
      name,
      ...(domains.length > 0 && { domains: domains.slice(0, 100) }),
      ...(size !== null && { size }),
      ...(products.length > 0 && { products }),
      ...(number !== null && { phone: number }),
      ...(one('website') !== null && { website: one('website') }),
      ...(postal !== null && { postalAddress: postal }),
      ...(one('territory') !== null && { territory: one('territory') }),
      ...(said.has('notes') && { notes: (said.get('notes') ?? []).join('\n').slice(0, 10_000) }),
      ...(theirTags.length > 0 && { tags: theirTags }),
      ...(settledStage !== null && { stage: settledStage }),
      ...(ownerId !== null && { ownerId }),
      ...(Object.keys(own).length > 0 && { fields: own }),
    },
  }
}

/** As one of the spans, or as a number that lies in one. */
function sizeOf(text: string): CompanySize | null {
  const span = CompanySize.options.find((one) => one === text.replace(/\s/g, '').replace('–', '-'))
  if (span) return span
  const count = /^\d{1,9}$/.test(text.replace(/[.,\s]/g, '')) ? Number(text.replace(/[.,\s]/g, '')) : 0
  return CompanySize.options.findLast((one) => count >= Number.parseInt(one, 10)) ?? null
}

/** Two rows of one file for the same domain, or, without one, for the same name: the first is taken. */
async function settle(tx: Tx, { actor, rows, options, importId }: AskedRows, known: Known): Promise<Settled[]> {
  const read = rows.map((row) =>
    row.wrong === undefined
      ? readCompany(row.cells, row.columns, known)
      : { values: { name: '' }, parent: null, wrong: [trouble('', `row.${row.wrong}`, row.cells[0] ?? '')] },
  )
  const fit = read.filter((one) => one.wrong.length === 0)
  const byDomain = await companiesAt(tx, fit.flatMap((one) => one.values.domains ?? [])) // prettier-ignore
  const byName = await companiesNamed(tx, [...new Set(fit.map((one) => one.values.name.toLowerCase()))])
  const here = [...byDomain.values(), ...byName.values()]
  const seen = await namedCompanies(tx, actor, here)
  const before = await hadBefore(tx, importId, here)
  const inFile = new Set<string>()
  return read.map((one, at): Settled => {
    const { values, parent, wrong } = one
    const domains = values.domains ?? []
    const settled = (outcome: Looked['outcome'], recordId: Id | null, problems: Trouble[] = []): Settled => ({
      line: rows[at]?.line ?? 0,
      outcome,
      recordId,
      name: values.name,
      known: domains,
      problems,
      parent,
      values: {
        ...values,
        ...(options.ownerId !== null && values.ownerId === undefined && { ownerId: options.ownerId }),
        ...(options.tag !== '' && { tags: withTag(values.tags, options.tag) }),
      },
    })
    const failed = (problem: string) => settled('failed', null, [trouble('domain', problem, domains[0] ?? values.name)])
    if (wrong.length > 0) return settled('failed', null, wrong)
    const owners = [...new Set(domains.flatMap((domain) => byDomain.get(domain) ?? []))]
    if (owners.length > 1) return failed('several')
    const id = owners[0] ?? byName.get(values.name.toLowerCase()) ?? null
    const marks = domains.length > 0 ? domains : [`name ${values.name.toLowerCase()}`]
    if (marks.some((mark) => inFile.has(mark)) || (id !== null && before.has(id))) return failed('twice')
    for (const mark of marks) inFile.add(mark)
    if (id === null) return settled('added', null)
    const isTaken = owners.length > 0
    if (!seen.has(id)) return isTaken ? settled('skipped', null, [trouble('domain', 'hidden', domains[0] ?? '')]) : settled('added', null) // prettier-ignore
    if (options.duplicates === 'create') return isTaken ? failed('taken') : settled('added', null)
    return settled(options.duplicates === 'skip' ? 'skipped' : 'updated', id)
  })
}

async function companiesAt(tx: Tx, domains: readonly string[]): Promise<Map<string, Id>> {
  if (domains.length === 0) return new Map()
  const rows = await tx.query<{ domain: string; id: Id }>({
    name: 'import-company-domains',
    text: 'select domain, company_id as id from company_domain where domain = any($1::text[])',
    values: [domains],
  })
  return new Map(rows.map((row) => [row.domain, row.id]))
}

async function bring(tx: Tx, asked: AskedRows): Promise<Brought[]> {
  const { actor, options, importId } = asked
  const said = { from: 'import' as const, by: importId }
  const brought: Brought[] = []
  for (const one of await settle(tx, asked, await readKnown(tx, 'company'))) {
    if (one.outcome !== 'added' && one.outcome !== 'updated') {
      brought.push({ ...one, before: null, version: null })
      continue
    }
    const parent = await parentOf(one.parent)
    if (one.outcome === 'added') {
      const values = { ...one.values, ...(parent && { parentId: parent.id }), inboxIds: options.inboxIds }
      const recordId = await addCompany(tx, values, said)
      brought.push({ ...one, recordId, before: parent?.isNew ? { madeCompanyId: parent.id } : null, version: await versionOf(tx, recordId) }) // prettier-ignore
    } else brought.push(await update(tx, one, parent?.id ?? null, said))
  }
  return brought

  async function parentOf(name: string | null): Promise<{ id: Id; isNew: boolean } | null> {
    if (name === null) return null
    const id = (await companiesNamed(tx, [name])).get(name.toLowerCase())
    if (id !== undefined && (await namedCompanies(tx, actor, [id])).size > 0) return { id, isNew: false }
    return { id: await addCompany(tx, { name, inboxIds: options.inboxIds }, said), isNew: true }
  }
}

/** What is in the file wins over what is here, and takes nothing away: domains, products and tags are added. */
async function update(tx: Tx, one: Settled, parentId: Id | null, said: { from: 'import'; by: Id }): Promise<Brought> {
  const id = one.recordId ?? ''
  const was = await tx.db.selectFrom('company').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const domains = await tx.db.selectFrom('company_domain').select('domain').where('company_id', '=', id).execute()
  const { name, tags: added, products, domains: given, ...rest } = one.values
  const isNamed = !(given ?? []).includes(name)
  try {
    if (parentId !== null) await refuseImpossible(tx, 'company', id, { parentId }, was)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { ...one, outcome: 'failed', recordId: null, problems: [trouble('parent', 'circle', one.parent ?? '')], before: null, version: null } // prettier-ignore
  }
  const before = await changeCompany(
    tx,
    id,
    {
      ...rest,
      ...(isNamed && { name }),
      ...(parentId !== null && { parentId }),
      ...(added && { addTags: added }),
      ...(products && { products: [...new Set([...was.products, ...products])].slice(0, 30) }),
      ...(given && { domains: [...new Set([...domains.map((row) => row.domain), ...given])].slice(0, 100) }),
    },
    said,
  )
  const isSame = Object.keys(before).length === 0
  return { ...one, outcome: isSame ? 'skipped' : 'updated', before: isSame ? null : before, version: await versionOf(tx, id) } // prettier-ignore
}

async function versionOf(tx: Tx, id: Id): Promise<number> {
  return (await tx.db.selectFrom('company').select('version').where('id', '=', id).executeTakeFirstOrThrow()).version
}

type Before = (Partial<CompanyValues> & { madeCompanyId?: Id }) | null

async function takeBack(tx: Tx, importId: Id, { outcome, recordId, before, version }: WasBrought): Promise<boolean> {
  const now = await tx.db.selectFrom('company').select('version').where('id', '=', recordId).where('merged_into', 'is', null).forUpdate().executeTakeFirst() // prettier-ignore
  if (!now || now.version !== version) return false
  const { madeCompanyId, ...values } = (before as Before) ?? {}
  if (outcome === 'added') {
    if (!(await forgetCompany(tx, recordId, { import: importId }, version))) return false
    if (madeCompanyId) await forgetCompany(tx, madeCompanyId, { import: importId })
    return true
  }
  await setFields(tx, { noun: 'company', id: recordId }, values, { from: 'import', by: importId })
  return true
}
