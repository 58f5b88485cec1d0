// E-mail addresses: one syntax for all of Postroom, so that what one part lets through no other part reads differently.
// `isAddress` is the gate (RFC 5321, SMTPUTF8); `parseAddressList` reads headers as they come, which is not always as written.

import { domainToASCII } from 'node:url'

export interface Address {
  /** Display name as it stood in the header (encoded words are not decoded here); empty when there is none. */
  name: string
  address: string
}

const MAX_HEADER = 1_000_000
const ATEXT = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u{a1}-\u{10ffff}]+$/u // RFC 5322 §3.2.3, RFC 6531 §3.3
const QUOTED = /^"(?:[ !#-[\]-~\u{a1}-\u{10ffff}]|\\[ -~])*"$/u // RFC 5321 §4.1.2
// Controls, lone surrogates, every kind of blank, and marks that turn the writing direction round.
const NEVER = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u
// Underscores are no host name (RFC 952), but real senders have them.
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i
const LITERAL = /^\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[0-9a-f:.]{2,45})\]$/i

/** The form in which addresses are stored and compared: trimmed, lower-case, the domain in ASCII (RFC 5890). Checks nothing. */
export function normalizeAddress(text: string): string {
  const trimmed = text.trim()
  const at = trimmed.lastIndexOf('@')
  if (at < 0) return trimmed.toLowerCase()
  return `${trimmed.slice(0, at).toLowerCase().normalize('NFC')}@${asciiDomain(trimmed.slice(at + 1))}`
}

/** Whether this can be written into an SMTP command or a header as it is. ≤ 254 octets, local part ≤ 64 (RFC 5321 §4.5.3.1). */
export function isAddress(text: string): boolean {
  if (text.length > 254 || NEVER.test(text) || Buffer.byteLength(text) > 254) return false
  const at = text.lastIndexOf('@')
  const local = text.slice(0, at)
  if (at < 1 || Buffer.byteLength(local) > 64) return false
  if (!QUOTED.test(local) && !local.split('.').every((atom) => ATEXT.test(atom) && !/\p{Zs}/u.test(atom))) return false
  return isDomain(text.slice(at + 1))
}

function isDomain(text: string): boolean {
  if (LITERAL.test(text)) return true
  const ascii = asciiDomain(text)
  if (ascii.length > 253) return false
  return ascii.split('.').every((label) => LABEL.test(label))
}

/** Only names with letters beyond ASCII go through the IDNA tables: those would also rewrite "1.2.3" as an IP address. */
function asciiDomain(domain: string): string {
  const plain = domain.trim().toLowerCase()
  if (!/[^ -~]/.test(plain)) return plain
  return domainToASCII(plain) || plain
}

/** What follows the last `@`, normalised; empty when there is none. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 0 ? '' : asciiDomain(address.slice(at + 1))
}

/** Takes a plus-address apart (RFC 5233): `support+x@desk.example` is `support@desk.example` with the detail `x`. */
export function withoutDetail(address: string): { address: string; detail: string | null } {
  const at = address.lastIndexOf('@')
  const plus = address.indexOf('+')
  if (plus < 1 || plus > at || address.startsWith('"')) return { address, detail: null }
  return { address: address.slice(0, plus) + address.slice(at), detail: address.slice(plus + 1, at) }
}

/** Whether mail to one comes to the other: they are the same, or one is the other with a detail. Both normalised. */
export function isSamePlace(one: string, other: string): boolean {
  return one === other || withoutDetail(one).address === other || one === withoutDetail(other).address
}

/**
 * The mailboxes of a From, To or Cc header (RFC 5322 §3.4): names, quotes, comments, groups, and what people really send,
 * such as a comma in an unquoted name. What is no address at all is left out. Names keep their encoded words.
 */
export function parseAddressList(text: string): Address[] {
  const found: Address[] = []
  let carried = '' // a piece without an address before a comma: the beginning of the next one's name
  for (const piece of pieces(text.slice(0, MAX_HEADER))) {
    const read = readMailbox(piece)
    if (read.address === '') {
      carried = piece.closesGroup ? '' : `${carried}${carried ? ', ' : ''}${read.name}`
      continue
    }
    const name = carried && piece.angle !== null ? `${carried}, ${read.name}` : read.name
    found.push({ name: name.trim(), address: read.address })
    carried = ''
  }
  return found
}

