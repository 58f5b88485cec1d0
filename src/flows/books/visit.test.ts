import { afterAll, beforeAll, expect, test } from 'vitest'
import { testMeans } from '../../../test/arrivals.ts'
import { useStore } from '../../../test/database.ts'
import { LOGIN, startCardServer, type CardServer } from '../../../test/doubles/carddav.ts'
import { readCard } from '../../dav/card.ts'
import { newCard, writeCard } from '../../dav/write-card.ts'
import { addBook, changeBook, listApart, listBooks, syncBook } from '../../desk/books/books.ts'
import { addAddressBook } from '../../desk/books/books.api.ts'
import { addContact } from '../../desk/contacts/change.ts'
import { readContacts } from '../../desk/contacts/contacts.ts'
import { merge } from '../../desk/contacts/merge.ts'
import { setFields } from '../../desk/contacts/set-fields.ts'
import { addInbox } from '../../desk/inboxes/inboxes.ts'
import { system } from '../../desk/users/permissions.ts'
import { createDestinations } from '../../doors/outbound/destinations.ts'
import { createOutbound } from '../../doors/outbound/outbound.ts'
import { createTestClock } from '../../kit/clock.ts'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import type { Tx } from '../../store/tx.ts'
import { decideConflict, listConflicts, undoDecision } from './conflicts.ts'
import { takeDue } from './lease.ts'
import { tryBook, visitBook } from './visit.ts'

const store = useStore({ clock: createTestClock(new Date().toISOString()) }) // ids are of real time
const send = createOutbound(createDestinations({ privateHosts: ['127.0.0.1'] }))
let server: CardServer

beforeAll(async () => {
  server = await startCardServer()
})
afterAll(() => server.close())

const here = <T>(verb: (tx: Tx) => Promise<T>): Promise<T> => store().transact({ actorId: null }, verb)
const asked = { limit: 50, state: 'open' as const }

/** A book on a server of its own manners, which nobody has visited. */
async function openBook(wanted: object = {}) {
  server.cards.clear()
  const { keys, log } = testMeans(store())
  await here((tx) => tx.db.deleteFrom('address_book').execute())
  const input = addAddressBook.input.parse({ name: 'Phone', url: server.url, username: LOGIN.username, secret: LOGIN.password, ...wanted }) // prettier-ignore
  const { id } = await here((tx) => addBook(tx, keys, input))
  const means = { store: store(), keys, send, log, tokens: { accessFor: async () => '' } }
  const visit = async () => {
    store().clock.advance(61_000)
    await here((tx) => tx.db.updateTable('address_book').set({ run_at: tx.now }).execute())
    expect(await here((tx) => takeDue(tx, 'us', { limit: 5 }))).toEqual([id])
    await visitBook(means, id, 'us')
    return must((await here(listBooks))[0], 'the book')
  }
  return { id, keys, visit }
}

let count = 0
const person = () => `dora${++count}@acme.example`
const card = (address: string, more: Partial<ReturnType<typeof readCard>['values']> = {}) =>
  newCard(`uid-${address}`, { name: 'Dora Vega', addresses: [address], phones: [], company: '', title: '', website: '', postalAddress: '', notes: '', ...more }, new Date('2020-01-01')) // prettier-ignore

async function contactWith(address: string) {
  return await here(async (tx) => {
    const row = await tx.db.selectFrom('contact_address').select('contact_id').where('address', '=', address).executeTakeFirst() // prettier-ignore
    return row ? must((await readContacts(tx, [row.contact_id]))[0], 'the contact') : null
  })
}

const setHere = (id: Id, values: Parameters<typeof setFields<'contact'>>[2]) =>
  here((tx) => setFields(tx, { noun: 'contact', id }, values, { from: 'person', by: null }))

