// Lists of contacts, newest first or by name, of those that the asker may see; narrowed by what is known of them.
import { type RawBuilder, sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { idsByName } from './by-name.ts'
import type { Contact, ContactFilters } from './contacts.api.ts'
import { readContacts } from './contacts.ts'
import { contactConditions } from './filters.ts'
import { seenContact } from './sight.ts'

/** A page is looked for among so many of the newest, where enough of the first and of the last of them say that it is there. */
const NEAR = { most: 4_000, sample: 100, enough: 4 }
/** A page that is asked for without a length of its own (the screen's), whose statements are worth keeping. */
const USUAL = 51

export interface Page {
  cursor?: string | undefined
  limit: number
}

export async function listContacts(
  tx: Tx,
  actor: Actor,
  options: ContactFilters & Page,
): Promise<{ contacts: Contact[]; next: string | null }> {
  const { ids, next } = await contactIds(tx, actor, options)
  return { contacts: inOrder(await readContacts(tx, ids), ids), next }
}

/** As they were asked for. */
export function inOrder<T extends { id: Id }>(rows: readonly T[], ids: readonly Id[]): T[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** The same without what is known of them. */
export async function contactIds(
  tx: Tx,
  actor: Actor,
  { cursor, limit, q, order = 'newest', ...filters }: ContactFilters & Page,
): Promise<{ ids: Id[]; next: string | null }> {
  const words = q ? wordsOf(q) : null
  if (words?.length === 0) return { ids: [], next: null }
  const where = await contactConditions(tx, filters)
  if (order === 'name')
    return await idsByName(tx, 'contact', { cursor, limit, where: [...where, seenContact(tx, actor)], found: words && indexed(words) }) // prettier-ignore
  const before = cursor && /^\d{1,19}$/.test(cursor) ? cursor : null
  const asked = { tx, actor, before, limit: limit + 1, where, isQuiet: filters.quietDays !== undefined }
  const ids = (words && (await nearIds(asked, words))) ?? (await idsOf(asked, words ? indexed(words) : sql`contact`))
  return { ids: ids.slice(0, limit), next: ids.length > limit ? (ids[limit - 1] ?? null) : null }
}

interface AskedContacts {
  tx: Tx
  actor: Actor
  before: Id | null
  limit: number
  where: readonly RawBuilder<boolean>[]
  /** It is asked when they last wrote as well. */
  isQuiet: boolean
}

/** Where many are called so, the newest are looked through; null where that is not enough, and the index knows the few. */
async function nearIds(asked: AskedContacts, words: readonly string[]): Promise<Id[] | null> {
  const newest = (most: number, from = 0) => sql`(select * from contact where ${older(asked)} order by id desc
    limit ${sql.lit(most)} offset ${sql.lit(from)})`
  const { most, sample, enough } = NEAR
  const [told] = await ask(
    asked.tx,
    'contacts-sample',
    sql<{ count: number }>`select count(*)::int as count
      from (${newest(sample)} union all ${newest(sample, most - sample)}) contact where ${saysAll(words)}`,
  )
  if ((told?.count ?? 0) < enough) return null
  const near = sql`(select * from ${newest(most)} contact where ${saysAll(words)} order by id desc) contact`
  const ids = await idsOf(asked, near)
  return ids.length === asked.limit ? ids : null
}

/** Of these contacts those that the actor may see, newest first. */
async function idsOf(asked: AskedContacts, contacts: RawBuilder<unknown>): Promise<Id[]> {
  const { tx, actor, limit, where, isQuiet } = asked
  const rows = await ask(
    tx,
    limit !== USUAL ? null : isQuiet ? 'contacts-quiet' : 'contacts-page',
    sql<{
      id: Id
    }>`select contact.id from ${contacts} where ${older(asked, 'contact.id')} and contact.merged_into is null
      and ${sql.join([...where, seenContact(tx, actor)], sql` and `)} order by contact.id desc limit ${sql.lit(limit)}`,
  )
  return rows.map((row) => row.id)
}

const older = ({ before }: AskedContacts, id = 'id') =>
  sql<boolean>`${sql.ref(id)} < ${before ?? '9223372036854775807'}::bigint`

/** The index's own question asked of one row. That the word is there at all is soon seen, and mostly it is not. */
function saysAll(words: readonly string[]): RawBuilder<boolean> {
  const said = (text: RawBuilder<string>, taken: RawBuilder<unknown>) =>
    sql`(${sql.join(
      words.map((word) => sql`position(${word} in lower(${text})) > 0`),
      sql` and `,
    )} and ${taken} @@ ${queryOf(words)}::tsquery)`
  return sql`(${said(sql`contact.name`, sql`to_tsvector('simple', contact.name)`)} or exists (select from contact_address a
    where a.contact_id = contact.id and ${said(sql`a.address`, sql`to_tsvector('simple', translate(a.address, '@.+-_', '     '))`)}))`
}

/** In order before it is looked who may see them: that ends with the page. */
function indexed(words: readonly string[]): RawBuilder<unknown> {
  return sql`(select k.id from contact k where to_tsvector('simple', k.name) @@ ${queryOf(words)}::tsquery
    union select a.contact_id from contact_address a
      where to_tsvector('simple', translate(a.address, '@.+-_', '     ')) @@ ${queryOf(words)}::tsquery
    order by id desc) found join contact on contact.id = found.id`
}

/** What is no letter and no digit only parts them. */
export const wordsOf = (q: string): string[] => q.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
/** All of them, each as a beginning. */
export const queryOf = (words: readonly string[]): string => words.map((word) => `'${word}':*`).join(' & ')
