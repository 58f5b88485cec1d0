// What bounces are read with: fields of a report, codes and addresses in a line of words. All of it is another system's
// text, so every pattern here runs in linear time.

import { isAddress, normalizeAddress } from '../address.ts'

/** Blocks of `Name: value` lines, parted by blank lines (RFC 3464 §2.1); names in lower case, a name's values a line each. */
export function fieldBlocks(text: string): Map<string, string>[] {
  const blocks: Map<string, string>[] = []
  let block = new Map<string, string>()
  let last = ''
  for (const line of lines(text)) {
    const field = /^([A-Za-z][A-Za-z0-9-]{1,60})[ \t]{0,9}:(.*)$/.exec(line)
    if (field?.[1]) {
      last = field[1].toLowerCase()
      const before = block.get(last)
      block.set(last, `${before === undefined ? '' : `${before}\n`}${(field[2] ?? '').trim()}`)
    } else if (/^[ \t]+\S/.test(line) && last) {
      block.set(last, `${block.get(last) ?? ''} ${line.trim()}`.trim())
    } else if (line.trim() === '' && block.size > 0) {
      blocks.push(block)
      block = new Map()
      last = ''
    }
  }
  if (block.size > 0) blocks.push(block)
  return blocks
}

export function lines(text: string): string[] {
  return text.slice(0, 400_000).split(/\r\n|\n|\r/)
}

/** A three-part status (RFC 3463); never a piece of an IP address. An exact one (`5.1.1`) is preferred to `5.0.0`. */
export function statusIn(text: string): string | null {
  const found = [...text.slice(0, 20_000).matchAll(/(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d]|\.\d)/g)].map(
    (match) => match[0],
  )
  return found.find((status) => !status.endsWith('.0')) ?? found.find((status) => !isVague(status)) ?? found[0] ?? null
}

export function isVague(status: string | null): boolean {
  return status === null || /^\d\.0\.0$/.test(status)
}

/** An SMTP reply code (RFC 5321 §4.2) where one can stand: at the beginning, after a mark, before its text. */
export function replyCodeIn(text: string): string | null {
  const match =
    /(?:^|[\s:;>(#"'=[<])([45][0-5]\d)(?=[ \-#:,)\]"']|$)(?! ?(?:bytes|days|hours|seconds|messages|kb|mb))/i.exec(
      text.slice(0, 20_000),
    )
  return match?.[1] ?? null
}

export type Command = 'HELO' | 'MAIL' | 'RCPT' | 'DATA'

const COMMANDS: Record<string, Command> = { EHLO: 'HELO', HELO: 'HELO', MAIL: 'MAIL', RCPT: 'RCPT', DATA: 'DATA' }

/** The SMTP command that was refused: from a transcript, or as servers put it ("in reply to RCPT TO", "after end of data"). */
export function commandIn(text: string): Command | null {
  const part = text.slice(0, 20_000)
  const spoken = inTranscript(part)
  if (spoken) return spoken
  const said = part.toLowerCase().replace(/\s+/g, ' ')
  return SAID_OF.find(([, pattern]) => pattern.test(said))?.[0] ?? null
}

const SAID_OF: [Command, RegExp][] = [
  [
    'DATA',
    /end of data|after data|data command|final data|reply to end|text command|transmission failure|did not like our data|after i sent the message|\[data\]/,
  ],
  [
    'RCPT',
    /rcpt[ _](?:to(?! ?:? ?command not)|command)|does not like recipient|smtp:rcpt|has rejected address|did not like our rcpt/,
  ],
  ['MAIL', /mail from:?<|mail from command|after mail from|reply to mail from|did not like our mail/],
  [
    'HELO',
    /after initial connection|after (?:ehlo|helo)|reply to (?:ehlo|helo)|refused to talk to me|did not like our (?:greeting|ehlo|helo)|greeting failed/,
  ],
]

/** `>>> RCPT To:<dora@acme.example>` and what was answered, `<<< 550 …`: the command before the first refusal. */
function inTranscript(text: string): Command | null {
  let last: Command | null = null
  for (const line of lines(text)) {
    const ours = /^[\s>]{0,9}>>> ?([a-z]{4})/i.exec(line)
    if (ours) last = COMMANDS[(ours[1] ?? '').toUpperCase()] ?? last
    else if (last && /^\s{0,9}<<< ?[45]\d\d/.test(line)) return last
  }
  return null
}

const ADDRESS = /[^\s<>()[\]{},;:"'|=/\\]{1,128}@[^\s<>()[\]{},;:"'|=/\\?]{1,253}/g

/** Every mail address in the text, normalised, in order, each once. */
export function addressesIn(text: string): string[] {
  const found = new Set<string>()
  for (const line of lines(text.slice(0, 100_000))) {
    if (!line.includes('@')) continue
    for (const [match] of line.slice(0, 2000).matchAll(ADDRESS)) {
      const address = normalizeAddress(match.replace(/[.!?]+$/, '').replace(/^[.*-]+/, ''))
      if (isAddress(address) && address.includes('.', address.lastIndexOf('@'))) found.add(address)
    }
  }
  return [...found]
}
