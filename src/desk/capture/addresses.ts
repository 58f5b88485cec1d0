// Secret addresses of people: what they BCC there, or forward, is logged on the customers it is about. Nothing secret is kept: an address
// is signed, and counts for as long as its generation is the person's.
import type { Id } from '../../kit/id.ts'
import { logAddress, readLogAddress } from '../../mail/token.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'

interface Addresses {
  addresses: { inboxId: Id; address: string }[]
  changedAt: string | null
}

export async function readLogAddresses(tx: Tx, actor: Actor, secret: Buffer): Promise<Addresses> {
  const [row] = await tx.query<{ generation: number; changed_at: Date }>({
    name: 'log-address-read',
    text: 'select generation, changed_at from log_address where user_id = $1',
    values: [actor.id ?? '0'],
  })
  const { id: userId } = actor
  if (!row || userId === null) return { addresses: [], changedAt: null }
  const inboxes = await tx.query<{ inbox_id: Id; address: string }>({
    name: 'log-address-inboxes',
    text: `select a.inbox_id, a.address from inbox_address a join inbox i on i.id = a.inbox_id
      where a.is_primary and i.archived_at is null and i.id = any($1::bigint[]) order by i.name, i.id`,
    values: [[...actor.inboxIds]],
  })
  return {
    addresses: inboxes.flatMap(({ inbox_id: inboxId, address }) => {
      const own = logAddress({ address, userId, generation: row.generation, secret })
      return own === null ? [] : [{ inboxId, address: own }]
    }),
    changedAt: row.changed_at.toISOString(),
  }
}

/** The former ones are nobody's secret any more. */
export async function changeLogAddresses(tx: Tx, userId: Id): Promise<void> {
  await tx.query({
    name: 'log-address-change',
    text: `insert into log_address (user_id, generation, changed_at) values ($1, 1, $2)
      on conflict (user_id) do update set generation = log_address.generation + 1, changed_at = excluded.changed_at`,
    values: [userId, tx.now],
  })
  await record(tx, 'logAddress.changed', userId, {})
}

export interface LogOwner {
  userId: Id
  name: string
  email: string
}

/** Whose secret addresses these are, by address; those of former generations and of people who left are nobody's. */
export async function ownersOf(tx: Tx, addresses: readonly string[], secret: Buffer): Promise<Map<string, LogOwner>> {
  const read = addresses.flatMap((address) => {
    const found = readLogAddress(address, secret)
    return found ? [{ address, ...found }] : []
  })
  if (read.length === 0) return new Map()
  const rows = await tx.query<LogOwner & { generation: number }>({
    name: 'log-address-owners',
    text: `select u.id as "userId", u.name, u.email, l.generation from log_address l join "user" u on u.id = l.user_id
      where l.user_id = any($1::bigint[]) and u.disabled_at is null`,
    values: [read.map((one) => one.userId)],
  })
  return new Map(
    read.flatMap(({ address, userId, generation }) => {
      const owner = rows.find((row) => row.userId === userId && row.generation === generation)
      return owner ? [[address, { userId, name: owner.name, email: owner.email }] as const] : []
    }),
  )
}
