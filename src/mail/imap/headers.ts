// What is asked of messages that are not read: what they are called, how large they are, how they are marked.
import type { ImapFlow } from 'imapflow'
import { askedOf } from './asked.ts'
import { asFlagged, flagsQuery, type Flagged } from './flagged.ts'
import { BEGINNING, mailIdIn, nameOfUnnamed } from './names.ts'

export interface Unknown extends Flagged {
  /** Message-ID without <>, else what stands for it (names.ts). */
  mailId: string | null
  size: number
  internalDate: Date | null
}

/** Those that are gone meanwhile are left out. */
export async function readHeaders(client: ImapFlow, uids: readonly number[]): Promise<Unknown[]> {
  const query = { ...flagsQuery, size: true, internalDate: true, headers: ['message-id'] }
  const found = await askedOf(client, uids, query, (one) => one.headers !== undefined)
  const messages = [...found.values()].map((one): Unknown => {
    const internalDate = new Date(one.internalDate ?? Number.NaN)
    return {
      ...asFlagged(one),
      mailId: mailIdIn(one.headers?.toString('latin1') ?? ''),
      size: one.size ?? 0,
      internalDate: Number.isNaN(internalDate.getTime()) ? null : internalDate,
    }
  })
  const unnamed = messages.filter((one) => one.mailId === null)
  for (let at = 0; at < unnamed.length; at += BEGINNINGS) await nameThem(client, unnamed.slice(at, at + BEGINNINGS))
  return messages
}

/** How many beginnings of messages are held at once. */
const BEGINNINGS = 100

/** One that is gone meanwhile stays without a name. */
async function nameThem(client: ImapFlow, unnamed: readonly Unknown[]): Promise<void> {
  const query = { uid: true, source: { start: 0, maxLength: BEGINNING } }
  const uids = unnamed.map((one) => one.uid)
  const found = await askedOf(client, uids, query, (one) => one.source !== undefined)
  for (const one of unnamed) {
    const beginning = found.get(one.uid)?.source
    if (beginning) one.mailId = nameOfUnnamed(beginning)
  }
}
