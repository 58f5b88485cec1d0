// How an address book is, in one word.
import type { AddressBook } from '../../../src/desk/books/books.api.ts'
import { useWords } from '../../words.ts'
import { State } from '../frame/Rows.tsx'

const tones: Partial<Record<AddressBook['state'], 'green' | 'amber' | 'red'>> = {
  connected: 'green',
  waiting: 'amber',
  failed: 'red',
}

export function BookState({ book }: { book: AddressBook }) {
  const { t } = useWords()
  const tone = tones[book.state]
  return <State {...(tone && { tone })}>{t(`book.state.${book.state}`)}</State>
}
