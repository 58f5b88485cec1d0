// Contacts of Google and Microsoft, against servers that behave as those are documented.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testMeans } from '../../../test/arrivals.ts'
import { useStore } from '../../../test/database.ts'
import { startGooglePeople, type GooglePeople } from '../../../test/doubles/google-people.ts'
import { startGraphContacts, type GraphContacts } from '../../../test/doubles/graph-contacts.ts'
import { startTokenEndpoint, type TokenEndpoint } from '../../../test/doubles/token-endpoint.ts'
import { addAddressBook } from '../../desk/books/books.api.ts'
import { addBook, listBooks } from '../../desk/books/books.ts'
import { addContact } from '../../desk/contacts/change.ts'
import { readContacts } from '../../desk/contacts/contacts.ts'
import { setFields } from '../../desk/contacts/set-fields.ts'
import { setGrant } from '../../desk/mailboxes/grants.ts'
import { createMailboxTokens } from '../../doors/mailbox-tokens.ts'
import { createDestinations } from '../../doors/outbound/destinations.ts'
import { createOutbound } from '../../doors/outbound/outbound.ts'
import { createTestClock } from '../../kit/clock.ts'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import type { Tx } from '../../store/tx.ts'
import { takeDue } from './lease.ts'
import { visitBook } from './visit.ts'

const store = useStore({ clock: createTestClock(new Date().toISOString()) }) // ids are of real time
const send = createOutbound(createDestinations({ privateHosts: ['127.0.0.1'] }))
let tokens: TokenEndpoint
let google: GooglePeople
let graph: GraphContacts

beforeAll(async () => {
  tokens = await startTokenEndpoint()
  google = await startGooglePeople((token) => tokens.isGood(token))
  graph = await startGraphContacts((token) => tokens.isGood(token))
})
afterAll(async () => {
  await Promise.all([tokens.stop(), google.close(), graph.close()])
})

const here = <T>(verb: (tx: Tx) => Promise<T>): Promise<T> => store().transact({ actorId: null }, verb)

/** A book that somebody has let Postroom into. */
async function openBook(kind: 'google' | 'microsoft', wanted: object = {}) {
  const { keys, log } = testMeans(store())
  await here((tx) => tx.db.deleteFrom('address_book').execute())
  const grant = { clientId: 'client-id', clientSecret: 'client-secret' }
  const input = addAddressBook.input.parse({ kind, name: 'Phone', username: 'ada@desk.example', grant, ...wanted })
  const { id } = await here((tx) => addBook(tx, keys, input))
  const granted = { ...grant, provider: kind, tokenUrl: tokens.url, refreshToken: tokens.grant() }
  await here((tx) => setGrant(tx, keys, id, granted, 'addressBook'))
  const bases = { google: google.url, microsoft: graph.url }
  const means = { store: store(), keys, send, log, tokens: createMailboxTokens({ store: store(), keys }, send), bases }
  const visit = async () => {
    store().clock.advance(61_000)
    await here((tx) => tx.db.updateTable('address_book').set({ run_at: tx.now }).execute())
    expect(await here((tx) => takeDue(tx, 'us', { limit: 5 }))).toEqual([id])
    await visitBook(means, id, 'us')
    return must((await here(listBooks))[0], 'the book')
  }
  return { id, visit }
}

let count = 0
const person = () => `dora${++count}@acme.example`
async function contactWith(address: string) {
  return await here(async (tx) => {
    const row = await tx.db.selectFrom('contact_address').select('contact_id').where('address', '=', address).executeTakeFirst() // prettier-ignore
    return row ? must((await readContacts(tx, [row.contact_id]))[0], 'the contact') : null
  })
}
const setHere = (id: Id, values: Parameters<typeof setFields<'contact'>>[2]) =>
  here((tx) => setFields(tx, { noun: 'contact', id }, values, { from: 'person', by: null }))

test('Google: people become contacts page by page, each side hears of the other, and what a card cannot say stays', async () => {
  google.people.clear()
  google.manners.page = 2
  const addresses = [person(), person(), person()]
  for (const [at, value] of addresses.entries())
    google.write(`people/c${at}`, { names: [{ unstructuredName: `Dora ${at}` }], emailAddresses: [{ value, type: 'work' }], phoneNumbers: [{ value: '+31 20 1', type: 'mobile' }], organizations: [{ name: 'Acme', title: 'Buyer', department: 'Tea' }], birthdays: [{ text: '1 May' }] }) // prettier-ignore
  const { visit } = await openBook('google')

  const book = await visit()
  const contact = must(await contactWith(addresses[1] ?? ''), 'a contact')
  expect(book).toMatchObject({ state: 'connected', grant: { state: 'granted' }, cards: { linked: 3 } })
  expect(contact).toMatchObject({ name: 'Dora 1', phone: '+31 20 1', title: 'Buyer', company: { name: 'Acme' } })

  await setHere(contact.id, { title: 'Head buyer', phones: [{ number: '+31 20 1', label: '' }, { number: '+31 6 2', label: '' }] }) // prettier-ignore
  google.write('people/c2', { ...google.people.get('people/c2'), names: [{ unstructuredName: 'Dora Two' }] })
  await visit()

  expect(google.people.get('people/c1')).toMatchObject({
    organizations: [{ name: 'Acme', title: 'Head buyer', department: 'Tea' }],
    phoneNumbers: [{ value: '+31 20 1', type: 'mobile' }, { value: '+31 6 2' }],
    birthdays: [{ text: '1 May' }],
  })
  expect(await contactWith(addresses[2] ?? '')).toMatchObject({ name: 'Dora Two' })
  const before = google.asked.length
  await visit()
  expect(google.asked.slice(before)).toEqual(['GET /v1/people/me/connections'])
})

