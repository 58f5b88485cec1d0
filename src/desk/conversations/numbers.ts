// The numbers people say: #1042. From a sequence, so that nobody waits for anybody; a transaction that fails leaves a gap.
import type { Tx } from '../../store/tx.ts'

/** `count` numbers, growing. */
export async function takeNumbers(tx: Tx, count: number): Promise<string[]> {
  const rows = await tx.query<{ number: string }>({
    name: 'number-take',
    text: `select nextval('conversation_number') as number from generate_series(1, $1)`,
    values: [count],
  })
  return rows.map((row) => row.number)
}
