// Rations by the hour: how often, and how many bytes. A row for each owner and hour, written in the transaction of what is rationed,
// so that what fails is not counted and several processes count together.
import type { Id } from '../kit/id.ts'
import { must } from '../kit/must.ts'
import { Problem } from '../kit/problem.ts'
import type { Tx } from './tx.ts'

const HOUR = 3_600_000

interface Ration {
  times: number
  bytes: number
}

/** Hours are those of the clock (UTC): whoever is refused is told the seconds until the next. Theirs wait for each other, nobody else. */
export async function spend(tx: Tx, ownerId: Id | null, what: string, bytes: number, most: Ration): Promise<void> {
  const hour = new Date(Math.floor(tx.now.getTime() / HOUR) * HOUR)
  const [row] = await tx.query<{ times: number; bytes: string }>({
    name: 'spend',
    text: `insert into spent (owner_id, what, hour, times, bytes) values ($1, $2, $3, 1, $4)
      on conflict (owner_id, what, hour) do update set times = spent.times + 1, bytes = spent.bytes + excluded.bytes
      returning times, bytes`,
    values: [ownerId ?? '0', what, hour, bytes],
  })
  const had = must(row, 'the row that was written')
  if (had.times <= most.times && Number(had.bytes) <= most.bytes) return
  const retryAfter = Math.ceil((hour.getTime() + HOUR - tx.now.getTime()) / 1000)
  throw new Problem('busy', 'ration-spent', 'That was all for this hour. Try again in the next one.', {
    detail: { what, most, retryAfter },
  })
}

/** For a schedule. */
export async function forgetSpent(tx: Tx): Promise<void> {
  await tx.db
    .deleteFrom('spent')
    .where('hour', '<', new Date(tx.now.getTime() - 2 * HOUR))
    .execute()
}
