// How a flood becomes one line. Pure: what somebody has not read yet and what is new to them, in; the lines as they are then, out.
//
// The same about the same conversation is one line that says how often. Five of a kind by one hand within ten minutes become one
// line about all of those conversations. Who was told very much in an hour gets one line of each kind and no more, whoever caused it.
import type { Id } from '../../kit/id.ts'
import type { What } from './notifications.api.ts'

export const flood = {
  /** So many lines of a kind become one. */
  from: 5,
  /** Milliseconds after which what comes is something else. */
  within: 10 * 60_000,
  /** Lines for one person in an hour; beyond it every kind is one line. */
  anHour: 60,
  /** Conversations that a line knows by their ids. */
  known: 200,
}

export interface News {
  what: What
  /** Null: about none. */
  conversationId: Id | null
  /** The task it is about, which may be one of that conversation. */
  taskId?: Id | undefined
  actorId: Id | null
  at: Date
  data: Record<string, unknown>
  /** False: by mail only. */
  isListed: boolean
  mailAt: Date | null
  /** To browsers without an open page. */
  pushAt: Date | null
}

export interface Line {
  id: Id
  what: What
  conversationIds: Id[]
  conversations: number
  taskIds: Id[]
  tasks: number
  actorId: Id | null
  times: number
  data: Record<string, unknown>
  at: Date
  isListed: boolean
  mailAt: Date | null
  pushAt: Date | null
}

export interface Folded {
  /** New ones, and those that say more than before. */
  kept: Line[]
  /** Went into others. */
  gone: Line[]
  /** Lines that are new. */
  added: number
}

/** `told`: lines of this hour so far. */
export function fold(unread: readonly Line[], news: readonly News[], told: number, mint: () => Id): Folded {
  const lines = new Map(unread.map((line) => [line.id, line]))
  const known = new Set(lines.keys())
  const kept = new Map<Id, Line>()
  const gone = new Map<Id, Line>()
  let added = 0
  const keep = (line: Line) => {
    lines.set(line.id, line)
    kept.set(line.id, line)
  }
  for (const one of news) {
    const isTooMuch = told + added >= flood.anHour
    const alike = [...lines.values()].filter((line) => line.what === one.what && line.isListed === one.isListed)
    const near = alike.filter(
      (line) => isTooMuch || (line.actorId === one.actorId && one.at.getTime() - line.at.getTime() < flood.within),
    )
    const isAboutOne = one.conversationId !== null || one.taskId !== undefined
    const same = alike.find((line) => isOfOne(line) && isSame(line, one))
    const whole = near.find(isOfMany) ?? (isTooMuch ? near[0] : undefined)
    const singles = near.filter(isOfOne)
    if (same && isAboutOne) keep(again(same, one))
    else if (whole) keep(joined([whole], one, whole.id))
    else if (isAboutOne && singles.length + 1 >= flood.from) {
      for (const line of singles) {
        lines.delete(line.id)
        kept.delete(line.id)
        if (known.has(line.id)) gone.set(line.id, line)
        else added--
      }
      keep(joined(singles, one, mint()))
      added++
    } else {
      keep(lineOf(one, mint()))
      added++
    }
  }
  return { kept: [...kept.values()], gone: [...gone.values()], added }
}

const isOfMany = ({ conversations, tasks }: Line) => conversations > 1 || tasks > 1
const isOfOne = (line: Line) => !isOfMany(line) && line.conversations + line.tasks > 0
const isSame = (line: Line, one: News) =>
  line.conversationIds[0] === (one.conversationId ?? undefined) && line.taskIds[0] === one.taskId

function lineOf({ conversationId, taskId, ...one }: News, id: Id): Line {
  const conversationIds = conversationId === null ? [] : [conversationId]
  const taskIds = taskId === undefined ? [] : [taskId]
  return {
    ...one,
    id,
    conversationIds,
    conversations: conversationIds.length,
    taskIds,
    tasks: taskIds.length,
    times: 1,
  }
}

function again(line: Line, one: News): Line {
  const { at, actorId, data } = one
  const due = { mailAt: earlier(line.mailAt, one.mailAt), pushAt: earlier(line.pushAt, one.pushAt) }
  return { ...line, at, actorId, data, times: line.times + 1, ...due }
}

function joined(lines: readonly Line[], one: News, id: Id): Line {
  const sum = (of: (line: Line) => number) => lines.reduce((all, line) => all + of(line), 0)
  const [conversationIds, newOnes] = together(lines.map((line) => line.conversationIds), one.conversationId) // prettier-ignore
  const [taskIds, newTasks] = together(lines.map((line) => line.taskIds), one.taskId ?? null) // prettier-ignore
  const isOneHand = lines.every((line) => line.actorId === one.actorId)
  return {
    id,
    what: one.what,
    conversationIds,
    conversations: sum((line) => line.conversations) + newOnes,
    taskIds,
    tasks: sum((line) => line.tasks) + newTasks,
    actorId: isOneHand ? one.actorId : null,
    times: sum((line) => line.times) + 1,
    data: one.data,
    at: one.at,
    isListed: one.isListed,
    mailAt: lines.map((line) => line.mailAt).reduce(earlier, one.mailAt),
    pushAt: lines.map((line) => line.pushAt).reduce(earlier, one.pushAt),
  }
}

/** With how many are new among them. */
function together(known: readonly Id[][], one: Id | null): [ids: Id[], fresh: number] {
  const ids = new Set(known.flat())
  const isNew = one !== null && !ids.has(one)
  if (isNew && ids.size < flood.known) ids.add(one)
  return [[...ids], Number(isNew)]
}

function earlier(one: Date | null, other: Date | null): Date | null {
  if (!one || !other) return one ?? other
  return one < other ? one : other
}
