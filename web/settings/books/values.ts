// What is in the form of an address book. The password is empty where it stays as it is.
import { BookField, type AddressBook, type BookDirections, type Direction } from '../../../src/desk/books/books.api.ts'

export interface Values {
  kind: AddressBook['kind']
  clientId: string
  clientSecret: string
  name: string
  url: string
  username: string
  secret: string
  incoming: AddressBook['incoming']
  outgoing: AddressBook['outgoing']
  directions: BookDirections
  onCardGone: AddressBook['onCardGone']
  onContactGone: AddressBook['onContactGone']
  inboxIds: string[]
}

export const fields = BookField.options
/** In the order in which they are offered. */
export const directions: Direction[] = ['latest', 'postroom', 'book', 'postroom-only', 'book-only', 'never']

export const allOf = (direction: Direction): BookDirections =>
  Object.fromEntries(fields.map((field) => [field, direction])) as BookDirections

export function valuesOf(book: AddressBook | undefined): Values {
  return {
    kind: book?.kind ?? 'carddav',
    clientId: book?.grant?.clientId ?? '',
    clientSecret: '',
    name: book?.name ?? '',
    url: book?.url ?? '',
    username: book?.username ?? '',
    secret: '',
    incoming: book?.incoming ?? 'all',
    outgoing: book?.outgoing ?? 'linked',
    directions: book?.directions ?? { ...allOf('latest'), notes: 'never' },
    onCardGone: book?.onCardGone ?? 'detach',
    onContactGone: book?.onContactGone ?? 'keep',
    inboxIds: book?.inboxIds ?? [],
  }
}
