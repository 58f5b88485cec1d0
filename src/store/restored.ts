// The instant at which this desk last came back from a backup. What it had taken in before may have been dealt with since, by the
// desk that was lost.
import type { Tx } from './tx.ts'

const SETTING = 'restored'

export async function noteRestored(tx: Tx): Promise<void> {
  await tx.query({
    text: `insert into setting (name, value, changed_at) values ($1, $2, $3)
           on conflict (name) do update set value = excluded.value, changed_at = excluded.changed_at`,
    values: [SETTING, JSON.stringify({ at: tx.now.toISOString() }), tx.now],
  })
}

/** Null where it never was. */
export async function restoredAt(tx: Tx): Promise<Date | null> {
  const [row] = await tx.query<{ value: { at: string } }>({
    name: 'restored-at',
    text: 'select value from setting where name = $1',
    values: [SETTING],
  })
  return row ? new Date(row.value.at) : null
}
