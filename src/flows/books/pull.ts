// What changed in an address book since it was last looked at, taken in a hundred cards at a time. Whatever is cut off goes on from the
// same place: the book is in step only when all of it was taken.
import type { CardField, CardValues } from '../../dav/card.ts'
import type { Book, Changes } from '../../dav/client.ts'
import type { BookRow } from '../../desk/books/books.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { recordAll } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { noteConflicts } from './conflicts.ts'
import { type Directions, directionOf, isSame } from './merge.ts'
import type { Step } from './step.ts'
import { takeCards } from './take.ts'
import { type Known, readKnown } from './values.ts'

const BATCH = 100
/** Where more than these, and more than half of all, are gone at once, nobody believes it. */
const BELIEVED = 20

export async function pull(step: Step, book: Book): Promise<void> {
  const row = await step(async (_tx, held) => held)
  const changes = await book.changes(row.sync_token)
  const gone = await step((tx, held) => goneAmong(tx, held, changes))
  const wanted = await step((tx) => stillNew(tx, row.id, changes))
  for (let from = 0; from < wanted.length; from += BATCH) {
    const hrefs = wanted.slice(from, from + BATCH)
    const cards = await book.read(hrefs)
    for (const href of hrefs) if (!cards.some((card) => card.href === href)) gone.add(href) // between the list and the look
    await step((tx, held) => takeCards(tx, held, cards, gone))
  }
  const left = [...gone]
  for (let from = 0; from < left.length; from += BATCH)
    await step((tx, held) => takeGone(tx, held, left.slice(from, from + BATCH)))
  await step(async (tx) => {
    await tx.db.updateTable('address_book').set({ sync_token: changes.token }).where('id', '=', row.id).execute()
  })
}

/** Of the cards that are remembered those that are not there any more. */
async function goneAmong(tx: Tx, book: BookRow, { isWhole, gone, changed }: Changes): Promise<Set<string>> {
  const known = await tx.query<{ href: string; is_linked: boolean }>({
    name: 'book-hrefs',
    text: `select href, state = 'linked' as is_linked from address_book_card where book_id = $1 and etag is not null and ($2::text[] is null or href = any($2))`,
    values: [book.id, isWhole ? null : gone],
  })
  const there = new Set(changed.map((one) => one.href))
  const missing = known.filter((one) => !there.has(one.href))
  const lost = missing.filter((one) => one.is_linked).length
  if (lost > BELIEVED && !book.is_sure) {
    const [all] = await tx.query<{ count: number }>({
      name: 'book-linked-count',
      text: `select count(*)::int as count from address_book_card where book_id = $1 and state = 'linked' and etag is not null`,
      values: [book.id],
    })
    if (lost > (all?.count ?? 0) / 2)
      throw new Problem('invalid', 'book-vanished', `${lost} of ${all?.count ?? 0} cards have vanished there at once. Say that it is so, and they are let go.`) // prettier-ignore
  }
  return new Set(missing.map((one) => one.href))
}

/** Without those that are known to be as they are: what we put there ourselves comes back as a change. */
async function stillNew(tx: Tx, bookId: Id, { changed }: Changes): Promise<string[]> {
  const wanted: string[] = []
  for (let from = 0; from < changed.length; from += 5_000) {
    const part = changed.slice(from, from + 5_000)
    const known = await tx.query<{ href: string; etag: string | null }>({
      name: 'book-etags',
      text: 'select href, etag from address_book_card where book_id = $1 and href = any($2::text[])',
      values: [bookId, part.map((one) => one.href)],
    })
    const etags = new Map(known.map((one) => [one.href, one.etag]))
    wanted.push(...part.filter((one) => etags.get(one.href) !== one.etag).map((one) => one.href))
  }
  return wanted
}

/** A card that was deleted takes nothing with it: the contact stays as it is, and what was changed here meanwhile is noted. */
async function takeGone(tx: Tx, book: BookRow, hrefs: readonly string[]): Promise<void> {
  const rows = await tx.query<{
    href: string
    contact_id: Id
    base: Partial<CardValues>
    contact_version: number | null
  }>({
    name: 'book-cards-gone',
    text: `select href, contact_id, base, contact_version from address_book_card
      where book_id = $1 and href = any($2::text[]) and state = 'linked' and contact_id is not null`,
    values: [book.id, hrefs],
  })
  const all = await readKnown(tx, rows.map((row) => row.contact_id), { forUpdate: true }) // prettier-ignore
  const isRestoring = book.on_card_gone === 'restore' && book.is_writable !== false
  for (const row of rows) {
    const known = all.get(row.contact_id)
    if (!known || isRestoring) continue
    const changed = changedSince(row.base, known, book.directions as Directions)
    const conflict = {
      field: 'card' as const,
      base: null,
      here: changed,
      there: null as never,
      winner: 'here' as const,
    }
    if (changed.length > 0) await noteConflicts(tx, book, { known, href: row.href, thereAt: tx.now }, [conflict])
  }
  const linked = rows.map((row) => row.href)
  if (isRestoring)
    await tx.query({
      name: 'book-cards-restore',
      text: `update address_book_card set etag = null, base = '{}', contact_version = null, attempts = 0 where book_id = $1 and href = any($2::text[])`,
      values: [book.id, linked],
    })
  else
    await tx.query({
      name: 'book-cards-detach',
      text: `update address_book_card set state = 'detached', etag = null, contact_version = null where book_id = $1 and href = any($2::text[])`,
      values: [book.id, linked],
    })
  await tx.query({
    name: 'book-cards-forget',
    text: `delete from address_book_card where book_id = $1 and href = any($2::text[]) and not (href = any($3::text[])) and state <> 'detached'`,
    values: [book.id, hrefs, linked],
  })
  const name = isRestoring ? 'contact.cardRestored' : 'contact.cardGone'
  await recordAll(tx, rows.map((row) => ({ name, nounId: row.contact_id, data: { bookId: book.id } }))) // prettier-ignore
}

/** For the page: which fields, as they are now. What nobody said is no change. */
function changedSince(base: Partial<CardValues>, { values, said }: Known, directions: Directions): string[] {
  return Object.entries(values).flatMap(([name, value]: [string, string | string[]]) => {
    const field = name as CardField
    const was = base[field]
    if (was === undefined || directionOf(directions, field) === 'never' || isSame(field, value, was)) return []
    if (was.length === 0 && said[field] === undefined) return []
    return [`${field}: ${Array.isArray(value) ? value.join(', ') : value}`]
  })
}
