// Private conversations: kept to named people, who must see the inbox as well. Nobody else has such a conversation, not even an
// administrator, who can look in for an hour by giving a reason that those people read.
import { type RawBuilder, sql } from 'kysely'
import { compareIds, type Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { noteChanges } from '../../store/changes.ts'
import type { Tx } from '../../store/tx.ts'
import { type Actor, can } from '../users/permissions.ts'
import { familyOf } from './merge.ts'
import { seesInbox } from './serves.ts'
import { counting } from './tally.ts'
import { lockConversation, noSuchConversation, touch } from './touch.ts'

/** How long breaking the glass lasts. */
const LOOK = 3_600_000

/** The part of the row filter about privacy, for a statement in which `name` is a conversation. Inboxes are the other part. */
export function openTo(tx: Tx, actor: Actor, name = 'conversation'): RawBuilder<boolean> {
  return sql<boolean>`(${sql.ref(`${name}.private_at`)} is null or exists (select from conversation_member kept
    where kept.conversation_id = ${sql.ref(`${name}.id`)} and kept.user_id = ${actor.id ?? '0'} and (kept.until is null or kept.until > ${lookingUntil(tx, actor)})))`
}

/** A look lasts while it lies later than this: for whoever may not break the glass at this moment, whatever they once did, none does. */
export function lookingUntil(tx: Tx, actor: Actor): Date | 'infinity' {
  return can(actor, 'breakglass.use') ? tx.now : 'infinity'
}

/** The same of one private conversation; `members` as `keptTo` has them. */
export function isOpenTo(actor: Actor, members: readonly { userId: Id; until: Date | null }[]): boolean {
  return members.some((one) => one.userId === actor.id && (one.until === null || can(actor, 'breakglass.use')))
}

/**
 * Keeps a conversation, with all that was merged into it, to `userIds` and whoever does it; null opens it to its inbox again.
 * An assignee who is none of them is so no longer. Who only looks in decides nothing about it, and goes on looking in: those it is
 * kept to stay, and read that somebody looked.
 */
export async function setPrivacy(tx: Tx, id: Id, userIds: readonly Id[] | null): Promise<void> {
  const was = await lockConversation(tx, id)
  const all = await keptTo(tx, was.id)
  const before = all.filter((one) => one.until === null).map((one) => one.userId)
  await refuseLooker(tx, was)
  const wanted = userIds && [...new Set(tx.actorId ? [...userIds, tx.actorId] : userIds)].toSorted(compareIds)
  if (wanted === null ? was.private_at === null : was.private_at && wanted.join() === before.join()) return
  if (wanted?.length === 0)
    throw new Problem('invalid', 'nobody-left', 'Name somebody who can see it: otherwise nobody could.')
  for (const userId of wanted ?? []) if (!before.includes(userId)) await mustSee(tx, userId, was.inbox_id)
  await keepTo(tx, await familyOf(tx, was.id), wanted, wanted && (was.private_at ?? tx.now))
  const isLost = wanted !== null && was.assignee_id !== null && !wanted.includes(was.assignee_id)
  await touch(
    tx,
    was.id,
    isLost ? { assignee_id: null } : {},
    wanted
      ? { name: 'conversation.restricted', data: { userIds: wanted, before: was.private_at ? before : null } }
      : { name: 'conversation.unrestricted', data: { before } },
  )
  if (wanted) await tellWhoLost(tx, was, was.private_at ? before.filter((one) => !wanted.includes(one)) : [null])
}

/** Nothing that takes a private conversation from those it is kept to is done by somebody who only looks in. */
export async function refuseLooker(tx: Tx, was: { id: Id; private_at: Date | null }): Promise<void> {
  if (was.private_at === null) return
  if (!(await keptTo(tx, was.id)).some((one) => one.userId === tx.actorId && one.until)) return
  throw new Problem('denied', 'only-looking', 'Whoever only looks in does not decide who has this conversation.')
}

/** `userIds`: null is the whole inbox, which had it in its lists until now. Not by whom: that would name one it is kept to. */
async function tellWhoLost(tx: Tx, was: { id: Id; inbox_id: Id }, userIds: (Id | null)[]): Promise<void> {
  await noteChanges(
    { ...tx, actorId: null },
    userIds.map((userId) => ({ name: LEFT, subjectId: was.id, inboxId: was.inbox_id, userId })),
  )
}

async function keepTo(tx: Tx, family: Id[], userIds: Id[] | null, privateAt: Date | null): Promise<void> {
  await counting(tx, family, () =>
    tx.db.updateTable('conversation').set({ private_at: privateAt }).where('id', 'in', family).execute(),
  )
  const gone = tx.db.deleteFrom('conversation_member').where('conversation_id', 'in', family)
  await (userIds ? gone.where('until', 'is', null) : gone).execute()
  const rows = family.flatMap((one) =>
    (userIds ?? []).map((userId) => ({ conversation_id: one, user_id: userId, since: tx.now })),
  )
  if (rows.length > 0)
    await tx.db
      .insertInto('conversation_member')
      .values(rows)
      .onConflict((clash) => clash.columns(['conversation_id', 'user_id']).doUpdateSet({ until: null }))
      .execute()
}

/** The one change of a private conversation that those hear of who lost it: their pages showed it, and are to show it no longer. */
export const LEFT = 'conversation.left'

async function mustSee(tx: Tx, userId: Id, inboxId: Id): Promise<void> {
  if (await seesInbox(tx, userId, inboxId)) return
  throw new Problem('invalid', 'member-blind', 'This colleague does not see that inbox. Give them access first.', {
    detail: { userId, inboxId },
  })
}

/** By id; those who only look in have an `until`, which is still to come. */
export async function keptTo(tx: Tx, id: Id): Promise<{ userId: Id; until: Date | null }[]> {
  const rows = await tx.db
    .selectFrom('conversation_member')
    .select(['user_id', 'until'])
    .where('conversation_id', '=', id)
    .where((is) => is.or([is('until', 'is', null), is('until', '>', tx.now)]))
    .orderBy('user_id')
    .execute()
  return rows.map((row) => ({ userId: row.user_id, until: row.until }))
}

/** Whether somebody could be shown this conversation, as far as its privacy goes. */
export async function isKeptFrom(
  tx: Tx,
  conversation: { id: Id; private_at: Date | null },
  userId: Id,
): Promise<boolean> {
  if (conversation.private_at === null) return false
  return !(await keptTo(tx, conversation.id)).some((one) => one.userId === userId && one.until === null)
}

/** For an hour. What was the reason stands in the conversation for everybody it is kept to. */
export async function breakGlass(
  tx: Tx,
  actor: Actor,
  number: string,
  reason: string,
): Promise<{ id: Id; until: Date }> {
  const asked = await tx.db
    .selectFrom('conversation')
    .select(['id', 'inbox_id'])
    .where('number', '=', number)
    .where('private_at', 'is not', null)
    .where('merged_into', 'is', null)
    .executeTakeFirst()
  if (!asked || !actor.id || !can(actor, 'breakglass.use', asked.inbox_id)) throw noSuchConversation(number)
  const { id, private_at: privateAt } = await lockConversation(tx, asked.id)
  if (privateAt === null) throw noSuchConversation(number) // opened while we waited for it
  const until = new Date(tx.now.getTime() + LOOK)
  const rows = (await familyOf(tx, id)).map((one) => ({
    conversation_id: one,
    user_id: actor.id as Id,
    since: tx.now,
    until,
  }))
  await tx.db
    .insertInto('conversation_member')
    .values(rows)
    .onConflict((clash) =>
      clash
        .columns(['conversation_id', 'user_id'])
        .doUpdateSet({ until })
        .where('conversation_member.until', 'is not', null),
    )
    .execute()
  await touch(tx, id, {}, { name: 'conversation.glassBroken', data: { reason, until: until.toISOString() } })
  return { id, until }
}

/** Those of `ids` that are private, with the ids of those they are kept to and of those who look in now. */
export async function privateAmong(tx: Tx, ids: readonly Id[]): Promise<Kept> {
  const rows = await tx.query<{ id: Id; members: Id[]; lookers: Id[] }>({
    name: 'private-among',
    text: `select c.id::text,
             array(select m.user_id::text from conversation_member m where m.conversation_id = c.id and m.until is null) as members,
             array(select m.user_id::text from conversation_member m where m.conversation_id = c.id and m.until > $2) as lookers
           from conversation c where c.id = any($1::bigint[]) and c.private_at is not null`,
    values: [ids, tx.now],
  })
  return new Map(rows.map(({ id, ...row }) => [id, { members: new Set(row.members), lookers: new Set(row.lookers) }]))
}

export interface KeptTo {
  members: ReadonlySet<Id>
  /** They count only while they may break the glass. */
  lookers: ReadonlySet<Id>
}
export type Kept = ReadonlyMap<Id, KeptTo>
