import { expect, test } from 'vitest'
import { type Desk, onDesk, type Person } from '../../../../test/desk.ts'
import { receive, testMeans } from '../../../../test/arrivals.ts'
import { openWebDoor } from '../../../../test/web-door.ts'
import { readCard } from '../../../dav/card.ts'
import { openBook } from '../../../dav/client.ts'
import { newCard, writeCard } from '../../../dav/write-card.ts'
import { addContact } from '../../../desk/contacts/change.ts'
import { forgetContact } from '../../../desk/contacts/forget.ts'
import { readContacts } from '../../../desk/contacts/contacts.ts'
import { byActor, setFields } from '../../../desk/contacts/set-fields.ts'
import { createToken } from '../../../desk/users/tokens.ts'
import { limits } from '../../../kit/limits.ts'
import { must } from '../../../kit/must.ts'
import { Problem } from '../../../kit/problem.ts'
import type { HttpOptions } from '../app.ts'

const origin = 'http://desk.example'

async function tokenOf(person: Person, scopes = ['contact.read', 'contact.write'], inboxIds: string[] | null = null) {
  const given = { name: 'phone', scopes, inboxIds, days: 1, isDesks: false }
  return (await createToken(person, await person.actor(), given)).secret
}

/** A telephone: our own client, on our own server. */
function phone(
  { store }: Pick<Desk, 'store'>,
  password: string,
  url = `${origin}/dav/books/contacts/`,
  space?: HttpOptions['space'],
) {
  const { app } = openWebDoor(store, space ? { space } : {})
  const ask = async (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
    await app.request(`${origin}${path}`, {
      method,
      headers: { authorization: `Basic ${Buffer.from(`phone:${password}`).toString('base64')}`, ...headers },
      ...(body !== undefined && { body }),
    })
  const book = openBook(
    async ({ url: to, method, headers, body }) => {
      const answered = await app.request(to, { method, headers, ...(body !== undefined && { body }) })
      return { status: answered.status, headers: Object.fromEntries(answered.headers), body: Buffer.from(await answered.arrayBuffer()) } // prettier-ignore
    },
    { url, username: 'phone', password },
  )
  return { ask, book }
}

const rosa = { name: 'Rosa Ruiz', addresses: [{ address: 'rosa@acme.example', label: '' }] }

test(
  'a telephone finds the book from the name of the server alone',
  onDesk(async (desk) => {
    const { book } = phone(desk, await tokenOf(desk.ada), `${origin}/`)

    expect(await book.find()).toEqual([{ url: `${origin}/dav/books/contacts/`, name: 'Postroom' }])
  }),
)

test(
  'what a telephone writes is said of the contact, what it alone knows is kept, and each look tells only what changed',
  onDesk(async (desk) => {
    const { ada, tx } = desk
    const id = await addContact(ada, rosa, byActor(ada))
    const { book } = phone(desk, await tokenOf(ada))
    const { token, isWritable } = await book.look()
    const { changed } = await book.changes(null)
    const [card] = await book.read(changed.map((one) => one.href))
    const { href, etag, text } = must(card, 'the card')
    expect([isWritable, readCard(text).values.name]).toEqual([true, 'Rosa Ruiz'])

    const written = writeCard(text, { title: 'Buyer', phones: ['+31 20 1'] }, tx.now).replace(
      'END:',
      'X-RING:loud\r\nEND:',
    )
    const { etag: fresh } = await book.put(href, written, etag)

    const [contact] = await readContacts(tx, [id])
    expect(contact).toMatchObject({ title: 'Buyer', phone: '+31 20 1', provenance: { title: { from: 'person', by: ada.id } } }) // prettier-ignore
    expect((await book.read([href]))[0]).toEqual({ href, etag: fresh, text: written })
    await expect(book.put(href, text, etag)).rejects.toMatchObject({ code: 'card-changed' })
    await setFields(ada, { noun: 'contact', id }, { title: 'CEO' }, byActor(ada))
    const since = await book.changes(token)
    const again = must((await book.read([href]))[0], 'the card').text
    expect(since).toMatchObject({ changed: [{ href }], gone: [], isWhole: false })
    expect(readCard(again).values.title).toBe('CEO')
    expect(again).toContain('X-RING:loud')
  }),
)

test(
  'a new card becomes a contact; deleting it empties one person’s book and nobody else’s',
  onDesk(async (desk) => {
    const [bens, adas] = [phone(desk, await tokenOf(desk.ben)), phone(desk, await tokenOf(desk.ada))]
    const { token } = await bens.book.look()
    const values = { name: 'Rosa Ruiz', addresses: ['rosa@acme.example'], phones: [], company: 'Acme', title: '', website: '', postalAddress: '', notes: '' } // prettier-ignore
    const href = bens.book.hrefOf('A1B2-C3.vcf')

    const { etag } = await bens.book.put(href, newCard('A1B2-C3', values, desk.tx.now), null)
    await expect(bens.book.put(bens.book.hrefOf('other.vcf'), newCard('other', values, desk.tx.now), null)).rejects.toMatchObject({ code: 'card-changed' }) // prettier-ignore
    await bens.book.remove(href, must(etag, 'a tag'))

    expect((await bens.book.changes(must(token, 'a token'))).gone).toEqual([href])
    expect(await bens.book.read([href])).toEqual([])
    expect((await adas.book.read([href])).map(({ text }) => readCard(text).values)).toEqual([values])
  }),
)

test(
  'a card is in the book of those who see the contact, and changed by those who may',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo, vera, inboxes } = desk
    await addContact(ada, { ...rosa, inboxIds: [inboxes.billing] }, byActor(ada))
    await receive(tx, testMeans(desk.store), { from: 'Dora <dora@acme.example>', subject: 'Hi', text: 'Hello' })
    const namesOf = async (password: string) => {
      const { book } = phone(desk, password)
      const { changed } = await book.changes(null)
      const cards = await book.read(changed.map((one) => one.href))
      return cards.map(({ text }) => readCard(text).values.name).toSorted()
    }

    expect(await namesOf(await tokenOf(cleo))).toEqual(['Dora', 'Rosa Ruiz'])
    expect(await namesOf(await tokenOf(ben))).toEqual(['Dora'])
    expect(await namesOf(await tokenOf(ada, ['contact.read'], [inboxes.billing]))).toEqual(['Rosa Ruiz'])

    const reader = phone(desk, await tokenOf(vera, ['contact.read']))
    const { changed } = await reader.book.changes(null)
    const [card] = await reader.book.read(changed.map((one) => one.href))
    const { href, text, etag } = must(card, 'a card')
    expect((await reader.book.look()).isWritable).toBe(false)
    await expect(reader.book.put(href, writeCard(text, { title: 'x' }, tx.now), etag)).rejects.toMatchObject({ code: 'dav-denied' }) // prettier-ignore
    await expect(phone(desk, await tokenOf(ada, ['conversation.read'])).book.look()).rejects.toMatchObject({ code: 'dav-denied' }) // prettier-ignore
  }),
)

