// What the room of tasks promises: to-dos of people, with a due day or time, a checklist, a repetition, and what they are about.
import { z } from 'zod'
import { Priority } from '../conversations/conversations.api.ts'
import { route } from '../../kit/route.ts'
import { whoseNames } from './names.api.ts'

const id = z.string().max(20)
const day = z.iso.date()

/** A day of the desk's time zone, or an instant. */
export const TaskDue = z.union([z.strictObject({ day }), z.strictObject({ at: z.iso.datetime({ offset: true }) })])
export type TaskDue = z.infer<typeof TaskDue>

export const RepeatUnit = z.enum(['day', 'weekday', 'week', 'month', 'year'])
export type RepeatUnit = z.infer<typeof RepeatUnit>
/** The next task is made when this one is done, for the first time of the series that is still to come. */
export const Repeat = z.strictObject({ unit: RepeatUnit, interval: z.number().int().min(1).max(99).default(1) })
export type Repeat = z.infer<typeof Repeat>

export const TaskItem = z.object({
  id: z.string(),
  text: z.string(),
  doneAt: z.iso.datetime().nullable(),
  doneById: z.string().nullable(),
})
export type TaskItem = z.infer<typeof TaskItem>

export const Task = z.object({
  id: z.string(),
  title: z.string(),
  text: z.string(),
  /** Whose it is: a colleague, a team, or (both null) nobody's yet. */
  ownerId: z.string().nullable(),
  teamId: z.string().nullable(),
  /** Who asked for it; null: a rule, or a program. */
  askedById: z.string().nullable(),
  /** Why, where a rule made it. */
  because: z.string().nullable(),
  priority: Priority,
  due: TaskDue.nullable(),
  /** Late from then on: the instant, or the end of the day. */
  dueAt: z.iso.datetime().nullable(),
  /** The day it is due, by the desk's time zone. */
  dueOn: z.string().nullable(),
  repeat: Repeat.nullable(),
  checklist: z.array(TaskItem),
  /** What it is about, each null too where you do not see it. */
  conversation: z.object({ id: z.string(), number: z.string(), subject: z.string() }).nullable(),
  contact: z.object({ id: z.string(), name: z.string() }).nullable(),
  company: z.object({ id: z.string(), name: z.string() }).nullable(),
  deal: z.object({ id: z.string(), name: z.string() }).nullable(),
  mentionedIds: z.array(z.string()),
  doneAt: z.iso.datetime().nullable(),
  doneById: z.string().nullable(),
  version: z.number().int(),
  createdAt: z.iso.datetime(),
})
export type Task = z.infer<typeof Task>

const title = z.string().trim().min(1).max(300)
const text = z.string().trim().max(20_000)
const owner = { ownerId: id.nullable().optional(), teamId: id.nullable().optional() }
const about = {
  conversationId: id.nullable().optional(),
  contactId: id.nullable().optional(),
  companyId: id.nullable().optional(),
  dealId: id.nullable().optional(),
}
const itemText = z.string().trim().min(1).max(300)
/** Items of one task. */
const MOST_ITEMS = 100

export const Whose = z.enum(whoseNames)
export type Whose = z.infer<typeof Whose>
export const TaskState = z.enum(['open', 'overdue', 'today', 'upcoming', 'undated', 'done'])
export type TaskState = z.infer<typeof TaskState>

