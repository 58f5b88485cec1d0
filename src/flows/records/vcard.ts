// Contacts as cards (vCard 3.0 and 4.0: RFC 2426, RFC 6350): from a file of many, each read by itself, so that a broken one does not take
// the rest with it; and written as 4.0. What a card says is read in one place: src/dav/card.ts.
import { type CardValues, readCard } from '../../dav/card.ts'
import { type CardLine, escaped, linesOf, MOST_CARD, unescaped, written } from '../../dav/lines.ts'
import type { Contact } from '../../desk/contacts/contacts.api.ts'

/** Named as the columns of a table are: targets.ts. */
export interface CardRow {
  line: number
  columns: string[]
  cells: string[]
  /** It cannot be read. */
  wrong?: 'card'
}

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

function cardRow(text: string, line: number): CardRow {
  let lines: CardLine[]
  let values: CardValues
  try {
    lines = linesOf(text).filter(({ raw }) => raw.trim() !== '')
    if (lines.some(({ raw, head }) => !raw.includes(':') || head.trim() === '')) throw new Error('no line of a card')
    values = readCard(text).values
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
  put('name', values.name)
  for (const address of values.addresses) put('email', address)
  for (const number of values.phones) put('phone', number)
  put('title', values.title)
  put('company', values.company)
  put('website', values.website)
  put('notes', values.notes)
  put('postalAddress', values.postalAddress)
  const first = (name: string) => unescaped(lines.find((one) => one.name === name)?.value ?? '')
  put('language', first('LANG'))
  if (/^[A-Za-z]+\//.test(first('TZ'))) put('timeZone', first('TZ'))
  put('tags', unescaped(lines.find((one) => one.name === 'CATEGORIES')?.value ?? ''))
  return { line, columns, cells }
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
  return lines.map((one) => written(one.slice(0, one.indexOf(':')), one.slice(one.indexOf(':') + 1), '\r\n')).join('')
}

const typed = (label: string | undefined) => (label && /^[a-z-]{2,20}$/i.test(label) ? `;TYPE=${label.toLowerCase()}` : '') // prettier-ignore