test(
  'whoever has other rights than when the token was given reads the whole book again',
  onDesk(async (desk) => {
    const { ada } = desk
    const id = await addContact(ada, rosa, byActor(ada))
    const { token } = await phone(desk, await tokenOf(ada)).book.look()
    const { ask } = phone(desk, await tokenOf(desk.ben))
    const body = `<sync-collection xmlns="DAV:"><sync-token>${token}</sync-token><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>`

    const answered = await ask('REPORT', '/dav/books/contacts/', { depth: '0' }, body)

    expect(answered.status).toBe(403)
    expect(await answered.text()).toContain('valid-sync-token')
    expect(await (await ask('REPORT', '/dav/books/contacts/', {}, body.replace(String(token), ''))).text()).toContain(`/${id}.vcf`) // prettier-ignore
  }),
)

test(
  'cards are looked for by what stands on them',
  onDesk(async (desk) => {
    await addContact(desk.ada, rosa, byActor(desk.ada))
    await addContact(desk.ada, { name: 'Ravi Rao' }, byActor(desk.ada))
    const { ask } = phone(desk, await tokenOf(desk.ada))
    const query = (inside: string) =>
      `<C:addressbook-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><prop><getetag/><C:address-data/></prop><C:filter>${inside}</C:filter></C:addressbook-query>`
    const found = async (inside: string) => {
      const told = await (await ask('REPORT', '/dav/books/contacts/', {}, query(inside))).text()
      return ['Ravi', 'Rosa'].filter((name) => told.includes(`FN:${name}`))
    }

    expect(await found('<C:prop-filter name="FN"><C:text-match match-type="starts-with">ros</C:text-match></C:prop-filter>')).toEqual(['Rosa']) // prettier-ignore
    expect(await found('<C:prop-filter name="EMAIL"><C:is-not-defined/></C:prop-filter>')).toEqual(['Ravi'])
    expect(await found('')).toEqual(['Ravi', 'Rosa'])
  }),
)

