// Who asked not to be written to of our own accord: by the link in a letter, in an answer, or to a colleague. It holds for addresses, so
// that it outlives the contact. Answers to what they write themselves go on.
import type { Id } from '../../kit/id.ts'
import { normalizeAddress } from '../../mail/address.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { OptOut } from './enrolments.api.ts'

type Source = NonNullable<OptOut['source']>

/** Those of these addresses, normalised, that are not written to. */
export async function optedOutAmong(tx: Tx, addresses: readonly string[]): Promise<Set<string>> {
  if (addresses.length === 0) return new Set()
  const rows = await tx.query<{ address: string }>({
    name: 'opted-out-among',
    text: 'select address from opt_out where address = any($1::text[])',
    values: [addresses.map(normalizeAddress)],
  })
  return new Set(rows.map((row) => row.address))
}

/** Of a contact: any of their addresses. The first time counts. */
export async function optOutOf(tx: Tx, contactId: Id): Promise<OptOut> {
  const [row] = await tx.query<{ since: Date; source: Source }>({
    name: 'opt-out-of',
    text: `select o.since, o.source from contact_address a join opt_out o on o.address = a.address
      where a.contact_id = $1 order by o.since limit 1`,
    values: [contactId],
  })
  return { isOut: row !== undefined, since: row?.since.toISOString() ?? null, source: row?.source ?? null }
}

/** An address whose wish is known already stays as it is; answers whether any was new. */
export async function optOut(
  tx: Tx,
  addresses: readonly string[],
  { source, contactId }: { source: Source; contactId: Id },
): Promise<boolean> {
  if (addresses.length === 0) return false
  const fresh = await tx.db
    .insertInto('opt_out')
    .values(
      [...new Set(addresses.map(normalizeAddress))].map((address) => ({
        address,
        source,
        said_by: source === 'person' ? tx.actorId : null,
        since: tx.now,
      })),
    )
    .onConflict((clash) => clash.column('address').doNothing())
    .returning('address')
    .execute()
  if (fresh.length === 0) return false
  await record(tx, 'contact.optedOut', contactId, { source })
  return true
}

export async function setOptOut(tx: Tx, contactId: Id, isOut: boolean): Promise<OptOut> {
  const addresses = await addressesOf(tx, contactId)
  if (isOut) await optOut(tx, addresses, { source: 'person', contactId })
  else await takeBack(tx, contactId, addresses)
  return await optOutOf(tx, contactId)
}

async function takeBack(tx: Tx, contactId: Id, addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return
  const gone = await tx.db
    .deleteFrom('opt_out')
    .where('address', 'in', [...addresses])
    .returning('address')
    .execute()
  if (gone.length > 0) await record(tx, 'contact.optedIn', contactId, {})
}

/** In the order in which they are written to. */
export async function addressesOf(tx: Tx, contactId: Id): Promise<string[]> {
  const rows = await tx.query<{ address: string }>({
    name: 'addresses-of',
    text: 'select address from contact_address where contact_id = $1 order by position, address limit 100',
    values: [contactId],
  })
  return rows.map((row) => row.address)
}
