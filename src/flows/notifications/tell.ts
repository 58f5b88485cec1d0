// Telling people: what happened becomes lines for those it concerns, in batches behind everything else. Effect and the end of the job
// are one transaction, so that nobody is told twice, whoever dies. Where nobody would be told, nothing is written.
import { follow } from '../../desk/conversations/followers.ts'
import type { GoalState } from '../../desk/deals/goals.api.ts'
import { deskZone } from '../../desk/hours/desk-zone.ts'
import { choicesFrom } from '../../desk/notifications/choices.ts'
import type { News } from '../../desk/notifications/fold.ts'
import type { NotificationChoices } from '../../desk/notifications/notifications.api.ts'
import { reachedAmong } from '../../desk/notifications/push.ts'
import { holdBoxes, writeNews, type Box } from '../../desk/notifications/rows.ts'
import { hoursAmong } from '../../desk/notifications/quiet.ts'
import type { Schedule } from '../../desk/hours/open.ts'
import { mintedAt, type Id } from '../../kit/id.ts'
import type { Following } from '../../store/events.ts'
import { enqueueAll } from '../../store/jobs.ts'
import type { Tx } from '../../store/tx.ts'
import { audienceOf } from './audience.ts'
import { isAnswer, tellingsOf } from './happenings.ts'
import { mailTime, pushTime } from './mail-time.ts'
import { pushJob } from './push.ts'
import { taskNews } from './task-news.ts'

/** The kind of job that brings events here. */
export const tellJob = 'notification.tell'

/** One thing for one person; the later of two about the same event and conversation is left out. */
interface Item {
  userId: Id
  news: Omit<News, 'isListed' | 'mailAt' | 'pushAt'>
}

export async function tell(tx: Tx, events: readonly Following[]): Promise<void> {
  await followAnswered(tx, events)
  const tellings = events.flatMap((event) => tellingsOf(event).map((telling) => ({ telling, event })))
  const tasks = await taskNews(tx, events)
  if (tellings.length + tasks.length === 0) return
  const addressed = tellings.length === 0 ? [] : await audienceOf(tx, tellings.map((one) => one.telling)) // prettier-ignore
  const eventOf = new Map(tellings.map(({ telling, event }) => [telling, event]))
  const items = new Map<string, Item>()
  const at = ({ event }: Following) => new Date(Math.min(mintedAt(event), tx.now.getTime()))
  for (const { event, userId, because, ...one } of tasks) {
    const news = { ...one, actorId: event.actorId, at: at(event), data: because ? { because } : {} }
    items.set(`${userId} ${event.event}`, { userId, news })
  }
  for (const { telling, conversationId, userIds } of addressed) {
    const event = eventOf.get(telling)
    for (const userId of userIds) {
      const key = `${userId} ${event?.event}`
      const { what, actorId, data } = telling
      const when = event ? at(event) : tx.now
      if (!items.has(key)) items.set(key, { userId, news: { what, conversationId, actorId, at: when, data } })
    }
  }
  await write(tx, [...items.values()])
}

/** What somebody asked for and did not wait for. `text` is what it is called. */
export async function tellDone(tx: Tx, userId: Id, done: { work: 'reconciliation'; text: string }): Promise<void> {
  const news = { what: 'done' as const, conversationId: null, actorId: null, at: tx.now, data: done }
  await write(tx, [{ userId, news }])
}

/** Whoever signs audits of routing: that one is due, or that the mail is no longer what it was. `text` names inboxes of theirs. */
export async function tellSigners(
  tx: Tx,
  work: 'auditDue' | 'drift',
  told: readonly { userId: Id; text: string }[],
): Promise<void> {
  await write(
    tx,
    told.map(({ userId, text }) => ({
      userId,
      news: { what: 'audit' as const, conversationId: null, actorId: null, at: tx.now, data: { work, text } },
    })),
  )
}

/** Whoever answers for a goal. `text` is its name and how far it is. */
export async function tellGoal(tx: Tx, userId: Id, goal: { work: GoalState; text: string }): Promise<void> {
  const news = { what: 'goal' as const, conversationId: null, actorId: null, at: tx.now, data: goal }
  await write(tx, [{ userId, news }])
}

