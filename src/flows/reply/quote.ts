// The message answered or forwarded, as it stands below the answer. Pure.
import type { Person } from '../../desk/conversations/conversations.api.ts'

export interface Quoted {
  from: Person[]
  to: Person[]
  cc: Person[]
  subject: string
  at: Date
  text: string
  html: string | null
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
  const text = message.text
    .trimEnd()
    .split('\n')
    .map((one) => (one.startsWith('>') ? `>${one}` : `> ${one}`.trimEnd()))
    .join('\n')
  const html = `<p>${escape(line)}</p><blockquote type="cite">${message.html ?? paragraphs(message.text)}</blockquote>`
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
