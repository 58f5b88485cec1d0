// Tasks: to-dos of people. Other products call them reminders or activities; work for the machine is a job.
// Every change lets the version grow, and change and event stand together.
import { sql, type Updateable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { deskZone } from '../hours/desk-zone.ts'
import { openZone, type Zone } from '../hours/zone.ts'
import type { Priority } from '../conversations/change.ts'
import { dueOf, fieldsOf, isOf, seriesFrom } from './due.ts'
import { mustFit, namedIn, type Owner } from './people.ts'
import type { Series } from './repeat.ts'
import { seriesOf, type TaskRow } from './rows.ts'
import { noSuchTask } from './sight.ts'
import type { Repeat, TaskDue, TaskItem } from './tasks.api.ts'

export type TaskFields = Updateable<Tables['task']>

/** The kind of job that tells an owner that a task is due. */
export const ringJob = 'task.ring'

export interface About {
  /** As it is stored: of what was merged the part. */
  conversationId: Id | null
  contactId: Id | null
  companyId: Id | null
  /** Left out: none. */
  dealId?: Id | null
}

export interface NewTask extends Owner, About {
  title: string
  text: string
  due: TaskDue | null
  repeat: Repeat | null
  priority: Priority
  checklist: readonly string[]
  /** Set where a rule makes it: which, and its words. */
  rule?: { id: Id; because: string }
}

/** Whoever acts asked for it. Links are not looked at: what an actor may link, their door has asked. */
export async function addTask(tx: Tx, wanted: NewTask): Promise<TaskRow> {
  const zone = openZone(await deskZone(tx))
  await mustFit(tx, wanted, await headOf(tx, wanted.conversationId))
  const checklist = wanted.checklist.map((text) => ({ id: tx.mint(), text, doneAt: null, doneById: null }))
  const { title, text, conversationId, rule } = wanted
  const mentionedIds = rule ? [] : await namedIn(tx, `${title}\n${text}`, await headOf(tx, conversationId))
  return await writeNew(tx, { ...wanted, checklist, mentionedIds, askedById: tx.actorId, series: seriesFrom(wanted.repeat, wanted.due, zone) }, zone) // prettier-ignore
}

export interface WholeTask extends Omit<NewTask, 'checklist' | 'repeat'> {
  checklist: TaskItem[]
  mentionedIds: Id[]
  askedById: Id | null
  series: Series | null
}

export async function writeNew(tx: Tx, wanted: WholeTask, zone: Zone): Promise<TaskRow> {
  const { title, text, ownerId, teamId, conversationId, contactId, companyId, priority, mentionedIds, rule } = wanted
  const row = await tx.db
    .insertInto('task')
    .values({
      id: tx.mint(),
      title,
      text,
      owner_id: ownerId,
      team_id: teamId,
      asked_by: wanted.askedById,
      rule_id: rule?.id ?? null,
      because: rule?.because ?? null,
      priority,
      ...fieldsOf(wanted.due, zone, tx.now),
      repeat: wanted.series && JSON.stringify(wanted.series),
      checklist: JSON.stringify(wanted.checklist),
      mentioned_ids: mentionedIds,
      conversation_id: conversationId,
      contact_id: contactId,
      company_id: companyId,
      deal_id: wanted.dealId ?? null,
      created_at: tx.now,
      changed_at: tx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await recordOf(tx, row, 'task.added', { ownerId, teamId, mentionedIds, ...(rule && { because: rule.because }) }) // prettier-ignore
  await ringLater(tx, row)
  return row
}

/** Two changes at once follow each other. */
export async function lockTask(tx: Tx, id: Id, { orDeleted = false } = {}): Promise<TaskRow> {
  const row = await tx.db.selectFrom('task').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row || (row.deleted_at !== null && !orDeleted)) throw noSuchTask(id)
  return row
}

export async function writeTask(
  tx: Tx,
  was: TaskRow,
  fields: TaskFields,
  event: { name: string; data: Record<string, unknown> },
): Promise<TaskRow> {
  const row = await tx.db
    .updateTable('task')
    .set({ ...fields, changed_at: tx.now, version: sql`version + 1` })
    .where('id', '=', was.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await recordOf(tx, row, event.name, event.data)
  if (row.ring_at !== null && row.ring_at.getTime() !== was.ring_at?.getTime()) await ringLater(tx, row)
  return row
}

export interface TaskWish extends Partial<Owner>, Partial<About> {
  title?: string
  text?: string
  due?: TaskDue | null
  repeat?: Repeat | null
  priority?: Priority
}

/** What is as asked already is left alone; where nothing changes nothing is recorded. */
export async function changeTask(tx: Tx, id: Id, wish: TaskWish, version?: number): Promise<TaskRow> {
  const was = await lockTask(tx, id)
  if (version !== undefined && version !== was.version)
    throw new Problem('conflict', 'task-changed', 'Somebody has changed this task since you looked at it. Look again, then repeat.', { detail: { version: was.version } }) // prettier-ignore
  const zone = openZone(await deskZone(tx))
  const fields = {
    ...wordsOf(was, wish),
    ...linksOf(was, wish),
    ...ownerOf(was, wish),
    ...timesOf(was, wish, zone, tx.now),
  }
  const changed = [...new Set(Object.keys(fields).map((name) => changedNames[name] ?? name))]
  if (changed.length === 0) return was
  const now = { ...was, ...fields } as TaskRow
  const head = await headOf(tx, now.conversation_id)
  const isGiven = 'owner_id' in fields || 'team_id' in fields
  if (isGiven || 'conversation_id' in fields) await mustFit(tx, { ownerId: now.owner_id, teamId: now.team_id }, head)
  const isReworded = 'title' in fields || 'text' in fields || 'conversation_id' in fields
  const named = isReworded ? await namedIn(tx, `${now.title}\n${now.text}`, head) : was.mentioned_ids
  // Whom it named before has been told.
  const fresh = named.filter((one) => !was.mentioned_ids.includes(one))
  const data = { changed, mentionedIds: fresh }
  return await writeTask(
    tx,
    was,
    { ...fields, mentioned_ids: named },
    isGiven
      ? { name: 'task.assigned', data: { ...data, ownerId: now.owner_id, teamId: now.team_id, from: { ownerId: was.owner_id, teamId: was.team_id } } } // prettier-ignore
      : { name: 'task.changed', data },
  )
}

function wordsOf(was: TaskRow, { title, text, priority }: TaskWish): TaskFields {
  return {
    ...(title !== undefined && title !== was.title && { title }),
    ...(text !== undefined && text !== was.text && { text }),
    ...(priority !== undefined && priority !== was.priority && { priority }),
  }
}

function linksOf(was: TaskRow, { conversationId, contactId, companyId, dealId }: TaskWish): TaskFields {
  return {
    ...(conversationId !== undefined && conversationId !== was.conversation_id && { conversation_id: conversationId }),
    ...(contactId !== undefined && contactId !== was.contact_id && { contact_id: contactId }),
    ...(companyId !== undefined && companyId !== was.company_id && { company_id: companyId }),
    ...(dealId !== undefined && dealId !== was.deal_id && { deal_id: dealId }),
  }
}

/** Whoever is given it has it alone: the one takes it from the other. */
function ownerOf(was: TaskRow, { ownerId, teamId }: TaskWish): TaskFields {
  const owner = ownerId === undefined ? (teamId ? null : was.owner_id) : ownerId
  const team = teamId === undefined ? (ownerId ? null : was.team_id) : teamId
  return { ...(owner !== was.owner_id && { owner_id: owner }), ...(team !== was.team_id && { team_id: team }) }
}

/** A series begins anew where its task is moved, or repeats in another way. */
function timesOf(was: TaskRow, { due, repeat }: TaskWish, zone: Zone, now: Date): TaskFields {
  const before = dueOf(was)
  const after = due === undefined ? before : sameDue(due, before) ? before : due
  const series = seriesOf(was)
  const wanted = repeat === undefined ? series && { unit: series.unit, interval: series.interval } : repeat
  const isMoved = after !== before
  const isOther = wanted?.unit !== series?.unit || wanted?.interval !== series?.interval
  const goesOn = !isOther && (!isMoved || (series !== null && after !== null && isOf(series, after, zone)))
  // Without a date nothing comes again.
  const begun = goesOn ? series : seriesFrom(due === null && repeat === undefined ? null : wanted, after, zone)
  return {
    ...(isMoved && fieldsOf(after, zone, now)),
    ...(begun !== series && { repeat: begun && JSON.stringify(begun) }),
  }
}

/** What changed, as the history tells it. */
const changedNames: Record<string, string> = {
  owner_id: 'owner',
  team_id: 'owner',
  due_at: 'due',
  due_on: 'due',
  ring_at: 'due',
  conversation_id: 'about',
  contact_id: 'about',
  company_id: 'about',
  deal_id: 'about',
}

function sameDue(one: TaskDue | null, other: TaskDue | null): boolean {
  if (one === null || other === null) return one === other
  if ('day' in one || 'day' in other) return 'day' in one && 'day' in other && one.day === other.day
  return Date.parse(one.at) === Date.parse(other.at)
}

export async function deleteTask(tx: Tx, id: Id): Promise<void> {
  const was = await lockTask(tx, id)
  await writeTask(tx, was, { deleted_at: tx.now, ring_at: null }, { name: 'task.deleted', data: {} })
}

export async function restoreTask(tx: Tx, id: Id): Promise<TaskRow> {
  const was = await lockTask(tx, id, { orDeleted: true })
  if (was.deleted_at === null) return was
  const zone = openZone(await deskZone(tx))
  const ring = was.done_at === null ? { ring_at: fieldsOf(dueOf(was), zone, tx.now).ring_at } : {}
  return await writeTask(tx, was, { deleted_at: null, ...ring }, { name: 'task.restored', data: {} })
}

/** Exact: the job stands in the same commit as what it follows from. What was moved since finds another time, and says nothing. */
async function ringLater(tx: Tx, { id, ring_at: at }: TaskRow): Promise<void> {
  if (at !== null) await enqueue(tx, ringJob, { taskId: id, at: at.toISOString() }, { runAt: at })
}

/** The conversation as one opens it. */
export async function headOf(tx: Tx, id: Id | null): Promise<Id | null> {
  return id === null ? null : ((await placeOf(tx, id))?.id ?? null)
}

async function placeOf(tx: Tx, id: Id): Promise<{ id: Id; inboxId: Id } | undefined> {
  const [row] = await tx.query<{ id: Id; inboxId: Id }>({
    name: 'task-conversation',
    text: `select c.id, c.inbox_id as "inboxId" from conversation asked join conversation c on c.id = coalesce(asked.merged_into, asked.id)
      where asked.id = $1`,
    values: [id],
  })
  return row
}

/** The history is the task’s own; pages hear of the conversation that it is about, so that nobody hears who may not see that. */
export async function recordOf(tx: Tx, row: TaskRow, name: string, data: Record<string, unknown>): Promise<void> {
  const place = row.conversation_id === null ? undefined : await placeOf(tx, row.conversation_id)
  await record(tx, name, row.id, { ...data, version: row.version }, place ? { inboxId: place.inboxId, heardAs: place.id } : {}) // prettier-ignore
}