interface Piece {
  words: string
  comment: string
  angle: string | null
  closesGroup: boolean
}

/** One pass over the header: quotes, comments and angle brackets are taken out while the commas outside them cut. */
function pieces(text: string): Piece[] {
  const done: Piece[] = []
  const lastSemicolon = text.lastIndexOf(';')
  let unclosed = 0 // looking in vain for an end costs a scan; after a few of them the mark is taken as a letter
  let now: Piece = { words: '', comment: '', angle: null, closesGroup: false }
  const cut = (closesGroup: boolean): void => {
    if (now.words.trim() || now.angle !== null) done.push({ ...now, closesGroup })
    now = { words: '', comment: '', angle: null, closesGroup: false }
  }
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '"') {
      const end = unclosed < 50 ? closing(text, i) : -1
      if (end < 0) {
        now.words += ' ' // a lone quote means nothing
        unclosed++
      } else {
        const inner = text.slice(i + 1, end).replace(/\\(.)/gs, '$1')
        // `"a b"@c.example` is an address, `"Dora" <…>` a name
        now.words += text[end + 1] === '@' ? text.slice(i, end + 1) : inner.replaceAll('@', '\u0001')
        i = end
      }
    } else if (c === '(') {
      const end = unclosed < 50 ? closingComment(text, i) : -1
      if (end > 0) {
        now.comment ||= text.slice(i + 1, end).replace(/\\(.)/gs, '$1')
        i = end
      } else unclosed++
      now.words += ' '
    } else if (c === '<') {
      const end = unclosed < 50 ? closingAngle(text, i) : -1
      if (end < 0) {
        now.words += ' ' // `<` without its end: the rest is read as words
        unclosed++
      } else {
        now.angle ??= text.slice(i + 1, end)
        i = end
      }
    } else if (c === ',' || c === ';') cut(c === ';')
    else if (c === ':' && i < lastSemicolon && now.angle === null && !now.words.includes('@')) now.words = '' // a group's name: its semicolon follows somewhere
    else now.words += c
  }
  cut(false)
  return done
}

const REACH = 2000 // characters between a mark and its end

function closing(text: string, from: number): number {
  for (let i = from + 1; i < text.length && i < from + REACH; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '"') return i
  }
  return -1
}

function closingComment(text: string, from: number): number {
  let depth = 0
  for (let i = from; i < text.length && i < from + REACH; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '(') depth++
    else if (text[i] === ')' && --depth === 0) return i
  }
  return -1
}

function closingAngle(text: string, from: number): number {
  for (let i = from + 1; i < text.length && i < from + REACH; i++) {
    if (text[i] === '>') return i
    if (text[i] === '<') return -1
  }
  return -1
}

function readMailbox(piece: Piece): Address {
  const words = piece.words.replace(/\s+/g, ' ').trim()
  const name = words.replaceAll('\u0001', '@')
  if (piece.angle !== null) {
    const inside = piece.angle.slice(piece.angle.startsWith('@') ? piece.angle.indexOf(':') + 1 : 0) // a source route
    const address = tidy(inside)
    if (address) return { name: (name || piece.comment).replace(/^'(.*)'$/, '$1'), address }
  }
  for (const word of words.match(/"[^"]*"@\S+|\S+/g) ?? []) {
    const address = tidy(word)
    if (address) return { name: piece.comment || words.replace(word, '').replaceAll('\u0001', '@').trim(), address }
  }
  return { name, address: '' }
}

/** An address with the blanks and decoration that senders put around it removed; empty when there is none in it. */
function tidy(text: string): string {
  // RFC 5322 §3.2.2: a comment may stand between any two words, as in <pete(his account)@silly.test>
  const bare = (text.startsWith('"') ? text : text.replace(/\([^()]*\)/g, '').replace(/\s+/g, ''))
    .replace(/^(?:mailto:|['<[(])/i, '')
    .replace(/['>)]$/, '')
  const address = normalizeAddress(bare)
  return isAddress(address) ? address : ''
}
