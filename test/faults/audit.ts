// What the tables say after a fault, when all is quiet again: is everything acknowledged there, once, and whole?
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'

export interface Audit {
  /** Acknowledged, and not among the messages. */
  lost: string[]
  /** Among the messages of one inbox more than once. */
  doubled: string[]
  /** Work items left after `patience`. */
  left: number
  /** Raw mails that are neither a message, nor waiting to be filed or sent. */
  orphans: number
  /** Messages whose raw mail is gone. */
  bodiless: number
}

/** Waits until nothing waits to be filed, or it becomes no less for `patience` milliseconds; then looks. `hurry`: what a dead worker holds is taken from it. */
export async function audit(
  database: pg.ClientBase,
  acknowledged: Iterable<string>,
  { patience = 90_000, hurry = false } = {},
): Promise<Audit> {
  const count = async (text: string) => Number((await database.query<{ count: string }>(text)).rows[0]?.count)
  if (hurry) await database.query('update intake set leased_until = null')
  let [left, least] = [Number.NaN, Infinity]
  for (let end = performance.now() + patience; left !== 0 && performance.now() < end; await sleep(200)) {
    left = await count('select count(*) from intake')
    if (left < least) end = performance.now() + patience
    least = Math.min(least, left)
  }
  const { rows } = await database.query<{ mid: string; times: number }>(
    `select mail_id as mid, max(times)::int as times from (select m.mail_id, c.inbox_id, count(*) as times
       from message m join conversation c on c.id = m.conversation_id where m.direction = 'in' group by 1, 2) found group by 1`,
  )
  const times = new Map(rows.map((row) => [row.mid, row.times]))
  return {
    lost: [...acknowledged].filter((mid) => !times.has(mid)),
    doubled: rows.filter((row) => row.times > 1).map((row) => row.mid),
    left,
    orphans: await count(`select count(*) from raw where not exists (select 1 from message where raw_id = raw.id)
      and not exists (select 1 from intake where id = raw.id) and not exists (select 1 from outbox where raw_id = raw.id)`),
    bodiless: await count(
      `select count(*) from message where direction = 'in' and not exists (select 1 from raw where id = raw_id)`,
    ),
  }
}

/** As sentences; none where all is well. */
export function complaintsOf(found: Audit): string[] {
  const say = (many: number, what: string) => (many > 0 ? [`${many} ${what}`] : [])
  return [
    ...say(found.lost.length, `acknowledged mails are lost, e.g. ${found.lost[0]}`),
    ...say(found.doubled.length, `mails are there more than once, e.g. ${found.doubled[0]}`),
    ...say(found.left || 0, 'mails were never filed'),
    ...say(found.orphans, 'raw mails belong to nothing'),
    ...say(found.bodiless, 'messages have no raw mail'),
  ]
}
