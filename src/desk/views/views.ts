// Views: saved queries with an order. One's own, or shared with a team or everybody by who may `view.write`. A view shows nobody more
// than they see anyway: it is asked in the name of whoever looks.
import type { Selectable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { parseQuery, printQuery } from '../conversations/query.api.ts'
import { asProblem, withIds, withNames } from '../conversations/query.ts'
import { validId } from '../conversations/views.ts'
import { type Actor, can, mustAlso } from '../users/permissions.ts'
import type { Field } from '../fields/fields.api.ts'
import { fieldsFor } from '../fields/fields.ts'
import { readValue } from '../fields/value.ts'
import { boardField, isColumn, mayBeColumns, ownKey, type Board } from './board-fields.api.ts'
import type { SavedView } from './views.api.ts'

type Row = Selectable<Tables['saved_view']>
type Wanted = Omit<SavedView, 'id' | 'mayChange' | 'version'>

/** Of one person, and of all that is shared. */
const MOST = { own: 100, shared: 300 }

export async function listViews(tx: Tx, actor: Actor): Promise<SavedView[]> {
  const rows = await seenBy(tx, actor)
  const queries = await withNames(
    tx,
    actor,
    rows.map((row) => row.query),
  )
  return rows.map((row, at) => shown(row, actor, queries[at] ?? row.query))
}

/** As stored, in their order: shared ones first. */
export async function seenBy(tx: Tx, actor: Actor, id: Id | null = null): Promise<Row[]> {
  return await tx.query<Row>({
    name: 'views-seen',
    text: `select v.* from saved_view v where ($4::bigint is null or v.id = $4) and (v.owner_id = $1
        or (v.owner_id is null and ($2 or v.team_id is null or v.team_id in (select team_id from team_member where user_id = $1))))
      order by v.owner_id nulls first, v.position, v.id limit $3`,
    values: [actor.id ?? '0', can(actor, 'view.write'), MOST.own + MOST.shared, id],
  })
}

export async function viewFor(tx: Tx, actor: Actor, id: Id): Promise<Row> {
  const [row] = await seenBy(tx, actor, validId(id))
  if (row) return row
  throw new Problem('missing', 'view-missing', 'There is no such view.', { detail: { id } })
}

const mayChange = (row: Pick<Row, 'owner_id'>, actor: Actor): boolean =>
  row.owner_id === null ? can(actor, 'view.write') : row.owner_id === actor.id

function shown(row: Row, actor: Actor, query: string): SavedView {
  return {
    id: row.id,
    name: row.name,
    folder: row.folder,
    query,
    sort: row.sort as SavedView['sort'],
    board: row.board as Board | null,
    isPinned: row.is_pinned,
    isShared: row.owner_id === null,
    teamId: row.team_id,
    mayChange: mayChange(row, actor),
    version: row.version,
  }
}

async function shownOne(tx: Tx, actor: Actor, row: Row): Promise<SavedView> {
  const [query = row.query] = await withNames(tx, actor, [row.query])
  return shown(row, actor, query)
}

export async function addView(tx: Tx, actor: Actor, wanted: Wanted): Promise<SavedView> {
  const fields = await fieldsOf(tx, actor, wanted)
  await refuseTooMany(tx, fields.owner_id)
  const row = await tx.db
    .insertInto('saved_view')
    .values({
      ...fields,
      id: tx.mint(),
      position: await nextPosition(tx, fields.owner_id),
      created_at: tx.now,
      changed_at: tx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, 'view.added', row.id, told(row))
  return shownOne(tx, actor, row)
}

export async function changeView(
  tx: Tx,
  actor: Actor,
  id: Id,
  change: { [Name in keyof Wanted]?: Wanted[Name] | undefined },
): Promise<SavedView> {
  const was = await lockView(tx, actor, id)
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  const fields = await fieldsOf(tx, actor, { ...shown(was, actor, was.query), ...given })
  if (was.owner_id !== null && fields.owner_id === null) await refuseTooMany(tx, null)
  const row = await tx.db
    .updateTable('saved_view')
    .set({ ...fields, version: was.version + 1, changed_at: tx.now })
    .where('id', '=', was.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, 'view.changed', row.id, told(row))
  return shownOne(tx, actor, row)
}

export async function deleteView(tx: Tx, actor: Actor, id: Id): Promise<void> {
  const was = await lockView(tx, actor, id)
  await tx.db.deleteFrom('saved_view').where('id', '=', was.id).execute()
  await record(tx, 'view.deleted', was.id, told(was))
}

/** Those that are named and may be changed, in this order, where the first of them stood. */
export async function orderViews(tx: Tx, actor: Actor, ids: readonly Id[]): Promise<SavedView[]> {
  const mine = new Map((await seenBy(tx, actor)).filter((row) => mayChange(row, actor)).map((row) => [row.id, row]))
  const named = [...new Set(ids)].flatMap((id) => mine.get(id) ?? [])
  const places = named.map((row) => row.position).toSorted((a, b) => a - b)
  for (const [at, row] of named.entries())
    await tx.db
      .updateTable('saved_view')
      .set({ position: places[at] ?? at })
      .where('id', '=', row.id)
      .execute()
  const [first] = named
  if (first) await record(tx, 'view.ordered', first.id, {})
  return listViews(tx, actor)
}

/** Of what is somebody's own the audit has no words. */
const told = (row: Row) =>
  row.owner_id === null
    ? { name: row.name, query: row.query, teamId: row.team_id, isShared: true }
    : { isShared: false }

async function lockView(tx: Tx, actor: Actor, id: Id): Promise<Row> {
  const seen = await viewFor(tx, actor, id)
  if (!mayChange(seen, actor)) mustAlso(actor, 'view.write')
  return tx.db.selectFrom('saved_view').selectAll().where('id', '=', seen.id).forUpdate().executeTakeFirstOrThrow()
}

async function fieldsOf(tx: Tx, actor: Actor, wanted: Wanted) {
  if (wanted.isShared) mustAlso(actor, 'view.write')
  else if (actor.id === null)
    throw new Problem('denied', 'not-a-person', 'This token belongs to nobody, so it has no views of its own.')
  if (wanted.isShared && wanted.teamId !== null) await mustBeTeam(tx, wanted.teamId)
  if (wanted.board) {
    refuseImpossible(wanted.board)
    await refuseUnfit(tx, actor, wanted.board)
  }
  return {
    owner_id: wanted.isShared ? null : actor.id,
    team_id: wanted.isShared ? wanted.teamId : null,
    name: wanted.name,
    folder: wanted.folder,
    query: await kept(tx, actor, wanted.query),
    sort: wanted.sort,
    board: wanted.board && JSON.stringify(wanted.board),
    is_pinned: wanted.isPinned,
  }
}

/** Names as ids. Throws what is wrong with it. */
async function kept(tx: Tx, actor: Actor, text: string): Promise<string> {
  const query = parseQuery(text)
  const [mistake] = query.mistakes
  if (mistake) throw asProblem(mistake)
  return printQuery({ terms: await withIds(tx, actor, query.terms), words: query.words.trim() })
}

function refuseImpossible({ field, columns }: Board): void {
  const wrong = columns.find(({ value }) => !isColumn(field, value))
  if (!wrong) return
  const { values } = boardField(field)
  throw new Problem('invalid', 'column-impossible', `A board by ${field} cannot have the column “${wrong.value}”.`, {
    detail: { column: wrong.value, ...(values && { values }) },
  })
}

/** A field of the desk's own that conversations have, of a kind that can be columns, and choices that there are. */
async function refuseUnfit(tx: Tx, actor: Actor, { field, columns }: Board): Promise<void> {
  const key = ownKey(field)
  if (key === null) return
  const own = (await fieldsFor(tx, actor)).find((one) => one.noun === 'conversation' && one.key === key)
  if (!own || !mayBeColumns(own.type))
    throw new Problem('invalid', 'field-no-columns', own ? `“${own.name}” is no field to choose from: its values make no columns.` : `There is no field “${key}”.`, { detail: { key } }) // prettier-ignore
  const wrong = columns.find(({ value }) => value !== '' && 'wrong' in readValue(standing(own), value))
  if (wrong)
    throw new Problem('invalid', 'column-impossible', `A board by ${own.name} cannot have the column “${wrong.value}”.`, { detail: { column: wrong.value } }) // prettier-ignore
}

/** What is offered no more may still be a column: conversations have it. */
const standing = (field: Field): Field => ({ ...field, choices: field.choices.map((one) => ({ ...one, isArchived: false })) }) // prettier-ignore

async function mustBeTeam(tx: Tx, id: Id): Promise<void> {
  const row = await tx.db.selectFrom('team').select('id').where('id', '=', validId(id)).where('archived_at', 'is', null).executeTakeFirst() // prettier-ignore
  if (!row) throw new Problem('invalid', 'team-missing', 'There is no such team.', { detail: { id } })
}

async function refuseTooMany(tx: Tx, ownerId: Id | null): Promise<void> {
  const of = tx.db.selectFrom('saved_view').select(({ fn }) => fn.countAll<string>().as('count'))
  const { count } = await (ownerId ? of.where('owner_id', '=', ownerId) : of.where('owner_id', 'is', null)).executeTakeFirstOrThrow() // prettier-ignore
  const most = ownerId ? MOST.own : MOST.shared
  if (Number(count) < most) return
  throw new Problem('conflict', 'too-many-views', `There are ${most} views already. Delete one that nobody uses.`, { detail: { most } }) // prettier-ignore
}

async function nextPosition(tx: Tx, ownerId: Id | null): Promise<number> {
  const of = tx.db.selectFrom('saved_view').select(({ fn }) => fn.max('position').as('last'))
  const { last } = await (ownerId ? of.where('owner_id', '=', ownerId) : of.where('owner_id', 'is', null)).executeTakeFirstOrThrow() // prettier-ignore
  return (last ?? 0) + 1
}
