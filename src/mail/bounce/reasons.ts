// Why a mail was refused, read from the words of the refusing server, then from its codes. Words first: servers use the right
// enhanced status (RFC 3463) far less often than a clear sentence.

import type { Command } from './fields.ts'
import { CLEAR, VAGUE } from './phrases.ts'
import type { Reason } from './reason-names.ts'
import { BY_STATUS, EXACT } from './statuses.ts'
import { SYSTEMS } from './systems.ts'

type Row = { reason: Reason; phrases: string[] }
const rows = (table: readonly (readonly [Reason, string])[]): Row[] =>
  table.map(([reason, phrases]) => ({
    reason,
    phrases: phrases.split('|').map((phrase) => phrase.replace(/^\s+/, '')),
  }))
const own = rows(SYSTEMS.flatMap((system) => system.says))
const clear = rows(CLEAR)
const vague = rows(VAGUE)

export interface Refusal {
  /** What was said, as it was: nearest to the refusal first, then around it. */
  words: string[]
  status: string | null
  replyCode: string | null
  /** The last SMTP command before it, when known: a recipient refused after DATA was filtered, not unknown. */
  command: Command | null
}

export function reasonOf(refusal: Refusal): Reason {
  const { status, replyCode, command } = refusal
  const detail = status?.slice(2) ?? ''
  if (EXACT.has(detail)) return BY_STATUS[detail] ?? 'undefined'
  const texts = refusal.words.map(bare)
  for (const text of texts) {
    const known = inWords(own, text)
    if (known) return known
  }
  for (const text of texts) {
    const said = NO_SUCH_DOMAIN.test(text) ? 'hostunknown' : inWords(clear, text)
    if (said) return weighed(said, refusal)
  }
  for (const text of texts) {
    const said = inWords(vague, text)
    if (said) return weighed(said, refusal)
  }
  if (command === 'MAIL') return 'rejected'
  if (command === 'HELO') return 'blocked'
  const byStatus = BY_STATUS[detail]
  if (byStatus) return byStatus
  if (status?.startsWith('4')) return 'expired'
  if (command === 'DATA' && replyCode?.startsWith('5')) return 'filtered'
  return replyCode === '550' && command === 'RCPT' ? 'userunknown' : 'undefined'
}

/** A name with dots that is not there; Exim calls an address unrouteable whose domain it cannot reach, and asks nobody then. */
const NO_SUCH_DOMAIN = /(?:^|\s)[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){1,9} does not exist|^[^\d]*unrouteable address/

/**
 * "User unknown" is written for many refusals. It is believed where the status says so too or where it was the recipient that
 * was refused; a mail refused later, or by who knows whom, was filtered: that does not make an address useless.
 */
function weighed(said: Reason, { status, command }: Refusal): Reason {
  if (said !== 'userunknown' && said !== 'hostunknown') return said
  if (command === 'MAIL') return 'rejected'
  if (said === 'hostunknown') return said
  return command === 'RCPT' || /^\d\.1\.\d/.test(status ?? '') ? 'userunknown' : 'filtered'
}

/** Addresses and links are taken out first: their letters are names, and names say anything. */
function bare(text: string): string {
  return text
    .slice(0, 8000)
    .toLowerCase()
    .replace(
      /https?:\/\/([^\s/]{1,200})(\S*)/g,
      (_whole, host: string, path: string) => `${host} ${/[?&]p=\w{1,40}/.exec(path)?.[0].slice(1) ?? ''}`,
    )
    .replace(/[^\s<>@()"']{1,200}@[^\s<>@()"',;:]{1,200}/g, '')
    .replace(/\s+/g, ' ')
}

function inWords(table: Row[], text: string): Reason | null {
  return table.find(({ phrases }) => phrases.some((phrase) => text.includes(phrase)))?.reason ?? null
}
