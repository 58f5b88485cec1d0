// This process among the others on the same database: it gives signs of life, and what a dead one had taken up it frees.
import os from 'node:os'
import { pid } from 'node:process'
import { freeIntakeOf } from '../flows/intake/take.ts'
import { freeOutboxOf } from '../flows/reply/claim.ts'
import { releaseMailboxes } from '../flows/sync/lease.ts'
import { freeJobsOf } from '../store/jobs/claim.ts'
import { startLiving, type Living, type LivingOptions } from '../store/processes.ts'
import type { Store } from '../store/store.ts'
import type { Tx } from '../store/tx.ts'

export function joinProcesses(
  store: Store,
  options: Pick<LivingOptions, 'isOwner'> & Partial<LivingOptions>,
): Promise<Living> {
  return startLiving(store, { name: `${os.hostname()} ${pid}`, bury: freeAll, ...options })
}

export async function freeAll(tx: Tx, ids: string[]): Promise<void> {
  await freeIntakeOf(tx, ids)
  await freeJobsOf(tx, ids)
  await freeOutboxOf(tx, ids)
  for (const id of ids) await releaseMailboxes(tx, id)
}
