// A folder of the IMAP double: its messages, and which of them a command names.

export interface Message {
  uid: number
  raw: Buffer
  flags: Set<string>
  internalDate: Date
  modseq: number
  /** X-GM-THRID, with the capability X-GM-EXT-1. */
  thread?: string
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
