// A desk and an address book beside it, both edited by chance: what was ever written is remembered, so that it can be told afterwards
// whether any of it was lost without a word.
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { type CardValues, cardFields, readCard } from '../../src/dav/card.ts'
import type { Send } from '../../src/dav/client.ts'
import { newCard, writeCard } from '../../src/dav/write-card.ts'
import { addBook } from '../../src/desk/books/books.ts'
import { addAddressBook } from '../../src/desk/books/books.api.ts'
import { addContact } from '../../src/desk/contacts/change.ts'
import { createDestinations } from '../../src/doors/outbound/destinations.ts'
import { createOutbound } from '../../src/doors/outbound/outbound.ts'
import { takeDue } from '../../src/flows/books/lease.ts'
import { isSame } from '../../src/flows/books/merge.ts'
import { readKnown, setValues } from '../../src/flows/books/values.ts'
import { visitBook } from '../../src/flows/books/visit.ts'
import type { Id } from '../../src/kit/id.ts'
import { silentLog } from '../../src/kit/log.ts'
import { must } from '../../src/kit/must.ts'
import { createRandom, type Random } from '../../src/kit/random.ts'
import { startEngine } from '../../src/store/engine.ts'
import { openKeys } from '../../src/store/keys.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openStore } from '../../src/store/store.ts'
import type { Tx } from '../../src/store/tx.ts'
import { LOGIN } from '../doubles/carddav.ts'

/** The other side, as somebody with a telephone has it. */
export interface There {
  url: string
  read(): Promise<Map<string, string>>
  /** Null deletes. */
  write(name: string, card: string | null): Promise<void>
}

const texts = ['name', 'company', 'title', 'website'] as const
const lists = ['addresses', 'phones'] as const
type Field = (typeof texts)[number] | (typeof lists)[number]

interface Written {
  person: string
  field: Field
  value: string
  /** Somebody saw it and wrote something else, or took it away. */
  isReplaced: boolean
}

interface Person {
  /** The address by which both sides know them, which nobody takes away. */
  address: string
  card: string | null
  isDetached: boolean
}

export interface BookSides {
  /** Edits on both sides by chance, then a visit that may fail. */
  round(): Promise<void>
  /** Visits until nothing changes any more; sentences for what does not hold then. */
  settle(): Promise<string[]>
  figures(): Promise<Record<string, number>>
  close(): Promise<void>
}

