// Which verb answers which route of the address books' room.
import { Problem } from '../../kit/problem.ts'
import type { OutputOf } from '../../kit/route.ts'
import type { Keys } from '../../store/keys.ts'
import { answer, answerAfter, type Answer, type Asking } from '../users/asking.ts'
import * as api from './books.api.ts'
import { accessForTest, addBook, type BookAccess, changeBook, listApart, listBooks, pauseBook, removeBook, syncBook } from './books.ts' // prettier-ignore

export interface BooksMeans {
  keys: Keys
  /** Enters the book and says what is there, or what is wrong. A room has no network of its own. */
  tryBook: (access: BookAccess) => Promise<OutputOf<typeof api.testAddressBook>>
}

export function booksRoutes({ keys, tryBook }: BooksMeans): Answer[] {
  return [
    answer(api.listAddressBooks, async (asking) => await listBooks(ofAll(asking))),
    answer(api.addAddressBook, async (asking, input) => await addBook(ofAll(asking), keys, input)),
    answer(
      api.changeAddressBook,
      async (asking, { id, ...change }) => await changeBook(ofAll(asking), keys, id, change),
    ),
    answer(api.pauseAddressBook, async (asking, { id, isPaused }) => await pauseBook(ofAll(asking), id, isPaused)),
    answer(api.removeAddressBook, async (asking, { id }) => {
      await removeBook(ofAll(asking), id)
      return {}
    }),
    answer(api.syncAddressBook, async (asking, { id, isSure }) => await syncBook(ofAll(asking), id, { isSure })),
    answer(
      api.listBookCards,
      async (asking, { id, after, limit }) => await listApart(ofAll(asking), id, { after, limit }),
    ),
    answerAfter(
      api.testAddressBook,
      async ({ transact, actor }, input) => {
        return await tryBook(await transact((tx) => accessForTest(ofAll({ tx, actor }), keys, input)))
      },
      async (_asking, _input, outcome) => outcome,
    ),
  ]
}

/** A book holds contacts of the whole desk: a token for some inboxes has no business with it. */
function ofAll({ tx, actor }: Pick<Asking, 'tx' | 'actor'>): Asking['tx'] {
  if (actor.seesAll) return tx
  throw new Problem('denied', 'token-bound', 'Only who sees every inbox decides what holds in all of them.')
}
