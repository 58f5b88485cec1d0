// Who sees a contact or a company: whoever sees mail of theirs, whoever looks after them, and those to whom they were opened when they were
// brought in or added (`inbox_ids`). For everybody else there is none.
import { type RawBuilder, sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import { openTo } from '../conversations/privacy.ts'
import type { Actor } from '../users/permissions.ts'
import type { Noun } from './columns.ts'

type Meeting = 'contact_id' | 'company_id'
const nounOf = { contact_id: 'contact', company_id: 'company' } as const

/** Whether the actor sees this contact or company: by a conversation with it, or as it was opened to them. */
export function metBy(tx: Tx, actor: Actor, by: Meeting, id: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`(exists (select ${meetings(tx, actor, by, id)}) or ${openedAs(actor, by, id)})`
}

/** The same looked up row by row, where what asks comes along many of whom it needs few. */
export function metAt(tx: Tx, actor: Actor, by: Meeting, id: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`(${mailAt(tx, actor, by, id)} or ${openedAs(actor, by, id)})`
}

const mailAt = (tx: Tx, actor: Actor, by: Meeting, id: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql`coalesce((select true ${meetings(tx, actor, by, id)} limit 1), false)`

const meetings = (tx: Tx, actor: Actor, by: Meeting, id: RawBuilder<unknown>) =>
  sql`from conversation where ${sql.ref(`conversation.${by}`)} = ${id}
    and conversation.inbox_id = any(${[...actor.inboxIds]}::bigint[]) and conversation.deleted_at is null and ${openTo(tx, actor)}`

const openedAs = (actor: Actor, by: Meeting, id: RawBuilder<unknown>) =>
  sql`coalesce((select ${opened(actor, 'record')} from ${sql.table(nounOf[by])} record where record.id = ${id}), false)`

/** Of a row called `name`. A token for some inboxes has what was opened to these. */
function opened(actor: Actor, name: string): RawBuilder<boolean> {
  const inboxes = sql.ref(`${name}.inbox_ids`)
  const own = actor.isBound
    ? sql`false`
    : sql`coalesce(${sql.ref(`${name}.owner_id`)} = ${actor.id ?? '0'}::bigint, false)`
  return sql`(coalesce(${inboxes} && ${[...actor.inboxIds]}::bigint[] or (${inboxes} = '{}' and ${!actor.isBound}), false) or ${own})`
}

/** For a statement in which a contact is called `contact`, walked along row by row. */
export const seenContact = (tx: Tx, actor: Actor): RawBuilder<boolean> =>
  sql`(${opened(actor, 'contact')} or ${mailAt(tx, actor, 'contact_id', sql`contact.id`)})`

/** The same of a company: seen by mail, and with any of its people. */
export const seenCompany = (tx: Tx, actor: Actor): RawBuilder<boolean> =>
  sql`(${opened(actor, 'company')} or ${mailAt(tx, actor, 'company_id', sql`company.id`)} or ${seenPeople(tx, actor)})`

const seenPeople = (tx: Tx, actor: Actor) =>
  sql`exists (select from contact where contact.company_id = company.id and contact.merged_into is null and ${seenContact(tx, actor)})`

/** Of these contacts those that the actor sees. */
export async function seenAmong(tx: Tx, actor: Actor, ids: readonly Id[]): Promise<Set<Id>> {
  if (ids.length === 0) return new Set()
  const rows = await ask(
    tx,
    'contacts-seen',
    sql<{
      id: Id
    }>`select contact.id from contact where contact.id = any(${[...new Set(ids)]}::bigint[]) and ${seenContact(tx, actor)}`,
  )
  return new Set(rows.map((row) => row.id))
}

/** Answers the id of what it is now: one that became part of another is that other. */
export async function mustSeeContact(tx: Tx, actor: Actor, id: Id): Promise<Id> {
  const [row] = /^\d{1,19}$/.test(id)
    ? await ask(
        tx,
        'contact-seen',
        sql<{ id: Id }>`select contact.id from contact where contact.id =
          (select coalesce(was.merged_into, was.id) from contact was where was.id = ${id}::bigint) and ${seenContact(tx, actor)}`,
      )
    : []
  if (!row) throw noSuch('contact', id)
  return row.id
}

export async function mustSeeCompany(tx: Tx, actor: Actor, id: Id): Promise<Id> {
  const [row] = /^\d{1,19}$/.test(id)
    ? await ask(
        tx,
        'company-seen',
        sql<{ id: Id }>`select company.id from company where company.id =
          (select coalesce(was.merged_into, was.id) from company was where was.id = ${id}::bigint) and ${seenCompany(tx, actor)}`,
      )
    : []
  if (!row) throw noSuch('company', id)
  return row.id
}

export function noSuch(noun: Noun, id: Id): Problem {
  return new Problem('missing', `${noun}-missing`, `There is no such ${noun}.`, { detail: { id } })
}

/** Of these contacts or companies those that the actor has met, by id. */
export async function metAmong(
  tx: Tx,
  actor: Actor,
  noun: 'contact' | 'company',
  ids: readonly Id[],
): Promise<Map<Id, { id: Id; name: string }>> {
  if (ids.length === 0) return new Map()
  const rows = await ask(
    tx,
    `${noun}-named`,
    sql<{
      id: Id
      name: string
    }>`select one.id, one.name from ${sql.table(noun)} one where one.id = any(${[...new Set(ids)]}::bigint[])
      and ${metBy(tx, actor, `${noun}_id`, sql`one.id`)}`,
  )
  return new Map(rows.map((row) => [row.id, row]))
}
