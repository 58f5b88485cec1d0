// Where a contact and its card were both changed: noted when it is found, decided by somebody with one key, taken back the same way.
// A decision is a change of the contact like any other; the card hears of it as of those.
import { type RawBuilder, sql } from 'kysely'
import { type CardValues, cardFields } from '../../dav/card.ts'
import type { BookRow } from '../../desk/books/books.ts'
import { byActor } from '../../desk/contacts/set-fields.ts'
import { seenContact } from '../../desk/contacts/sight.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { InputOf } from '../../kit/route.ts'
import { record, recordAll } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type * as api from './conflicts.api.ts'
import type { Conflict, Directions, Side } from './merge.ts'
import { type Known, readKnown, setValues } from './values.ts'

interface Where {
  known: Known
  href: string
  thereAt: Date
}
/** What is noted of it: `card` where the whole card is gone. */
type Noted = Omit<Conflict, 'field'> & { field: Conflict['field'] | 'card' }

export async function noteConflicts(
  tx: Tx,
  book: Pick<BookRow, 'id' | 'directions'>,
  { known, href, thereAt }: Where,
  conflicts: readonly Noted[],
): Promise<void> {
  if (conflicts.length === 0) return
  const rows = conflicts.map((one) => ({
    book_id: book.id,
    id: tx.mint(),
    contact_id: known.id,
    href,
    field: one.field,
    base: JSON.stringify(one.base),
    here_value: JSON.stringify(one.here),
    here_at: (one.field === 'card' ? undefined : known.said[one.field]?.at) ?? null,
    here_by: (one.field === 'card' ? undefined : known.said[one.field]?.by) ?? null,
    there_value: JSON.stringify(one.there),
    there_at: thereAt,
    rule: one.field === 'card' ? 'deleted' : ((book.directions as Directions)[one.field] ?? 'latest'),
    winner: one.winner,
    at: tx.now,
  }))
  await tx.db.insertInto('book_conflict').values(rows).execute()
  await recordAll(
    tx,
    rows.map(({ id, field, rule, winner }) => ({
      name: 'contact.conflicted',
      nounId: known.id,
      data: { bookId: book.id, conflictId: id, field, rule, winner },
    })),
  )
}

interface Row {
  id: Id
  book_id: Id
  book_name: string
  contact_id: Id
  contact_name: string
  href: string
  field: api.BookConflict['field']
  base: api.BookConflict['base']
  here_value: api.BookConflict['here']
  here_at: Date | null
  here_by: Id | null
  there_value: api.BookConflict['there']
  there_at: Date
  rule: string
  winner: Side
  at: Date
  decided_at: Date | null
  decided_by: Id | null
  decision: Side | null
  before: api.BookConflict['base']
}

type Listing = Omit<InputOf<typeof api.listBookConflicts>, 'limit'> & { limit: number }

/** Of contacts that `actor` sees, newest first. What is about one that became another is about that one. */
export async function listConflicts(
  tx: Tx,
  actor: Actor,
  { state, bookId, contactId, before, limit }: Listing,
): Promise<{ conflicts: api.BookConflict[]; next: Id | null }> {
  // prettier-ignore
  const where = [
    state === 'open' ? sql`k.decided_at is null` : sql`k.decided_at is not null`,
    ...(bookId === undefined ? [] : [sql`k.book_id = ${bookId}::bigint`]),
    ...(contactId === undefined ? [] : [sql`k.contact_id = ${contactId}::bigint`]),
    ...(before === undefined ? [] : [sql`k.id < ${before}::bigint`]),
  ]
  const all = sql.join(where, sql` and `)
  const rows = await rowsOf(tx, actor, sql`(select * from book_conflict k where ${all} order by k.id desc limit ${NEAR})`, limit + 1) // prettier-ignore
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  if (rows.length > limit && last) return { conflicts: page.map(shown), next: last.id }
  // Who sees few of them goes on from where it was looked.
  const [depth] = (await sql<{ id: Id }>`select k.id from book_conflict k where ${all} order by k.id desc offset ${NEAR - 1} limit 1`.execute(tx.db)).rows // prettier-ignore
  return { conflicts: page.map(shown), next: depth?.id ?? null }
}

/** So many are looked at for a page. */
const NEAR = 1_000

async function rowsOf(tx: Tx, actor: Actor, among: RawBuilder<unknown>, most: number): Promise<Row[]> {
  const { rows } =
    await sql<Row>`select k.*, b.name as book_name, contact.id as contact_id, contact.name as contact_name
    from ${among} k join address_book b on b.id = k.book_id join contact was on was.id = k.contact_id
      join contact on contact.id = coalesce(was.merged_into, was.id)
    where ${seenContact(tx, actor)} order by k.id desc limit ${most}`.execute(tx.db)
  return rows
}

function shown(row: Row): api.BookConflict {
  return {
    id: row.id,
    bookId: row.book_id,
    bookName: row.book_name,
    contactId: row.contact_id,
    contactName: row.contact_name,
    field: row.field,
    base: row.base,
    here: row.here_value,
    hereAt: row.here_at?.toISOString() ?? null,
    hereBy: row.here_by,
    there: row.there_value,
    thereAt: row.there_at.toISOString(),
    rule: row.rule,
    winner: row.winner,
    at: row.at.toISOString(),
    decidedAt: row.decided_at?.toISOString() ?? null,
    decidedBy: row.decided_by,
    decision: row.decision,
  }
}

