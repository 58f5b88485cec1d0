// Looks at the tables themselves, when everything is quiet: what was acknowledged is there, once, and nothing is half done.
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'

export interface Intact {
  /** Acknowledged and not among the messages. */
  lost: string[]
  /** Among the messages more than once. */
  doubled: string[]
  /** Raw mails that are neither a message nor waiting to be filed. */
  orphans: number
  /** Messages whose raw mail is gone. */
  bodiless: number
  /** Work items left when all was quiet. */
  left: number
  /** Conversations without a message, or counting other than they hold. */
  crooked: number
}

export const countIn = async (database: pg.Client, text: string): Promise<number> =>
  Number((await database.query<{ count: string }>(text)).rows[0]?.count)

/**
 * Waits until nothing waits. On a machine that is busy with other things there may be much to do: only when it has not become less for
 * `patience` milliseconds it is given up. How long it took, or null.
 */
export async function untilQuiet(
  database: pg.Client,
  waiting = 'select count(*) from intake',
  patience = 120_000,
): Promise<number | null> {
  const began = performance.now()
  let least = Infinity
  for (let end = began + patience; performance.now() < end; await sleep(100)) {
    const count = await countIn(database, waiting)
    if (count === 0) return performance.now() - began
    if (count < least) end = performance.now() + patience
    least = Math.min(least, count)
  }
  return null
}

export async function examineIntake(database: pg.Client, acknowledged: Iterable<string>): Promise<Intact> {
  const { rows } = await database.query<{ mid: string; times: number }>(
    `select mail_id as mid, count(*)::int as times from message where direction = 'in' group by 1`,
  )
  const times = new Map(rows.map((row) => [row.mid, row.times]))
  return {
    lost: [...acknowledged].filter((mid) => !times.has(mid)),
    doubled: rows.filter((row) => row.times > 1).map((row) => row.mid),
    left: await countIn(database, 'select count(*) from intake'),
    orphans: await countIn(
      database,
      `select count(*) from raw where not exists (select 1 from message where raw_id = raw.id)
        and not exists (select 1 from intake where id = raw.id) and not exists (select 1 from outbox where raw_id = raw.id)`,
    ),
    bodiless: await countIn(
      database,
      `select count(*) from message where direction = 'in' and not exists (select 1 from raw where id = raw_id)`,
    ),
    crooked: await countIn(
      database,
      `select count(*) from conversation c
        where message_count <> (select count(*) from message where conversation_id = c.id)`,
    ),
  }
}

/** One sentence for each thing that does not hold. */
export function brokenOf({ lost, doubled, orphans, bodiless, left, crooked }: Intact): string[] {
  const some = (mids: string[]) => mids.slice(0, 5).join(', ')
  return [
    ...(lost.length > 0 ? [`${lost.length} acknowledged mails are lost: ${some(lost)}`] : []),
    ...(doubled.length > 0 ? [`${doubled.length} mails are there twice: ${some(doubled)}`] : []),
    ...(orphans > 0 ? [`${orphans} raw mails are neither a message nor waiting`] : []),
    ...(bodiless > 0 ? [`${bodiless} messages have no raw mail`] : []),
    ...(left > 0 ? [`${left} work items are left`] : []),
    ...(crooked > 0 ? [`${crooked} conversations count other than they hold`] : []),
  ]
}