test('a card becomes a contact, and what either side changes is soon on both', async () => {
  const address = person()
  const { visit } = await openBook()
  server.write(
    'd.vcf',
    card(address, { title: 'Buyer', phones: ['+31 20 1'] }).replace('END:VCARD', 'X-OWN;X=1:keep\r\nEND:VCARD'),
  )

  const book = await visit()
  const contact = must(await contactWith(address), 'a contact')
  expect(book).toMatchObject({ state: 'connected', isWritable: true, cards: { linked: 1, refused: 0 } })
  expect(contact).toMatchObject({ name: 'Dora Vega', title: 'Buyer', phone: '+31 20 1' })
  expect(contact.provenance['title']).toMatchObject({ from: 'addressBook', by: book.id })

  await setHere(contact.id, { title: 'Head buyer' })
  server.write('d.vcf', writeCard(must(server.cards.get('d.vcf'), 'it'), { website: 'acme.example' }, new Date()))
  await visit()

  const there = must(server.cards.get('d.vcf'), 'the card')
  expect(readCard(there).values).toMatchObject({ title: 'Head buyer', website: 'acme.example' })
  expect(there).toContain('X-OWN;X=1:keep')
  expect(await contactWith(address)).toMatchObject({ title: 'Head buyer', website: 'acme.example' })
  const before = server.asked.length
  await visit()
  expect(server.asked.slice(before).filter((one) => one.startsWith('PUT'))).toEqual([])
})

test('of one thing that both changed the later holds for now; one key decides otherwise, and another takes it back', async () => {
  const address = person()
  const { visit } = await openBook()
  server.write('d.vcf', card(address, { title: 'Buyer' }))
  await visit()
  const contact = must(await contactWith(address), 'a contact')
  await setHere(contact.id, { title: 'CEO' })
  store().clock.advance(1_000)
  server.write('d.vcf', writeCard(must(server.cards.get('d.vcf'), 'it'), { title: 'CTO' }, store().clock.now()))

  expect((await visit()).conflicts).toBe(1)

  const [conflict] = (await here((tx) => listConflicts(tx, { ...system, inboxIds: [] }, asked))).conflicts
  expect(conflict).toMatchObject({ field: 'title', base: 'Buyer', here: 'CEO', there: 'CTO', winner: 'there', rule: 'latest' }) // prettier-ignore
  expect(await contactWith(address)).toMatchObject({ title: 'CTO' })

  await here((tx) => decideConflict(tx, system, must(conflict, 'it').id, 'here'))
  await visit()
  expect(readCard(must(server.cards.get('d.vcf'), 'it')).values.title).toBe('CEO')

  await here((tx) => undoDecision(tx, system, must(conflict, 'it').id))
  expect((await visit()).conflicts).toBe(1)
  expect(readCard(must(server.cards.get('d.vcf'), 'it')).values.title).toBe('CTO')
})

test('whoever is faster there is read before anything is written over them', async () => {
  const address = person()
  const { visit } = await openBook()
  server.write('d.vcf', card(address))
  await visit()
  const contact = must(await contactWith(address), 'a contact')
  await setHere(contact.id, { title: 'CEO' })
  server.manners.beforePut = () => {
    server.manners.beforePut = null
    server.write(
      'd.vcf',
      writeCard(must(server.cards.get('d.vcf'), 'it'), { phones: ['+31 30 7'] }, store().clock.now()),
    )
  }

  await visit()

  expect(readCard(must(server.cards.get('d.vcf'), 'it')).values).toMatchObject({ title: 'CEO', phones: ['+31 30 7'] })
  expect(await contactWith(address)).toMatchObject({ title: 'CEO', phone: '+31 30 7' })
})

