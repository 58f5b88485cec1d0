// The visible part of a reply: what its writer wrote, without the mail answered below (or above) it. HTML says it best, the
// conversation's earlier messages next, then the words and marks of the plain text. A range is found; nothing is deleted.

import { attributionAt } from './attribution.ts'
import { lettersOf, repeatedLines } from './earlier.ts'
import { readHtmlReply } from './html-quotes.ts'
import { separatorKind } from './separators.ts'
import { signatureStart } from './signature.ts'
import { splitText, type Split } from './split.ts'
import { isForwardOf } from '../forward.ts'

const MAX_TEXT = 500_000
/** Of a header block, in whatever language. */
const LABEL = /^[\s*>]{0,9}[^\s:：][^:：]{0,30}[:：]\s{0,9}\S/

export interface VisibleReply {
  /** What the writer wrote, the signature with it. */
  reply: string
  quoted: string
  /** The end of `reply`, or empty. */
  signature: string
  /** Offset in `text` after the last of the writer's words; what stands after it can be folded away. */
  replyEnd: number
  /** Stretches of `text` before `replyEnd` that are quoted, as start and end by turns: what was answered below or in between. */
  folded: number[]
  because: string
}

export interface ToldReply {
  text: string
  html: string | null
  /** Of a forward ("Fwd: …") what looks quoted is what was sent, and all of it is shown. */
  subject?: string
  /** Visible texts of messages that others than its writer wrote in this conversation. */
  earlier?: string[]
}

export function visibleReply({ text, html, subject = '', earlier = [] }: ToldReply): VisibleReply {
  if (text.trim() !== '' && isForwardOf(subject, text)) return whole(text)
  const read = text.slice(0, MAX_TEXT)
  const byText = fromText(read, earlier)
  const byHtml = html ? fromHtml(html, read) : null
  const best = byHtml && isBetter(byHtml, byText) ? placed(byHtml, byText) : byText
  const reply = best.reply.replaceAll('\r\n', '\n')
  return { ...best, reply, signature: reply.slice(signatureStart(reply)).trim() }
}

function whole(text: string, because = 'it is a forward'): VisibleReply {
  const reply = text.slice(0, MAX_TEXT).replaceAll('\r\n', '\n').trim()
  return { reply, quoted: '', signature: '', replyEnd: text.trimEnd().length, folded: [], because }
}

type Found = Omit<VisibleReply, 'signature'>

/** HTML marks cut exactly; but a program that nests no marks leaves more than the text's rules find. */
function isBetter(byHtml: Found, byText: Found): boolean {
  if (byHtml.reply === '') return false
  return (
    byHtml.quoted === '' ||
    byText.reply === '' ||
    byText.replyEnd === 0 ||
    byHtml.reply.length <= byText.reply.length * 1.1 ||
    byText.reply.length < 3
  )
}

/** Where both find the same words, the text's rules also know where in the text they stand. */
function placed(byHtml: Found, byText: Found): Found {
  const isSame = lettersOf(byHtml.reply).letters === lettersOf(byText.reply).letters
  return isSame ? { ...byHtml, replyEnd: byText.replyEnd, folded: byText.folded } : byHtml
}

function fromText(text: string, earlier: string[]): Found {
  const split = splitText(text)
  if (earlier.length > 0) withoutRepeated(split, text, earlier)
  const kept: string[] = []
  const quoted: string[] = []
  const folded: number[] = []
  let offset = 0
  let end = 0
  for (const [i, line] of split.lines.entries()) {
    const own = split.cut?.line === i ? split.cut.own : split.own[i] ? line.length : 0
    if (own > 0) {
      kept.push(line.slice(0, own))
      if (line.slice(0, own).trim() !== '') end = offset + line.slice(0, own).trimEnd().length
    } else if (split.own[i]) kept.push('')
    if (!split.own[i] || own < line.length) {
      quoted.push(line.slice(own))
      if (folded.at(-1) === offset) folded.pop()
      else folded.push(offset + own)
      folded.push(offset + line.length + 1)
    }
    offset += line.length + 1
  }
  const reply = kept
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
  if (reply === '' && text.trim() !== '') return whole(text, 'all of it looks quoted, so all of it is shown')
  const before = folded.findIndex((at) => at >= end)
  return {
    reply,
    quoted: quoted.join('\n').trim(),
    replyEnd: end,
    folded: before < 0 ? folded : folded.slice(0, before - (before % 2)),
    because: split.because,
  }
}

/** What others wrote here before is no answer; no more is the line above it, nor an older mail below it. */
function withoutRepeated(split: Split, text: string, earlier: string[]): void {
  const { lines, own } = split
  const repeated = repeatedLines(text, earlier)
  if (!repeated || !lines.some((line, at) => own[at] && repeated.lines[at] && line.trim() !== '')) return
  const ownWords = lines.some((line, at) => own[at] && !repeated.lines[at] && /\p{L}/u.test(line))
  if (!ownWords) return
  split.because = 'a message that this conversation holds begins again there'
  for (const at of lines.keys()) {
    if (!repeated.lines[at] || !own[at]) continue
    own[at] = false
    if (!repeated.lines[at - 1]) dropLead(split, at - 1)
  }
  const older =
    repeated.after === null ? -1 : lines.findIndex((line, at) => at >= (repeated.after ?? 0) && line.trim() !== '')
  if (older > 0 && (isLead(lines[older]) || isLabelled(lines[older]))) own.fill(false, older)
}

/** In whatever language: it ends in a colon and has a date or an address. */
function isLead(line = ''): boolean {
  const end = line.slice(-500)
  return /[:：][\s*_-]{0,9}$/.test(end) && /[\d@]/.test(end)
}

const isLabelled = (line = ''): boolean => LABEL.test(line.slice(0, 100)) && line.includes('@')

/** Above an earlier message stands its attribution, or a head of which one label has an address. */
function dropLead({ lines, own }: Split, from: number): void {
  let at = from
  while (at > 0 && (lines[at] ?? '').trim() === '') at--
  if (isLead(lines[at])) own[at] = false
  let top = at
  while (top >= 0 && at - top < 8 && LABEL.test((lines[top] ?? '').slice(0, 100))) top--
  if (at - top >= 2 && lines.slice(top + 1, at + 1).some((line) => isLabelled(line))) own.fill(false, top + 1, at + 1)
}

function fromHtml(html: string, text: string): Found | null {
  const read = readHtmlReply(html, isForwarded, endsInAttribution)
  if (read.mark === null && text.trim() !== '') return null
  if (read.own === '' && text.trim() !== '' && !/^\s{0,4}>/m.test(text))
    return whole(text, 'its HTML marks all of it as quoted, so all of it is shown')
  const { reply } = fromText(read.own, [])
  const because = read.mark === null ? 'nothing in it looks quoted' : `its HTML marks what was quoted (${read.mark})`
  return { reply, quoted: read.quoted, replyEnd: endIn(text, reply), folded: [], because }
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
