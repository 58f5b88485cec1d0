// Changing many conversations at once: which they are is settled when it is asked for, the rest is a job (carry-out.ts). One at a time
// for each person, so that what is undone is what was done last.
import { sql, type Selectable } from 'kysely'
import { compareIds, type Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { mustBeAllowed } from '../conversations/changing.ts'
import { listRows } from '../conversations/lists.ts'
import { seenAmong } from '../conversations/read.ts'
import { validId } from '../conversations/views.ts'
import { type Actor, can } from '../users/permissions.ts'
import type { Bulk, BulkChange } from './bulk.api.ts'
import { type ListFilters, matching } from './matching.ts'

export const bulkJob = 'bulkChange.carryOut'

/** Days after which nothing of it is kept, and nothing can be undone. */
const KEPT = 7
const LISTED = 20
const NEWEST = 5

export async function previewBulk(tx: Tx, actor: Actor, filters: ListFilters) {
  const { ids, isMore } = await matching(tx, actor, filters)
  const counted = await tx.query<{ inbox_id: Id; count: number; others: number }>({
    name: 'bulk-preview',
    text: `select inbox_id, count(*)::int as count,
        count(*) filter (where assignee_id is distinct from $2 and assignee_id is not null)::int as others
      from conversation where id = any($1::bigint[]) group by inbox_id order by count desc`,
    values: [ids, actor.id],
  })
  const { conversations } = await listRows(tx, actor, { ...filters, limit: NEWEST })
  return {
    count: ids.length,
    isMore,
    asOf: tx.now.toISOString(),
    inboxes: counted.map((one) => ({ inboxId: one.inbox_id, count: one.count })),
    others: counted.reduce((sum, one) => sum + one.others, 0),
    newest: conversations,
  }
}

interface Asked {
  change: Bulk
  filters?: ListFilters | undefined
  asOf?: string | undefined
  ids?: readonly string[] | undefined
}

export async function beginBulk(tx: Tx, actor: Actor, userId: Id, asked: Asked): Promise<BulkChange> {
  const { change, filters, asOf } = asked
  refuseEmpty(change)
  if ((filters === undefined) === (asked.ids === undefined))
    throw new Problem('invalid', 'bulk-of-what', 'Name conversations, or a list of them.')
  for (const inboxId of actor.inboxIds.slice(0, 1)) mustBeAllowed(actor, inboxId, wantedOf(change, []))
  if (change.deleted && !can(actor, 'conversation.delete'))
    throw new Problem('denied', 'not-permitted', 'You may not delete conversations.', {
      detail: { needs: 'conversation.delete' },
    })
  const found = filters
    ? await untouchedSince(tx, (await matching(tx, actor, filters)).ids, asOf ? new Date(asOf) : tx.now)
    : [...(await seenAmong(tx, actor, (asked.ids ?? []).map(validId)))]
  const id = tx.mint()
  const ids = found.toSorted(compareIds)
  const added = await tx.db
    .insertInto('bulk_change')
    .values({
      id,
      user_id: userId,
      change: JSON.stringify(change),
      filters: filters ? JSON.stringify(filters) : null,
      state: 'running',
      count: ids.length,
      created_at: tx.now,
    })
    .onConflict((clash) => clash.doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!added)
    throw new Problem('conflict', 'bulk-running', 'Your last change of many conversations is still under way.')
  await tx.query({
    name: 'bulk-items',
    text: 'insert into bulk_change_item (bulk_change_id, conversation_id) select $1, unnest($2::bigint[])',
    values: [id, ids],
  })
  await record(tx, 'bulkChange.begun', id, { change, filters: filters ?? null, count: ids.length })
  await enqueue(tx, bulkJob, { id }, { key: id })
  return shown(added)
}

function refuseEmpty(change: Bulk): void {
  const asked = Object.values(change).filter((value) => value !== undefined)
  if (asked.length === 0 || (change.deleted && asked.length > 1))
    throw new Problem('invalid', 'bulk-empty', 'Say what is to be changed; what is deleted is not changed besides.')
}

/** What somebody asks to be changed of one of them. */
export function wantedOf(change: Bulk, tags: readonly string[]) {
  const { addTags, removeTags, seen: _, deleted: __, ...wanted } = change
  if (!addTags && !removeTags) return wanted
  const left = tags.filter((tag) => !removeTags?.includes(tag))
  return { ...wanted, tags: [...new Set([...left, ...(addTags ?? [])])] }
}

/** What came in since somebody looked was not meant. */
async function untouchedSince(tx: Tx, ids: readonly Id[], at: Date): Promise<Id[]> {
  const rows = await tx.query<{ id: Id }>({
    name: 'bulk-untouched',
    text: 'select id from conversation where id = any($1::bigint[]) and last_message_at <= $2',
    values: [ids, at],
  })
  return rows.map((row) => row.id)
}

export async function ownBulks(tx: Tx, userId: Id): Promise<BulkChange[]> {
  const rows = await tx.db
    .selectFrom('bulk_change')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('id', 'desc')
    .limit(LISTED)
    .execute()
  return rows.map(shown)
}

export async function stopBulk(tx: Tx, userId: Id, id: Id): Promise<BulkChange> {
  const was = await lockBulk(tx, userId, id)
  if (was.state !== 'running') return shown(was)
  await record(tx, 'bulkChange.stopped', id, { done: was.done, count: was.count })
  return shown(await setState(tx, id, { state: 'stopped', ended_at: tx.now }))
}

export async function undoBulk(tx: Tx, userId: Id, id: Id): Promise<BulkChange> {
  const was = await lockBulk(tx, userId, id)
  if (was.state === 'undoing' || was.state === 'undone') return shown(was)
  const busy = await tx.db
    .selectFrom('bulk_change')
    .select('id')
    .where('user_id', '=', userId)
    .where('state', 'in', ['running', 'undoing'])
    .where('id', '<>', id)
    .executeTakeFirst()
  if (busy) throw new Problem('conflict', 'bulk-running', 'Your last change of many conversations is still under way.')
  await record(tx, 'bulkChange.undoBegun', id, { done: was.done })
  await enqueue(tx, bulkJob, { id }, { key: id })
  return shown(await setState(tx, id, { state: 'undoing', reached: '0', ended_at: null }))
}

export type StoredBulk = Selectable<Tables['bulk_change']>

/** Somebody else's is none. */
async function lockBulk(tx: Tx, userId: Id, id: Id): Promise<StoredBulk> {
  const row = await tx.db
    .selectFrom('bulk_change')
    .selectAll()
    .where('id', '=', validId(id))
    .where('user_id', '=', userId)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new Problem('missing', 'bulk-missing', 'There is no such change, or it is too long ago.')
  return row
}

export async function setState(
  tx: Tx,
  id: Id,
  fields: Partial<Pick<StoredBulk, 'state' | 'reached' | 'ended_at' | 'done' | 'left_alone' | 'restored'>>,
): Promise<StoredBulk> {
  const row = await tx.db.updateTable('bulk_change').set(fields).where('id', '=', id).returningAll().executeTakeFirst()
  return must(row, 'the change that is locked')
}

/** A schedule's work. */
export async function sweepBulks(tx: Tx): Promise<void> {
  await tx.db
    .deleteFrom('bulk_change')
    .where('created_at', '<', sql<Date>`${tx.now}::timestamptz - ${sql.lit(`${KEPT} days`)}::interval`)
    .where('state', 'not in', ['running', 'undoing'])
    .execute()
}

function shown(row: StoredBulk): BulkChange {
  return {
    id: row.id,
    change: row.change as Bulk,
    state: row.state as BulkChange['state'],
    count: row.count,
    done: row.done,
    leftAlone: row.left_alone,
    restored: row.restored,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  }
}