test('a card that is deleted takes no contact with it, and what was changed here meanwhile is asked about', async () => {
  const address = person()
  const { id, visit } = await openBook()
  server.write('d.vcf', card(address))
  await visit()
  const contact = must(await contactWith(address), 'a contact')
  await setHere(contact.id, { title: 'CEO' })
  server.write('d.vcf', null)

  const book = await visit()

  expect(book.cards).toMatchObject({ linked: 0, detached: 1 })
  expect(await contactWith(address)).toMatchObject({ title: 'CEO' })
  expect(await here((tx) => listApart(tx, id, { limit: 5 }))).toMatchObject({ cards: [{ state: 'detached', contactName: 'Dora Vega' }] }) // prettier-ignore
  const [conflict] = (await here((tx) => listConflicts(tx, system, asked))).conflicts
  expect(conflict).toMatchObject({ field: 'card', here: ['title: CEO'], winner: 'here' })

  await here((tx) => decideConflict(tx, system, must(conflict, 'it').id, 'here'))
  await visit()
  expect(readCard(must(server.cards.get('d.vcf'), 'a new card')).values.title).toBe('CEO')
})

test('that most cards are gone at once is not believed before somebody says so', async () => {
  const { id, visit } = await openBook()
  for (let n = 0; n < 30; n++) server.write(`${n}.vcf`, card(person()))
  await visit()
  const kept = new Map(server.cards)
  for (const name of kept.keys()) server.write(name, null)

  expect(await visit()).toMatchObject({ state: 'failed', trouble: 'vanished', cards: { linked: 30 } })

  await here((tx) => syncBook(tx, id, { isSure: true }))
  expect(await visit()).toMatchObject({ state: 'connected', cards: { linked: 0, detached: 30 } })
})

test('contacts get cards where they all are to have one, and a card of two that became one follows', async () => {
  const { visit } = await openBook({ outgoing: 'all' })
  const add = (address: string, name: string) =>
    here((tx) => addContact(tx, { name, addresses: [{ address, label: '' }] }, { from: 'person', by: null }))
  const [first, second] = [person(), person()]
  const ids = [await add(first, 'One Vega'), await add(second, 'Two Vega')]
  await visit()
  const names = () => [...server.cards.values()].map((one) => readCard(one).values.name)
  expect(names()).toEqual(expect.arrayContaining(['One Vega', 'Two Vega']))
  const all = server.cards.size

  await here((tx) => merge(tx, 'contact', must(ids[0], 'one'), must(ids[1], 'two'), {}))
  await visit()

  const cards = [...server.cards.values()].map((one) => readCard(one).values)
  expect(server.cards.size).toBe(all)
  expect(cards.find((one) => one.name === 'One Vega')?.addresses.toSorted()).toEqual([first, second].toSorted())
})

test('what somebody said after a decision stays when it is taken back', async () => {
  const address = person()
  const { visit } = await openBook()
  server.write('d.vcf', card(address, { title: 'Buyer' }))
  await visit()
  const contact = must(await contactWith(address), 'a contact')
  await setHere(contact.id, { title: 'CEO' })
  store().clock.advance(1_000)
  server.write('d.vcf', writeCard(must(server.cards.get('d.vcf'), 'it'), { title: 'CTO' }, store().clock.now()))
  await visit()
  const { id } = must(
    (await here((tx) => listConflicts(tx, { ...system, inboxIds: [] }, asked))).conflicts[0],
    'the conflict',
  )
  await here((tx) => decideConflict(tx, system, id, 'here'))
  store().clock.advance(1_000)
  await setHere(contact.id, { title: 'Owner' })

  await here((tx) => undoDecision(tx, system, id))

  expect(await contactWith(address)).toMatchObject({ title: 'Owner' })
})

test('cards that are nobody’s, somebody’s second or unreadable are left alone and listed', async () => {
  const address = person()
  const { id, visit } = await openBook({ incoming: 'known' })
  await here((tx) =>
    addContact(tx, { name: 'Dora', addresses: [{ address, label: '' }] }, { from: 'person', by: null }),
  )
  server.write('1.vcf', card(address))
  server.write('2.vcf', card(address).replace('UID:uid', 'UID:other'))
  server.write('3.vcf', card(person()))
  server.write('4.vcf', 'hello')
  server.write('5.vcf', card(person()).replace('END:VCARD', 'X-ADDRESSBOOKSERVER-KIND:group\r\nEND:VCARD'))

  await visit()

  const { cards } = await here((tx) => listApart(tx, id, { limit: 9 }))
  expect(cards.map((one) => one.state).toSorted()).toEqual(['group', 'refused', 'stranger', 'twin'])
})

