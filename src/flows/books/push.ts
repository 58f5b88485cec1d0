// What happened here, told to an address book: cards changed where they must, made for contacts that have none, each put there only if
// nobody changed it meanwhile. A card that somebody did change is taken in first, and told again after that.
import { type CardField, type CardValues, readCard } from '../../dav/card.ts'
import type { Book, Kept, ReadCard } from '../../dav/client.ts'
import { newCard, writeCard } from '../../dav/write-card.ts'
import type { BookRow } from '../../desk/books/books.ts'
import { type Problem, toProblem, translations } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { noteConflicts } from './conflicts.ts'
import { fill, partWithGone } from './fill.ts'
import { type Directions, merge } from './merge.ts'
import type { Step, Waiting } from './step.ts'
import { inStep, ownersOf, saidBy, takeCards, withoutForeign } from './take.ts'
import { type Known, readKnown, setValues } from './values.ts'

const BATCH = 50
const AT_ONCE = 4
const ATTEMPTS = 6
/** How often in one visit somebody else may be faster with one card. */
const RACES = 3
/** Changes may be seen this much later than they say they were made. */
const OVERLAP = 60_000

interface Put {
  waiting: Waiting
  text: string
  version: number
  /** As the card says them then. */
  base: Partial<CardValues>
}

interface Answered extends Put {
  kept?: Kept
  problem?: Problem
}

/** `isPoll`: what was refused before is tried again too. */
export async function push(step: Step, book: Book, { isPoll }: { isPoll: boolean }): Promise<void> {
  const row = await step(async (_tx, held) => held)
  if (row.outgoing === 'nothing' || row.is_writable === false) return
  await step(stirCompanies)
  const most = isPoll ? ATTEMPTS : 1
  const stuck = new Set<string>()
  const races = new Map<string, number>()
  for (;;) {
    const waiting = await step((tx, held) => nextWaiting(tx, held, most, [...stuck]))
    if (waiting.length === 0 && (await step((tx, held) => fill(tx, held, (name) => book.hrefOf(name))))) continue
    if (waiting.length === 0) break
    const answered = await tell(step, book, waiting, stuck)
    for (const { waiting: one, problem } of answered) {
      if (!problem) continue
      const lost = (races.get(one.href) ?? 0) + 1
      races.set(one.href, lost)
      if (problem.code !== 'card-changed' || lost === RACES) stuck.add(one.href)
    }
  }
  await step(async (tx) => {
    const looked = new Date(tx.now.getTime() - OVERLAP)
    await tx.db.updateTable('address_book').set({ looked_at: looked }).where('id', '=', row.id).execute()
  })
}

async function tell(step: Step, book: Book, waiting: readonly Waiting[], stuck: Set<string>): Promise<Answered[]> {
  const cards = await book.read(waiting.flatMap((one) => (one.etag === null ? [] : [one.href])))
  const parted = await step((tx, held) => partWithGone(tx, held, waiting))
  for (const one of parted.removed) await book.remove(one.href, one.etag ?? '').catch(leftAlone)
  const puts = await step((tx, held) => prepare(tx, held, parted.left, cards))
  for (const one of puts.missing) stuck.add(one.href) // the next look at what changed there tells
  const answered: Answered[] = []
  const { atOnce = AT_ONCE } = book
  for (let from = 0; from < puts.wanted.length; from += atOnce)
    answered.push(...(await Promise.all(puts.wanted.slice(from, from + atOnce).map((put) => send(book, put)))))
  await step((tx, held) => notePuts(tx, held, answered))
  const faster = answered.filter((one) => one.problem?.code === 'card-changed').map((one) => one.waiting.href)
  const changed = await book.read(faster)
  if (changed.length > 0) await step((tx, held) => takeCards(tx, held, changed, new Set()))
  const over = answered.find(({ problem }) => problem && isOver(problem))
  if (over?.problem) throw over.problem
  return answered
}

/** Of this card nothing can be told, or of none: a server that is busy or lets nobody in is tried later. */
const isOver = ({ kind, code }: Problem): boolean =>
  code !== 'card-changed' && (translations[kind].retry || code === 'dav-password')

function leftAlone(thrown: unknown): void {
  if (toProblem(thrown).code !== 'card-changed') throw thrown
}

async function send(book: Book, put: Put): Promise<Answered> {
  try {
    return { ...put, kept: await book.put(put.waiting.href, put.text, put.waiting.etag) }
  } catch (thrown) {
    return { ...put, problem: toProblem(thrown) }
  }
}

/** A company that is called otherwise now is told on the cards of its people. */
async function stirCompanies(tx: Tx, book: BookRow): Promise<void> {
  await tx.query({
    name: 'book-stir-companies',
    text: `update address_book_card k set contact_version = null from company o join contact c on c.company_id = o.id
      where o.changed_at >= $2 and k.book_id = $1 and k.contact_id = c.id and k.state = 'linked' and k.agreed_at < o.changed_at
        and k.contact_version is not null`,
    values: [book.id, book.looked_at ?? book.created_at],
  })
}

async function nextWaiting(tx: Tx, book: BookRow, most: number, stuck: readonly string[]): Promise<Waiting[]> {
  return await tx.query<Waiting>({
    name: 'book-waiting',
    text: `select href, etag, uid, contact_id, base from address_book_card where book_id = $1 and state = 'linked' and contact_id is not null
        and contact_version is null and attempts < $3 and href <> all($4::text[])
      union select k.href, k.etag, k.uid, k.contact_id, k.base from contact c
        join address_book_card k on k.book_id = $1 and k.contact_id = c.id and k.state = 'linked'
        where coalesce(c.changed_at, c.created_at) >= $2 and (k.contact_version is distinct from c.version or c.merged_into is not null) and k.attempts < $3
          and k.href <> all($4::text[])
      limit ${BATCH}`,
    values: [book.id, book.looked_at ?? book.created_at, most, stuck],
  })
}

