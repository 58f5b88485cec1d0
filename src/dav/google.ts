// Contacts of a Google account (People API v1) as an address book like others: a person is a card, changed only where it says something
// else, and only as long as nobody was faster. What a card cannot say stays as it is there.
import { Problem } from '../kit/problem.ts'
import { type Card, type CardValues, emailOf, readCard } from './card.ts'
import { changedThere, type Book, type Changes, type Listed, type ReadCard, type Send } from './client.ts'
import { askJson, listIn, textIn, type Said, type Token, wordsIn } from './json.ts'
import { linesOf } from './lines.ts'
import { newCard } from './write-card.ts'

export const GOOGLE = 'https://people.googleapis.com/'

const FIELDS = 'names,emailAddresses,phoneNumbers,organizations,urls,addresses,biographies,externalIds,metadata'
/** Only what the account's owner wrote: what a person's own profile says is not ours to change. */
const OF_CONTACTS = 'READ_SOURCE_TYPE_CONTACT'
const PAGE = 1_000
const PAGES = 200
const TOGETHER = 200
/** By which one of our own making is known again. */
const MARK = 'postroom'

interface Valued {
  value?: string
  type?: string
  [more: string]: unknown
}
interface Source {
  type?: string
  id?: string
  etag?: string
  updateTime?: string
}
interface Person {
  resourceName?: string
  etag?: string
  metadata?: { sources?: Source[]; deleted?: boolean }
  names?: { displayName?: string; unstructuredName?: string }[]
  emailAddresses?: Valued[]
  phoneNumbers?: Valued[]
  organizations?: { name?: string; title?: string; [more: string]: unknown }[]
  urls?: Valued[]
  addresses?: { formattedValue?: string; type?: string; [more: string]: unknown }[]
  biographies?: Valued[]
  externalIds?: Valued[]
}

export function openGoogle(send: Send, token: Token, base = GOOGLE): Book {
  const ask = askJson(send, token, base)
  /** As they were read last. */
  const seen = new Map<string, Person>()

  async function changes(since: string | null): Promise<Changes> {
    const changed: Listed[] = []
    const gone: string[] = []
    let page = ''
    for (let pages = 0; pages < PAGES; pages++) {
      const asked = { personFields: FIELDS, sources: OF_CONTACTS, pageSize: String(PAGE), requestSyncToken: 'true', ...(since && { syncToken: since }), ...(page && { pageToken: page }) } // prettier-ignore
      const told = await ask(`/v1/people/me/connections?${new URLSearchParams(asked).toString()}`, { known: since ? [400, 410] : [] }) // prettier-ignore
      // EXPIRED_SYNC_TOKEN after seven days, or one that was given for other fields.
      if (told.status >= 400) return await changes(null)
      for (const person of listIn<Person>(told.body['connections'])) {
        const href = textIn(person.resourceName, 200)
        if (!href.startsWith('people/')) continue
        if (person.metadata?.deleted) gone.push(href)
        else changed.push({ href, etag: tagOf(person) })
      }
      page = textIn(told.body['nextPageToken'], 2_000)
      if (page === '') return { changed, gone, token: textIn(told.body['nextSyncToken'], 2_000) || null, isWhole: since === null } // prettier-ignore
    }
    return { changed, gone, token: null, isWhole: false }
  }

  async function read(hrefs: readonly string[]): Promise<ReadCard[]> {
    const found: ReadCard[] = []
    for (let from = 0; from < hrefs.length; from += TOGETHER) {
      const part = hrefs.slice(from, from + TOGETHER)
      const asked = new URLSearchParams([...part.map((one): [string, string] => ['resourceNames', one]), ['personFields', FIELDS], ['sources', OF_CONTACTS]]) // prettier-ignore
      const { body } = await ask(`/v1/people:batchGet?${asked.toString()}`)
      for (const { person } of listIn<{ person?: Person }>(body['responses'])) {
        const href = textIn(person?.resourceName, 200)
        if (person && part.includes(href) && tagOf(person) !== '') found.push(kept(href, person))
      }
    }
    return found
  }

  function kept(href: string, person: Person): ReadCard {
    seen.set(href, person)
    return { href, etag: tagOf(person), text: cardOf(person) }
  }

  async function put(href: string, text: string, etag: string | null) {
    const card = readCard(text)
    const asked = `personFields=${FIELDS}&sources=${OF_CONTACTS}`
    if (etag === null) {
      const body = { ...personOf(card.values, {}), externalIds: [{ type: MARK, value: card.uid }] }
      const told = await ask(`/v1/people:createContact?${asked}`, { method: 'POST', body })
      return kept(textIn((told.body as Person).resourceName, 200), told.body as Person)
    }
    if (!seen.has(href)) await read([href])
    const was = seen.get(href)
    if (!was || tagOf(was) !== etag) throw changedThere()
    const fields = personOf(card.values, was)
    const names = Object.keys(fields)
    if (names.length === 0) return kept(href, was)
    const body = { resourceName: href, etag: was.etag, metadata: { sources: was.metadata?.sources?.filter(isContact) }, ...fields } // prettier-ignore
    const told = await ask(`/v1/${href}:updateContact?updatePersonFields=${names.join(',')}&${asked}`, { method: 'PATCH', body, known: [400, 404] }) // prettier-ignore
    if (told.status === 404 || isChanged(told)) throw changedThere()
    if (told.status === 400) throw new Problem('invalid', 'dav-refused', `Google does not take this contact: ${wordsIn(told.body)}`) // prettier-ignore
    return kept(href, told.body as Person)
  }

  async function remove(href: string, etag: string): Promise<void> {
    const [now] = await read([href])
    if (!now) return
    if (now.etag !== etag) throw changedThere()
    await ask(`/v1/${href}:deleteContact`, { method: 'DELETE', known: [404] })
  }

  async function look() {
    await ask(`/v1/people/me/connections?personFields=metadata&sources=${OF_CONTACTS}&pageSize=1`)
    return { url: base, name: 'Google', isWritable: true, token: '' }
  }

  // Google asks that writes of one user come one after another.
  return { look, find: async () => [], changes, read, put, remove, hrefOf: (name) => `new/${name}`, atOnce: 1 }
}

