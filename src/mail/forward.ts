// Forwards: a colleague or customer passes on somebody else's mail. Who wrote that mail is in its head, in the text; worth
// offering as the contact, and never believed more than any other words in a mail.

import { isAddress, normalizeAddress, parseAddressList } from './address.ts'
import type { Address } from './address.ts'
import { attributionAt } from './reply-text/attribution.ts'
import { isFramed, readHeaderBlock, separatorKind } from './reply-text/separators.ts'
import { baseSubject } from './subject.ts'

export interface Forward {
  /** The real sender, as the forwarding program wrote it; null when only a name was left. */
  sender: Address | null
  subject: string | null
  /** As it was written, in whatever language. */
  date: string | null
  /** What the forwarder wrote above it. */
  note: string
}

const MAX_LINES = 400
const MAX_TEXT = 200_000
const HEAD_LINES = 8

/** A forward's subject, and no answer to one. In Danish and Norwegian VS: is a forward, in Finnish an answer: its head tells. */
export function isForwardOf(subject: string, text: string): boolean {
  const { isForward, isReply } = baseSubject(subject)
  if (isForward) return !isReply
  return /^\s{0,9}vs\s?:/i.test(subject) && /^[\s>*]{0,9}fra\s?:\*?\s/im.test(text.slice(0, MAX_TEXT))
}

/** Null when it forwards nothing. Without a separator a head counts only under a forward's subject, since answers have it too. */
export function readForward(mail: { text: string; subject: string }): Forward | null {
  const lines = mail.text.slice(0, MAX_TEXT).split(/\r?\n/)
  const isForward = isForwardOf(mail.subject, mail.text)
  for (let at = 0; at < Math.min(lines.length, MAX_LINES); at++) {
    const line = lines[at] ?? ''
    if (line.trim() === '') continue
    const says = separatorKind(line) === 'forwarded'
    const head = says || isForward ? headFrom(lines, at, says || isFramed(line) ? 4 : 1) : null
    if (head) return { ...head, note: lines.slice(0, at).join('\n').trim() }
  }
  return null
}

type Head = Omit<Forward, 'note'>

function headFrom(lines: string[], from: number, within: number): Head | null {
  for (let at = from; at < Math.min(lines.length, from + within); at++) {
    const block = readHeaderBlock(lines, at)
    if (block) {
      const { fields } = block
      return {
        sender: senderIn(fields.get('from') ?? ''),
        subject: fields.get('subject') ?? null,
        date: fields.get('sent') ?? null,
      }
    }
    const head = unknownHead(lines, at) ?? wroteHead(lines, at)
    if (head) return head
  }
  return null
}

/** Labels that no table knows: three with their values or more, among them an address and an instant. The first address wrote it. */
function unknownHead(lines: string[], from: number): Head | null {
  const values: string[] = []
  for (const line of lines.slice(from, from + HEAD_LINES)) {
    const match = /^[\s>*]{0,9}[^\s:：<>][^:：<>]{0,30}[:：][\s*]{0,9}(\S.{0,400})/.exec(line.slice(0, 500))
    if (!match) break
    values.push(match[1] ?? '')
  }
  const sender = values.find((value) => value.includes('@'))
  const date = values.find((value) => !value.includes('@') && /\d{1,2}[:.]\d\d/.test(value) && /\d{4}/.test(value))
  return values.length > 2 && sender && date ? { sender: senderIn(sender), subject: null, date } : null
}

/** Some programs put only a line above it: On Monday, "Dora Field" <dora@acme.example> wrote: */
function wroteHead(lines: string[], at: number): Head | null {
  const line = attributionAt(lines, at)
  if (!line || line.needsQuote) return null
  const text = lines.slice(at, at + line.lines).join(' ')
  const match = /(?:["“„«]([^"”“»<>]{1,200})["”“»]\s?)?[<([]([^\s<>()[\]]{1,100}@[^\s<>()[\]]{1,200})[>)\]]/.exec(text)
  const address = normalizeAddress(match?.[2] ?? '')
  return isAddress(address) ? { sender: { name: match?.[1] ?? '', address }, subject: null, date: null } : null
}

function senderIn(value: string): Address | null {
  // Outlook: Dora Field [mailto:dora@acme.example]; plain text made of HTML: Dora <dora@acme.example<mailto:dora@acme.example>>
  const bare = value
    .replace(/<mailto:[^<>]{1,300}>/gi, '')
    .replace(/\[(?:mailto:)?([^[\]\s]{1,300})\]/gi, '<$1>')
    .replaceAll('*', '')
  const [sender] = parseAddressList(bare)
  if (sender) return sender
  const word = normalizeAddress(bare.split(/\s+/).find((one) => one.includes('@')) ?? '')
  return isAddress(word) ? { name: '', address: word } : null
}
