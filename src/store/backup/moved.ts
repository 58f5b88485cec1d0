// The mark of a desk that was moved to another database: it is not started by accident while the other one goes on without it.
import type pg from 'pg'
import { randomBytes } from 'node:crypto'
import { Problem } from '../../kit/problem.ts'
import { PROGRESS } from './target.ts'

export interface Mark {
  /** Of this move; an interrupted one goes on under the same. */
  id: string
  state: 'moving' | 'moved'
  /** Where to, without a password. */
  to: string
  at: string
}

export async function readMark(client: pg.ClientBase): Promise<Mark | null> {
  const there = await client.query<{ is: boolean }>(`select to_regclass('setting') is not null as is`)
  if (!there.rows[0]?.is) return null
  const { rows } = await client.query<{ value: Mark }>(`select value from setting where name = 'moved'`)
  return rows[0]?.value ?? null
}

/** The same mark where one stands already. */
export async function markMoving(client: pg.ClientBase, to: string): Promise<Mark> {
  const before = await readMark(client)
  if (before?.state === 'moved' || (before && before.to !== to)) throw isMoved(before)
  const mark: Mark = before ?? {
    id: randomBytes(12).toString('hex'),
    state: 'moving',
    to,
    at: new Date().toISOString(),
  }
  await writeMark(client, mark)
  return mark
}

export async function markMoved(client: pg.ClientBase, mark: Mark): Promise<void> {
  await writeMark(client, { ...mark, state: 'moved', at: new Date().toISOString() })
}

/** False where there was none. */
export async function removeMark(client: pg.ClientBase): Promise<boolean> {
  return (await client.query(`delete from setting where name = 'moved'`)).rowCount !== 0
}

/** Asked before a desk opens: refuses one that was moved away, and a database that is still being filled. */
export async function refuseMoved(client: pg.ClientBase): Promise<void> {
  const mark = await readMark(client)
  if (mark) throw isMoved(mark)
  const { rows } = await client.query<{ is: boolean }>(`select to_regclass('${PROGRESS}') is not null as is`)
  if (rows[0]?.is)
    throw new Problem(
      'conflict',
      'move-unfinished',
      'This database is still being filled. Let "postroom move" or "postroom restore" come to its end (start it again with the same words), then start Postroom.',
    )
}

function isMoved({ state, to, at }: Mark): Problem {
  const what = state === 'moved' ? `was moved to ${to} on ${at}` : `is being moved to ${to} since ${at}`
  const there = to.startsWith('postgres:') ? 'Set POSTROOM_DATABASE_URL to that database' : 'Start it there'
  const way = state === 'moved' ? there : 'Start the same "postroom move" again to finish'
  return new Problem(
    'conflict',
    'desk-moved',
    `This desk ${what}. ${way}, or give the move up with "postroom move --cancel": what was written there since stays there.`,
  )
}

async function writeMark(client: pg.ClientBase, mark: Mark): Promise<void> {
  await client.query(
    `insert into setting (name, value, changed_at) values ('moved', $1, now())
     on conflict (name) do update set value = excluded.value, changed_at = excluded.changed_at`,
    [JSON.stringify(mark)],
  )
}
