// The visible part of a reply: what its writer wrote, without the mail answered below (or above) it. HTML says it best, the
// conversation's earlier messages next, then the words and marks of the plain text. A range is found; nothing is deleted.

import { attributionAt } from './attribution.ts'
import { earlierStart, lettersOf } from './earlier.ts'
import { readHtmlReply } from './html-quotes.ts'
import { separatorKind } from './separators.ts'
import { signatureStart } from './signature.ts'
import { splitText } from './split.ts'
import { baseSubject } from '../subject.ts'

const MAX_TEXT = 500_000

export interface VisibleReply {
  /** What the writer wrote, the signature with it. */
  reply: string
  quoted: string
  /** The end of `reply`, or empty. */
  signature: string
  /** Offset in `text` after the last of the writer's words; what stands after it can be folded away. */
  replyEnd: number
  because: string
}

interface Mail {
  text: string
  html: string | null
  /** Of a forward ("Fwd: …") what looks quoted is what was sent, and all of it is shown. */
  subject?: string
  /** Texts of messages this conversation already holds. */
  earlier?: string[]
}

export function visibleReply({ text, html, subject = '', earlier = [] }: Mail): VisibleReply {
  const { isForward, isReply } = baseSubject(subject)
  if (isForward && !isReply && text.trim() !== '') return whole(text)
  const read = text.slice(0, MAX_TEXT)
  const byEarlier = earlier.length > 0 ? earlierStart(read, earlier) : null
  const byText = fromText(read, byEarlier)
  const byHtml = html ? fromHtml(html, read) : null
  const best = byHtml && isBetter(byHtml, byText) ? byHtml : byText
  const reply = best.reply.replaceAll('\r\n', '\n')
  return { ...best, reply, signature: reply.slice(signatureStart(reply)).trim() }
}

function whole(text: string): VisibleReply {
  const reply = text.slice(0, MAX_TEXT).replaceAll('\r\n', '\n').trim()
  return { reply, quoted: '', signature: '', replyEnd: text.trimEnd().length, because: 'it is a forward' }
}

type Found = Omit<VisibleReply, 'signature'>

/** HTML marks cut exactly; but a program that nests no marks leaves more than the text's rules find. */
function isBetter(byHtml: Found, byText: Found): boolean {
  if (byHtml.reply === '') return false
  return (
    byText.reply === '' ||
    byText.replyEnd === 0 ||
    byHtml.reply.length <= byText.reply.length * 1.1 ||
    byText.reply.length < 3
  )
}

function fromText(text: string, earlierAt: number | null): Found {
  const split = splitText(text)
  const kept: string[] = []
  const quoted: string[] = []
  let offset = 0
  let end = 0
  let because = split.because
  for (const [i, line] of split.lines.entries()) {
    const own = split.cut?.line === i ? split.cut.own : split.own[i] ? line.length : 0
    const isPast = earlierAt !== null && offset >= lineStart(text, earlierAt)
    if (own > 0 && !isPast) {
      kept.push(line.slice(0, own))
      if (line.slice(0, own).trim() !== '') end = offset + line.slice(0, own).trimEnd().length
    } else if (split.own[i] && !isPast) kept.push('')
    if (!split.own[i] || isPast || own < line.length) quoted.push(line.slice(isPast ? 0 : own))
    if (isPast && split.own[i]) because = 'a message that this conversation holds begins again there'
    offset += line.length + 1
  }
  const reply = withoutLead(kept.join('\n').replace(/\n{3,}/g, '\n\n'), earlierAt !== null)
  if (reply === '' && text.trim() !== '')
    return {
      reply: text.trim(),
      quoted: '',
      replyEnd: text.trimEnd().length,
      because: 'all of it looks quoted, so all of it is shown',
    }
  return { reply, quoted: quoted.join('\n').trim(), replyEnd: end, because }
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1
}

/** Above an earlier message stands its attribution, in whatever language: the last line, when it ends in a colon. */
function withoutLead(reply: string, cutByEarlier: boolean): string {
  const trimmed = reply.trim()
  if (!cutByEarlier) return trimmed
  const last = trimmed.lastIndexOf('\n')
  return last > 0 && /[:：][\s*_-]*$/.test(trimmed.slice(last)) && /[\d@]/.test(trimmed.slice(last))
    ? trimmed.slice(0, last).trim()
    : trimmed
}

function fromHtml(html: string, text: string): Found | null {
  const read = readHtmlReply(html, isForwarded, endsInAttribution)
  if (read.mark === null && text.trim() !== '') return null
  const { reply } = fromText(read.own, null)
  const because = read.mark === null ? 'nothing in it looks quoted' : `its HTML marks what was quoted (${read.mark})`
  return { reply, quoted: read.quoted, replyEnd: endIn(text, reply), because }
}

const isForwarded = (text: string): boolean => text.split('\n').some((line) => separatorKind(line) === 'forwarded')

/** Whether the words before (or within) a block are the line above a quotation. */
function endsInAttribution(text: string): boolean {
  const lines = text
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '')
  for (let at = Math.max(0, lines.length - 4); at < lines.length; at++) {
    const found = attributionAt(lines, at)
    if (found && at + found.lines === lines.length) return true
  }
  const first = lines.length > 0 ? attributionAt(lines, 0) : null
  return first !== null && !first.needsQuote
}

/** The same words in the plain part: counted in letters, because blanks and links differ. Its end when they are not there. */
function endIn(text: string, reply: string): number {
  const whole = lettersOf(text)
  const wanted = lettersOf(reply).letters
  if (wanted === '') return 0
  const tail = wanted.slice(-30)
  const near = whole.letters.startsWith(wanted) ? wanted.length - tail.length : whole.letters.indexOf(tail)
  if (near < 0) return text.trimEnd().length
  let end = (whole.offsets[near + tail.length - 1] ?? text.length - 1) + 1
  while (end < text.length && /[^\s\p{L}\p{N}>]/u.test(text[end] ?? '')) end++
  return end
}
