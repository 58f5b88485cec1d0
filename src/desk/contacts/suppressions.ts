// Addresses to which nothing is sent any more, since mail to them came back for good. Whoever goes on writing to dead addresses is
// taken for a spammer by everybody else's servers; a person may think otherwise, and says so.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { normalizeAddress } from '../../mail/address.ts'
import type { Reason } from '../../mail/bounce/reason-names.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { Suppression } from './suppressions.api.ts'

export interface CameBack {
  address: string
  reason: Reason
  /** What the other server said. */
  response: string
  /** The message of ours that came back. */
  conversationId: Id
  messageId: Id
  inboxId: Id
}

/** The first time counts; what is suppressed already stays as it is. */
export async function suppress(tx: Tx, { inboxId, ...came }: CameBack): Promise<void> {
  const address = normalizeAddress(came.address)
  const row = await tx.db
    .insertInto('suppression')
    .values({
      address,
      reason: came.reason,
      response: came.response.slice(0, 500),
      conversation_id: came.conversationId,
      message_id: came.messageId,
      since: tx.now,
    })
    .onConflict((clash) => clash.doNothing())
    .returning('address')
    .executeTakeFirst()
  if (!row) return
  const data = { address, reason: came.reason }
  await record(tx, 'address.suppressed', came.messageId, data, { conversationId: came.conversationId, inboxId })
}

/** Those of these addresses, normalised, to which nothing is sent. */
export async function suppressedAmong(tx: Tx, addresses: readonly string[]): Promise<Set<string>> {
  if (addresses.length === 0) return new Set()
  const rows = await tx.query<{ address: string }>({
    name: 'suppressed-among',
    text: 'select address from suppression where address = any($1::text[])',
    values: [addresses.map(normalizeAddress)],
  })
  return new Set(rows.map((row) => row.address))
}

export async function suppressionsOf(tx: Tx, contactId: Id): Promise<Suppression[]> {
  const rows = await tx.db
    .selectFrom('suppression')
    .innerJoin('contact_address', 'contact_address.address', 'suppression.address')
    .select(['suppression.address', 'reason', 'response', 'since'])
    .where('contact_address.contact_id', '=', contactId)
    .orderBy('suppression.address')
    .execute()
  return rows.map((row) => ({ ...row, since: row.since.toISOString() }))
}

/** From now on mail goes there again, until it comes back once more. */
export async function liftSuppression(tx: Tx, contactId: Id, address: string): Promise<void> {
  const lifted = await tx.db
    .deleteFrom('suppression')
    .where('address', '=', normalizeAddress(address))
    .where('address', 'in', (is) =>
      is.selectFrom('contact_address').select('contact_address.address').where('contact_id', '=', contactId),
    )
    .returning(['address', 'reason'])
    .executeTakeFirst()
  if (!lifted)
    throw new Problem('missing', 'suppression-missing', 'Mail to this address is not held back.', {
      detail: { address },
    })
  await record(tx, 'address.released', contactId, lifted)
}
