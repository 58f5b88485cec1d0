// Links: two conversations that belong together without being one. Written from both sides, so that each is read in one place; of what
// was merged since, the whole stands for its parts.
import { compareIds, type Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { Relation } from './links.api.ts'
import { familyOf } from './merge.ts'
import { lockExactly } from './touch.ts'

/** Of one conversation; a matter with more is a tag, or a deal. */
const MOST = 100

export interface Link {
  otherId: Id
  isLinked: boolean
  byId: Id | null
  at: Date
}

/** Newest first. */
export async function linksOf(tx: Tx, family: readonly Id[]): Promise<Link[]> {
  return await tx.query<Link>({
    name: 'conversation-links',
    text: `select other_id as "otherId", is_linked as "isLinked", by_id as "byId", at from conversation_link
      where conversation_id = any($1::bigint[]) order by at desc, other_id limit 1000`,
    values: [family],
  })
}

/** Both are heads, seen by whoever asks. Answers what they were before. */
export async function relate(tx: Tx, one: Id, other: Id, as: Relation): Promise<Relation> {
  if (one === other)
    throw new Problem('invalid', 'relates-to-itself', 'Choose another conversation: this one is the same.')
  const held = new Map<Id, Awaited<ReturnType<typeof lockExactly>>>()
  for (const id of [one, other].toSorted(compareIds)) held.set(id, await lockExactly(tx, id))
  const [mine, theirs] = [await familyOf(tx, one), await familyOf(tx, other)]
  const links = await linksOf(tx, mine)
  const between = links.filter((link) => theirs.includes(link.otherId))
  const was: Relation = between.length === 0 ? 'none' : between.some((link) => link.isLinked) ? 'linked' : 'distinct'
  if (was === as) return was
  if (as !== 'none' && was === 'none' && Math.max(links.length, (await linksOf(tx, theirs)).length) >= MOST)
    throw new Problem('conflict', 'too-many-links', `A conversation has ${MOST} links at most.`)
  await tx.query({
    name: 'conversation-unlink',
    text: `delete from conversation_link where (conversation_id = any($1::bigint[]) and other_id = any($2::bigint[]))
      or (conversation_id = any($2::bigint[]) and other_id = any($1::bigint[]))`,
    values: [mine, theirs],
  })
  if (as !== 'none')
    await tx.db
      .insertInto('conversation_link')
      .values([
        { conversation_id: one, other_id: other, is_linked: as === 'linked', by_id: tx.actorId, at: tx.now },
        { conversation_id: other, other_id: one, is_linked: as === 'linked', by_id: tx.actorId, at: tx.now },
      ])
      .execute()
  for (const [id, to] of [
    [one, other],
    [other, one],
  ] as const)
    // prettier-ignore
    await record(
      tx,
      eventOf(was, as),
      id,
      { into: to, number: held.get(to)?.number },
      { conversationId: id, inboxId: held.get(id)?.inbox_id ?? '0' },
    )
  return was
}

function eventOf(was: Relation, as: Relation): string {
  if (as === 'linked') return 'conversation.linked'
  if (as === 'distinct') return 'conversation.toldApart'
  return was === 'linked' ? 'conversation.unlinked' : 'conversation.apartTakenBack'
}
