// Contacts as cards (vCard 3.0 and 4.0: RFC 2426, RFC 6350): read from a file of many, each by itself, so that a broken one does not take
// the rest with it; and written as 4.0. Keeping cards of an address book in step is elsewhere.
import ICAL from 'ical.js'
import type { Contact } from '../../desk/contacts/contacts.api.ts'

/** Named as the columns of a table are: targets.ts. */
export interface CardRow {
  line: number
  columns: string[]
  cells: string[]
  /** It cannot be read. */
  wrong?: 'card'
}

/** Characters; with a portrait in it. */
const MOST_CARD = 1_500_000

const begins = /^BEGIN:VCARD[ \t]*\r?$/gim

/** Those before the one at `from` are passed over unread. */
export function* readCards(text: string, from = 0): Generator<CardRow> {
  let line = 1
  let at = 0
  let counted = 0
  const all = text.matchAll(begins)
  let found = all.next()
  while (!found.done) {
    const start = found.value.index
    found = all.next()
    line += linesIn(text.slice(counted, start))
    counted = start
    if (at++ < from) continue
    const piece = text.slice(start, found.done ? text.length : found.value.index)
    const end = /^END:VCARD[ \t]*\r?$/im.exec(piece)
    if (end && piece.length <= MOST_CARD) yield cardRow(piece.slice(0, end.index + end[0].length), line)
    else yield { line, columns: [], cells: [firstLine(piece.slice(0, 500))], wrong: 'card' }
  }
}

/** None of them is read; up to one more than `most`. */
export function countCards(text: string, most: number): number {
  let count = 0
  for (const _card of text.matchAll(begins)) if (++count > most) break
  return count
}

function linesIn(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}

const firstLine = (card: string) => card.split(/\r?\n/).find((one) => /^FN/i.test(one)) ?? card.slice(0, 80)

type Property = [string, Record<string, string | string[]>, string, ...unknown[]]

function cardRow(text: string, line: number): CardRow {
  let properties: Property[]
  try {
    const [parsed] = [ICAL.parse(text)].flat(1) as unknown[]
    const jcard = (typeof parsed === 'string' ? ICAL.parse(text) : parsed) as [string, Property[]]
    properties = jcard[1]
  } catch {
    return { line, columns: [], cells: [firstLine(text)], wrong: 'card' }
  }
  const columns: string[] = []
  const cells: string[] = []
  const put = (column: string, value: string) => {
    if (value.trim() === '') return
    columns.push(column)
    cells.push(value.trim())
  }
  for (const [name, , , ...values] of properties) {
    const [value] = values
    if (name === 'fn') put('name', plain(value))
    else if (name === 'email') put('email', plain(value))
    else if (name === 'tel') put('phone', plain(value).replace(/^tel:/i, '').split(';')[0] ?? '')
    else if (name === 'title') put('title', plain(value))
    else if (name === 'org') put('company', partsOf(value)[0] ?? '')
    else if (name === 'url') put('website', plain(value))
    else if (name === 'note') put('notes', plain(value))
    else if (name === 'lang') put('language', plain(value))
    else if (name === 'tz' && /^[A-Za-z]+\//.test(plain(value))) put('timeZone', plain(value))
    else if (name === 'categories') put('tags', values.map(plain).join(','))
    else if (name === 'adr') put('postalAddress', postalOf(partsOf(value)))
  }
  const structured = properties.find(([name]) => name === 'n')
  if (!columns.includes('name') && structured) {
    const [family = '', given = ''] = partsOf(structured[3])
    put('name', [given, family].filter(Boolean).join(' '))
  }
  return { line, columns, cells }
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : Array.isArray(value) ? value.map(plain).filter(Boolean).join(' ') : '') // prettier-ignore
const partsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(plain) : plain(value).split(';'))

/** RFC 6350 §6.3.1: box, extended, street, town, region, code, country. */
function postalOf([
  box = '',
  extended = '',
  street = '',
  town = '',
  region = '',
  code = '',
  country = '',
]: string[]): string {
  return [box, extended, street, [code, town].filter(Boolean).join(' '), region, country].filter(Boolean).join('\n')
}

/** Version 4.0. `ownerName` and fields of the desk's own stay at home. */
export function writeCard(contact: Contact): string {
  const { name, addresses, addressLabels, phones, company, title, website, postalAddress, notes, language, timeZone, tags } = contact // prettier-ignore
  const lines = [
    'BEGIN:VCARD',
    'VERSION:4.0',
    `UID:urn:postroom:contact:${contact.id}`,
    `FN:${escaped(name)}`,
    ...addresses.map((address, at) => `EMAIL${typed(addressLabels[address])}${at === 0 ? ';PREF=1' : ''}:${escaped(address)}`), // prettier-ignore
    ...phones.map(({ number, label }, at) => `TEL;VALUE=text${typed(label)}${at === 0 ? ';PREF=1' : ''}:${escaped(number)}`), // prettier-ignore
    ...(company ? [`ORG:${escaped(company.name)}`] : []),
    ...(title ? [`TITLE:${escaped(title)}`] : []),
    ...(website ? [`URL:${website.replace(/[\r\n]/g, '')}`] : []),
    ...(postalAddress ? [`ADR;LABEL="${postalAddress.replace(/["\r]/g, '').replaceAll('\n', '^n')}":;;${escaped(postalAddress.replaceAll('\n', ', '))};;;;`] : []), // prettier-ignore
    ...(language ? [`LANG:${escaped(language)}`] : []),
    ...(timeZone ? [`TZ:${escaped(timeZone)}`] : []),
    ...(tags.length > 0 ? [`CATEGORIES:${tags.map(escaped).join(',')}`] : []),
    ...(notes ? [`NOTE:${escaped(notes)}`] : []),
    `REV:${(contact.changedAt ?? contact.createdAt).replace(/[-:]|\.\d+/g, '')}`,
    'END:VCARD',
  ]
  return lines.map((one) => `${folded(one)}\r\n`).join('')
}

const typed = (label: string | undefined) => (label && /^[a-z-]{2,20}$/i.test(label) ? `;TYPE=${label.toLowerCase()}` : '') // prettier-ignore

/** RFC 6350 §3.4. */
const escaped = (text: string) => text.replace(/[\\;,]/g, (one) => `\\${one}`).replace(/\r\n?|\n/g, '\\n').replace(/\p{Cc}/gu, ' ') // prettier-ignore

/** RFC 6350 §3.2: at 75 octets, and no character is torn. */
function folded(line: string): string {
  let written = ''
  let room = 75
  for (const one of line) {
    const size = Buffer.byteLength(one)
    if (size > room) {
      written += '\r\n '
      room = 74
    }
    written += one
    room -= size
  }
  return written
}
