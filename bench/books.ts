// npm run bench:books -- [--n 10000] [--server own]
// A large address book kept in step the first time, a look at which nothing has changed, and how soon a change is on the other side.
// Against Debian's radicale where it is installed, else against a server of our own in this process.
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { readCard } from '../src/dav/card.ts'
import { newCard, writeCard } from '../src/dav/write-card.ts'
import { addBook } from '../src/desk/books/books.ts'
import { addAddressBook } from '../src/desk/books/books.api.ts'
import { setFields } from '../src/desk/contacts/set-fields.ts'
import { startBooks } from '../src/doors/books.ts'
import { createDestinations } from '../src/doors/outbound/destinations.ts'
import { createOutbound } from '../src/doors/outbound/outbound.ts'
import { takeDue } from '../src/flows/books/lease.ts'
import { visitBook } from '../src/flows/books/visit.ts'
import { systemClock } from '../src/kit/clock.ts'
import { silentLog } from '../src/kit/log.ts'
import { must } from '../src/kit/must.ts'
import { startEngine } from '../src/store/engine.ts'
import { openKeys } from '../src/store/keys.ts'
import { migrate } from '../src/store/migrate.ts'
import { openStore } from '../src/store/store.ts'
import { LOGIN, startCardServer } from '../test/doubles/carddav.ts'
import { radicaleMissing, startRadicale } from '../test/faults/radicale.ts'

const { values: flags } = parseArgs({ options: { n: { type: 'string' }, server: { type: 'string' } } })
const count = Number(flags.n ?? 10_000)
const isReal = flags.server !== 'own' && radicaleMissing() === null
const authorization = `Basic ${Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64')}`
const tell = (name: string, value: string) => process.stdout.write(`${name.padEnd(48)} ${value}\n`)

const own = isReal ? null : await startCardServer()
const real = isReal ? await startRadicale() : null
const url = real?.url ?? own?.url ?? ''
const read = async (where: string) => await (await fetch(new URL(where, url), { headers: { authorization } })).text()
const write = async (where: string, card: string) => {
  await fetch(new URL(where, url), {
    method: 'PUT',
    headers: { authorization, 'content-type': 'text/vcard' },
    body: card,
  })
}
const made = new Date('2025-06-01T00:00:00Z')
const cardOf = (n: number) =>
  newCard(`uid-${n}`, { name: `Person ${n} of ${n % 500}`, addresses: [`p${n}@c${n % 500}.example`], phones: [`+31 6 ${String(n).padStart(8, '0')}`], company: `Company ${n % 500}`, title: 'Buyer', website: '', postalAddress: `Street ${n}\n1234 AB Town`, notes: '' }, made) // prettier-ignore

tell('server', isReal ? 'Radicale' : 'our own, in this process')
const cards = Array.from({ length: count }, (_, n) => cardOf(n))
if (own) for (const [n, card] of cards.entries()) own.write(`c${n}.vcf`, card)
else await write('', cards.join('')) // all of a book at once, as only Radicale takes it

const dataDir = await mkdtemp(path.join(os.tmpdir(), 'postroom-bench-books-'))
const engine = await startEngine({ dataDir, log: silentLog })
const client = new pg.Client(engine.connection)
await client.connect()
await migrate(client, silentLog)
const store = await openStore({ connection: engine.connection, log: silentLog, clock: systemClock })
try {
  const keys = await openKeys({ dataDir })
  const send = createOutbound(createDestinations({ privateHosts: ['127.0.0.1'] }))
  const means = { store, keys, send, log: silentLog, tokens: { accessFor: async () => '' } }
  const input = addAddressBook.input.parse({ name: 'Phone', url, username: LOGIN.username, secret: LOGIN.password })
  const { id } = await store.transact({ actorId: null }, (tx) => addBook(tx, keys, input))
  const visit = async () => {
    await client.query('update address_book set run_at = now()')
    await store.transact({ actorId: null }, (tx) => takeDue(tx, 'us', { limit: 1 }))
    const [began, cpu] = [performance.now(), process.cpuUsage()]
    await visitBook(means, id, 'us')
    const { user, system } = process.cpuUsage(cpu)
    return `${((performance.now() - began) / 1000).toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of this process`
  }
  tell(`first sync of ${count} cards`, await visit())
  const [told] = (await client.query<{ linked: number; error: string | null }>(`select (select count(*)::int from address_book_card where state = 'linked') as linked, error from address_book`)).rows // prettier-ignore
  tell('in step', `${told?.linked}${told?.error ? `, ${told.error}` : ''}`)
  tell('a look at which nothing has changed', await visit())

  const books = startBooks(means)
  const seconds = async (change: () => Promise<void>, isThere: () => Promise<boolean>) => {
    const began = performance.now()
    await change()
    while (!(await isThere())) await sleep(100)
    return `${((performance.now() - began) / 1000).toFixed(1)} s`
  }
  const cardWith = async (address: string) => {
    const { rows } = await client.query<{ contact_id: string; href: string }>(
      `select k.contact_id, k.href from contact_address a join address_book_card k on k.contact_id = a.contact_id where a.address like $1`,
      [`${address}@%`],
    )
    return must(rows[0], 'a card')
  }
  const [mine, theirs] = [await cardWith('p7'), await cardWith('p8')]
  tell('changed here, on the card after', await seconds(
    async () => void (await store.transact({ actorId: null }, (tx) => setFields(tx, { noun: 'contact', id: mine.contact_id }, { title: 'CEO' }, { from: 'person', by: null }))), // prettier-ignore
    async () => readCard(await read(mine.href)).values.title === 'CEO',
  )) // prettier-ignore
  tell('changed there, on the contact after', await seconds(
    async () => write(theirs.href, writeCard(await read(theirs.href), { title: 'CTO' }, new Date())),
    async () => (await client.query(`select from contact c join contact_address a on a.contact_id = c.id where a.address like 'p8@%' and title = 'CTO'`)).rowCount === 1, // prettier-ignore
  )) // prettier-ignore
  await books.stop()
} finally {
  await store.close()
  await client.end()
  await engine.stop()
  await rm(dataDir, { recursive: true, force: true })
  await own?.close()
  await real?.close()
}
