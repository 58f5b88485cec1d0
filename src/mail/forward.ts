// Forwards: a colleague or customer passes on somebody else's mail. Who wrote that mail is in its head, in the text; worth
// offering as the contact, and never believed more than any other words in a mail.

import { isAddress, normalizeAddress, parseAddressList } from './address.ts'
import type { Address } from './address.ts'
import { readHeaderBlock, separatorKind } from './reply-text/separators.ts'
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

/** Null when it forwards nothing. Without a separator a head counts only under a forward's subject, since answers have it too. */
export function readForward(mail: { text: string; subject: string }): Forward | null {
  const lines = mail.text.slice(0, 200_000).split(/\r?\n/)
  const isForward = baseSubject(mail.subject).isForward
  for (let at = 0; at < Math.min(lines.length, MAX_LINES); at++) {
    const says = separatorKind(lines[at] ?? '') === 'forwarded'
    if (!says && !(isForward && readHeaderBlock(lines, at))) continue
    for (let head = at; head < Math.min(lines.length, at + 4); head++) {
      const block = readHeaderBlock(lines, head)
      if (!block) continue
      const { fields } = block
      return {
        sender: senderIn(fields.get('from') ?? ''),
        subject: fields.get('subject') ?? null,
        date: fields.get('sent') ?? null,
        note: lines.slice(0, at).join('\n').trim(),
      }
    }
  }
  return null
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