const isContact = (source: Source): boolean => source.type === 'CONTACT'
const tagOf = (person: Person): string => textIn(person.metadata?.sources?.find(isContact)?.etag, 500)

/** Somebody was faster (`failedPrecondition`). */
function isChanged({ status, body }: Said): boolean {
  return status === 400 && (body['error'] as { status?: unknown } | undefined)?.status === 'FAILED_PRECONDITION'
}

function valuesOf(person: Person): CardValues {
  const text = (value: unknown, most: number) => textIn(value, most).trim()
  const [name, work, home] = [person.names?.[0], person.organizations?.[0], person.addresses?.[0]]
  return {
    name: text(name?.displayName ?? name?.unstructuredName, 200),
    addresses: listIn<Valued>(person.emailAddresses).map((one) => text(one.value, 320)),
    phones: listIn<Valued>(person.phoneNumbers).map((one) => text(one.value, 50)),
    company: text(work?.name, 200),
    title: text(work?.title, 200),
    website: text(person.urls?.[0]?.value, 500),
    postalAddress: text(home?.formattedValue, 500),
    notes: text(person.biographies?.[0]?.value, 10_000),
  }
}

function cardOf(person: Person): string {
  const changedAt = new Date(person.metadata?.sources?.find(isContact)?.updateTime ?? '')
  const own = listIn<Valued>(person.externalIds).find((one) => one.type === MARK)?.value
  const uid = textIn(own ?? person.resourceName, 500)
  return newCard(uid, valuesOf(person), Number.isNaN(changedAt.getTime()) ? new Date(0) : changedAt)
}

/** Fields that say something else than `was`, whole, as they are replaced whole. */
function personOf(wanted: Card['values'], was: Person): Partial<Person> {
  const now = readCard(cardOf(was)).values
  const fields: Partial<Person> = {}
  const differs = (field: keyof CardValues) => JSON.stringify(now[field]) !== JSON.stringify(wanted[field])
  if (differs('name')) fields.names = wanted.name === '' ? [] : [{ unstructuredName: wanted.name }]
  if (differs('addresses')) fields.emailAddresses = listed(was.emailAddresses, wanted.addresses, addressIn)
  if (differs('phones')) fields.phoneNumbers = listed(was.phoneNumbers, wanted.phones, (one) => textIn(one.value, 50).trim()) // prettier-ignore
  if (differs('company') || differs('title')) {
    const [first = {}, ...rest] = was.organizations ?? []
    const isEmpty = wanted.company === '' && wanted.title === ''
    fields.organizations = [...(isEmpty ? [] : [{ ...plain(first), name: wanted.company, title: wanted.title }]), ...rest.map(plain)] // prettier-ignore
  }
  if (differs('website')) fields.urls = first(was.urls, wanted.website)
  if (differs('notes')) fields.biographies = wanted.notes === '' ? [] : [{ value: wanted.notes, contentType: 'TEXT_PLAIN' }] // prettier-ignore
  if (differs('postalAddress')) {
    const [own, ...rest] = was.addresses ?? []
    const address = { ...(own?.type && { type: own.type }), formattedValue: wanted.postalAddress }
    fields.addresses = [...(wanted.postalAddress === '' ? [] : [address]), ...rest.map(plain)]
  }
  return fields
}

/** Who says what of it is Google's to say. */
function plain<T extends object>(value: T): T {
  const { metadata: _metadata, formattedType: _type, ...rest } = value as T & { metadata?: unknown; formattedType?: unknown } // prettier-ignore
  return rest as unknown as T
}

/** Those that are wanted stay as they are, whatever is said of them there; what is no address is not ours. */
function listed(was: Valued[] = [], wanted: readonly string[], read: (one: Valued) => string): Valued[] {
  const kept = was.filter((one) => read(one) === '' || wanted.includes(read(one))).map(plain)
  const known = new Set(was.map(read))
  return [...kept, ...wanted.filter((one) => !known.has(one)).map((value) => ({ value }))]
}

function addressIn(one: Valued): string {
  const [line] = linesOf(`EMAIL:${textIn(one.value, 320).replace(/[\r\n]/g, '')}`)
  return line ? emailOf(line) : ''
}

function first([own, ...rest]: Valued[] = [], value: string): Valued[] {
  return [...(value === '' ? [] : [{ ...plain(own ?? {}), value }]), ...rest.map(plain)]
}
