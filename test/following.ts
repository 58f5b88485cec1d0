// What the worker does every few seconds, done at once: clocks follow what happened, and the facts of figures follow them.
import { followConversations } from '../src/flows/deadlines/deadlines.ts'
import { ringClocks } from '../src/flows/deadlines/ring.ts'
import { followFigures } from '../src/flows/figures/course.ts'
import { numberChanges } from '../src/store/changes.ts'
import type { Tx } from '../src/store/tx.ts'

export async function followAll(tx: Tx): Promise<void> {
  await followConversations(tx, (await tx.db.selectFrom('conversation').select('id').execute()).map((row) => row.id), new Map()) // prettier-ignore
  await ringClocks(tx)
  while ((await numberChanges(tx)) > 0);
  while ((await followFigures(tx, new Map())).isMore);
}
