// A task is done, or not after all. What repeats comes again: the next one is made in the same transaction, once.
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import type { Tx } from '../../store/tx.ts'
import type { Priority } from '../conversations/change.ts'
import { deskZone } from '../hours/desk-zone.ts'
import { openZone } from '../hours/zone.ts'
import { dueAgain, dueOf, fieldsOf } from './due.ts'
import { itemsOf, seriesOf, type TaskRow } from './rows.ts'
import { stillOwner, stillSeeing } from './people.ts'
import { deleteTask, headOf, lockTask, writeNew, writeTask } from './tasks.ts'

export async function setDone(tx: Tx, id: Id, isDone: boolean): Promise<TaskRow> {
  const was = await lockTask(tx, id)
  if ((was.done_at !== null) === isDone) return was
  return isDone ? await finish(tx, was) : await reopen(tx, was)
}

async function finish(tx: Tx, was: TaskRow): Promise<TaskRow> {
  const next = seriesOf(was) === null ? null : await comeAgain(tx, was)
  const fields = { done_at: tx.now, done_by: tx.actorId, ring_at: null, next_id: next?.id ?? null }
  return await writeTask(tx, was, fields, { name: 'task.done', data: { nextId: next?.id ?? null } })
}

/** As it was asked for; nothing of its checklist is ticked off. Who could not be given or read it any more has no part in it. */
async function comeAgain(tx: Tx, was: TaskRow): Promise<TaskRow> {
  const zone = openZone(await deskZone(tx))
  const series = must(seriesOf(was), 'a series')
  const due = dueAgain(series, must(dueOf(was), 'when it was due'), zone, tx.now)
  const checklist = itemsOf(was).map(({ text }) => ({ id: tx.mint(), text, doneAt: null, doneById: null }))
  const headId = await headOf(tx, was.conversation_id)
  const rule = was.rule_id === null ? {} : { rule: { id: was.rule_id, because: was.because ?? '' } }
  return await writeNew(
    tx,
    {
      title: was.title,
      text: was.text,
      ...(await stillOwner(tx, was, headId)),
      mentionedIds: await stillSeeing(tx, was.mentioned_ids, headId),
      askedById: was.asked_by,
      conversationId: was.conversation_id,
      contactId: was.contact_id,
      companyId: was.company_id,
      dealId: was.deal_id,
      priority: was.priority as Priority,
      due,
      series,
      checklist,
      ...rule,
    },
    zone,
  )
}

/** The next one goes, as long as nobody has touched it. */
async function reopen(tx: Tx, was: TaskRow): Promise<TaskRow> {
  if (was.next_id !== null) {
    const next = await tx.db.selectFrom('task').select(['version', 'deleted_at']).where('id', '=', was.next_id).forUpdate().executeTakeFirst() // prettier-ignore
    if (next?.version === 1 && next.deleted_at === null) await deleteTask(tx, was.next_id)
  }
  const zone = openZone(await deskZone(tx))
  const { ring_at: ring } = fieldsOf(dueOf(was), zone, tx.now)
  return await writeTask(tx, was, { done_at: null, done_by: null, next_id: null, ring_at: ring }, { name: 'task.reopened', data: {} }) // prettier-ignore
}
