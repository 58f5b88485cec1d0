// A step of the escalation, through the verbs of the noun: as a rule would do it, and as it says why.
import { why } from '../../desk/reasons.ts'
import { carryOut } from '../../desk/rules/carry-out.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import type { Escalation } from './ring.ts'

const measures: Record<Escalation['measure'], string> = {
  firstResponse: 'first response',
  nextResponse: 'next response',
  update: 'update',
  resolution: 'resolution',
  ownership: 'time in team',
}

/** Nothing is done where the clock has stopped since, or what the step names is gone: that is no reason to try again. */
export async function escalate(
  tx: Tx,
  { conversationId: id, clockId, measure, policy, step }: Escalation,
): Promise<void> {
  const clock = await tx.db
    .selectFrom('clock')
    .select('stopped_at')
    .where('conversation_id', '=', id)
    .where('id', '=', clockId)
    .executeTakeFirst()
  if (!clock || clock.stopped_at !== null) return
  const state = step.when === 'warning' ? 'is close to its end' : 'has run out'
  const told = { name: policy, measure: measures[measure], state }
  const because = why('policy', told, { which: measure, when: step.when })
  try {
    await carryOut(tx, id, step.action, because)
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.kind === 'busy') throw thrown
  }
}
