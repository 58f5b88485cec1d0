// Tags: free words on a conversation, many each. A tag comes into being when it is first used.
import type { Tx } from '../../store/tx.ts'
import { lookingUntil } from '../conversations/privacy.ts'
import type { Actor } from '../users/permissions.ts'

/**
 * Every tag that was ever used, for whoever sees every inbox, but for those that only private conversations of others have: to
 * read all conversations instead would be exact, and slow. For others those of conversations they see, as a tag can say what a
 * case is about.
 */
export async function listTags(tx: Tx, actor: Actor): Promise<string[]> {
  const kept = `exists (select from conversation_member m where m.conversation_id = c.id and m.user_id = $2 and (m.until is null or m.until > $3))`
  const seen = `exists (select from conversation c where c.tags @> array[tag.name] and c.tags <> '{}' and c.inbox_id = any($1::bigint[])
    and c.deleted_at is null and (c.private_at is null or ${kept}))`
  const rows = await tx.query<{ name: string }>({
    name: actor.seesAll ? 'tags-all' : 'tags-seen',
    text: actor.seesAll
      ? `select name from tag where name <> all(array(select unnest(c.tags) from conversation c where c.private_at is not null
          and not ${kept})) or ${seen} order by name limit 5000`
      : `select name from tag where ${seen} order by name limit 5000`,
    values: [actor.inboxIds, actor.id ?? '0', lookingUntil(tx, actor)],
  })
  return rows.map((row) => row.name)
}
