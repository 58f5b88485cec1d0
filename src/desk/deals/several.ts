// Several deals at once, all or none: moved, given to somebody else, expected on another day, away; and what each was before.
import { compareIds, type Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { DealChange } from './deals.api.ts'
import { changeDeal, deleteDeal, lockDeal, restoreDeal } from './deals.ts'
import { moveDeal } from './moves.ts'
import type { DealRow } from './rows.ts'

/** Deals first, then stages, each in the order of their ids: so that two who change the same ones wait for each other only once. */
export async function changeSeveral(
  tx: Tx,
  changes: readonly DealChange[],
  takesBack: boolean,
): Promise<{ rows: DealRow[]; before: DealChange[] }> {
  const rows: DealRow[] = []
  const before: DealChange[] = []
  await holdAll(tx, changes, takesBack)
  for (const change of changes.toSorted((a, b) => compareIds(a.id, b.id))) {
    const was = await lockDeal(tx, change.id, { orDeleted: change.deleted === false })
    before.push(whatWas(was, change))
    const row = await changeOne(tx, was, change, takesBack)
    if (row) rows.push(row)
  }
  return { rows, before }
}

async function holdAll(tx: Tx, changes: readonly DealChange[], takesBack: boolean): Promise<void> {
  const [ids, stageIds] = [changes.map((one) => one.id), changes.flatMap((one) => one.stageId ?? [])]
  await tx.query({
    name: 'deals-hold',
    text: 'select from deal where id = any($1::bigint[]) order by id for update',
    values: [ids],
  })
  if (takesBack || stageIds.length === 0) return
  await tx.query({
    name: 'stages-hold',
    text: 'select from stage where id = any($1::bigint[]) and is_hard and most is not null order by id for no key update',
    values: [stageIds],
  })
}

/** Null: it is away. */
async function changeOne(tx: Tx, was: DealRow, change: DealChange, takesBack: boolean): Promise<DealRow | null> {
  const { id, deleted, stageId, lostReason, ...wish } = change
  if (deleted === true) {
    await deleteDeal(tx, id)
    return null
  }
  let row = deleted === false ? await restoreDeal(tx, id) : was
  if (stageId !== undefined || lostReason !== undefined)
    row = await moveDeal(tx, id, { stageId: stageId ?? row.stage_id, lostReason: lostReason ?? null, takesBack })
  return Object.values(wish).some((one) => one !== undefined) ? await changeDeal(tx, id, wish) : row
}

function whatWas(was: DealRow, change: DealChange): DealChange {
  const id: Id = was.id
  return {
    id,
    ...(change.stageId !== undefined && { stageId: was.stage_id, lostReason: was.lost_reason }),
    ...(change.lostReason !== undefined && { lostReason: was.lost_reason }),
    ...(change.ownerId !== undefined && { ownerId: was.owner_id }),
    ...(change.expectedOn !== undefined && { expectedOn: was.expected_on }),
    ...(change.tags !== undefined && { tags: was.tags }),
    ...(change.deleted !== undefined && { deleted: was.deleted_at !== null }),
  }
}
