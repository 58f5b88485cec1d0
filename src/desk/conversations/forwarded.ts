// A conversation that began with a mail passed on: who passed it on, and who had written it, as far as its words can be believed.
import { normalizeAddress } from '../../mail/address.ts'
import { readForward } from '../../mail/forward.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'

interface Person {
  name: string
  address: string
}

export interface ForwardedMail {
  messageId: Id
  by: Person
  writer: Person
}

const LETTERS = 20_000

/** Null where the first message that came in passes nothing on, or something of an address of ours, or of its own sender. */
export async function forwardedIn(tx: Tx, conversationId: Id): Promise<ForwardedMail | null> {
  const [first] = await tx.query<{ id: Id; sender: Person; subject: string; text: string }>({
    name: 'conversation-began-with',
    text: `select id, sender, subject, left(text, $2::int) as text from message
      where conversation_id = $1 and direction = 'in' and secret is null order by id limit 1`,
    values: [conversationId, LETTERS],
  })
  const forward = first && readForward(first)
  if (!first || !forward?.sender) return null
  const address = normalizeAddress(forward.sender.address)
  if (address === normalizeAddress(first.sender.address)) return null
  const own = await tx.db
    .selectFrom('inbox_address')
    .select('address')
    .where('address', '=', address)
    .limit(1)
    .executeTakeFirst()
  return own ? null : { messageId: first.id, by: first.sender, writer: { name: forward.sender.name, address } }
}
