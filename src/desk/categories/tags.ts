// Tags: free words on a conversation, many each. A tag comes into being when it is first used.
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'

/**
 * Every tag that was ever used, for whoever sees every inbox: to read the conversations instead would be exact, and slow.
 * For others those of conversations they see, as a tag can say what a case is about.
 */
export async function listTags(tx: Tx, actor: Actor): Promise<string[]> {
  const rows = await tx.query<{ name: string }>(
    actor.seesAll
      ? { name: 'tags-all', text: 'select name from tag order by name limit 5000', values: [] }
      : {
          name: 'tags-seen',
          text: `select name from tag where exists (select from conversation c where c.tags @> array[tag.name]
            and c.inbox_id = any($1::bigint[]) and c.deleted_at is null) order by name limit 5000`,
          values: [actor.inboxIds],
        },
  )
  return rows.map((row) => row.name)
}
