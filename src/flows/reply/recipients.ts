// Whom an answer goes to, computed from the message answered. Pure. Our own addresses never; a stranger in a conversation is
// answered alone, so that writing into somebody's conversation earns nobody the others' mail.
import { normalizeAddress } from '../../mail/address.ts'
import type { Person } from '../../desk/conversations/conversations.api.ts'
import type { ReplyKind } from './reply.api.ts'

export interface Answered {
  direction: 'in' | 'out'
  from: Person[]
  replyTo: Person[]
  to: Person[]
  cc: Person[]
  isStranger: boolean
}

/** `isOwn` tells the addresses this desk receives for, tokens and plus-parts included. */
export function recipientsOf(
  message: Answered,
  kind: ReplyKind,
  isOwn: (address: string) => boolean,
): { to: Person[]; cc: Person[] } {
  if (kind === 'forward') return { to: [], cc: [] }
  const others = (people: Person[], but: Person[] = []) => {
    const taken = new Set(but.map((one) => normalizeAddress(one.address)))
    return people.filter((one) => {
      const address = normalizeAddress(one.address)
      if (!address || isOwn(address) || taken.has(address)) return false
      taken.add(address)
      return true
    })
  }
  // Answering our own message continues it: the same people again (RFC 5322 §3.6.3 leaves this to the reader's sense).
  if (message.direction === 'out') {
    const to = others(message.to)
    return { to, cc: kind === 'reply-all' ? others(message.cc, to) : [] }
  }
  const to = others(message.replyTo.length > 0 ? message.replyTo : message.from)
  const answered = to.length > 0 ? to : others(message.from)
  if (kind === 'reply' || message.isStranger) return { to: answered, cc: [] }
  return { to: answered, cc: others([...message.to, ...message.cc], answered) }
}