export async function openBookSides(there: There, seed: number): Promise<BookSides> {
  const chance = createRandom(seed)
  // Contacts of the last half minute are waited for, and nobody here has the time.
  const clock = { now: () => new Date(Date.now() + 60_000) }
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'postroom-books-'))
  const engine = await startEngine({ dataDir, log: silentLog })
  const client = new pg.Client(engine.connection)
  await client.connect()
  await migrate(client, silentLog)
  const store = await openStore({ connection: engine.connection, log: silentLog, clock, size: 4 })
  const keys = await openKeys({ dataDir })
  const here = <T>(verb: (tx: Tx) => Promise<T>): Promise<T> => store.transact({ actorId: null }, verb)
  const outbound: Send = createOutbound(createDestinations({ privateHosts: ['127.0.0.1'] }))
  const people: Person[] = []
  const written = new Map<string, Written>()
  const figures = { 'edits here': 0, 'edits there': 0, 'cut off': 0, races: 0 }
  let count = 0
  let isTroubled = true

  const send: Send = async (asked) => {
    if (isTroubled && asked.method === 'PUT' && chance.isLucky(0.1)) await race(asked.url)
    const fate = isTroubled ? chance.next() : 1
    if (fate < 0.02) throw cutOff()
    const answered = await outbound(asked)
    if (fate < 0.04) throw cutOff() // the answer is lost, not what was asked
    return answered
  }
  const cutOff = () => {
    figures['cut off']++
    return new Error('the line is dead')
  }

  const input = addAddressBook.input.parse({ name: 'Phone', url: there.url, username: LOGIN.username, secret: LOGIN.password, outgoing: 'all' }) // prettier-ignore
  const { id: bookId } = await here((tx) => addBook(tx, keys, input))

  async function visit(): Promise<void> {
    await client.query('update address_book set run_at = created_at, attempts = 0, leased_until = null')
    await here((tx) => takeDue(tx, 'us', { limit: 1 }))
    await visitBook({ store, keys, send, log: silentLog, tokens: { accessFor: async () => '' } }, bookId, 'us')
  }

  const idOf = async (person: Person): Promise<Id | null> => {
    const { rows } = await client.query<{ contact_id: Id }>('select contact_id from contact_address where address = $1', [person.address]) // prettier-ignore
    return rows[0]?.contact_id ?? null
  }

  /** One change to these values: which field, and what it is then. Remembers what it says and what it writes over. */
  function edited(person: Person, now: CardValues): Partial<CardValues> {
    const value = `${++count}`
    if (chance.isLucky(0.6)) {
      const field = chance.pick(texts)
      const said = field === 'website' ? `w${value}.example` : `${field} ${value}`
      replaced(person, field, now[field])
      remember(person, field, said)
      return { [field]: said }
    }
    const field = chance.pick(lists)
    const own = now[field].filter((one) => one !== person.address)
    const gone = own.length > 0 && chance.isLucky(0.4) ? chance.pick(own) : null
    if (gone !== null) {
      replaced(person, field, gone)
      return { [field]: now[field].filter((one) => one !== gone) }
    }
    const said = field === 'phones' ? `+31 6 ${value.padStart(8, '0')}` : `a${value}@more.example`
    remember(person, field, said)
    return { [field]: [...now[field], said] }
  }
  const keyOf = (field: Field, value: string) => `${field}|${value}`
  const remember = ({ address }: Person, field: Field, value: string) =>
    written.set(keyOf(field, value), { person: address, field, value, isReplaced: false })
  const replaced = (_person: Person, field: Field, value: string) => {
    const known = written.get(keyOf(field, value))
    if (known) known.isReplaced = true
  }

  async function editHere(person: Person): Promise<void> {
    const id = await idOf(person)
    if (id === null) return
    figures['edits here']++
    await here(async (tx) => {
      const known = must((await readKnown(tx, [id], { forUpdate: true })).get(id), 'the contact')
      await setValues(tx, known, edited(person, known.values), { from: 'person', by: null }, [])
    })
  }

  async function editThere(person: Person): Promise<void> {
    const cards = await there.read()
    const name = nameOf(cards, person)
    if (name === null) return
    const text = must(cards.get(name), 'the card')
    figures['edits there']++
    await there.write(name, writeCard(text, edited(person, readCard(text).values), clock.now()))
  }

  function nameOf(cards: ReadonlyMap<string, string>, person: Person): string | null {
    const found = [...cards].find(([, text]) => text.toLowerCase().includes(`:${person.address}`))
    person.card = found?.[0] ?? person.card
    return found?.[0] ?? null
  }

  async function race(url: string): Promise<void> {
    const name = decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '')
    const text = (await there.read()).get(name)
    const person = people.find((one) => text?.toLowerCase().includes(`:${one.address}`))
    if (!text || !person) return
    figures.races++
    await there.write(name, writeCard(text, edited(person, readCard(text).values), clock.now()))
  }

  async function bringNew(side: 'here' | 'there'): Promise<void> {
    const address = `p${++count}@people.example`
    const person: Person = { address, card: null, isDetached: false }
    const name = `name ${count}`
    people.push(person)
    remember(person, 'name', name)
    if (side === 'here') {
      await here((tx) => addContact(tx, { name, addresses: [{ address, label: '' }] }, { from: 'person', by: null }))
      return
    }
    const values: CardValues = {
      name,
      addresses: [address],
      phones: [],
      company: '',
      title: '',
      website: '',
      postalAddress: '',
      notes: '',
    }
    person.card = `c${count}.vcf`
    await there.write(person.card, newCard(`uid-${count}`, values, clock.now()))
  }

  async function deleteThere(person: Person): Promise<void> {
    const cards = await there.read()
    const name = nameOf(cards, person)
    if (name === null || person.isDetached) return
    const { values } = readCard(must(cards.get(name), 'the card'))
    // What stood there alone went with somebody's knowledge.
    const id = await idOf(person)
    const kept = id === null ? null : (await here((tx) => readKnown(tx, [id]))).get(id)?.values
    for (const field of [...texts, ...lists])
      for (const one of [values[field]].flat()) if (!kept || ![kept[field]].flat().includes(one)) replaced(person, field, one) // prettier-ignore
    person.isDetached = true
    if (!kept) people.splice(people.indexOf(person), 1)
    await there.write(name, null)
  }

  for (let n = 0; n < 20; n++) await bringNew(n % 2 === 0 ? 'here' : 'there')

  return {
    round: async () => {
      for (let n = chance.between(1, 3); n > 0; n--) await editHere(chance.pick(people))
      for (let n = chance.between(1, 3); n > 0; n--) await editThere(chance.pick(people))
      if (chance.isLucky(0.3)) await bothOn(chance)
      if (chance.isLucky(0.03)) await bringNew('here')
      if (chance.isLucky(0.03)) await bringNew('there')
      if (chance.isLucky(0.01)) await deleteThere(chance.pick(people))
      await visit()
    },
    settle,
    figures: async () => {
      const { rows } = await client.query<{ count: string }>('select count(*) from book_conflict')
      return { ...figures, people: people.length, values: written.size, conflicts: Number(rows[0]?.count) }
    },
    close: async () => {
      await store.close()
      await client.end()
      await engine.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }

  /** The same person on both sides at once. */
  async function bothOn(random: Random): Promise<void> {
    const person = random.pick(people)
    await editHere(person)
    await editThere(person)
  }

  async function settle(): Promise<string[]> {
    isTroubled = false
    for (let n = 0; n < 4; n++) await visit()
    const wrong: string[] = []
    const cards = await there.read()
    const { rows: said } = await client.query<{ all: string }>(
      `select coalesce(string_agg(here_value::text || there_value::text, ' '), '') as all from book_conflict`,
    )
    const conflicts = must(said[0], 'a row').all
    const ids = new Map<string, Id>()
    for (const person of people) {
      const id = await idOf(person)
      if (id === null) {
        wrong.push(`${person.address} is nobody here`)
        continue
      }
      ids.set(person.address, id)
      const known = must((await here((tx) => readKnown(tx, [id]))).get(id), 'the contact')
      const contact = known.values
      const name = nameOf(cards, person)
      if (person.isDetached) {
        if (name !== null) wrong.push(`${person.address} has a card again`)
      } else if (name === null) wrong.push(`${person.address} has no card`)
      else {
        const card = readCard(must(cards.get(name), 'the card')).values
        for (const field of cardFields)
          // A company that was guessed by the domain is nobody's word, and written on no card.
          if (!isSame(field, contact[field], card[field]) && !(card[field] === '' && !known.said[field])) wrong.push(`${person.address} ${field}: ${String(contact[field])} here, ${String(card[field])} there`) // prettier-ignore
      }
      for (const one of written.values()) {
        if (one.person !== person.address) continue
        const isThere = [contact[one.field]].flat().includes(one.value)
        if (!isThere && !one.isReplaced && !conflicts.includes(`"${one.value}"`)) wrong.push(`${one.value} of ${one.person} is lost`) // prettier-ignore
        if (isThere && one.isReplaced && one.field in { addresses: 1, phones: 1 }) wrong.push(`${one.value} of ${one.person} was taken away and is back`) // prettier-ignore
      }
    }
    const { rows: doubles } = await client.query(`select name from contact where merged_into is null group by name having count(*) > 1`) // prettier-ignore
    if (doubles.length > 0) wrong.push(`${doubles.length} contacts are there twice`)
    if (new Set(ids.values()).size < ids.size) wrong.push('two people are one contact')
    return wrong
  }
}
