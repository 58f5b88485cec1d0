// What the parts of a visit to an address book have in common.
import type { CardValues } from '../../dav/card.ts'
import type { BookRow } from '../../desk/books/books.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'

/** One transaction of a visit: it begins by holding the book. */
export type Step = <T>(verb: (tx: Tx, book: BookRow) => Promise<T>) => Promise<T>

/** A card that has something to hear. */
export interface Waiting {
  href: string
  /** Null: there is no card yet. */
  etag: string | null
  uid: string
  contact_id: Id
  base: Partial<CardValues>
}
