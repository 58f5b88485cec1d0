// What an automatic answer says about the mail it answers: that it arrived. Told in the form of a bounce, with a reason of its own.
import type { Bounce } from './bounce.ts'

interface Answer {
  from: string
  inReplyTo: string[]
  references: string[]
}

export function vacationOf({ from, inReplyTo, references }: Answer): Bounce {
  const recipient = {
    address: from,
    status: null,
    replyCode: null,
    reason: 'vacation' as const,
    hard: false,
    diagnostic: '',
  }
  const messageId = inReplyTo[0] ?? references.at(-1) ?? null
  return {
    kind: 'delivered',
    recipients: [recipient],
    original: messageId === null ? null : { messageId, references, subject: null, to: [from] },
  }
}
