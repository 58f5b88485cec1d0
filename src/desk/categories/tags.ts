// Tags: free words on a conversation, many each. A tag comes into being when it is first used.
import type { Tx } from '../../store/tx.ts'

/** Every tag that was ever used. Reading the conversations instead would be exact, and slow. */
export async function listTags(tx: Tx): Promise<string[]> {
  const rows = await tx.db.selectFrom('tag').select('name').orderBy('name').limit(5000).execute()
  return rows.map((row) => row.name)
}
