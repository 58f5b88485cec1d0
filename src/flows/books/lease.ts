// Which process visits which address book, and how that went. One that died holds its books for some minutes more.
import type { BookRow } from '../../desk/books/books.ts'
import { afterVisit, LEASE, POLL, type Ended } from '../../desk/visits.ts'
import { firstIdAt, type Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { noteChanges } from '../../store/changes.ts'
import type { Tx } from '../../store/tx.ts'

/** Books that are due, or in which something waits to be told; taken for this process. */
export async function takeDue(tx: Tx, holder: string, { limit }: { limit: number }): Promise<Id[]> {
  const rows = await tx.query<{ id: Id }>({
    name: 'book-take',
    text: `update address_book b set leased_until = $1, leased_by = $2 from (
        select id from address_book where paused_at is null and (leased_until is null or leased_until <= $3)
          and (run_at <= $3 or (attempts = 0 and outgoing <> 'nothing' and is_writable and agreed_at is not null and (
            exists (select from address_book_card k where k.book_id = address_book.id and k.state = 'linked'
              and k.contact_version is null and k.attempts = 0)
            or exists (select from contact c join address_book_card k on k.book_id = address_book.id and k.contact_id = c.id
              and k.state = 'linked' where coalesce(c.changed_at, c.created_at) >= address_book.looked_at
              and (k.contact_version is distinct from c.version or c.merged_into is not null) and k.attempts = 0)
            or exists (select from company o join contact c on c.company_id = o.id
              join address_book_card k on k.book_id = address_book.id and k.contact_id = c.id and k.state = 'linked'
              where o.changed_at >= address_book.looked_at and k.agreed_at < o.changed_at)
            or (outgoing = 'all' and exists (select from contact c where c.id > filled_id and c.id < $4)))))
          order by run_at, id limit $5 for update skip locked) due
      where b.id = due.id returning b.id`,
    values: [new Date(tx.now.getTime() + LEASE), holder, tx.now, settledBefore(tx), limit],
  })
  return rows.map((row) => row.id)
}

/** Contacts whose transactions may not have ended yet are left for the next time. */
export function settledBefore(tx: Tx): Id {
  return firstIdAt(tx.now.getTime() - SETTLED)
}
const SETTLED = 30_000

/** The book as it is now, held for some minutes more; each transaction of a visit begins with it. A Problem where it is another's, paused or gone. */
export async function holdBook(tx: Tx, id: Id, holder: string): Promise<BookRow> {
  const row = await tx.db
    .updateTable('address_book')
    .set({ leased_until: new Date(tx.now.getTime() + LEASE) })
    .where('id', '=', id)
    .where('leased_by', '=', holder)
    .where('paused_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw new Problem('conflict', 'book-lost', 'The address book is another process’s, paused or gone.')
  return row
}

/** How it went, for the page of address books; the lease ends. */
export async function noteVisit(
  tx: Tx,
  id: Id,
  holder: string,
  ended: Ended | null,
  { isPoll }: { isPoll: boolean },
): Promise<void> {
  // prettier-ignore
  const was = await tx.db.selectFrom('address_book').selectAll().where('id', '=', id).where('leased_by', '=', holder).forUpdate().executeTakeFirst() // prettier-ignore
  if (!was) return
  const { state, columns } = afterVisit(was, { ended, isPoll, now: tx.now, usual: POLL })
  await tx.db
    .updateTable('address_book')
    .set({ ...columns, ...(!ended && isPoll && { is_sure: false }) })
    .where('id', '=', id)
    .execute()
  if (was.state !== state) await noteChanges(tx, [{ name: 'addressBook.stateChanged', subjectId: id, inboxId: null }])
}

export async function releaseBooks(tx: Tx, holder: string): Promise<void> {
  await tx.db
    .updateTable('address_book')
    .set({ leased_until: null, leased_by: null })
    .where('leased_by', '=', holder)
    .execute()
}