test(
  'strangers, other sites and what is no card are refused, in the words of the protocol',
  onDesk(async (desk) => {
    const { ask } = phone(desk, await tokenOf(desk.ada))
    const put = (name: string, body: string, headers: Record<string, string> = {}) =>
      ask('PUT', `/dav/books/contacts/${name}`, headers, body)

    const stranger = await phone(desk, 'nobody').ask('PROPFIND', '/dav/')
    const bomb = await ask('PROPFIND', '/dav/', {}, '<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>')

    expect(stranger.status).toBe(401)
    expect(stranger.headers.get('www-authenticate')).toContain('Basic')
    expect(bomb.status).toBe(400)
    expect((await ask('GET', '/dav/', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })).status).toBe(
      403,
    )
    expect((await put('x.vcf', 'hello')).status).toBe(403)
    expect((await put('x.vcf', 'hello', { 'if-match': '"old"' })).status).toBe(403)
    expect((await put(`${desk.dora.id}.vcf`, newCard('u', { name: 'Eve', addresses: [], phones: [], company: '', title: '', website: '', postalAddress: '', notes: '' }, desk.tx.now))).status).toBe(409) // prettier-ignore
    expect((await ask('PROPFIND', '/dav/books/contacts/', { depth: 'infinity' })).status).toBe(403)
    expect((await ask('MKCOL', '/dav/books/mine/')).status).toBe(404)
  }),
)

test(
  'cards with large portraits are told in pieces, and properties by the thousand not at all',
  onDesk(async (desk) => {
    const { ask, book } = phone(desk, await tokenOf(desk.ada))
    const values = {
      name: 'Rosa',
      addresses: [],
      phones: [],
      company: '',
      title: '',
      website: '',
      postalAddress: '',
      notes: '',
    }
    for (let at = 0; at < 20; at++) {
      const id = await addContact(desk.ada, { name: 'Rosa' }, byActor(desk.ada))
      const text = newCard(`u${at}`, values, desk.tx.now).replace('END:', `NOTE:${'x'.repeat(1_400_000)}\r\nEND:`)
      await desk.tx.db.insertInto('own_card').values({ contact_id: id, name: `${at}.vcf`, uid: `u${at}`, text, changed_at: desk.tx.now }).execute() // prettier-ignore
    }
    const asking = (token: string) =>
      `<D:sync-collection xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><D:sync-token>${token}</D:sync-token><D:prop><D:getetag/><C:address-data/></D:prop></D:sync-collection>`
    const sizes: number[] = []
    let token = ''
    for (let page = 0; page < 3; page++) {
      const told = await (await ask('REPORT', '/dav/books/contacts/', {}, asking(token))).text()
      sizes.push(told.split('BEGIN:VCARD').length - 1)
      token = must(/<d:sync-token>(.*?)</.exec(told)?.[1], 'a token')
      if (!told.includes('507')) break
    }
    const many = Array.from({ length: 5_000 }, (_, at) => `<D:x${at}/>`).join('')

    expect(sizes.length).toBe(2)
    expect(sizes.every((one) => one > 0 && one < 20)).toBe(true)
    expect(sizes.reduce((sum, one) => sum + one)).toBe((await book.changes(null)).changed.length)
    for (const [method, body] of [
      ['PROPFIND', `<D:propfind xmlns:D="DAV:"><D:prop>${many}</D:prop></D:propfind>`],
      ['REPORT', `<D:sync-collection xmlns:D="DAV:"><D:prop>${many}</D:prop></D:sync-collection>`],
    ] as const)
      // prettier-ignore
      expect((await ask(method, '/dav/books/contacts/', { depth: '1' }, body)).status).toBe(413)
  }),
)

