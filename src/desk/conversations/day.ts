// Somebody's own day in numbers, for the end of a queue: answered, resolved, left, due by tomorrow noon. Counted from what happened since
// midnight, of which a desk has some thousand, and from the few conversations that one person has.
import { firstIdAt, type Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { countViews } from './counts.ts'
import type { Day } from './day.api.ts'
import { lookingUntil } from './privacy.ts'
import { dayBegins } from './query-terms.ts'

/** Of the desk's events of one kind since midnight; more are no longer counted. */
const EVENTS = 50_000
const NOON = 12 * 3_600_000

export async function readDay(tx: Tx, actor: Actor): Promise<Day> {
  const midnight = await dayBegins(tx, actor, 'today')
  const noon = new Date((await dayBegins(tx, actor, 'tomorrow')).getTime() + NOON)
  const [done] = await tx.query<{ answered: number; resolved: number }>({
    name: 'day-done',
    text: `select
        (select count(*) from (select actor_id from event where name = 'message.queued' and id >= $2 order by id limit ${EVENTS}) e
          where actor_id = $1)::int as answered,
        (select count(distinct subject_id) from (select actor_id, subject_id, data from event
            where name = 'conversation.statusChanged' and id >= $2 order by id limit ${EVENTS}) e
          where actor_id = $1 and data ->> 'to' = 'resolved')::int as resolved`,
    values: [actor.id ?? '0', firstIdAt(midnight.getTime())],
  })
  const { views } = await countViews(tx, actor)
  const due = await ownDue(tx, actor)
  const [next] = due
  return {
    answered: done?.answered ?? 0,
    resolved: done?.resolved ?? 0,
    left: views['mine'] ?? 0,
    dueByTomorrow: due.filter((one) => one.at < noon).length,
    unassigned: views['unassigned'] ?? 0,
    next: next ? { id: next.id, subject: next.subject, at: next.at.toISOString() } : null,
  }
}

/** The soonest first. */
async function ownDue(tx: Tx, actor: Actor): Promise<{ id: Id; subject: string; at: Date }[]> {
  return await tx.query({
    name: 'day-due',
    text: `select c.id::text, c.subject, due.at from (
        select id, subject, private_at from conversation where assignee_id = $1 and shelf = 'open' and inbox_id = any($2::bigint[])
        order by last_message_at desc, id desc limit 1000) c
      cross join lateral (select min(k.due_at) as at from clock k where k.conversation_id = c.id and k.stopped_at is null) due
      where due.at is not null and (c.private_at is null or exists (select from conversation_member m
        where m.conversation_id = c.id and m.user_id = $1 and (m.until is null or m.until > $3)))
      order by due.at, c.id`,
    values: [actor.id ?? '0', actor.inboxIds, lookingUntil(tx, actor)],
  })
}
