// Contacts as cards (vCard 3.0 and 4.0: RFC 2426, RFC 6350): from a file of many, each read by itself, so that a broken one does not take
// the rest with it; and written as 4.0. What a card says is read in one place: src/dav/card.ts.
import { type CardValues, readCard } from '../../dav/card.ts'
import { type CardLine, escaped, linesOf, MOST_CARD, unescaped, written } from '../../dav/lines.ts'
import type { Contact } from '../../desk/contacts/contacts.api.ts'
import { type Mark, START } from './csv.ts'

/** Named as the columns of a table are: targets.ts. */
export interface CardRow extends Mark {
  columns: string[]
  cells: string[]
  /** It cannot be read. */
  wrong?: 'card'
}

const begins = /^BEGIN:VCARD[ \t]*\r?$/gim

export function* readCards(text: string, from = START): Generator<CardRow> {
  let before: Mark | null = null
  for (const mark of placesOfCards(text, from)) {
    if (before) yield oneCard(text.slice(before.at, mark.at), before)
    before = mark
  }
  if (before) yield oneCard(text.slice(before.at), before)
}

/** Where they begin; none of them is read. */
export function* placesOfCards(text: string, from = START): Generator<Mark> {
  const looked = new RegExp(begins)
  looked.lastIndex = from.at
  let { at, line } = from
  for (const { index } of text.matchAll(looked)) {
    line += linesIn(text.slice(at, index))
    at = index
    yield { at, line }
  }
}

function oneCard(piece: string, mark: Mark): CardRow {
  const end = /^END:VCARD[ \t]*\r?$/im.exec(piece)
  if (end && piece.length <= MOST_CARD) return { ...mark, ...cardRow(piece.slice(0, end.index + end[0].length)) }
  return { ...mark, columns: [], cells: [firstLine(piece.slice(0, 500))], wrong: 'card' }
}

function linesIn(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}

const firstLine = (card: string) => card.split(/\r?\n/).find((one) => /^FN/i.test(one)) ?? card.slice(0, 80)

function cardRow(text: string): Omit<CardRow, keyof Mark> {
  let lines: CardLine[]
  let values: CardValues
  try {
    lines = linesOf(text).filter(({ raw }) => raw.trim() !== '')
    if (lines.some(({ raw, head }) => !raw.includes(':') || head.trim() === '')) throw new Error('no line of a card')
    values = readCard(text).values
  } catch {
    return { columns: [], cells: [firstLine(text)], wrong: 'card' }
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
  return { columns, cells }
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
