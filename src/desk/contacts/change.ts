// Contacts and companies added and changed by people and programs, one or several at once; and what happened to a record. Each change is
// `setFields`.
import { sql } from 'kysely'
import { compareIds, type Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record, type StoredEvent } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { CompanyChange } from './companies.api.ts'
import type { ContactChange } from './contacts.api.ts'
import type { Noun } from './columns.ts'
import { readPhones } from './parts.ts'
import type { CompanyValues, ContactValues } from './record.api.ts'
import { byActor, type Said, setFields } from './set-fields.ts'

/** Seen by everybody where nothing else is said: there is no mail yet that could tell. */
export async function addContact(
  tx: Tx,
  { name, inboxIds = [], ...values }: Partial<ContactValues> & { name: string },
  said: Said = byActor(tx),
): Promise<Id> {
  const id = tx.mint()
  await tx.db.insertInto('contact').values({ id, name: name.trim(), inbox_ids: inboxIds, created_at: tx.now }).execute()
  await record(tx, 'contact.added', id, { name, source: { from: said.from, by: said.by } })
  await setFields(tx, { noun: 'contact', id }, values, said)
  return id
}

type Wanted = Omit<ContactChange, 'id'> & { phone?: string | null | undefined; companyName?: string | undefined }

/** Answers what it was: the same fields, which set again take it back. */
export async function changeContact(
  tx: Tx,
  id: Id,
  { phone, companyName, addTags, removeTags, ...values }: Wanted,
  said: Said = byActor(tx),
): Promise<Partial<ContactValues>> {
  if (companyName !== undefined) await renameCompanyOf(tx, id, companyName, said)
  const phones = phone === undefined ? {} : { phones: await withFirst(tx, id, phone) }
  const tags = await tagsWith(tx, 'contact', id, { addTags, removeTags })
  const { before } = await setFields(tx, { noun: 'contact', id }, { ...(values as Partial<ContactValues>), ...phones, ...tags }, said) // prettier-ignore
  return before
}

/** The same of a company. */
export async function changeCompany(
  tx: Tx,
  id: Id,
  { addTags, removeTags, ...values }: Omit<CompanyChange, 'id'>,
  said: Said = byActor(tx),
): Promise<Partial<CompanyValues>> {
  const tags = await tagsWith(tx, 'company', id, { addTags, removeTags })
  const { before } = await setFields(tx, { noun: 'company', id }, { ...(values as Partial<CompanyValues>), ...tags }, said) // prettier-ignore
  return before
}

/** In the order of their ids, so that two who change the same ones wait for each other only once. */
export async function changeContacts(tx: Tx, changes: readonly ContactChange[]): Promise<ContactChange[]> {
  const before: ContactChange[] = []
  for (const { id, ...change } of changes.toSorted((a, b) => compareIds(a.id, b.id)))
    before.push({ id, ...(await changeContact(tx, id, change)) })
  return before
}

/** As of contacts. */
export async function changeCompanies(tx: Tx, changes: readonly CompanyChange[]): Promise<CompanyChange[]> {
  const before: CompanyChange[] = []
  for (const { id, ...change } of changes.toSorted((a, b) => compareIds(a.id, b.id)))
    before.push({ id, ...(await changeCompany(tx, id, change)) })
  return before
}

/** Whoever looked at it before somebody else changed it looks again. */
export async function refuseChanged(tx: Tx, noun: Noun, id: Id, version: number | undefined): Promise<void> {
  if (version === undefined) return
  const row = await tx.db.selectFrom(noun).select('version').where('id', '=', id).forUpdate().executeTakeFirst()
  if (row?.version === version) return
  throw new Problem('conflict', 'record-changed', 'This has changed since you looked. Look again, then repeat.', {
    detail: { version: row?.version },
  })
}

async function renameCompanyOf(tx: Tx, id: Id, name: string, said: Said): Promise<void> {
  const row = await tx.db.selectFrom('contact').select('company_id').where('id', '=', id).executeTakeFirst()
  if (row?.company_id && name.trim() !== '')
    await setFields(tx, { noun: 'company', id: row.company_id }, { name }, said)
}

async function withFirst(tx: Tx, id: Id, phone: string | null): Promise<ContactValues['phones']> {
  const [first, ...others] = await readPhones(tx, id)
  if (phone === null || phone.trim() === '') return others
  return [{ number: phone, label: first?.label ?? '' }, ...others.filter((one) => one.number !== phone)]
}

interface TagWish {
  addTags?: readonly string[] | undefined
  removeTags?: readonly string[] | undefined
}

async function tagsWith(tx: Tx, noun: Noun, id: Id, wish: TagWish): Promise<{ tags?: string[] }> {
  const { addTags = [], removeTags = [] } = wish
  if (!wish.addTags && !wish.removeTags) return {}
  const row = await tx.db.selectFrom(noun).select('tags').where('id', '=', id).forUpdate().executeTakeFirst()
  return { tags: [...new Set([...(row?.tags ?? []), ...addTags])].filter((tag) => !removeTags.includes(tag)) }
}

const PAGE = 50

/** Newest first; with what happened to those that became part of it. */
export async function historyOfRecord(
  tx: Tx,
  noun: Noun,
  id: Id,
  before: Id | undefined,
): Promise<{ events: StoredEvent[]; next: Id | null }> {
  const { rows } =
    await sql<StoredEvent>`select id, name, actor_id as "actorId", noun_id as "nounId", data, request_id as "requestId", at
    from event where subject_id = any(array[${id}::bigint] || array(select loser_id from contact_merge
      where winner_id = ${id}::bigint and noun = ${noun} and undone_at is null))
      and id < ${before ?? '9223372036854775807'}::bigint order by id desc limit ${PAGE + 1}`.execute(tx.db)
  return { events: rows.slice(0, PAGE), next: rows.length > PAGE ? (rows[PAGE - 1]?.id ?? null) : null }
}