test('Google: a token that has ended means everything anew, nobody is written over unseen, and nobody is there twice', async () => {
  google.people.clear()
  google.manners.page = 1_000
  const [address, fresh] = [person(), person()]
  google.write('people/c7', { names: [{ unstructuredName: 'Dora' }], emailAddresses: [{ value: address }] })
  const { visit } = await openBook('google', { outgoing: 'all', incoming: 'known' })
  const id = await here((tx) => addContact(tx, { name: 'Emil', addresses: [{ address: fresh, label: '' }] }, { from: 'person', by: null })) // prettier-ignore
  await here((tx) =>
    addContact(tx, { name: 'Dora', addresses: [{ address, label: '' }] }, { from: 'person', by: null }),
  )
  store().clock.advance(60_000)
  await visit()
  const made = [...google.people].find(([, fields]) => JSON.stringify(fields).includes(fresh))
  expect(made?.[1]).toMatchObject({ names: [{ unstructuredName: 'Emil' }], externalIds: [{ type: 'postroom' }] })
  const [name, fields] = must(made, 'Emil there')

  google.expire()
  google.manners.beforeUpdate = (at) => {
    google.manners.beforeUpdate = null
    google.write(at, { ...google.people.get(at), organizations: [{ name: 'Bolt', title: '' }] })
  }
  await setHere(id, { title: 'Fitter' })
  const book = await visit()
  await visit()

  expect(book.state).toBe('connected')
  expect(google.people.get(name)).toMatchObject({ ...fields, organizations: [{ name: 'Bolt', title: 'Fitter' }] })
  expect(await contactWith(fresh)).toMatchObject({ title: 'Fitter', company: { name: 'Bolt' } })
  const addresses = [...google.people.values()].flatMap((one) => ((one['emailAddresses'] ?? []) as { value: string }[]).map(({ value }) => value)) // prettier-ignore
  expect(new Set(addresses).size).toBe(addresses.length)
  expect(google.overlapping).toBe(0)
})

test('whoever is asked to come back later does, and whoever is let in no more says so', async () => {
  google.people.clear()
  const { id, visit } = await openBook('google')
  google.manners.busy = 900

  expect(await visit()).toMatchObject({ state: 'waiting', trouble: 'busy' })
  const row = await here((tx) => tx.db.selectFrom('address_book').select('run_at').where('id', '=', id).executeTakeFirstOrThrow()) // prettier-ignore
  expect(row.run_at.getTime() - store().clock.now().getTime()).toBeGreaterThanOrEqual(899_000)

  google.manners.busy = null
  tokens.endAccess()
  expect((await visit()).state).toBe('connected')
  tokens.revoke()
  expect(await visit()).toMatchObject({ trouble: 'grant-revoked', grant: { state: 'revoked' } })
})

test('Microsoft: changes come by their link, what was removed goes, and what there is no room for stays here', async () => {
  graph.people.clear()
  graph.manners.page = 2
  const addresses = [person(), person(), person()]
  for (const [at, address] of addresses.entries())
    graph.write(`id${at}==`, { displayName: `Dora ${at}`, emailAddresses: [{ address, name: 'x' }], businessPhones: ['+31 20 1'], jobTitle: 'Buyer', categories: ['Red'] }) // prettier-ignore
  const { visit } = await openBook('microsoft')

  expect(await visit()).toMatchObject({ state: 'connected', cards: { linked: 3 } })
  const contact = must(await contactWith(addresses[0] ?? ''), 'a contact')
  const more = [person(), person(), person()]
  await setHere(contact.id, { addresses: [addresses[0] ?? '', ...more].map((address) => ({ address, label: '' })), title: 'CEO' }) // prettier-ignore
  graph.write('id2==', null)
  await visit()
  await visit()

  expect(graph.people.get('id0==')).toMatchObject({
    jobTitle: 'CEO',
    categories: ['Red'],
    businessPhones: ['+31 20 1'],
  })
  expect(graph.people.get('id0==')?.['emailAddresses']).toHaveLength(3)
  expect((await contactWith(more[2] ?? ''))?.id).toBe(contact.id)
  expect(await contactWith(addresses[2] ?? '')).not.toBeNull()
})

test('Microsoft: a link that has ended means everything anew, a tag that does not match means somebody was faster, and no link leads elsewhere', async () => {
  graph.people.clear()
  graph.manners.page = 200
  const address = person()
  graph.write('id9==', { displayName: 'Dora', emailAddresses: [{ address, name: 'x' }] })
  const { visit } = await openBook('microsoft')
  await visit()
  const { id } = must(await contactWith(address), 'a contact')

  graph.expire()
  graph.manners.beforeUpdate = (at) => {
    graph.manners.beforeUpdate = null
    graph.write(at, { ...graph.people.get(at), mobilePhone: '+31 6 9' })
  }
  await setHere(id, { title: 'Fitter' })
  await visit()
  await visit()

  expect(graph.people.get('id9==')).toMatchObject({ jobTitle: 'Fitter', mobilePhone: '+31 6 9' })
  expect(await contactWith(address)).toMatchObject({ phone: '+31 6 9', title: 'Fitter' })

  graph.manners.linksTo = 'https://elsewhere.example'
  graph.manners.page = 1
  graph.write('id10==', { displayName: 'Eve', emailAddresses: [{ address: person(), name: 'x' }] })
  graph.write('id11==', { displayName: 'Eve', emailAddresses: [{ address: person(), name: 'x' }] })
  expect(await visit()).toMatchObject({ trouble: 'elsewhere' })
  graph.manners.linksTo = null
})
