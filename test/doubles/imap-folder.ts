// A folder of the IMAP double: its messages, and which of them a command names.
import type { GmailMail } from './gmail.ts'

export interface Message {
  uid: number
  raw: Buffer
  flags: Set<string>
  internalDate: Date
  modseq: number
  /** X-GM-THRID, with the capability X-GM-EXT-1. */
  thread?: string
  /** The mail that it shows, with Gmail (gmail.ts). */
  mail?: GmailMail
  /** The size it is said to have, where that is not so. */
  announced?: number
}

export interface Folder {
  name: string
  use: string
  uidValidity: number
  uidNext: number
  modseq: number
  messages: Message[]
  vanished: { uid: number; modseq: number }[]
}

/** By their places, counted from 1. */
export function atPlaces({ messages }: Folder, set: string): Message[] {
  const [first = 1, last = first] = set.split(':').map((bound) => (bound === '*' ? messages.length : Number(bound)))
  return messages.slice(first - 1, last)
}

/** As RFC 3501 has it, `9:*` means the last message even where there is no ninth. */
export function inSet({ messages }: Folder, set: string): Message[] {
  const last = messages.at(-1)?.uid ?? 0
  const ranges = set.split(',').map((part) => {
    const [a = 0, b = a] = part.split(':').map((bound) => (bound === '*' ? last : Number(bound)))
    return [Math.min(a, b), Math.max(a, b)] as const
  })
  return messages.filter((one) => ranges.some(([low, high]) => one.uid >= low && one.uid <= high))
}

/** As INTERNALDATE is written. */
export function imapDate(at: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(at.toUTCString()) ?? []
  return `${day}-${month}-${year} ${time} +0000`
}

/** As SEARCH asks for: X-GM-MSGID, a size, a Message-ID, UIDs or places; one of several with OR. */
export function searched(here: Folder, question: string): Message[] {
  const numbers = [...question.matchAll(/X-GM-MSGID "?(\d+)/gi)].map((one) => one[1])
  const sizes = [...question.matchAll(/LARGER (\d+) SMALLER (\d+)/gi)].map((one) => Number(one[1]) + 1)
  const names = [...question.matchAll(/HEADER MESSAGE-ID "?([^" )]+)/gi)].map((one) => one[1] ?? '')
  if (numbers.length + sizes.length + names.length > 0)
    return here.messages.filter(
      ({ mail, raw }) =>
        numbers.includes(mail?.id) || sizes.includes(raw.length) || names.some((name) => raw.includes(name)),
    )
  const [, isUids, set = '1:*'] = /(UID )?([\d:*,]+)\s*$/i.exec(question) ?? []
  return isUids ? inSet(here, set) : atPlaces(here, set)
}
