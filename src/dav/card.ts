// A card of an address book (vCard 3.0 and 4.0: RFC 2426, RFC 6350) as the plain values of a contact. Of what is more in it nothing is
// read and nothing is lost: write-card.ts changes only the lines that it must.
import { Problem } from '../kit/problem.ts'
import { type CardLine, linesOf, partsOf, unescaped } from './lines.ts'

/** What both sides have in common. Empty: there is none. */
export interface CardValues {
  name: string
  addresses: string[]
  phones: string[]
  company: string
  title: string
  website: string
  /** Lines as they were written. */
  postalAddress: string
  /** Likewise. */
  notes: string
}
export type CardField = keyof CardValues
export const cardFields = [
  'name',
  'addresses',
  'phones',
  'company',
  'title',
  'website',
  'postalAddress',
  'notes',
] as const satisfies readonly CardField[]

export interface Card {
  uid: string
  /** It lists other cards and is nobody's. */
  isGroup: boolean
  /** When it was changed, as it says itself. */
  changedAt: Date | null
  values: CardValues
}

/** Characters of each; what is longer is known by its beginning, and stays whole on the card. */
const MOST = {
  name: 200,
  address: 320,
  phone: 50,
  company: 200,
  title: 200,
  website: 500,
  postalAddress: 500,
  notes: 10_000,
}
const MOST_EACH = 50

/** A Problem, `invalid`, where the text is no card, or one older than 3.0. */
export function readCard(text: string): Card {
  const lines = linesOf(text)
  const first = lines.find((line) => line.raw.trim() !== '')
  if (!isLine(first, 'BEGIN', 'VCARD') || !lines.some((line) => isLine(line, 'END', 'VCARD')))
    throw new Problem('invalid', 'card-unreadable', 'This is no card of an address book.')
  const version = valueOf(lines, 'VERSION').trim()
  if (version !== '3.0' && version !== '4.0')
    throw new Problem('invalid', 'card-version', `Cards of version ${version.slice(0, 10) || '?'} are not read.`)
  const kind = valueOf(lines, 'KIND') || valueOf(lines, 'X-ADDRESSBOOKSERVER-KIND')
  return {
    uid: plain(valueOf(lines, 'UID'), 500),
    isGroup: kind.trim().toLowerCase() === 'group',
    changedAt: instantOf(valueOf(lines, 'REV').trim()),
    values: of(lines),
  }
}

/** RFC 6350 §4.3.5, with or without its dashes; a mere day says too little. */
function instantOf(text: string): Date | null {
  const [, year, month, day, hour, minute, second, zone = 'Z'] =
    /^(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)(?:[.,]\d{1,9})?(Z|[+-]\d\d:?\d\d)?$/.exec(text) ?? []
  if (year === undefined) return null
  const offset = zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`)
  return Number.isNaN(at.getTime()) ? null : at
}

function of(lines: readonly CardLine[]): CardValues {
  const adr = lines.find(isAddress)
  return {
    name: plain(valueOf(lines, 'FN'), MOST.name) || nameOf(valueOf(lines, 'N')),
    addresses: unique(lines.filter(isNamed('EMAIL')).map(emailOf)),
    phones: unique(lines.filter(isNamed('TEL')).map(phoneOf)),
    company: plain(partsOf(valueOf(lines, 'ORG'))[0] ?? '', MOST.company),
    title: plain(valueOf(lines, 'TITLE'), MOST.title),
    website: plain(valueOf(lines, 'URL'), MOST.website),
    postalAddress: adr ? postalOf(adr.value) : '',
    notes: notesOf(valueOf(lines, 'NOTE')),
  }
}

export const isNamed =
  (name: string) =>
  (line: CardLine): boolean =>
    line.name === name

/** An ADR in which something stands. */
export const isAddress = (line: CardLine): boolean => line.name === 'ADR' && postalOf(line.value) !== ''

/** As it is compared and kept: in lower case, without the scheme; empty for what is no address. */
export function emailOf({ value }: CardLine): string {
  const text = plain(value, MOST.address + 1)
    .replace(/^mailto:/i, '')
    .toLowerCase()
  return text.length <= MOST.address && /^[^\s@<>]+@[^\s@<>]+$/.test(text) ? text : ''
}

/** RFC 3966 where it is a URI. */
export function phoneOf({ value }: CardLine): string {
  const text = plain(value, 200)
  const bare = /^tel:/i.test(text) ? (text.slice(4).split(';')[0] ?? '') : text
  return bare.trim().slice(0, MOST.phone)
}

const isLine = (line: CardLine | undefined, name: string, value: string): boolean =>
  line?.name === name && line.value.trim().toUpperCase() === value

const valueOf = (lines: readonly CardLine[], name: string): string => lines.find(isNamed(name))?.value ?? ''

const unique = (texts: readonly string[]): string[] => [...new Set(texts.filter(Boolean))].slice(0, MOST_EACH)

/** One line, without what no screen shows. */
function plain(value: string, most: number): string {
  return unescaped(value)
    .normalize('NFC')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, most)
    .trim()
}

function notesOf(value: string): string {
  return unescaped(value)
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim()
    .slice(0, MOST.notes)
    .trim()
}

/** Family; given; additional; prefixes; suffixes, as people are called. */
function nameOf(value: string): string {
  const [family = '', given = '', more = '', before = '', after = ''] = partsOf(value).map((one) => plain(one, 100))
  return [before, given, more, family, after].filter(Boolean).join(' ').slice(0, MOST.name)
}

/** RFC 6350 §6.3.1: box, extended, street, town, region, code, country. */
function postalOf(value: string): string {
  const part = (text = ''): string =>
    unescaped(text)
      .normalize('NFC')
      .split('\n')
      .map((line) => line.replace(/[\p{Cc}\s]+/gu, ' ').trim())
      .filter(Boolean)
      .join('\n')
  const [box, extended, street, town, region, code, country] = partsOf(value).map(part)
  return [box, extended, street, [code, town].filter(Boolean).join(' '), region, country]
    .filter(Boolean)
    .join('\n')
    .slice(0, MOST.postalAddress)
    .trim()
}
