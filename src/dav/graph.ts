// Contacts of a Microsoft account (Graph v1.0) as an address book like others: a contact is a card, changed only where it says something
// else, and only if it is still as it was seen. What a card cannot say stays as it is there.
import { Problem } from '../kit/problem.ts'
import { type CardValues, emailOf, readCard } from './card.ts'
import { changedThere, type Book, type Changes, type Listed, type ReadCard, type Send } from './client.ts'
import { askJson, listIn, textIn, type Token } from './json.ts'
import { linesOf } from './lines.ts'
import { refusalOf } from './refusal.ts'
import { newCard } from './write-card.ts'

export const GRAPH = 'https://graph.microsoft.com/v1.0'

const SELECT = 'id,displayName,emailAddresses,mobilePhone,businessPhones,homePhones,companyName,jobTitle,businessHomePage,businessAddress,homeAddress,otherAddress,personalNotes,lastModifiedDateTime' // prettier-ignore
/** Names that stay when a contact is moved to another folder. */
const LASTING = 'IdType="ImmutableId"'
const PAGE = 200
const PAGES = 1_000
const TOGETHER = 20
/** What a contact has room for there. */
const ROOM = { addresses: 3, business: 2, home: 2 }

interface Postal {
  street?: string
  city?: string
  state?: string
  countryOrRegion?: string
  postalCode?: string
}
interface Person {
  id?: string
  '@odata.etag'?: string
  '@removed'?: unknown
  displayName?: string | null
  givenName?: string
  surname?: string
  emailAddresses?: { address?: string | null; name?: string | null }[]
  mobilePhone?: string | null
  businessPhones?: string[]
  homePhones?: string[]
  companyName?: string | null
  jobTitle?: string | null
  businessHomePage?: string | null
  businessAddress?: Postal
  homeAddress?: Postal
  otherAddress?: Postal
  personalNotes?: string | null
  lastModifiedDateTime?: string
}
const PLACES = ['businessAddress', 'homeAddress', 'otherAddress'] as const

export function openGraph(send: Send, token: Token, base = GRAPH): Book {
  const ask = askJson(send, token, base)
  const origin = new URL(base).origin
  /** As they were read last. */
  const seen = new Map<string, Person>()

  /** A token is the way to the next changes, without the server it leads to. */
  async function changes(since: string | null): Promise<Changes> {
    const changed = new Map<string, string>()
    const gone = new Set<string>()
    let where = since === null ? `/me/contacts/delta?$select=${SELECT}` : origin + since
    for (let pages = 0; pages < PAGES; pages++) {
      const told = await ask(where, { headers: { prefer: `${LASTING}, odata.maxpagesize=${PAGE}` }, known: since === null ? [] : [400, 404, 410] }) // prettier-ignore
      // 410, syncStateNotFound: it is too long ago.
      if (told.status >= 400) return await changes(null)
      for (const person of listIn<Person>(told.body['value'])) {
        const href = textIn(person.id, 900)
        if (href === '') continue
        if (person['@removed'] !== undefined) {
          changed.delete(href)
          gone.add(href)
        } else {
          gone.delete(href)
          changed.set(href, tagOf(person))
        }
      }
      const [next, end] = [told.body['@odata.nextLink'], told.body['@odata.deltaLink']].map((one) => textIn(one, 8_000)) as [string, string] // prettier-ignore
      if (next === '') return { changed: listed(changed), gone: [...gone], token: pathOf(end), isWhole: since === null }
      where = next
    }
    return { changed: listed(changed), gone: [...gone], token: null, isWhole: false }
  }

  async function read(hrefs: readonly string[]): Promise<ReadCard[]> {
    const found: ReadCard[] = []
    for (let from = 0; from < hrefs.length; from += TOGETHER) {
      const part = hrefs.slice(from, from + TOGETHER)
      const requests = part.map((href, at) => ({ id: String(at), method: 'GET', url: `${pathTo(href)}?$select=${SELECT}`, headers: { Prefer: LASTING } })) // prettier-ignore
      const { body } = await ask('/$batch', { method: 'POST', body: { requests } })
      for (const one of listIn<{ id?: string; status?: number; headers?: Record<string, string>; body?: Person }>(
        body['responses'],
      )) {
        // prettier-ignore
        const href = part[Number(one.id)]
        if (href === undefined || one.status === 404) continue
        const headers = Object.fromEntries(Object.entries(one.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)])) // prettier-ignore
        if (one.status !== 200 || !one.body) throw refusalOf(one.status ?? 500, new URL(base).host, headers)
        found.push(kept(href, one.body))
      }
    }
    return found
  }

  function kept(href: string, person: Person): ReadCard {
    seen.set(href, person)
    return { href, etag: tagOf(person), text: cardOf(person) }
  }

  async function put(href: string, text: string, etag: string | null) {
    const { values } = readCard(text)
    const headers = { prefer: LASTING }
    if (etag === null) {
      const { body } = await ask('/me/contacts', { method: 'POST', headers, body: personOf(values, {}) })
      return kept(textIn(body['id'], 900), body as Person)
    }
    if (!seen.has(href)) await read([href])
    const was = seen.get(href)
    if (!was || tagOf(was) !== etag) throw changedThere()
    const fields = personOf(values, was)
    if (Object.keys(fields).length === 0) return kept(href, was)
    const told = await ask(pathTo(href), { method: 'PATCH', headers: { ...headers, 'if-match': etag }, body: fields, known: [400, 404, 409, 412] }) // prettier-ignore
    if (told.status === 400) throw new Problem('invalid', 'dav-refused', 'Microsoft does not take this contact.')
    if (told.status >= 400) throw changedThere()
    return kept(href, { ...was, ...(told.body as Person) })
  }

  async function remove(href: string, etag: string): Promise<void> {
    const { status } = await ask(pathTo(href), { method: 'DELETE', headers: { 'if-match': etag, prefer: LASTING }, known: [404, 409, 412] }) // prettier-ignore
    if (status === 412 || status === 409) throw changedThere()
  }

  async function look() {
    await ask('/me/contacts?$top=1&$select=id')
    return { url: base, name: 'Microsoft', isWritable: true, token: '' }
  }

  return { look, find: async () => [], changes, read, put, remove, hrefOf: (name) => `new/${name}` }
}