test('a server that knows no changes, tells no tags, or hands out in pieces is kept in step all the same', async () => {
  for (const manners of [{ tellsChanges: false }, { tellsTag: false }, { piece: 1 }]) {
    const before = { ...server.manners }
    Object.assign(server.manners, manners)
    const addresses = [person(), person(), person()]
    const { visit } = await openBook()
    for (const address of addresses) server.write(`${address}.vcf`, card(address))
    await visit()
    const contact = must(await contactWith(addresses[0] ?? ''), 'a contact')
    await setHere(contact.id, { title: 'CEO' })
    server.write(`${addresses[1]}.vcf`, card(addresses[1] ?? '', { title: 'CTO' }))
    server.write(`${addresses[2]}.vcf`, null)

    await visit()
    const { cards } = await visit()

    expect(cards).toMatchObject({ linked: 2, detached: 1 })
    expect(readCard(must(server.cards.get(`${addresses[0]}.vcf`), 'it')).values.title).toBe('CEO')
    expect(await contactWith(addresses[1] ?? '')).toMatchObject({ title: 'CTO' })
    Object.assign(server.manners, before)
  }
})

test('what is wrong with a book is said in a word, and where others lie', async () => {
  const access = { kind: 'carddav' as const, url: server.url, username: LOGIN.username, password: LOGIN.password }
  const root = new URL('/', server.url).href

  const trying = { send, tokens: { accessFor: async () => '' } }
  const good = await tryBook(trying, access)
  const wrong = await tryBook(trying, { ...access, password: 'wrong' })
  const elsewhere = await tryBook(trying, { ...access, url: root })
  const closed = await tryBook(trying, { ...access, url: 'http://127.0.0.1:1/' })

  expect(good).toMatchObject({ isOk: true, book: { name: 'Contacts', isWritable: true, tellsChanges: true } })
  expect(wrong).toMatchObject({ isOk: false, trouble: 'password-wrong' })
  expect(elsewhere).toMatchObject({ trouble: 'no-book', found: [{ url: server.url, name: 'Contacts' }] })
  expect(closed).toMatchObject({ trouble: 'port-closed' })
})

test('a password goes to the server it was given for, and in no answer', async () => {
  const { id, keys } = await openBook()

  const elsewhere = here((tx) => changeBook(tx, keys, id, { url: 'https://desk.example/book/' }))

  await expect(elsewhere).rejects.toMatchObject({ code: 'book-password' })
  expect(JSON.stringify(await here(listBooks))).not.toContain(LOGIN.password)
})

test('a card that somebody writes in the book for one who wrote in private alone gets nothing of what is known of them', async () => {
  const address = person()
  const { visit } = await openBook()
  await here(async (tx) => {
    const contactId = await addContact(tx, { name: 'Dora Vega', phones: [{ number: '+31 20 1', label: '' }], addresses: [{ address, label: '' }], inboxIds: null }) // prettier-ignore
    const { id: inboxId } = await addInbox(tx, { name: 'Board', addresses: ['board@desk.example'] })
    const id = tx.mint()
    await tx.db.insertInto('conversation').values({ id, number: id, inbox_id: inboxId, contact_id: contactId, subject: 'x', last_message_at: tx.now, created_at: tx.now, private_at: tx.now }).execute() // prettier-ignore
  })
  server.write('d.vcf', card(address, { name: '?' }))

  await visit()
  await visit()

  expect(server.cards.get('d.vcf')).not.toContain('+31')
  expect(await contactWith(address)).toMatchObject({ name: 'Dora Vega' })
})
