// Bounces written for people only, as qmail, Exim, old Sendmail, Domino and many gateways write them. There is no table of
// products here: what they share is a notice, a line for each recipient with the refusal after it, and the original below.

import { isAddress, normalizeAddress } from '../address.ts'
import { addressesIn, commandIn, lines, replyCodeIn, statusIn } from './fields.ts'
import { isHard } from './reason-names.ts'
import { reasonOf } from './reasons.ts'
import type { BouncedRecipient } from './report.ts'

// A line that opens the returned original: a rule with words about it, or a sentence that ends with a colon or stop.
const OPENS_ORIGINAL =
  /\b(?:copy of (?:the|your) (?:original )?(?:message|mail)|original (?:message|mail|headers?)|(?:message|mail)(?:'s)? headers? follow|header of the original|(?:unsent|returned|undelivered|rejected|bounced) (?:message|mail)|message (?:text|body|contents?) follows?|(?:message|mail) follows|returned (?:message|mail|content)|start of (?:returned|forwarded)|body of (?:your )?message)\b/i
const FIRST_OF_HEADERS = /^(?:received|return-path|message-id|x-[\w-]+|dkim-signature|mime-version|delivered-to):[ \t]/i

interface Notice {
  /** What the mail system says itself. */
  words: string
  /** The original as far as it was sent back within the text; empty when it was not. */
  original: string
}

/** Cuts a bounce's text where the returned original begins. */
export function splitNotice(text: string): Notice {
  const all = lines(text)
  for (const [i, line] of all.entries()) {
    const bare = line.trim()
    const opens = /^[-=_* ]{2,}/.test(bare) || /[:.]$/.test(bare) || /^[-=_*]*$/.test((all[i + 1] ?? '').trim())
    if (i > 0 && bare.length < 120 && opens && OPENS_ORIGINAL.test(bare) && hasHeadersSoon(all, i + 1))
      return { words: all.slice(0, i).join('\n'), original: headersFrom(all, i + 1) }
    if (i > 2 && FIRST_OF_HEADERS.test(line) && headerLines(all, i) >= 3)
      return { words: all.slice(0, i).join('\n'), original: headersFrom(all, i) }
  }
  return { words: text, original: '' }
}

const isHeader = (line: string): boolean => /^[A-Za-z][A-Za-z0-9-]{1,60}:(?:\s|$)/.test(line)

function hasHeadersSoon(all: string[], from: number): boolean {
  for (let i = from; i < Math.min(all.length, from + 12); i++) if (isHeader(all[i]?.trim() ?? '')) return true
  return from >= all.length - 2
}

function headerLines(all: string[], from: number): number {
  let count = 0
  for (let i = from; i < Math.min(all.length, from + 30); i++) {
    const line = all[i] ?? ''
    if (isHeader(line)) count++
    else if (!/^[ \t]/.test(line)) break
  }
  return count
}

function headersFrom(all: string[], from: number): string {
  let start = from
  while (start < all.length && start < from + 12 && !isHeader(all[start]?.trim() ?? '')) start++
  return all
    .slice(start, start + 400)
    .map((line) => (isHeader(line.trim()) ? line.trimStart() : line))
    .join('\n')
}

/** A notice names a few, and says what happened soon after; a report for machines may name thousands. */
const MOST_MENTIONS = 300
const MOST_LINES = 100

interface Mention {
  address: string
  line: number
}

/** `hints` are addresses known to have failed (X-Failed-Recipients); `not` are those that can not be: the bounce's own. */
export function readNotice(words: string, hints: string[], not: Set<string>): BouncedRecipient[] {
  const all = lines(words)
  const mentions = mentionsIn(all, hints, not).slice(0, MOST_MENTIONS)
  const refused = new Map<string, BouncedRecipient>()
  for (const [i, { address, line }] of mentions.entries()) {
    const next = mentions.slice(i + 1).find((one) => one.line > line && one.address !== address)
    const about = all.slice(line, Math.min(next?.line ?? all.length, line + MOST_LINES)).join('\n')
    const since = mentions.slice(0, i).findLast((one) => one.line < line)?.line ?? -1
    const before = all.slice(Math.max(since + 1, line - MOST_LINES), line).join('\n')
    const read = readRefusal({ address, about, before, words: mentions.length > 1 ? about : words })
    const known = refused.get(address)
    if (!known || (known.reason === 'undefined' && read.reason !== 'undefined')) refused.set(address, read)
  }
  return [...refused.values()]
}

/** The strongest kind of mention that occurs at all: of one kind there may be several, the weaker kinds are then noise. */
function mentionsIn(all: string[], hints: string[], not: Set<string>): Mention[] {
  const allowed = (mention: Mention): boolean => !not.has(mention.address)
  const hinted = all.flatMap((text, line) =>
    addressesIn(text)
      .filter((address) => hints.includes(address))
      .map((address) => ({ address, line })),
  )
  const known = [
    ...hinted,
    ...hints.filter((hint) => !hinted.some((one) => one.address === hint)).map((address) => ({ address, line: 0 })),
  ]
  if (known.length > 0) return known.toSorted((a, b) => a.line - b.line)
  const kinds = [
    all.flatMap((text, line) => leading(text).map((address) => ({ address, line }))),
    all.flatMap((text, line) => named(text).map((address) => ({ address, line }))),
    all.flatMap((text, line) => addressesIn(text).map((address) => ({ address, line }))),
  ]
  return kinds.map((kind) => kind.filter(allowed)).find((kind) => kind.length > 0) ?? []
}

/** A line that begins with an address: `<dora@acme.example>:`, `dora@acme.example... User unknown`, `  dora@acme.example`. */
function leading(line: string): string[] {
  const match =
    /^(?:[>|*\s"'-]|\d{3}[ -]|to:? )*<?([^\s<>()[\],;:"'|]+@[^\s<>()[\],;:"'|]+?)>?(?:$|["'\]:.,;)]*(?:\s|$)|\.\.\.|:|\[)/i.exec(
      line.slice(0, 500),
    )
  return asAddress(match?.[1])
}

const BEFORE_RECIPIENT =
  /(?:\b(?:recipients?|deliver(?:ed|ing|y)?|mail(?:ing)? to|sent to|send to|message to|rcpt to|user|address|addressee|failed|undeliverable)\b|final-recipient|宛先|получател|адресат)/i

/** A line that says of an address that it is the recipient. */
function named(line: string): string[] {
  const text = line.slice(0, 1000)
  return BEFORE_RECIPIENT.test(text) ? addressesIn(text) : []
}

function asAddress(text: string | undefined): string[] {
  const address = normalizeAddress((text ?? '').replace(/\.+$/, ''))
  return isAddress(address) && address.includes('.', address.lastIndexOf('@')) ? [address] : []
}

const SAID =
  /(?:\bsaid|returned was|error was|\breason(?: was)?|responded with|response(?: was)?|error message below|diagnostic(?:-code| information)?):|<<< /i

interface Told {
  address: string
  /** From the line that names it to the next one's. */
  about: string
  /** What stands above that, where a transcript has the command that was refused. */
  before: string
  /** All there is, where nobody else is spoken of. */
  words: string
}

/** Codes are taken from what stands after the address; the reason from the other server's words, then from all about it. */
function readRefusal({ address, about, before, words }: Told): BouncedRecipient {
  const status = statusIn(about) ?? statusIn(words)
  const replyCode = replyCodeIn(about) ?? replyCodeIn(words)
  const command = commandIn(about) ?? commandIn(before) ?? commandIn(words)
  const reason = reasonOf({ words: [saidIn(firstOf(about)), saidIn(about), about, words], status, replyCode, command })
  return { address, status, replyCode, reason, hard: isHard(reason), diagnostic: about.trim().slice(0, 2000) }
}

/** The line that names it, with those that go on with it further in. */
function firstOf(about: string): string {
  const [line = '', ...rest] = about.split('\n')
  const end = rest.findIndex((one) => !/^[ \t]+\S/.test(one))
  return [line, ...rest.slice(0, end < 0 ? rest.length : end)].join(' ')
}

/** What the other server is quoted with; all of it where nobody is. */
function saidIn(text: string): string {
  const folded = text.replace(/\s+/g, ' ')
  const said = SAID.exec(folded)
  return said ? folded.slice(said.index + said[0].length) : folded
}