const pathTo = (href: string): string => `/me/contacts/${encodeURIComponent(href)}`
const tagOf = (person: Person): string => textIn(person['@odata.etag'], 500)
const listed = (changed: ReadonlyMap<string, string>): Listed[] => [...changed].map(([href, etag]) => ({ href, etag }))

function pathOf(link: string): string | null {
  const url = URL.parse(link)
  return url ? url.pathname + url.search : null
}

const plain = (value: unknown, most: number): string => textIn(value, most).trim()

const linesOfPlace = ({ street, city, state, countryOrRegion, postalCode }: Postal = {}): string =>
  [plain(street, 300), [plain(postalCode, 50), plain(city, 100)].filter(Boolean).join(' '), plain(state, 100), plain(countryOrRegion, 100)] // prettier-ignore
    .filter(Boolean)
    .join('\n')
    .replace(/\r\n?/g, '\n')

const phonesOf = ({ mobilePhone, businessPhones = [], homePhones = [] }: Person): string[] =>
  [mobilePhone, ...businessPhones, ...homePhones].map((one) => plain(one, 50)).filter(Boolean)

const placeOf = (person: Person) => PLACES.find((one) => linesOfPlace(person[one]) !== '')

function cardOf(person: Person): string {
  const place = placeOf(person)
  const changedAt = new Date(person.lastModifiedDateTime ?? '')
  const values: CardValues = {
    name: plain(person.displayName, 200),
    addresses: listIn<{ address?: string }>(person.emailAddresses).map((one) => plain(one.address, 320)).filter(Boolean), // prettier-ignore
    phones: phonesOf(person),
    company: plain(person.companyName, 200),
    title: plain(person.jobTitle, 200),
    website: plain(person.businessHomePage, 500),
    postalAddress: place ? linesOfPlace(person[place]) : '',
    notes: plain(person.personalNotes, 10_000),
  }
  return newCard(plain(person.id, 500), values, Number.isNaN(changedAt.getTime()) ? new Date(0) : changedAt)
}

/** Fields that say something else than `was`. */
function personOf(wanted: CardValues, was: Person): Partial<Person> {
  const now = readCard(cardOf(was)).values
  const differs = (field: keyof CardValues) => JSON.stringify(now[field]) !== JSON.stringify(wanted[field])
  const fields: Partial<Person> = {}
  if (differs('name')) Object.assign(fields, namesOf(wanted.name))
  if (differs('addresses')) fields.emailAddresses = addressesOf(wanted, was)
  if (differs('phones')) Object.assign(fields, placedPhones(wanted.phones, was))
  if (differs('company')) fields.companyName = wanted.company
  if (differs('title')) fields.jobTitle = wanted.title
  if (differs('website')) fields.businessHomePage = wanted.website
  if (differs('notes')) fields.personalNotes = wanted.notes
  if (differs('postalAddress'))
    fields[placeOf(was) ?? 'businessAddress'] = { street: wanted.postalAddress, city: '', state: '', countryOrRegion: '', postalCode: '' } // prettier-ignore
  return fields
}

function namesOf(name: string): Partial<Person> {
  const words = name.split(' ')
  const surname = words.length > 1 ? (words.pop() ?? '') : ''
  return { displayName: name, givenName: words.join(' '), surname }
}

/** What is no address of mail (of a directory) stays; there is room for three. */
function addressesOf({ name, addresses }: CardValues, was: Person): NonNullable<Person['emailAddresses']> {
  const all = was.emailAddresses ?? []
  const read = (address: unknown): string => {
    const [line] = linesOf(`EMAIL:${plain(address, 320).replace(/[\r\n]/g, '')}`)
    return line ? emailOf(line) : ''
  }
  const kept = all.filter((one) => read(one.address) === '' || addresses.includes(read(one.address)))
  const known = new Set(all.map((one) => read(one.address)))
  const fresh = addresses.filter((one) => !known.has(one)).map((address) => ({ address, name }))
  return [...kept, ...fresh].slice(0, ROOM.addresses)
}

/** Each stays where it was; a new one goes where there is room. */
function placedPhones(
  wanted: readonly string[],
  was: Person,
): Pick<Person, 'mobilePhone' | 'businessPhones' | 'homePhones'> {
  // prettier-ignore
  const keep = (all: readonly (string | null)[] = []) => all.map((one) => plain(one, 50)).filter((one) => wanted.includes(one)) // prettier-ignore
  const [business, home] = [keep(was.businessPhones), keep(was.homePhones)]
  let [mobile = ''] = keep([was.mobilePhone ?? ''])
  const placed = new Set([mobile, ...business, ...home])
  for (const number of wanted) {
    if (placed.has(number)) continue
    if (mobile === '') mobile = number
    else if (business.length < ROOM.business) business.push(number)
    else if (home.length < ROOM.home) home.push(number)
  }
  return { mobilePhone: mobile || null, businessPhones: business, homePhones: home }
}
