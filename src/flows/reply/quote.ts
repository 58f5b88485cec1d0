// The message answered or forwarded, as it stands below the answer. Pure.
import { withoutSignature } from '../../mail/html/without-signature.ts'
import type { Message, Person } from '../../desk/conversations/conversations.api.ts'

export interface Quoted {
  from: Person[]
  to: Person[]
  cc: Person[]
  subject: string
  at: Date
  text: string
  html: string | null
}

/** The mark above a signature (RFC 3676 §4.3), exactly: dashes alone are what people part their words by. */
const MARK = '-- '
/** Lines that a signature has at most. */
const SIGNATURE = 14

/** Signatures say nothing twice: each goes from its mark to the quotation below it. */
export function withoutSignatures(text: string): string {
  const kept: string[] = []
  let dropped = SIGNATURE
  for (const line of text.split('\n')) {
    if (line === MARK) dropped = 0
    else if (dropped < SIGNATURE && (line.startsWith('>') || /^\S.{0,200}:$/.test(line))) dropped = SIGNATURE
    if (dropped >= SIGNATURE) kept.push(line)
    else dropped++
  }
  return kept.join('\n').trimEnd()
}

const person = (one: Person) => (one.name ? `${one.name} <${one.address}>` : one.address)
const people = (all: Person[]) => all.map(person).join(', ')
const escape = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign)
const paragraphs = (text: string) => escape(text).replace(/\n/g, '<br>')
/** `Mon, 02 Mar 2026 09:00 UTC`: read alike everywhere. */
const stamp = (at: Date) => at.toUTCString().replace(/:\d\d GMT$/, ' UTC')

export function quoteForReply(message: Quoted): { text: string; html: string } {
  const line = `On ${stamp(message.at)}, ${message.from[0] ? person(message.from[0]) : 'somebody'} wrote:`
  const text = withoutSignatures(message.text)
    .trimEnd()
    .split('\n')
    .map((one) => (one.startsWith('>') ? `>${one}` : `> ${one}`.trimEnd()))
    .join('\n')
  const html = `<p>${escape(line)}</p><blockquote type="cite">${message.html === null ? paragraphs(withoutSignatures(message.text)) : withoutSignature(message.html)}</blockquote>`
  return { text: `${line}\n${text}`, html }
}

export function quoteForForward(message: Quoted): { text: string; html: string } {
  const lines: [string, string][] = [
    ['From', people(message.from)],
    ['Date', stamp(message.at)],
    ['Subject', message.subject],
    ['To', people(message.to)],
    ...(message.cc.length > 0 ? [['Cc', people(message.cc)] as [string, string]] : []),
  ]
  const head = '---------- Forwarded message ----------'
  return {
    text: [head, ...lines.map(([name, value]) => `${name}: ${value}`), '', message.text.trimEnd()].join('\n'),
    html: `<p>${head}<br>${lines.map(([name, value]) => `${name}: ${escape(value)}`).join('<br>')}</p>${message.html ?? paragraphs(message.text)}`,
  }
}

/** What goes out: the words, and below them the message answered. */
export function withQuoteBelow(
  kind: 'reply' | 'reply-all' | 'forward',
  answered: Message,
  { text, html }: { text: string; html: string | null },
): { text: string; html: string | null } {
  const quoted = { ...answered, at: new Date(answered.at) }
  const quote = kind === 'forward' ? quoteForForward(quoted) : quoteForReply(quoted)
  return { text: `${text.trimEnd()}\n\n${quote.text}`, html: html === null ? null : `${html}<br>${quote.html}` }
}
