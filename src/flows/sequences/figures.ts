// What came of each letter of a sequence, from sums that are kept as it happens.
import { visibleSequence } from '../../desk/sequences/sequences.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { shareOf } from '../audit/shares.ts'
import type { StepFigures } from './figures.api.ts'

interface Sums {
  key: string
  sent: number
  replied: number
  bounced: number
  leftOff: number
}

/** In the order of its letters; what was taken out of it is not told. */
export async function figuresOf(tx: Tx, actor: Actor, id: Id): Promise<StepFigures[]> {
  const { steps } = await visibleSequence(tx, actor, id)
  const rows = await tx.query<Sums>({
    name: 'sequence-figures',
    text: `select step_key as key, sent, replied, bounced, left_off as "leftOff" from sequence_figure where sequence_id = $1`,
    values: [id],
  })
  return steps.map(({ key }) => {
    const { sent, replied, bounced, leftOff } = rows.find((row) => row.key === key) ?? none
    const of = (count: number) => shareOf(Math.min(count, sent), sent)
    return { key, sent, replied: of(replied), bounced: of(bounced), leftOff: of(leftOff) }
  })
}

const none = { sent: 0, replied: 0, bounced: 0, leftOff: 0 }
