// Where a provider of contacts sends the browser back to after somebody signed in there.
import { finishBookConsent } from '../../../src/desk/books/books.api.ts'
import { call } from '../../call.ts'
import { Brought } from '../mailboxes/Consent.tsx'
import { booksQuery } from './queries.ts'

export function BookConsent() {
  const finish = async (given: { code: string; state: string }) =>
    `books/${(await call(finishBookConsent, given)).bookId}`
  return <Brought finish={finish} refresh={booksQuery.queryKey} back="books" />
}
