// Which verb answers which route about tasks. What somebody links a task to, they see.
import type { Id } from '../../kit/id.ts'
import { historyOf } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { visibleConversation } from '../conversations/read.ts'
import { visibleDeal } from '../deals/sight.ts'
import { deskZone } from '../hours/desk-zone.ts'
import { openZone } from '../hours/zone.ts'
import { answer, type Answer, type Asking } from '../users/asking.ts'
import type { Actor } from '../users/permissions.ts'
import { addItem, changeItem, deleteItem, orderItems } from './checklist.ts'
import { setDone } from './done.ts'
import { countOwn, listOf, mustMeet } from './lists.ts'
import { shownTasks, type TaskRow } from './rows.ts'
import { changeSeveral } from './several.ts'
import { visibleTask } from './sight.ts'
import * as api from './tasks.api.ts'
import type { Task } from './tasks.api.ts'
import { type About, addTask, changeTask, deleteTask, restoreTask, type TaskWish } from './tasks.ts'

/** Of the history. */
const LAST = 100

export function tasksRoutes(): Answer[] {
  return [
    answer(api.listTasks, ({ tx, actor }, asked) => listOf(tx, actor, asked)),
    answer(api.countTasks, ({ tx, actor }) => countOwn(tx, actor)),
    answer(api.readTask, async (asking, { id }) => {
      const row = await visibleTask(asking.tx, asking.actor, id)
      const history = (await historyOf(asking.tx, row.id)).slice(-LAST)
      return {
        ...(await shown(asking, row)),
        history: history.map(({ id: event, name, at, actorId, data }) => ({ id: event, name, at: at.toISOString(), actorId, data })), // prettier-ignore
      }
    }),
    answer(api.addTask, async (asking, { ownerId, teamId, conversationId, contactId, companyId, dealId, ...task }) => {
      const { tx, actor } = asking
      const about = await linked(tx, actor, { conversationId, contactId, companyId, dealId })
      const own = ownerId === undefined && teamId === undefined ? actor.id : (ownerId ?? null)
      const links = { conversationId: null, contactId: null, companyId: null, dealId: null, ...about }
      return shown(asking, await addTask(tx, { ...task, ...links, ownerId: own, teamId: teamId ?? null }))
    }),
    answer(api.changeTask, async (asking, { id, version, ...change }) => {
      const { tx, actor } = asking
      await visibleTask(tx, actor, id)
      const { conversationId, contactId, companyId, dealId, ...rest } = change
      const about = await linked(tx, actor, { conversationId, contactId, companyId, dealId })
      const wish = Object.fromEntries(Object.entries({ ...rest, ...about }).filter(([, value]) => value !== undefined)) as TaskWish // prettier-ignore
      return shown(asking, await changeTask(tx, id, wish, version))
    }),
    answer(api.completeTask, (asking, { id, done }) => onSeen(asking, id, (tx) => setDone(tx, id, done))),
    answer(api.deleteTask, async ({ tx, actor }, { id }) => {
      await visibleTask(tx, actor, id)
      await deleteTask(tx, id)
      return {}
    }),
    answer(api.restoreTask, async (asking, { id }) => {
      await visibleTask(asking.tx, asking.actor, id, { orDeleted: true })
      return shown(asking, await restoreTask(asking.tx, id))
    }),
    answer(api.addTaskItem, (asking, { id, ...item }) => onSeen(asking, id, (tx) => addItem(tx, id, item))),
    answer(api.changeTaskItem, (asking, { id, itemId, ...item }) => onSeen(asking, id, (tx) => changeItem(tx, id, itemId, item))), // prettier-ignore
    answer(api.deleteTaskItem, (asking, { id, itemId }) => onSeen(asking, id, (tx) => deleteItem(tx, id, itemId))),
    answer(api.orderTaskItems, (asking, { id, ids }) => onSeen(asking, id, (tx) => orderItems(tx, id, ids))),
    answer(api.changeTasks, async (asking, { changes }) => {
      const { tx, actor } = asking
      for (const { id, deleted } of changes) await visibleTask(tx, actor, id, { orDeleted: deleted === false })
      const { rows, before } = await changeSeveral(tx, changes)
      return { tasks: await shownTasks(tx, actor, rows, openZone(await deskZone(tx))), before }
    }),
  ]
}

/** Done to a task that one sees, and answered with it as it is then. */
async function onSeen(asking: Asking, id: Id, verb: (tx: Tx) => Promise<TaskRow>): Promise<Task> {
  await visibleTask(asking.tx, asking.actor, id)
  return await shown(asking, await verb(asking.tx))
}

async function shown({ tx, actor }: Asking, row: TaskRow): Promise<Task> {
  const [task] = await shownTasks(tx, actor, [row], openZone(await deskZone(tx)))
  return task as Task
}

/** Whose conversation it is comes along, and the company of a deal, unless it is said otherwise. */
async function linked(
  tx: Tx,
  actor: Actor,
  asked: { [Name in keyof About]?: Id | null | undefined },
): Promise<Partial<About>> {
  const { conversationId, contactId, companyId, dealId } = asked
  if (contactId) await mustMeet(tx, actor, 'contact', contactId)
  if (companyId) await mustMeet(tx, actor, 'company', companyId)
  const deal = dealId ? await visibleDeal(tx, actor, dealId) : null
  const said = {
    ...(deal?.company_id && { companyId: deal.company_id }),
    ...(contactId !== undefined && { contactId }),
    ...(companyId !== undefined && { companyId }),
    ...(dealId !== undefined && { dealId }),
  }
  if (conversationId === undefined) return said
  if (conversationId === null) return { conversationId: null, ...said }
  const { id } = await visibleConversation(tx, actor, conversationId, 'task.write')
  const whose = await tx.db.selectFrom('conversation').select(['contact_id', 'company_id']).where('id', '=', id).executeTakeFirstOrThrow() // prettier-ignore
  return { conversationId: id, contactId: whose.contact_id, companyId: whose.company_id, ...said }
}
