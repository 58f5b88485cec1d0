// Custom statuses: what a desk calls the stations of its work. Each belongs to open, waiting or resolved for good, so that no clock, count
// or list ever has to know of it.
import type { Selectable } from 'kysely'
import { fold } from '../../kit/fold.ts'
import { compareIds, type Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { InputOf } from '../../kit/route.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { refuseUnknownInboxes } from '../inboxes/known.ts'
import { refuseNamed } from '../rules/naming.ts'
import type { Actor } from '../users/permissions.ts'
import type { addStatus as addRoute, changeStatus as changeRoute, CustomStatus } from './statuses.api.ts'

/** In use; with archived ones three times as many. */
const MOST = 50

/** In their order, archived ones too. */
export async function listStatuses(tx: Tx): Promise<CustomStatus[]> {
  const rows = await tx.query<Selectable<Tables['custom_status']>>({
    name: 'custom-statuses',
    text: `select * from custom_status order by array_position(array['open', 'waiting', 'resolved'], status), position, id`,
    values: [],
  })
  return rows.map(statusOfRow)
}

/** Whoever does not see an inbox does not learn what its mail goes through. */
export async function statusesFor(tx: Tx, actor: Actor): Promise<CustomStatus[]> {
  const all = await listStatuses(tx)
  if (actor.seesAll) return all
  return all.flatMap((one) => {
    const inboxIds = one.inboxIds.filter((id) => actor.inboxIds.includes(id))
    return one.inboxIds.length > 0 && inboxIds.length === 0 ? [] : [{ ...one, inboxIds }]
  })
}

export async function addStatus(tx: Tx, actor: Actor, wanted: InputOf<typeof addRoute>): Promise<CustomStatus> {
  await hold(tx)
  const others = await listStatuses(tx)
  refuseTooMany(others)
  const inboxIds = inOrder(wanted.inboxIds)
  const added: CustomStatus = { ...wanted, inboxIds, id: tx.mint(), isArchived: false, version: 1 }
  await refuseUnfit(tx, actor, added, others)
  await tx.db
    .insertInto('custom_status')
    .values({
      id: added.id,
      status: added.status,
      ...columns(added),
      position: others.length + 1,
      created_at: tx.now,
      changed_at: tx.now,
    }) // prettier-ignore
    .execute()
  await record(tx, 'customStatus.added', added.id, { name: added.name, status: added.status })
  return added
}

export async function changeStatus(tx: Tx, actor: Actor, asked: InputOf<typeof changeRoute>): Promise<CustomStatus> {
  const { id, version, ...change } = asked
  await hold(tx)
  const all = await listStatuses(tx)
  const was = one(all, id)
  refuseBeyond(actor, was)
  if (was.version !== version)
    throw new Problem(
      'conflict',
      'status-changed',
      'This status has changed since you looked. Look again, then repeat.',
      {
        detail: { version: was.version },
      },
    )
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  const status: CustomStatus = { ...was, ...given }
  status.inboxIds = inOrder(status.inboxIds)
  if (JSON.stringify(status) === JSON.stringify(was)) return was
  await refuseUnfit(tx, actor, status, all)
  await tx.db
    .updateTable('custom_status')
    .set({ ...columns(status), version: version + 1, changed_at: tx.now })
    .where('id', '=', id)
    .execute()
  await record(tx, 'customStatus.changed', id, { from: was.name, to: status.name, changed: Object.keys(given) })
  return { ...status, version: version + 1 }
}

/** Conversations keep it; it is only no longer offered. A rule that names it has to be changed first. */
export async function archiveStatus(tx: Tx, actor: Actor, id: Id): Promise<void> {
  await hold(tx)
  const status = one(await listStatuses(tx), id)
  refuseBeyond(actor, status)
  if (status.isArchived) return
  await refuseNamed(tx, id, { code: 'status-in-use', what: 'this status' })
  await tx.db.updateTable('custom_status').set({ archived_at: tx.now }).where('id', '=', id).execute()
  await record(tx, 'customStatus.archived', id, { name: status.name })
}

export async function restoreStatus(tx: Tx, actor: Actor, id: Id): Promise<CustomStatus> {
  await hold(tx)
  const all = await listStatuses(tx)
  const status = { ...one(all, id), isArchived: false }
  refuseTooMany(all.filter((other) => other.id !== id))
  await refuseUnfit(tx, actor, status, all)
  await tx.db.updateTable('custom_status').set({ archived_at: null }).where('id', '=', id).execute()
  await record(tx, 'customStatus.restored', id, { name: status.name })
  return status
}

export async function orderStatuses(tx: Tx, actor: Actor, ids: readonly Id[]): Promise<CustomStatus[]> {
  await hold(tx)
  const all = (await listStatuses(tx)).filter((status) => !status.isArchived)
  for (const status of all) refuseBeyond(actor, status)
  if (ids.length !== all.length || all.some((status) => !ids.includes(status.id)))
    throw new Problem('conflict', 'order-incomplete', 'Name every status in use once. Somebody may have added one: look again.') // prettier-ignore
  for (const [at, id] of ids.entries())
    await tx.db
      .updateTable('custom_status')
      .set({ position: at + 1 })
      .where('id', '=', id)
      .execute()
  await record(tx, 'customStatus.ordered', ids[0] ?? '0', { ids })
  return await statusesFor(tx, actor)
}

function refuseTooMany(others: readonly CustomStatus[]): void {
  if (others.filter((one) => !one.isArchived).length < MOST && others.length < MOST * 3) return
  throw new Problem('invalid', 'statuses-too-many', `There are at most ${MOST} custom statuses. Archive one first.`)
}

async function hold(tx: Tx): Promise<void> {
  const text = `select pg_advisory_xact_lock(hashtextextended('statuses', 0))`
  await tx.query({ name: 'statuses-hold', text, values: [] })
}

function one(all: readonly CustomStatus[], id: Id): CustomStatus {
  const found = all.find((status) => status.id === id)
  if (!found) throw noSuchStatus(id)
  return found
}

export function noSuchStatus(id: Id): Problem {
  return new Problem('missing', 'status-missing', 'There is no such status.', { detail: { id } })
}

/** Offered in all inboxes: for whoever sees them all. */
function refuseBeyond(actor: Actor, { id, inboxIds }: Pick<CustomStatus, 'id' | 'inboxIds'>): void {
  if (actor.seesAll) return
  const seen = inboxIds.filter((inboxId) => actor.inboxIds.includes(inboxId))
  if (inboxIds.length > 0 && seen.length === 0) throw noSuchStatus(id)
  if (inboxIds.length === 0 || seen.length < inboxIds.length)
    throw new Problem('denied', 'status-beyond', 'This is offered in inboxes that you do not see. Somebody who sees every inbox can change it.') // prettier-ignore
}

async function refuseUnfit(tx: Tx, actor: Actor, status: CustomStatus, all: readonly CustomStatus[]): Promise<void> {
  refuseBeyond(actor, status)
  await refuseUnknownInboxes(tx, actor, status.inboxIds)
  const twin = all.find(
    (other) => other.id !== status.id && !other.isArchived && fold(other.name) === fold(status.name),
  )
  if (twin)
    throw new Problem('conflict', 'status-exists', `There is a status “${twin.name}” already.`, {
      detail: { where: 'name', id: twin.id },
    })
}

const inOrder = (ids: readonly Id[]): Id[] => [...new Set(ids)].toSorted(compareIds)
const columns = ({ name, colour, inboxIds }: CustomStatus) => ({ name, colour, inbox_ids: inboxIds })

function statusOfRow(row: Selectable<Tables['custom_status']>): CustomStatus {
  return {
    id: row.id,
    status: row.status as CustomStatus['status'],
    name: row.name,
    colour: row.colour as CustomStatus['colour'],
    inboxIds: row.inbox_ids,
    isArchived: row.archived_at !== null,
    version: row.version,
  }
}
