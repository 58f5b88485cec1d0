// Which processes live. Each moves the number in its row on; who sees another's stand still for long enough, by its own monotonic
// clock, takes the row away and frees what that process had taken up. Leases alone would do the same, only later.
import { randomUUID } from 'node:crypto'
import type { Store } from './store.ts'
import type { Tx } from './tx.ts'

export interface Living {
  /** For `leased_by`. */
  id: string
  /** After everything was finished or handed back. */
  stop(): Promise<void>
}

export interface LivingOptions {
  /** Host and process number, for people. */
  name: string
  /** It started the embedded database, which there is once: whoever did so before it is dead. */
  isOwner: boolean
  /** Frees what these had taken up. In the transaction that takes their rows away. */
  bury: (tx: Tx, ids: string[]) => Promise<void>
  /** Milliseconds between two signs of life, and without one until it counts as dead. */
  beat?: number
  patience?: number
  /** Milliseconds that never jump. */
  monotonic?: () => number
}

const us = { actorId: null }

export async function startLiving(store: Store, options: LivingOptions): Promise<Living> {
  const { name, isOwner, bury, beat = 5_000, patience = 20_000, monotonic = () => performance.now() } = options
  const id = randomUUID()
  /** Of the others: the number last seen, and since when it has been that. */
  const seen = new Map<string, { beats: string; since: number }>()
  let looked = monotonic()
  let round: Promise<void> | undefined

  await store.transact(us, async (tx) => {
    if (isOwner) await buryAll(tx, await endOwners(tx), bury)
    await sign(tx, { id, name, isOwner })
  })

  async function look(): Promise<void> {
    await store.transact(us, (tx) => sign(tx, { id, name, isOwner }))
    const others = await store.transact({ ...us, readOnly: true }, (tx) => listOthers(tx, id))
    const now = monotonic()
    // Who could not look for a while (a database that was away, a machine that slept) does not know what the others did.
    if (now - looked > 3 * beat) seen.clear()
    looked = now
    const alive = new Set(others.map((one) => one.id))
    for (const id of seen.keys()) if (!alive.has(id)) seen.delete(id)
    const silent: Other[] = []
    for (const other of others) {
      const known = seen.get(other.id)
      if (known?.beats !== other.beats) seen.set(other.id, { beats: other.beats, since: now })
      else if (now - known.since >= patience) silent.push(other)
    }
    if (silent.length === 0) return
    store.log.warn(
      { processes: silent.map((one) => one.name) },
      'a process gives no sign of life; its work is free again',
    )
    await store.transact(us, async (tx) => buryAll(tx, await end(tx, silent), bury))
  }

  const timer = setInterval(() => {
    round ??= look()
      .catch((error: unknown) => store.log.warn({ err: error }, 'a sign of life could not be given'))
      .finally(() => {
        round = undefined
      })
  }, beat)
  return {
    id,
    stop: async () => {
      clearInterval(timer)
      await round
      await store.transact(us, (tx) => forget(tx, id)).catch(() => undefined) // then the others find out
    },
  }
}

interface Other {
  id: string
  name: string
  beats: string
}

/** Who was taken for dead and is not comes back under the same id; what it had taken up is somebody else's by then. */
async function sign(tx: Tx, { id, name, isOwner }: { id: string; name: string; isOwner: boolean }): Promise<void> {
  await tx.query({
    name: 'process-sign',
    text: `insert into process (id, name, is_owner, started_at) values ($1, $2, $3, $4)
      on conflict (id) do update set beats = process.beats + 1`,
    values: [id, name, isOwner, tx.now],
  })
}

function listOthers(tx: Tx, id: string): Promise<Other[]> {
  return tx.query<Other>({
    name: 'process-others',
    text: 'select id, name, beats from process where id <> $1',
    values: [id],
  })
}

/** Only those whose number has not moved on meanwhile. */
async function end(tx: Tx, silent: Other[]): Promise<string[]> {
  const gone: string[] = []
  for (const { id, beats } of silent) {
    const rows = await tx.query({
      name: 'process-end',
      text: 'delete from process where id = $1 and beats = $2 returning id',
      values: [id, beats],
    })
    if (rows.length > 0) gone.push(id)
  }
  return gone
}

async function endOwners(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ id: string }>({
    name: 'process-end-owners',
    text: 'delete from process where is_owner returning id',
    values: [],
  })
  return rows.map((row) => row.id)
}

async function buryAll(tx: Tx, ids: string[], bury: LivingOptions['bury']): Promise<void> {
  if (ids.length > 0) await bury(tx, ids)
}

async function forget(tx: Tx, id: string): Promise<void> {
  await tx.query({ name: 'process-forget', text: 'delete from process where id = $1', values: [id] })
}
