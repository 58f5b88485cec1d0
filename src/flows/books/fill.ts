// Contacts without a card, where every contact is to have one; and cards of contacts that became part of another.
import { sql } from 'kysely'
import type { BookRow } from '../../desk/books/books.ts'
import type { Id } from '../../kit/id.ts'
import { insertRows } from '../../store/access/rows.ts'
import type { Tx } from '../../store/tx.ts'
import { settledBefore } from './lease.ts'
import type { Waiting } from './step.ts'
import { uidOf } from './take.ts'

const BATCH = 200

/**
 * Answers whether there may be more. Whoever wrote in private conversations alone gets no card: who reads the book may be nobody who
 * sees those.
 */
export async function fill(tx: Tx, book: BookRow, hrefOf: (name: string) => string): Promise<boolean> {
  if (book.outgoing !== 'all') return false
  const { rows } = await sql<{ id: Id; is_wanted: boolean }>`select c.id,
      c.merged_into is null and (c.inbox_ids is not null or exists (select from conversation v where v.contact_id = c.id
        and v.private_at is null and v.deleted_at is null)) and not exists (select from address_book_card k
        where k.book_id = ${book.id}::bigint and k.contact_id = c.id) as is_wanted
    from contact c where c.id > ${book.filled_id}::bigint and c.id < ${settledBefore(tx)}::bigint order by c.id limit ${BATCH}`.execute(
    tx.db,
  )
  const last = rows.at(-1)
  if (!last) return false
  await insertRows(
    tx,
    {
      name: 'book-card-fill',
      head: 'insert into address_book_card (book_id, href, uid, contact_id, state, seen_at) values',
      tail: 'on conflict do nothing',
    },
    rows
      .filter((row) => row.is_wanted)
      .map(({ id }) => [book.id, hrefOf(`${uidOf(book.id, id)}.vcf`), uidOf(book.id, id), id, 'linked', tx.now]),
  )
  await tx.db.updateTable('address_book').set({ filled_id: last.id }).where('id', '=', book.id).execute()
  return true
}

/**
 * A contact that became part of another leaves it its card, where that one has none; otherwise, and where the contact is no more, the
 * card stays there as it is, or goes where that is wanted.
 */
export async function partWithGone(
  tx: Tx,
  book: BookRow,
  waiting: readonly Waiting[],
): Promise<{ left: Waiting[]; removed: Waiting[] }> {
  const rows = await tx.query<{ id: Id; merged_into: Id | null; other: string | null }>({
    name: 'book-merged',
    text: `select asked.id, c.merged_into, k.href as other from unnest($2::bigint[]) asked(id) left join contact c on c.id = asked.id
      left join address_book_card k on k.book_id = $1 and k.contact_id = c.merged_into and k.state = 'linked'
      where c.id is null or c.merged_into is not null`,
    values: [book.id, waiting.map((one) => one.contact_id)],
  })
  const gone = new Map(rows.map((row) => [row.id, row]))
  const given = new Set(rows.flatMap((row) => (row.other === null ? [] : [row.merged_into])))
  const removed: Waiting[] = []
  for (const one of waiting) {
    const row = gone.get(one.contact_id)
    if (!row) continue
    const isHeir = row.merged_into !== null && !given.has(row.merged_into)
    given.add(row.merged_into)
    const isRemoved = !isHeir && (one.etag === null || book.on_contact_gone === 'delete')
    if (isRemoved && one.etag !== null) removed.push(one)
    await tx.query({
      name: isRemoved ? 'book-card-remove' : 'book-card-part',
      text: isRemoved
        ? 'delete from address_book_card where book_id = $1 and href = $2'
        : 'update address_book_card set contact_id = $3, state = $4, contact_version = null where book_id = $1 and href = $2',
      values: isRemoved
        ? [book.id, one.href]
        : [book.id, one.href, isHeir ? row.merged_into : one.contact_id, isHeir ? 'linked' : 'detached'],
    })
  }
  return { left: waiting.filter((one) => !gone.has(one.contact_id)), removed }
}
