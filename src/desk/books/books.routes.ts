// Which verb answers which route of the address books' room.
import { Problem } from '../../kit/problem.ts'
import type { OutputOf } from '../../kit/route.ts'
import type { Keys } from '../../store/keys.ts'
import { answer, answerAfter, type Answer, type Asking } from '../users/asking.ts'
import * as api from './books.api.ts'
import { beginConsent, keepConsent, takeConsent } from '../mailboxes/grants.ts'
import { asTold, mustBeSession } from '../mailboxes/mailboxes.routes.ts'
import type { Client, Tokens } from '../../mail/oauth.ts'
import { accessForTest, addBook, beginAnew, type BookAccess, changeBook, listApart, listBooks, pauseBook, readBook, removeBook, syncBook } from './books.ts' // prettier-ignore

export interface BooksMeans {
  keys: Keys
  /** Enters the book and says what is there, or what is wrong. A room has no network of its own. */
  tryBook: (access: BookAccess) => Promise<OutputOf<typeof api.testAddressBook>>
  /** At the provider: the code of a consent for tokens. */
  redeem: (client: Client, given: { code: string; verifier: string; redirectUri: string }) => Promise<Tokens>
  /** Where people reach the web app. */
  publicUrl: string
}

export function booksRoutes({ keys, tryBook, redeem, publicUrl }: BooksMeans): Answer[] {
  // A page, as for mailboxes: it sends what it was given.
  const redirectUri = `${publicUrl}/settings/books/consent`
  return [
    answer(api.listAddressBooks, async (asking) => await listBooks(ofAll(asking))),
    answer(api.addAddressBook, async (asking, input) => await addBook(ofAll(asking), keys, input)),
    answer(
      api.changeAddressBook,
      async (asking, { id, ...change }) => await changeBook(ofAll(asking), keys, id, change),
    ),
    answer(api.startBookConsent, async (asking, { id }) => {
      const { username } = await readBook(ofAll(asking), id)
      const sessionId = mustBeSession(asking.sessionId)
      return { url: await beginConsent(asking.tx, keys, { id, sessionId, redirectUri, loginHint: username }) }
    }),
    answerAfter(
      api.finishBookConsent,
      async ({ transact, sessionId, actor }, { state, code }) => {
        const taken = await transact((tx) =>
          takeConsent(ofAll({ tx, actor }), keys, { state, sessionId: mustBeSession(sessionId), noun: 'addressBook' }),
        )
        const tokens = await redeem(taken.client, { code, verifier: taken.verifier, redirectUri }).catch((thrown: unknown) => { throw asTold(thrown) }) // prettier-ignore
        return { ...taken, tokens }
      },
      async ({ tx }, _input, { id, client, tokens }) => {
        await keepConsent(tx, keys, id, client, tokens)
        await beginAnew(tx, id)
        return { bookId: id }
      },
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
