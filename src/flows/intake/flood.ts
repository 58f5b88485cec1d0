// Floods: one sender, one subject, again and again, none of it an answer to anything; a broken monitor, or malice. What came is kept
// together in one conversation, so that a list shows one row where a thousand would hide everybody else's mail. Pure.
// It is merging and no more: nothing is moved or left out, and whoever takes a conversation out of it has it to themselves again.
import { compareIds, type Id } from '../../kit/id.ts'
import { isAddress, normalizeAddress } from '../../mail/address.ts'
import type { ReadMail } from '../../mail/read-mail.ts'

/** So many in an hour and the next is one of a flood. Nobody writes so many by hand under one subject without answering. */
export const FLOOD = 20
const HOUR = 3_600_000

export const floodBecause = `more than ${FLOOD} mails of this sender came under this subject within an hour, and none answers another`

/** An earlier mail of the same sender with the same subject that referred to nothing. */
export interface Alike {
  /** Where it is now. */
  conversationId: Id
  receivedAt: Date
  /** Of the newest message there. */
  lastMessageAt: Date
}

export interface Flood {
  conversationId: Id
  absorbs: Id[]
}

/**
 * A form on a web site writes in the name of many: whoever is to be answered is somebody else each time. Where no Reply-To says so, a
 * line of it holds nothing but their address, mostly behind what the form calls it.
 */
export function writesForOthers(
  { replyTo, text }: Pick<ReadMail, 'replyTo' | 'text'>,
  from: string | null,
  own: ReadonlySet<string>,
): boolean {
  const named = text.slice(0, LETTERS).split('\n').flatMap(addressOn)
  return [...replyTo.map((one) => normalizeAddress(one.address)), ...named].some((one) => one !== from && !own.has(one))
}

const LETTERS = 20_000
const LABEL = 60

function addressOn(line: string): string[] {
  const at = line.search(/[:：]/)
  const word = line.slice(at >= 0 && at < LABEL ? at + 1 : 0).trim()
  const address = word.replace(/^<|>$/g, '')
  return /^[^\s@]{1,64}@[^\s@]{1,255}$/.test(address) && isAddress(address) ? [normalizeAddress(address)] : []
}

export function floodOf(alike: Alike[], receivedAt: Date): Flood | null {
  const isNear = (at: Date) => Math.abs(receivedAt.getTime() - at.getTime()) <= HOUR
  // It goes on: where most of them are together already, it is left to people to have taken others out.
  for (const [conversationId, rows] of Map.groupBy(alike, (one) => one.conversationId))
    if (rows.length > FLOOD / 2 && rows.some((one) => isNear(one.lastMessageAt))) return { conversationId, absorbs: [] }
  const recent = alike.filter((one) => isNear(one.receivedAt))
  if (recent.length < FLOOD) return null
  const [oldest, ...others] = [...new Set(recent.map((one) => one.conversationId))].toSorted(compareIds)
  return oldest === undefined ? null : { conversationId: oldest, absorbs: others }
}
