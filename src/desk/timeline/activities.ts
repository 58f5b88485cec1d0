// Calls, meetings and notes that people enter by hand. What is taken away can be brought back.
import { type Selectable, sql, type Updateable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { mustSeeSubject } from './sight.ts'
import { addToTimeline } from './timeline.ts'
import type { Activity, Subject } from './timeline.api.ts'

type Row = Selectable<Tables['activity']>

export interface NewActivity extends Pick<Activity, 'kind' | 'text' | 'minutes' | 'direction' | 'outcome'> {
  at: Date
  subjects: readonly Subject[]
}

/** With whom it was their company has it too. Subjects are not looked at: what an actor may write on, their door has asked. */
export async function addActivity(tx: Tx, { subjects, ...wanted }: NewActivity): Promise<Row> {
  const row = await tx.db
    .insertInto('activity')
    .values({ ...wanted, id: tx.mint(), author_id: tx.actorId, created_at: tx.now, changed_at: tx.now })
    .returningAll()
    .executeTakeFirstOrThrow()
  const all = [...subjects, ...(await companiesOf(tx, subjects))]
  await addToTimeline(
    tx,
    all.map((subject) => ({ subject, kind: wanted.kind, referenceId: row.id, at: row.at, actorId: tx.actorId })),
  )
  await record(tx, 'activity.added', row.id, { kind: row.kind, subjects: all })
  return row
}

async function companiesOf(tx: Tx, subjects: readonly Subject[]): Promise<Subject[]> {
  const contacts = subjects.filter((one) => one.noun === 'contact').map((one) => one.id)
  if (contacts.length === 0) return []
  const rows = await tx.db
    .selectFrom('contact')
    .select('company_id')
    .distinct()
    .where('id', 'in', contacts)
    .where('company_id', 'is not', null)
    .execute()
  return rows.flatMap(({ company_id: id }) => (id === null ? [] : [{ noun: 'company', id }]))
}

export type ActivityWish = Partial<Pick<Activity, 'text' | 'minutes' | 'direction' | 'outcome'>> & { at?: Date }

/** Where it moves in time, its entries move along. */
export async function changeActivity(tx: Tx, id: Id, wish: ActivityWish, version?: number): Promise<Row> {
  const was = await lockActivity(tx, id)
  if (version !== undefined && version !== was.version)
    throw new Problem('conflict', 'activity-changed', 'Somebody has changed this since you looked at it. Look again, then repeat.', { detail: { version: was.version } }) // prettier-ignore
  const fields = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined))
  const row = await write(tx, id, fields)
  if (wish.at) await tx.query({ name: 'activity-moved', text: 'update timeline set at = $2 where reference_id = $1', values: [id, wish.at] }) // prettier-ignore
  await record(tx, 'activity.changed', id, { changed: Object.keys(fields) })
  return row
}

export async function deleteActivity(tx: Tx, id: Id): Promise<void> {
  await lockActivity(tx, id)
  await write(tx, id, { deleted_at: tx.now })
  await record(tx, 'activity.deleted', id, {})
}

export async function restoreActivity(tx: Tx, id: Id): Promise<Row> {
  const was = await lockActivity(tx, id, { orDeleted: true })
  if (was.deleted_at === null) return was
  const row = await write(tx, id, { deleted_at: null })
  await record(tx, 'activity.restored', id, {})
  return row
}

/** The calendar that it is put into, if any, hears of it. */
async function write(tx: Tx, id: Id, fields: Updateable<Tables['activity']>): Promise<Row> {
  const row = await tx.db
    .updateTable('activity')
    .set({ ...fields, changed_at: tx.now, version: sql`version + 1` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await tx.query({ name: 'activity-untold', text: 'update calendar_own set told_version = null, attempts = 0 where activity_id = $1', values: [id] }) // prettier-ignore
  return row
}

async function lockActivity(tx: Tx, id: Id, { orDeleted = false } = {}): Promise<Row> {
  const row = await tx.db.selectFrom('activity').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row || (row.deleted_at !== null && !orDeleted)) throw noSuchActivity(id)
  return row
}

/** Whoever sees one of those it was with. */
export async function mustSeeActivity(tx: Tx, actor: Actor, id: Id): Promise<void> {
  const rows = await tx.query<Subject>({
    name: 'activity-subjects',
    text: `select noun, subject_id as id from timeline where reference_id = $1 and removed_at is null limit 50`,
    values: [id],
  })
  for (const subject of rows) {
    try {
      await mustSeeSubject(tx, actor, subject)
      return
    } catch (thrown) {
      if (!(thrown instanceof Problem) || thrown.kind !== 'missing') throw thrown
    }
  }
  throw noSuchActivity(id)
}

const noSuchActivity = (id: Id) =>
  new Problem('missing', 'activity-missing', 'There is no such entry.', { detail: { id } })
