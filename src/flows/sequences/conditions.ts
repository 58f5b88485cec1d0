// Whether a letter of a sequence is to leave, as its conditions say: of the contact and the deal as they are now.
import type { StoredEnrolment } from '../../desk/sequences/enrolments.ts'
import type { StepCondition } from '../../desk/sequences/sequences.api.ts'
import { fold } from '../../kit/fold.ts'
import type { Tx } from '../../store/tx.ts'

interface Standing {
  stage: string | null
  tags: string[]
  dealStage: string | null
}

export async function holdsFor(
  tx: Tx,
  { contact_id: contactId, deal_id: dealId }: Pick<StoredEnrolment, 'contact_id' | 'deal_id'>,
  conditions: readonly StepCondition[],
): Promise<boolean> {
  if (conditions.length === 0) return true
  const [standing] = await tx.query<Standing>({
    name: 'sequence-conditions',
    text: `select k.stage, k.tags, (select d.stage_id::text from deal d where d.id = $2 and d.deleted_at is null) as "dealStage" from contact k where k.id = $1`,
    values: [contactId, dealId],
  })
  return standing !== undefined && conditions.every((one) => holds(one, standing))
}

/** Without a deal nothing is in a stage. */
export function holds(condition: StepCondition, { stage, tags, dealStage }: Standing): boolean {
  switch (condition.is) {
    case 'dealIn':
      return dealStage !== null && condition.stageIds.includes(dealStage)
    case 'contactStage':
      return condition.stages.some((one) => one === stage)
    case 'contactTag':
      return tags.some((tag) => fold(tag) === fold(condition.tag)) === condition.has
  }
}
