// A deal goes from stage to stage. Each stay is written down with when it began and ended and by whom, and closing it with when that was.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { lockDeal, refuseOvertaken, writeDeal } from './deals.ts'
import { noSuchStage, stageNamed, type PlacedStage } from './pipelines.ts'
import type { DealRow } from './rows.ts'

export interface Move {
  stageId: Id
  /** Kept where the stage is one in which deals are lost. */
  lostReason: string | null
  version?: number | undefined
  /** What was done a moment ago is undone: a full stage takes it, and the stay that ends never was. */
  takesBack?: boolean
}

export async function moveDeal(
  tx: Tx,
  id: Id,
  { stageId, lostReason, version, takesBack = false }: Move,
): Promise<DealRow> {
  const was = await lockDeal(tx, id)
  refuseOvertaken(was, version)
  const stage = await stageNamed(tx, stageId)
  const reason = stage.kind === 'lost' ? lostReason || null : null
  if (stage.id === was.stage_id) {
    if (reason === was.lost_reason || stage.kind !== 'lost') return was
    return await writeDeal(tx, was, { lost_reason: reason }, { name: 'deal.changed', data: { changed: ['lostReason'], lostReason: reason } }) // prettier-ignore
  }
  if (stage.isArchived) throw noSuchStage(stage.id)
  if (!takesBack) await refuseFull(tx, stage)
  const from = await stageNamed(tx, was.stage_id)
  const enteredAt = await writeStay(tx, was, stage.id, takesBack)
  const closedAt = stage.kind === 'open' ? null : enteredAt
  const data = {
    from: from.id,
    to: stage.id,
    fromStage: from.name,
    toStage: stage.name,
    fromKind: from.kind,
    kind: stage.kind,
    ...(reason !== null && { lostReason: reason }),
    ...(takesBack && { takesBack }),
  }
  return await writeDeal(
    tx,
    was,
    {
      stage_id: stage.id,
      pipeline_id: stage.pipelineId,
      kind: stage.kind,
      lost_reason: reason,
      entered_at: enteredAt,
      closed_at: closedAt,
    },
    { name: 'deal.moved', data },
  )
}

/** Of two who move the last deal in only one has room. */
async function refuseFull(tx: Tx, { id, limit, isHard, name }: PlacedStage): Promise<void> {
  if (!isHard || limit === null) return
  await tx.query({ name: 'stage-hold', text: 'select from stage where id = $1 for no key update', values: [id] })
  const [row] = await tx.query<{ count: number }>({
    name: 'stage-count',
    text: `select count(*)::int as count from (select from deal where stage_id = $1 and kind = 'open' and deleted_at is null limit $2) held`,
    values: [id, limit],
  })
  if ((row?.count ?? 0) < limit) return
  throw new Problem('conflict', 'stage-full', `“${name}” holds ${limit} at most. Move one of them on first.`, { detail: { limit, stageId: id } }) // prettier-ignore
}

/** Answers since when it is in the stage. */
async function writeStay(tx: Tx, was: DealRow, stageId: Id, takesBack: boolean): Promise<Date> {
  const [last, before] = await tx.query<{ id: Id; stageId: Id; enteredAt: Date }>({
    name: 'deal-last-stays',
    text: `select id, stage_id as "stageId", entered_at as "enteredAt" from deal_stay where deal_id = $1 order by id desc limit 2`,
    values: [was.id],
  })
  if (takesBack && last && before?.stageId === stageId) {
    await tx.query({ name: 'deal-stay-undone', text: 'delete from deal_stay where deal_id = $1 and id = $2', values: [was.id, last.id] }) // prettier-ignore
    await tx.query({
      name: 'deal-stay-again',
      text: 'update deal_stay set left_at = null, left_by = null where deal_id = $1 and id = $2',
      values: [was.id, before.id],
    })
    return before.enteredAt
  }
  if (last)
    await tx.query({
      name: 'deal-stay-ended',
      text: 'update deal_stay set left_at = $3, left_by = $4 where deal_id = $1 and id = $2',
      values: [was.id, last.id, tx.now, tx.actorId],
    })
  await tx.db.insertInto('deal_stay').values({ deal_id: was.id, id: tx.mint(), stage_id: stageId, entered_at: tx.now, entered_by: tx.actorId }).execute() // prettier-ignore
  return tx.now
}
