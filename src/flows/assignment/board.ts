// The assignment page: who is here and has how much, and what waits in each inbox.
import { policiesOf } from '../../desk/assignment/policies.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { Board } from './assigning.api.ts'
import { readPeople } from './roster.ts'
import { isHere } from './take.ts'

/** Due within so long is soon. */
const SOON = 60 * 60_000

/** Of the inboxes the actor sees: what somebody has elsewhere is counted, never shown. */
export async function readBoard(tx: Tx, actor: Actor): Promise<Board> {
  const inboxIds = [...actor.inboxIds]
  const people = await readPeople(tx)
  const policies = await policiesOf(tx, inboxIds)
  const queues = new Map((await waitingIn(tx, inboxIds)).map((one) => [one.inboxId, one]))
  return {
    people: people.all
      .filter((one) => inboxIds.some((id) => people.sees(one, id)))
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map((one) => ({
        userId: one.userId,
        state: one.presence.absence ?? (isHere(one, tx.now) ? 'here' : 'expected'),
        backAt: one.presence.backAt?.toISOString() ?? null,
        held: one.open,
        slots: one.slots,
        capacity: one.capacity,
      })),
    inboxes: policies.map(({ inboxId, strategy, delivery }) => {
      const queue = queues.get(inboxId)
      return {
        inboxId,
        strategy,
        delivery,
        waiting: queue?.waiting ?? 0,
        oldestSince: queue?.oldest?.toISOString() ?? null,
        dueSoon: queue?.dueSoon ?? 0,
        overdue: queue?.overdue ?? 0,
        isMore: queue?.isMore ?? false,
      }
    }),
  }
}

interface Queue {
  inboxId: Id
  waiting: number
  oldest: Date | null
  dueSoon: number
  overdue: number
  isMore: boolean
}

/** Clocks of the desk that are counted, the soonest and the latest overdue first: who has left more than that lie needs no exact number. */
const LOOKED = 5_000

/** Private ones are nobody's to give out. Counted from what is due, and from the tallies beside the views. */
async function waitingIn(tx: Tx, inboxIds: readonly Id[]): Promise<Queue[]> {
  return await tx.query<Queue>({
    name: 'board-waiting',
    text: `with looked as materialized (
        select conversation_id, due_at from clock where stopped_at is null and due_at is not null and due_at < $3 order by due_at desc limit $4)
      select wanted.inbox_id as "inboxId",
        coalesce((select sum(t.amount) from tally t where t.inbox_id = wanted.inbox_id and t.user_id = 0 and t.name = 'unassigned'), 0)::int as waiting,
        (select coalesce(c.waiting_since, c.last_message_at) from conversation c where c.inbox_id = wanted.inbox_id and c.shelf = 'open'
          and c.assignee_id is null and c.private_at is null order by c.last_message_at, c.id limit 1) as oldest,
        coalesce(due.soon, 0)::int as "dueSoon", coalesce(due.over, 0)::int as overdue,
        (select count(*) from looked) = $4 as "isMore"
      from unnest($1::bigint[]) wanted (inbox_id) left join (
        select c.inbox_id, count(*) filter (where k.due_at >= $2) as soon, count(*) filter (where k.due_at < $2) as over
        from (select conversation_id, min(due_at) as due_at from looked group by conversation_id) k
        join conversation c on c.id = k.conversation_id
        where c.shelf = 'open' and c.assignee_id is null and c.private_at is null and c.inbox_id = any($1::bigint[])
        group by c.inbox_id) due on due.inbox_id = wanted.inbox_id`,
    values: [inboxIds, tx.now, new Date(tx.now.getTime() + SOON), LOOKED],
  })
}