test(
  'a card keeps its UID, and none takes another’s: it would stand in its place on every telephone',
  onDesk(async (desk) => {
    const id = await addContact(desk.ada, rosa, byActor(desk.ada))
    const { book } = phone(desk, await tokenOf(desk.ada))
    const blank = { addresses: [], phones: [], company: '', title: '', website: '', postalAddress: '', notes: '' }
    const put = (name: string, uid: string) => book.put(book.hrefOf(name), newCard(uid, { ...blank, name: 'Eve' }, desk.tx.now), null) // prettier-ignore
    await put('mine.vcf', 'A-1')

    await expect(put('eve.vcf', 'A-1')).rejects.toMatchObject({ code: 'card-changed' })
    await expect(put('eve.vcf', `postroom-${id}`)).rejects.toMatchObject({ code: 'card-changed' })
    const [own] = await book.read([book.hrefOf(`${id}.vcf`)])
    const { href, etag, text } = must(own, 'the card')
    await expect(book.put(href, text.replace(/UID:.*/, 'UID:A-1'), etag)).rejects.toMatchObject({ code: 'card-changed' }) // prettier-ignore
    expect((await book.put(href, writeCard(text, { notes: 'Likes tea' }, desk.tx.now), etag)).etag).not.toBeNull()
    expect((await readContacts(desk.tx, [id]))[0]).toMatchObject({ notes: 'Likes tea' })
  }),
)

test(
  'a contact that is no more is told as gone to who had it, and to nobody else',
  onDesk(async (desk) => {
    const id = await addContact(desk.ada, rosa, byActor(desk.ada))
    const hidden = await addContact(desk.ada, { name: 'Hidden', inboxIds: [desk.inboxes.billing] }, byActor(desk.ada))
    const { book } = phone(desk, await tokenOf(desk.ben))
    const { token } = await book.look()

    for (const one of [id, hidden]) expect(await forgetContact(desk.tx, one, {})).toBe(true)

    expect((await book.changes(token)).gone).toEqual([book.hrefOf(`${id}.vcf`)])
  }),
)

test(
  'cards are rationed, and none is taken in while the disk is full',
  onDesk(async (desk) => {
    const card = newCard('R-1', { name: 'Rosa', addresses: [], phones: [], company: '', title: '', website: '', postalAddress: '', notes: '' }, desk.tx.now) // prettier-ignore
    const put = async (ask: ReturnType<typeof phone>['ask']) =>
      (await ask('PUT', '/dav/books/contacts/r.vcf', { 'if-none-match': '*' }, card)).status
    const hour = new Date(Math.floor(desk.tx.now.getTime() / 3_600_000) * 3_600_000)
    await desk.tx.db.insertInto('spent').values({ owner_id: desk.ben.id, what: 'card', hour, times: limits.cards.times, bytes: '1' }).execute() // prettier-ignore
    const full = { demandRoom: () => { throw new Problem('busy', 'disk-full', 'The disk is nearly full.') } } // prettier-ignore

    expect(await put(phone(desk, await tokenOf(desk.ben)).ask)).toBe(429)
    expect(await put(phone(desk, await tokenOf(desk.cleo), undefined, full).ask)).toBe(503)
    expect(await put(phone(desk, await tokenOf(desk.cleo)).ask)).toBe(201)
  }),
)
