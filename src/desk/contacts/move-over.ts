// What points at one record made to point at another, with a list that takes it back.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import type { Follower } from './followers.ts'

/** Keys of rows, by `table.column`. */
export type Moved = Record<string, string[][]>

export async function moveOver(
  tx: Tx,
  followers: readonly Follower[],
  winnerId: Id,
  loserId: Id,
  most: number,
): Promise<Moved> {
  const moved: Moved = {}
  for (const { table, column, key, stays = 'false' } of followers) {
    const [count] = await tx.query<{ count: number }>({
      text: `select count(*)::int as count from (select from ${table} where ${column} = $1 limit $2) part`,
      values: [loserId, most + 1],
    })
    if ((count?.count ?? 0) > most)
      throw new Problem('invalid', 'merge-too-large', `More than ${most} things belong to the one that would go. Merge the other way round.`) // prettier-ignore
    const rows = await tx.query<Record<string, string>>({
      text: `update ${table} set ${column} = $1 where ${column} = $2 and not (${isThere(table, column, key)}) and not (${stays}) returning ${key.map((one) => `${one}::text`).join(', ')}`,
      values: [winnerId, loserId],
    })
    if (rows.length > 0) moved[`${table}.${column}`] = rows.map((row) => key.map((one) => row[one] ?? ''))
  }
  return moved
}

/** Where the column is part of the key, the winner may stand there already: then the loser's row stays, and says nothing more. */
function isThere(table: string, column: string, key: readonly string[]): string {
  const others = key.filter((one) => one !== column)
  if (others.length === key.length) return 'false'
  const same = others.map((one) => `twin.${one} = ${table}.${one}`).join(' and ')
  return `exists (select from ${table} twin where ${same} and twin.${column} = $1)`
}

/** Only what points at the winner still. */
export async function moveBack(
  tx: Tx,
  followers: readonly Follower[],
  moved: Moved,
  winnerId: Id,
  loserId: Id,
): Promise<void> {
  for (const { table, column, key, words = [] } of followers) {
    const keys = moved[`${table}.${column}`] ?? []
    const others = key.filter((one) => one !== column)
    if (keys.length === 0) continue
    const at = others.map((one) => key.indexOf(one))
    await tx.query({
      text: `update ${table} set ${column} = $2 from (select ${others.map((one, n) => `($3::jsonb -> place::int ->> ${at[n] ?? 0})::${words.includes(one) ? 'text' : 'bigint'} as ${one}`).join(', ')}
          from generate_series(0, jsonb_array_length($3::jsonb) - 1) place) was
        where ${table}.${column} = $1 and ${others.map((one) => `${table}.${one} = was.${one}`).join(' and ')}`,
      values: [winnerId, loserId, JSON.stringify(keys)],
    })
  }
}
