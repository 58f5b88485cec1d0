// Tasks as they are stored, and as they are shown: what they are about is named only to whoever sees it.
import { type Selectable, sql } from 'kysely'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { metAmong } from '../contacts/sight.ts'
import { namedAmong } from '../conversations/read.ts'
import { dealsAmong } from '../deals/sight.ts'
import type { Zone } from '../hours/zone.ts'
import type { Actor } from '../users/permissions.ts'
import { dayOf, dueOf } from './due.ts'
import type { Series } from './repeat.ts'
import type { Task, TaskItem } from './tasks.api.ts'

export type TaskRow = Selectable<Tables['task']>

/** Every column, where a statement calls it `task`. */
export const TASK = sql.raw('task.*')

export const itemsOf = (row: Pick<TaskRow, 'checklist'>) => row.checklist as TaskItem[]
export const seriesOf = (row: Pick<TaskRow, 'repeat'>) => row.repeat as Series | null

/** In the order given. */
export async function shownTasks(tx: Tx, actor: Actor, rows: readonly TaskRow[], zone: Zone): Promise<Task[]> {
  const conversations = await namedAmong(tx, actor, rows.flatMap((row) => row.conversation_id ?? [])) // prettier-ignore
  const contacts = await metAmong(tx, actor, 'contact', rows.flatMap((row) => row.contact_id ?? [])) // prettier-ignore
  const companies = await metAmong(tx, actor, 'company', rows.flatMap((row) => row.company_id ?? [])) // prettier-ignore
  const deals = await dealsAmong(tx, actor, rows.flatMap((row) => row.deal_id ?? [])) // prettier-ignore
  return rows.map((row) => {
    const due = dueOf(row)
    const series = seriesOf(row)
    return {
      id: row.id,
      title: row.title,
      text: row.text,
      ownerId: row.owner_id,
      teamId: row.team_id,
      askedById: row.asked_by,
      because: row.because,
      priority: row.priority as Task['priority'],
      due,
      dueAt: row.due_at?.toISOString() ?? null,
      dueOn: due && dayOf(due, zone),
      repeat: series && { unit: series.unit, interval: series.interval },
      checklist: itemsOf(row),
      conversation: conversations.get(row.conversation_id ?? '') ?? null,
      contact: contacts.get(row.contact_id ?? '') ?? null,
      company: companies.get(row.company_id ?? '') ?? null,
      deal: deals.get(row.deal_id ?? '') ?? null,
      mentionedIds: row.mentioned_ids,
      doneAt: row.done_at?.toISOString() ?? null,
      doneById: row.done_by,
      version: row.version,
      createdAt: row.created_at.toISOString(),
    }
  })
}
