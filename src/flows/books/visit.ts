// One visit to an address book: what changed there is taken in, then what happened here is told. In this order, so that nothing is
// written over that nobody here has seen.
import { openBook, type Book, type Send } from '../../dav/client.ts'
import { openGoogle } from '../../dav/google.ts'
import { openGraph } from '../../dav/graph.ts'
import { troubleOf } from '../../dav/refusal.ts'
import { accessOf, type BookAccess } from '../../desk/books/books.ts'
import type { testAddressBook } from '../../desk/books/books.api.ts'
import type { Id } from '../../kit/id.ts'
import type { Log } from '../../kit/log.ts'
import { toProblem } from '../../kit/problem.ts'
import type { OutputOf } from '../../kit/route.ts'
import type { Keys } from '../../store/keys.ts'
import type { Store } from '../../store/store.ts'
import { endedBy, type Ended } from '../../desk/visits.ts'
import { holdBook, noteVisit } from './lease.ts'
import { pull } from './pull.ts'
import { push } from './push.ts'
import type { Step } from './step.ts'

export interface Visiting {
  store: Store
  keys: Keys
  /** The product's one guarded client (`doors/outbound`). */
  send: Send
  tokens: Tokens
  log: Log
}

/** Access tokens of accounts that somebody let Postroom into (`doors/mailbox-tokens`). */
export interface Tokens {
  accessFor(id: Id, refused?: string): Promise<string>
}

/** `bases`: of the providers, elsewhere in tests; nobody else chooses them. */
export type Entering = Pick<Visiting, 'send' | 'tokens'> & { bases?: { google: string; microsoft: string } }

function open({ send, tokens, bases }: Entering, access: BookAccess): Book {
  if (access.kind === 'carddav') return openBook(send, access)
  const token = (refused?: string) => tokens.accessFor(access.id, refused)
  return access.kind === 'google' ? openGoogle(send, token, bases?.google) : openGraph(send, token, bases?.microsoft)
}

const us = { actorId: null }

/** Of a book that `holder` has taken. Never throws: how it went stands on its page. */
export async function visitBook(means: Visiting & Entering, id: Id, holder: string): Promise<void> {
  const { store, keys, log } = means
  const step: Step = (verb) => store.transact(us, async (tx) => await verb(tx, await holdBook(tx, id, holder)))
  let isPoll = false
  let ended: Ended | null = null
  try {
    const row = await step(async (_tx, held) => held)
    // Where its server says where a new card lies, one that we made and did not hear of is found before another is made.
    isPoll = row.run_at <= store.clock.now() || row.agreed_at === null || row.kind !== 'carddav'
    const book = open(means, accessOf(keys, row))
    if (row.is_writable === null) await noteRights(step, book, id)
    if (isPoll) await pull(step, book)
    await push(step, book, { isPoll })
  } catch (thrown) {
    const problem = toProblem(thrown)
    if (problem.code === 'book-lost') return
    if (problem.kind === 'broken') log.error({ err: problem.cause ?? problem, bookId: id }, 'an address book could not be visited') // prettier-ignore
    const trouble = problem.code === 'book-vanished' ? 'vanished' : troubleOf(problem)
    ended = endedBy(problem, trouble)
  }
  await store.transact(us, (tx) => noteVisit(tx, id, holder, ended, { isPoll }))
}

async function noteRights(step: Step, book: Book, id: Id): Promise<void> {
  const { isWritable } = await book.look()
  await step(async (tx) => {
    await tx.db.updateTable('address_book').set({ is_writable: isWritable }).where('id', '=', id).execute()
  })
}

/** Enters the book without keeping anything, and says in a word what is wrong. */
export async function tryBook(means: Entering, access: BookAccess): Promise<OutputOf<typeof testAddressBook>> {
  const book = open(means, access)
  try {
    const { url, name, isWritable, token } = await book.look()
    const looked = { url, name, isWritable, tellsChanges: token !== null }
    return { isOk: true, trouble: null, error: null, book: looked, found: [] }
  } catch (thrown) {
    const problem = toProblem(thrown)
    const told = troubleOf(problem)
    const trouble = told === 'no-calendar' ? 'told' : told
    const isElsewhere = ['no-book', 'not-found', 'not-dav'].includes(trouble)
    const found = isElsewhere ? await book.find().catch(() => []) : []
    // Servers repeat what they were told; whoever tries a book need not know its password.
    const error = access.kind === 'carddav' ? problem.message.replaceAll(access.password, '…') : problem.message
    return { isOk: false, trouble: found.length > 0 ? 'no-book' : trouble, error, book: null, found }
  }
}
