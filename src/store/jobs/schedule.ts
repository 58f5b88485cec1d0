// Schedules: a job at the start of every period, once over all processes. A period in which nothing ran is not made up for.
import { enqueue } from '../jobs.ts'
import type { Store } from '../store.ts'
import type { Tx } from '../tx.ts'

export interface Schedule {
  kind: string
  /** Milliseconds; periods start at whole multiples since 1970, so "every day" is at midnight UTC. */
  every: number
  payload?: object
}

/**
 * Enqueues where this period has had no job yet. Another process that does the same waits and finds it done. A period that lies
 * further ahead than the next was begun by a clock that was wrong: it counts for nothing, or all would wait until it comes.
 */
export async function keepSchedule(tx: Tx, { kind, every, payload = {} }: Schedule): Promise<boolean> {
  const start = new Date(Math.floor(tx.now.getTime() / every) * every)
  const due = await tx.query({
    name: 'schedule-due',
    text: `insert into schedule (name, ran_at) values ($1, $2)
      on conflict (name) do update set ran_at = excluded.ran_at
        where schedule.ran_at < excluded.ran_at or schedule.ran_at > $3 returning 1`,
    values: [kind, start, new Date(start.getTime() + every)],
  })
  if (due.length === 0) return false
  await enqueue(tx, kind, payload, { key: 'schedule' })
  return true
}

export function startSchedules(store: Store, schedules: Schedule[], look = 1_000): { stop(): Promise<void> } {
  let round: Promise<void> | undefined
  const done = new Map<Schedule, number>()
  const keep = async () => {
    for (const one of schedules) {
      const period = Math.floor(store.clock.now().getTime() / one.every)
      if (done.get(one) === period) continue
      await store.transact({ actorId: null }, (tx) => keepSchedule(tx, one))
      done.set(one, period)
    }
  }
  const tick = () => {
    round ??= keep()
      .catch((error: unknown) => store.log.warn({ err: error }, 'a schedule could not be kept'))
      .finally(() => {
        round = undefined
      })
  }
  if (schedules.length > 0) tick()
  const timer = schedules.length > 0 ? setInterval(tick, look) : undefined
  return {
    stop: async () => {
      clearInterval(timer)
      await round
    },
  }
}
