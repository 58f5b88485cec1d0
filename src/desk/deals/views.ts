// Saved lists of deals: filters under a name, one's own or for everybody. They show nobody more than they see anyway.
import type { Selectable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { validId } from '../conversations/views.ts'
import { type Actor, can, mustAlso } from '../users/permissions.ts'
import { DealFilters, type DealView } from './deals.api.ts'

type Row = Selectable<Tables['deal_view']>

/** Of one person, and for everybody. */
const MOST = 100

export async function dealViewsFor(tx: Tx, actor: Actor): Promise<DealView[]> {
  const rows = await tx.query<Row>({
    name: 'deal-views',
    text: `select * from deal_view where owner_id is null or owner_id = $1 order by owner_id nulls first, name, id limit ${2 * MOST}`,
    values: [actor.id ?? '0'],
  })
  return rows.map((row) => shown(row, actor))
}

const mayChange = (row: Row, actor: Actor): boolean =>
  row.owner_id === null ? can(actor, 'view.write') : row.owner_id === actor.id

const shown = (row: Row, actor: Actor): DealView => ({
  id: row.id,
  name: row.name,
  isShared: row.owner_id === null,
  mayChange: mayChange(row, actor),
  filters: DealFilters.parse(row.filters),
})

export async function saveDealView(
  tx: Tx,
  actor: Actor,
  { name, isShared, filters }: Pick<DealView, 'name' | 'isShared' | 'filters'>,
): Promise<DealView> {
  if (isShared) mustAlso(actor, 'view.write')
  else if (actor.id === null)
    throw new Problem('denied', 'not-a-person', 'This token belongs to nobody, so it has no views of its own.')
  const own = (await dealViewsFor(tx, actor)).filter((one) => one.isShared === isShared)
  if (own.length >= MOST)
    throw new Problem('conflict', 'too-many-views', `There are ${MOST} views already. Delete one that nobody uses.`, { detail: { most: MOST } }) // prettier-ignore
  const row = await tx.db
    .insertInto('deal_view')
    .values({
      id: tx.mint(),
      owner_id: isShared ? null : actor.id,
      name,
      filters: JSON.stringify(filters),
      created_at: tx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, 'dealView.added', row.id, isShared ? { name } : { isShared })
  return shown(row, actor)
}

export async function deleteDealView(tx: Tx, actor: Actor, id: Id): Promise<void> {
  const row = await tx.db.selectFrom('deal_view').selectAll().where('id', '=', validId(id)).executeTakeFirst()
  if (!row || (row.owner_id !== null && row.owner_id !== actor.id))
    throw new Problem('missing', 'view-missing', 'There is no such view.', { detail: { id } })
  if (!mayChange(row, actor)) mustAlso(actor, 'view.write')
  await tx.db.deleteFrom('deal_view').where('id', '=', id).execute()
  await record(tx, 'dealView.deleted', id, row.owner_id === null ? { name: row.name } : {})
}