export const listTasks = route({
  name: 'listTasks',
  summary: 'Tasks that you see: open ones by when they are due, without a date last; done ones newest first.',
  method: 'GET',
  path: '/tasks',
  may: 'task.read',
  input: z.strictObject({
    /** `teams`: given to a team of yours. `asked`: you asked for them. `nobody`: nobody's yet. Left out: yours, or, of something, all. */
    whose: Whose.optional(),
    state: TaskState.default('open'),
    /** Only about this conversation with all that was merged into it, this contact, this company, this deal. */
    conversationId: id.optional(),
    contactId: id.optional(),
    companyId: id.optional(),
    dealId: id.optional(),
    cursor: z.string().max(60).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.object({
    tasks: z.array(Task),
    /** There may be more even where this page is short: what one does not see is passed over. */
    next: z.string().nullable(),
    /** The day that it is at the desk, and where. */
    today: z.string(),
    timeZone: z.string(),
  }),
})
export const countTasks = route({
  name: 'countTasks',
  summary: 'How many open tasks are yours: late, due today, in all. Counted to 100.',
  method: 'GET',
  path: '/task-counts',
  may: 'task.read',
  input: z.strictObject({}),
  output: z.object({ overdue: z.number().int(), today: z.number().int(), open: z.number().int() }),
})
export const readTask = route({
  name: 'readTask',
  summary: 'One task, with what happened to it.',
  method: 'GET',
  path: '/tasks/:id',
  may: 'task.read',
  input: z.strictObject({ id: z.string() }),
  output: Task.extend({
    /** Oldest first, the last hundred. */
    history: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        at: z.iso.datetime(),
        actorId: z.string().nullable(),
        data: z.record(z.string(), z.unknown()),
      }),
    ),
  }),
})
export const addTask = route({
  name: 'addTask',
  summary: 'Add a task: for yourself unless you say for whom.',
  method: 'POST',
  path: '/tasks',
  may: 'task.write',
  status: 201,
  input: z.strictObject({
    title,
    text: text.default(''),
    ...owner,
    ...about,
    due: TaskDue.nullable().default(null),
    repeat: Repeat.nullable().default(null),
    priority: Priority.default('normal'),
    checklist: z.array(itemText).max(MOST_ITEMS).default([]),
  }),
  output: Task,
})
const change = {
  title: title.optional(),
  text: text.optional(),
  ...owner,
  ...about,
  due: TaskDue.nullable().optional(),
  repeat: Repeat.nullable().optional(),
  priority: Priority.optional(),
}
export const changeTask = route({
  name: 'changeTask',
  summary: 'Change a task; what is left out stays. `version` guards against overwriting a colleague.',
  method: 'PATCH',
  path: '/tasks/:id',
  may: 'task.write',
  input: z.strictObject({ id: z.string(), version: z.number().int().optional(), ...change }),
  output: Task,
})
export const completeTask = route({
  name: 'completeTask',
  summary:
    'A task is done, or not done after all. What repeats is made anew; taken back, the new one goes, if nobody touched it.',
  method: 'PUT',
  path: '/tasks/:id/done',
  may: 'task.write',
  input: z.strictObject({ id: z.string(), done: z.boolean() }),
  output: Task,
})
export const deleteTask = route({
  name: 'deleteTask',
  summary: 'Take a task away; it can be brought back.',
  method: 'DELETE',
  path: '/tasks/:id',
  may: 'task.write',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
export const restoreTask = route({
  name: 'restoreTask',
  summary: 'Bring a task back that was taken away.',
  method: 'POST',
  path: '/tasks/:id/restore',
  may: 'task.write',
  input: z.strictObject({ id: z.string() }),
  output: Task,
})

export const addTaskItem = route({
  name: 'addTaskItem',
  summary: 'Add an item to the checklist, at its end or at a place.',
  method: 'POST',
  path: '/tasks/:id/items',
  may: 'task.write',
  status: 201,
  input: z.strictObject({
    id: z.string(),
    text: itemText,
    done: z.boolean().default(false),
    at: z.number().int().min(0).max(MOST_ITEMS).optional(),
  }),
  output: Task,
})
export const changeTaskItem = route({
  name: 'changeTaskItem',
  summary: 'Rename an item of the checklist, tick it off, or not after all.',
  method: 'PATCH',
  path: '/tasks/:id/items/:itemId',
  may: 'task.write',
  input: z.strictObject({
    id: z.string(),
    itemId: z.string(),
    text: itemText.optional(),
    done: z.boolean().optional(),
  }),
  output: Task,
})
export const deleteTaskItem = route({
  name: 'deleteTaskItem',
  summary: 'Take an item out of the checklist.',
  method: 'DELETE',
  path: '/tasks/:id/items/:itemId',
  may: 'task.write',
  input: z.strictObject({ id: z.string(), itemId: z.string() }),
  output: Task,
})
export const orderTaskItems = route({
  name: 'orderTaskItems',
  summary: 'Put the checklist into this order, all ids exactly once.',
  method: 'PUT',
  path: '/tasks/:id/items',
  may: 'task.write',
  input: z.strictObject({ id: z.string(), ids: z.array(z.string()).max(MOST_ITEMS) }),
  output: Task,
})

/** One of several changes: also done or not, away or back, and later by so many days than it is due, or than today where that is past. */
export const TaskChange = z.strictObject({
  id: z.string(),
  done: z.boolean().optional(),
  deleted: z.boolean().optional(),
  ownerId: id.nullable().optional(),
  teamId: id.nullable().optional(),
  due: TaskDue.nullable().optional(),
  repeat: Repeat.nullable().optional(),
  postponeDays: z.number().int().min(1).max(366).optional(),
  priority: Priority.optional(),
})
export type TaskChange = z.infer<typeof TaskChange>
export const changeTasks = route({
  name: 'changeTasks',
  summary: 'Change several tasks at once, all or none. Send `before` as `changes` to take it back.',
  method: 'POST',
  path: '/tasks/changes',
  may: 'task.write',
  input: z.strictObject({ changes: z.array(TaskChange).min(1).max(200) }),
  output: z.object({ tasks: z.array(Task), before: z.array(TaskChange) }),
})
