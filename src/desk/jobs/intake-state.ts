// How much accepted mail waits to be filed: what an administrator looks at first when mail seems to be missing.
import { mintedAt, type Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'

export interface IntakeState {
  waiting: number
  /** When the oldest of them was accepted; imported mail may be much older than that. */
  oldest: Date | null
  /** Tried more than once; they stay until they are filed. */
  failed: number
}

export async function intakeState(tx: Tx): Promise<IntakeState> {
  const [state] = await tx.query<{ waiting: number; first: Id | null; failed: number }>({
    name: 'intake-state',
    text: 'select count(*)::int as waiting, min(id) as first, (count(*) filter (where attempts > 1))::int as failed from intake',
    values: [],
  })
  const { waiting = 0, first = null, failed = 0 } = state ?? {}
  return { waiting, failed, oldest: first === null ? null : new Date(mintedAt(first)) }
}
