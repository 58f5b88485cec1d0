// Into which stages somebody may put a deal: those of pipelines that they see and that are in use.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { noSuchStage, pipelinesFor } from './pipelines.ts'

/** Where a deal begins of which nobody says where. */
export async function firstStage(tx: Tx, actor: Actor): Promise<Id> {
  const stages = (await pipelinesFor(tx, actor)).filter((one) => !one.isArchived).flatMap((one) => one.stages)
  const first = stages.find((one) => one.kind === 'open')
  if (!first) throw new Problem('conflict', 'no-pipeline', 'There is no pipeline to open it in. Make one first.')
  return first.id
}

export async function mustSeeStage(tx: Tx, actor: Actor, stageId: Id): Promise<void> {
  const pipelines = await pipelinesFor(tx, actor)
  const isSeen = pipelines.some((one) => !one.isArchived && one.stages.some(({ id }) => id === stageId))
  if (!isSeen) throw noSuchStage(stageId)
}