/** What is chosen holds here at once, and on the card with the next look at it. */
export async function decideConflict(tx: Tx, actor: Actor, id: Id, side: Side): Promise<api.BookConflict> {
  const row = await lockConflict(tx, actor, id)
  if (row.decided_at)
    throw new Problem('conflict', 'conflict-decided', 'Somebody decided this before.', { detail: { id } })
  const value = side === 'here' ? row.here_value : row.there_value
  let before: Row['before'] = null
  if (row.field === 'card') await putBack(tx, row, { isWanted: side === 'here' })
  else {
    await refuseVain(tx, row, side)
    before = await setField(tx, row, value)
  }
  await tx.db
    .updateTable('book_conflict')
    .set({ decided_at: tx.now, decided_by: tx.actorId, decision: side, before: JSON.stringify(before) })
    .where('book_id', '=', row.book_id)
    .where('id', '=', id)
    .execute()
  const data = { bookId: row.book_id, conflictId: id, field: row.field, decision: side }
  await record(tx, 'contact.conflictDecided', row.contact_id, data)
  return shown(await oneOf(tx, actor, id))
}

export async function undoDecision(tx: Tx, actor: Actor, id: Id): Promise<api.BookConflict> {
  const row = await lockConflict(tx, actor, id)
  if (!row.decided_at)
    throw new Problem('conflict', 'conflict-open', 'Nobody has decided this yet.', { detail: { id } })
  if (row.field === 'card') await putBack(tx, row, { isWanted: false })
  else await setField(tx, row, row.before, { unlessSince: row.decided_at })
  await tx.db
    .updateTable('book_conflict')
    .set({ decided_at: null, decided_by: null, decision: null, before: null })
    .where('book_id', '=', row.book_id)
    .where('id', '=', id)
    .execute()
  const data = { bookId: row.book_id, conflictId: id, field: row.field }
  await record(tx, 'contact.conflictUndone', row.contact_id, data)
  return shown(await oneOf(tx, actor, id))
}

/** What would be overruled with the next look is not promised. */
async function refuseVain(tx: Tx, row: Row, side: Side): Promise<void> {
  const book = await tx.db.selectFrom('address_book').select('directions').where('id', '=', row.book_id).executeTakeFirstOrThrow() // prettier-ignore
  const direction = (book.directions as Record<string, string>)[row.field]
  if (direction === 'book-only' && side === 'here')
    throw new Problem(
      'invalid',
      'book-is-truth',
      'In this field the address book has the last word. Change that first.',
    )
}

/** Answers what it was. `unlessSince`: what somebody said of it later stays. */
async function setField(
  tx: Tx,
  row: Row,
  value: api.BookConflict['base'],
  { unlessSince }: { unlessSince?: Date } = {},
): Promise<Row['before']> {
  const field = cardFields.find((one) => one === row.field)
  const known = (await readKnown(tx, [row.contact_id], { forUpdate: true })).get(row.contact_id)
  if (!field || !known) throw noSuchConflict(row.id)
  const saidAt = known.said[field]?.at
  if (unlessSince && saidAt && saidAt > unlessSince) return known.values[field]
  const wanted = { [field]: value ?? (Array.isArray(known.values[field]) ? [] : '') } as Partial<CardValues>
  const book = await tx.db.selectFrom('address_book').select('inbox_ids').where('id', '=', row.book_id).executeTakeFirstOrThrow() // prettier-ignore
  await setValues(tx, known, wanted, byActor(tx), book.inbox_ids)
  return known.values[field]
}

/** A card that was deleted there is made anew, or left alone. */
async function putBack(tx: Tx, row: Row, { isWanted }: { isWanted: boolean }): Promise<void> {
  await tx.db
    .updateTable('address_book_card')
    .set(
      isWanted
        ? { state: 'linked', etag: null, base: '{}', contact_version: null, attempts: 0 }
        : { state: 'detached', contact_version: null },
    )
    .where('book_id', '=', row.book_id)
    .where('href', '=', row.href)
    .where('contact_id', '=', row.contact_id)
    .execute()
}

async function lockConflict(tx: Tx, actor: Actor, id: Id): Promise<Row> {
  const { book_id: bookId } = await oneOf(tx, actor, id)
  await tx.db.selectFrom('book_conflict').select('id').where('book_id', '=', bookId).where('id', '=', id).forUpdate().execute() // prettier-ignore
  return await oneOf(tx, actor, id)
}

async function oneOf(tx: Tx, actor: Actor, id: Id): Promise<Row> {
  const [row] = await rowsOf(tx, actor, sql`(select * from book_conflict where id = ${id}::bigint limit 1)`, 1)
  if (!row) throw noSuchConflict(id)
  return row
}

const noSuchConflict = (id: Id) =>
  new Problem('missing', 'conflict-missing', 'There is no such conflict.', { detail: { id } })
