// Lists of contacts and companies that people come back to. A list shows nobody more than they see anyway.
import type { Selectable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { InputOf } from '../../kit/route.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { type Actor, can, mustAlso } from '../users/permissions.ts'
import type { Noun } from './columns.ts'
import type { addSavedList as addRoute, SavedList } from './saved-lists.api.ts'

/** Of one person, and of all that is shared. */
const MOST = 100

export async function savedLists(tx: Tx, actor: Actor): Promise<SavedList[]> {
  const rows = await tx.query<Selectable<Tables['saved_list']>>({
    name: 'saved-lists',
    text: 'select * from saved_list where owner_id = $1 or owner_id is null order by lower(name), id limit $2',
    values: [actor.id ?? '0', MOST * 2],
  })
  return rows.map((row) => shown(actor, row))
}

function shown(actor: Actor, row: Selectable<Tables['saved_list']>): SavedList {
  const isShared = row.owner_id === null
  return {
    id: row.id,
    noun: row.noun as Noun,
    name: row.name,
    filters: row.filters as SavedList['filters'],
    isShared,
    mayChange: isShared ? can(actor, 'view.write') : true,
  }
}

export async function addSavedList(
  tx: Tx,
  actor: Actor,
  { noun, name, filters, isShared }: InputOf<typeof addRoute>,
): Promise<SavedList> {
  if (isShared) mustAlso(actor, 'view.write')
  else if (actor.id === null)
    throw new Problem('denied', 'not-a-person', 'This token belongs to nobody, so it has no lists of its own.')
  const ownerId = isShared ? null : actor.id
  const of = tx.db.selectFrom('saved_list').select(({ fn }) => fn.countAll<string>().as('count'))
  const { count } = await (ownerId ? of.where('owner_id', '=', ownerId) : of.where('owner_id', 'is', null)).executeTakeFirstOrThrow() // prettier-ignore
  if (Number(count) >= MOST) throw new Problem('conflict', 'too-many-lists', `There are ${MOST} lists already. Delete one that nobody uses.`) // prettier-ignore
  const row = await tx.db
    .insertInto('saved_list')
    .values({
      id: tx.mint(),
      noun,
      owner_id: ownerId,
      name,
      filters: JSON.stringify(filters),
      created_at: tx.now,
      changed_at: tx.now,
    }) // prettier-ignore
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, 'savedList.added', row.id, isShared ? { name, isShared } : { isShared })
  return shown(actor, row)
}

export async function deleteSavedList(tx: Tx, actor: Actor, id: Id): Promise<void> {
  const row = (await savedLists(tx, actor)).find((one) => one.id === id)
  if (!row) throw new Problem('missing', 'list-missing', 'There is no such list.', { detail: { id } })
  if (!row.mayChange) mustAlso(actor, 'view.write')
  await tx.db.deleteFrom('saved_list').where('id', '=', id).execute()
  await record(tx, 'savedList.deleted', id, { isShared: row.isShared })
}