/** What is to be put there. A card that is not as it was is taken in instead; one that says all already is in step. */
async function prepare(
  tx: Tx,
  book: BookRow,
  waiting: readonly Waiting[],
  cards: readonly ReadCard[],
): Promise<{ wanted: Put[]; missing: Waiting[] }> {
  // prettier-ignore
  const changed = cards.filter((card) => waiting.some((one) => one.href === card.href && one.etag !== card.etag))
  await takeCards(tx, book, changed, new Set())
  const rest = waiting.filter((one) => !changed.some((card) => card.href === one.href))
  const all = await readKnown(tx, rest.map((one) => one.contact_id), { forUpdate: true }) // prettier-ignore
  const wanted: Put[] = []
  const missing: Waiting[] = []
  const same: [string, number][] = []
  for (const one of rest) {
    const known = all.get(one.contact_id)
    const card = cards.find((each) => each.href === one.href)
    if (!known || (one.etag !== null && !card)) {
      missing.push(one)
      continue
    }
    const put = card ? await changedCard(tx, book, one, known, card) : freshCard(tx, book, one, known)
    if (put.text === card?.text) same.push([one.href, put.version])
    else wanted.push(put)
  }
  if (same.length > 0)
    await tx.query({
      name: 'book-cards-in-step',
      text: `update address_book_card k set contact_version = t.version, agreed_at = $4, attempts = 0, error = null
        from unnest($2::text[], $3::int[]) t(href, version) where k.book_id = $1 and k.href = t.href`,
      values: [book.id, same.map(([href]) => href), same.map(([, version]) => version), tx.now],
    })
  return { wanted, missing }
}

async function changedCard(tx: Tx, book: BookRow, waiting: Waiting, known: Known, card: ReadCard): Promise<Put> {
  const directions = book.directions as Directions
  const { values } = readCard(card.text)
  const owners = await ownersOf(tx, values.addresses)
  const there = withoutForeign(values, known.id, owners)
  const hereAt = Object.fromEntries(Object.entries(known.said).map(([field, one]) => [field, one.at]))
  const merged = merge({ base: waiting.base, here: known.values, there, hereAt, thereAt: tx.now }, directions)
  // Only where the book is the source of truth: it has not changed since it was seen.
  const version =
    Object.keys(merged.here).length > 0
      ? await setValues(tx, known, merged.here, saidBy(book), book.inbox_ids)
      : known.version
  await noteConflicts(tx, book, { known, href: card.href, thereAt: tx.now }, merged.conflicts)
  const foreign = {
    addresses: values.addresses.filter((one) => !there.addresses.includes(one)),
    phones: values.phones.filter((one) => !there.phones.includes(one)),
  }
  const written: Partial<CardValues> = {
    ...merged.there,
    ...(merged.there.addresses && { addresses: [...merged.there.addresses, ...foreign.addresses] }),
    ...(merged.there.phones && { phones: [...merged.there.phones, ...foreign.phones] }),
  }
  const text = writeCard(card.text, written, tx.now)
  return { waiting, text, version, base: inStep(withoutForeign(readCard(text).values, known.id, owners), directions) }
}

function freshCard(tx: Tx, book: BookRow, waiting: Waiting, known: Known): Put {
  const directions = book.directions as Directions
  const values = { ...empty, ...inStep(known.values, directions), name: known.values.name }
  const text = newCard(waiting.uid, values, tx.now)
  return { waiting, text, version: known.version, base: inStep(readCard(text).values, directions) }
}

const empty: CardValues = {
  name: '',
  addresses: [],
  phones: [],
  company: '',
  title: '',
  website: '',
  postalAddress: '',
  notes: '',
}

/** What was put there, as far as its server took it: one has room for so many addresses only, another writes names in its own manner. */
function asKept(base: Partial<CardValues>, kept: Kept | undefined): Partial<CardValues> {
  if (kept?.text === undefined) return base
  const { values } = readCard(kept.text)
  return Object.fromEntries(
    Object.entries(base).map(([field, put]) => {
      const there = values[field as CardField]
      return [field, Array.isArray(put) && Array.isArray(there) ? put.filter((one) => there.includes(one)) : there]
    }),
  )
}

/** An answer without a tag: the server may have written it in its own manner, and the next look reads it again. */
async function notePuts(tx: Tx, book: BookRow, answered: readonly Answered[]): Promise<void> {
  for (const { waiting, version, base, kept, problem } of answered) {
    if (problem && (problem.code === 'card-changed' || isOver(problem))) continue
    const href = kept?.href ?? waiting.href
    if (href !== waiting.href) await tx.db.deleteFrom('address_book_card').where('book_id', '=', book.id).where('href', '=', href).execute() // prettier-ignore
    await tx.db
      .updateTable('address_book_card')
      .set(
        problem
          ? (is) => ({ error: problem.message.slice(0, 300), attempts: is('attempts', '+', 1), contact_version: null })
          : { href, etag: kept?.etag ?? '', base: JSON.stringify(asKept(base, kept)), contact_version: version, error: null, attempts: 0, agreed_at: tx.now }, // prettier-ignore
      )
      .where('book_id', '=', book.id)
      .where('href', '=', waiting.href)
      .execute()
  }
}
