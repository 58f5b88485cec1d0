// What an answer takes people, measured from what they wrote: the time between two answers in a row, as long as it is no pause.
import type { Tx } from '../../store/tx.ts'

const DAYS = 60
/** A longer gap was a pause, or something else. */
const PAUSE = '45 minutes'
const MOST = 50_000

/** A schedule's work. */
export async function measureHandling(tx: Tx): Promise<void> {
  await tx.query({ name: 'handling-forget', text: 'delete from handling', values: [] })
  await tx.query({
    name: 'handling-measure',
    text: `insert into handling (user_id, category_id, answers, minutes, measured_at)
      select actor_id, category_id, count(*)::int, avg(extract(epoch from gap) / 60)::real, $1 from (
        select e.actor_id, kinds.category_id, e.at - lag(e.at) over (partition by e.actor_id order by e.id) as gap
        from (select id, actor_id, subject_id, at from event where name = 'message.queued' and actor_id is not null and at > $2
          order by id desc limit ${MOST}) e
        join conversation c on c.id = e.subject_id
        join "user" u on u.id = e.actor_id
        cross join lateral (select coalesce(c.category_id, 0) as category_id) kinds
      ) answers where gap between interval '20 seconds' and interval '${PAUSE}'
      group by actor_id, category_id`,
    values: [tx.now, new Date(tx.now.getTime() - DAYS * 86_400_000)],
  })
}