async function write(tx: Tx, items: readonly Item[]): Promise<void> {
  const userIds = [...new Set(items.map((one) => one.userId))]
  const choices = await choicesAmong(tx, userIds)
  const reached = userIds.length === 0 ? new Set<Id>() : await reachedAmong(tx, userIds)
  const isPushed = ({ userId, news }: Item) =>
    reached.has(userId) && choices.get(userId)?.events[news.what].push === true
  const wanted = items.filter((one) => {
    const choice = choices.get(one.userId)?.events[one.news.what]
    return choice !== undefined && (choice.app || choice.mail !== 'never' || isPushed(one))
  })
  if (wanted.length === 0) return
  const boxes = await holdBoxes(tx, [...new Set(wanted.map((one) => one.userId))])
  const readers = await readersOf(tx, choices, boxes, reached)
  const pushes = new Map<Id, Date>()
  const news = new Map<Id, News[]>()
  const due = new Map<string, Date | null>()
  for (const one of wanted) {
    const chosen = choices.get(one.userId)
    const reader = readers.get(one.userId)
    if (!chosen || !reader) continue
    const { app, mail } = chosen.events[one.news.what]
    const key = `${one.userId} ${mail}`
    const mailAt = due.has(key) ? (due.get(key) ?? null) : mailTime(mail, reader, tx.now)
    due.set(key, mailAt)
    const all = news.get(one.userId) ?? []
    const pushAt = isPushed(one) ? (pushes.get(one.userId) ?? pushTime(reader, tx.now)) : null
    if (pushAt) pushes.set(one.userId, pushAt)
    all.push({ ...one.news, isListed: app, mailAt, pushAt })
    news.set(one.userId, all)
  }
  await writeNews(tx, news, boxes)
  await enqueueAll(
    tx,
    [...pushes].map(([userId, runAt]) => ({ kind: pushJob, payload: { userId }, key: userId, runAt })),
  )
}

async function choicesAmong(tx: Tx, userIds: readonly Id[]): Promise<Map<Id, NotificationChoices>> {
  const rows = await tx.query<{ id: Id; notices: unknown }>({
    name: 'notification-choices',
    text: 'select id, notices from "user" where id = any($1::bigint[]) and disabled_at is null',
    values: [userIds],
  })
  return new Map(rows.map((row) => [row.id, choicesFrom(row.notices)]))
}

async function readersOf(
  tx: Tx,
  choices: ReadonlyMap<Id, NotificationChoices>,
  boxes: ReadonlyMap<Id, Box>,
  reached: ReadonlySet<Id>,
) {
  const all = [...boxes.values()].flatMap(({ userId, mailedAt, pushedAt }) => {
    const chosen = choices.get(userId)
    return chosen ? { userId, mailedAt, pushedAt, choices: chosen } : []
  })
  const isMailed = all.some(({ choices: { events } }) => Object.values(events).some(({ mail }) => mail !== 'never'))
  const isTimed = isMailed || reached.size > 0
  const zone = isTimed ? await deskZone(tx) : 'UTC'
  const hours = isTimed ? await hoursAmong(tx, all.flatMap(({ choices: { quiet } }) => (quiet.by === 'hours' ? quiet.hoursId : []))) : new Map<Id, Schedule>() // prettier-ignore
  return new Map(
    all.map(({ userId, ...one }) => {
      const { quiet, timeZone } = one.choices
      const schedule = quiet.by === 'hours' ? (hours.get(quiet.hoursId) ?? null) : null
      return [userId, { ...one, timeZone: timeZone ?? zone, hours: schedule }]
    }),
  )
}

/** Whoever chose so follows what they answer. */
async function followAnswered(tx: Tx, events: readonly Following[]): Promise<void> {
  const answers = events.filter((one) => one.name === 'message.queued' && isAnswer(one.data))
  const authors = [...new Set(answers.flatMap((one) => one.actorId ?? []))]
  if (authors.length === 0) return
  const choices = await choicesAmong(tx, authors)
  for (const { actorId, conversationId } of answers) {
    if (!actorId || !conversationId || choices.get(actorId)?.followsAnswered !== true) continue
    const head = await headOf(tx, conversationId)
    if (head) await follow(tx, head, [actorId], { because: 'answered it' })
  }
}

async function headOf(tx: Tx, id: Id): Promise<{ id: Id; inboxId: Id } | undefined> {
  const row = await tx.db.selectFrom('conversation').select(['id', 'inbox_id', 'merged_into']).where('id', '=', id).executeTakeFirst() // prettier-ignore
  if (row?.merged_into) return headOf(tx, row.merged_into)
  return row && { id: row.id, inboxId: row.inbox_id }
}
