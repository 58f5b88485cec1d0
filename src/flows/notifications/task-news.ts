// What is told of tasks: given to me or my team, due, named in one. Who is meant is found out when it is told, from the task as it is by
// then; of a conversation nothing is told to whoever does not see it, but whose task it is hears of the task.
import { pairKey, seersAmong } from '../../desk/conversations/serves.ts'
import type { What } from '../../desk/notifications/notifications.api.ts'
import type { Id } from '../../kit/id.ts'
import type { Following } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { membersOf } from './audience.ts'

export interface TaskNews {
  event: Following
  userId: Id
  what: What
  taskId: Id
  /** The one it is about, as one opens it; null where there is none, or this person does not see it. */
  conversationId: Id | null
  because: string
}

interface Placed {
  id: Id
  ownerId: Id | null
  teamId: Id | null
  askedBy: Id | null
  isDone: boolean
  conversationId: Id | null
}

type Data = Record<string, unknown>
const idIn = (data: Data, name: string) => (typeof data[name] === 'string' ? data[name] : null)
const listIn = (data: Data, name: string) => (Array.isArray(data[name]) ? (data[name] as Id[]) : [])

/** Whether an event of a task is news for anybody but whoever did it. */
export function isTaskNews(data: Data): boolean {
  return idIn(data, 'ownerId') !== null || idIn(data, 'teamId') !== null || listIn(data, 'mentionedIds').length > 0
}

const told = new Set(['task.added', 'task.assigned', 'task.changed', 'task.fellDue'])

export async function taskNews(tx: Tx, all: readonly Following[]): Promise<TaskNews[]> {
  const events = all.filter((one) => told.has(one.name))
  if (events.length === 0) return []
  const placed = new Map((await readPlaced(tx, events.map((one) => one.subjectId))).map((one) => [one.id, one])) // prettier-ignore
  const members = await membersOf(tx, [...placed.values()].flatMap((one) => one.teamId ?? [])) // prettier-ignore
  const meant = events.flatMap((event) => {
    const task = placed.get(event.subjectId)
    return task && !task.isDone ? meantBy(event, task, members).map((one) => ({ ...one, event, task })) : []
  })
  const others = meant.filter(({ userId, event }) => userId !== event.actorId)
  const seers = await seersAmong(tx, others.flatMap(({ userId, task: { conversationId } }) => (conversationId === null ? [] : { userId, conversationId }))) // prettier-ignore
  const known = new Set<string>()
  return others.flatMap(({ userId, what, event, task }) => {
    const { conversationId } = task
    const sees = conversationId !== null && seers.has(pairKey({ userId, conversationId }))
    const isTheirs = userId === task.ownerId || userId === task.askedBy
    const key = `${event.event} ${userId}`
    if ((conversationId !== null && !sees && !isTheirs) || known.has(key)) return []
    known.add(key)
    const because = idIn(event.data, 'because') ?? ''
    return { event, userId, what, taskId: task.id, conversationId: sees ? conversationId : null, because }
  })
}

/** What matters most first: of two for one person only that is told. */
function meantBy(
  { name, data }: Following,
  task: Placed,
  members: ReadonlyMap<Id, Id[]>,
): { userId: Id; what: What }[] {
  const owners = task.ownerId === null ? (members.get(task.teamId ?? '') ?? []) : [task.ownerId]
  if (name === 'task.fellDue') {
    const asker = task.askedBy === null ? [] : [task.askedBy]
    return (owners.length > 0 ? owners : asker).map((userId) => ({ userId, what: 'taskDue' as const }))
  }
  const isStill = idIn(data, 'ownerId') === task.ownerId && idIn(data, 'teamId') === task.teamId
  const given = name === 'task.changed' || !isStill ? [] : owners
  return [
    ...given.map((userId) => ({ userId, what: 'task' as const })),
    ...listIn(data, 'mentionedIds').map((userId) => ({ userId, what: 'mentioned' as const })),
  ]
}

async function readPlaced(tx: Tx, ids: readonly Id[]): Promise<Placed[]> {
  return await tx.query<Placed>({
    name: 'notification-tasks',
    text: `select task.id, task.owner_id as "ownerId", task.team_id as "teamId", task.asked_by as "askedBy", task.done_at is not null as "isDone",
        coalesce(c.merged_into, c.id) as "conversationId"
      from task left join conversation c on c.id = task.conversation_id where task.id = any($1::bigint[]) and task.deleted_at is null`,
    values: [[...new Set(ids)]],
  })
}
