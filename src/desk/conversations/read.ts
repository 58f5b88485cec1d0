// One conversation as its page shows it, and the check that stands before everything done to it.
import { type RawBuilder, sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import { can, type Actor } from '../users/permissions.ts'
import type { Conversation } from './conversations.api.ts'
import { shownReadings, type StoredReading } from '../readings/shown.ts'
import { followersOf } from './followers.ts'
import { forwardedIn } from './forwarded.ts'
import { impostorSigns } from './impostors.ts'
import { isOpenTo, keptTo, openTo } from './privacy.ts'
import { tellAccounts } from '../mailboxes/changes.ts'
import { holdPlaced, noteReading } from './tally.ts'
import { noSuchConversation } from './touch.ts'
import { traceTold } from './traces.ts'
import { listedBy, readRow, validId, type ListedConversation } from './views.ts'

/**
 * A conversation that the actor may not see is one that does not exist (404, never 403). Answers the head of a merged one: go on
 * with the id answered, not with the one asked for.
 */
export async function visibleConversation(
  tx: Tx,
  actor: Actor,
  asked: Id,
  permission = 'conversation.read',
): Promise<{ id: Id; inboxId: Id; version: number }> {
  const [row] = await tx.query<{
    id: Id
    inbox_id: Id
    version: number
    deleted_at: Date | null
    private_at: Date | null
  }>({
    name: 'conversation-head',
    text: `select c.id, c.inbox_id, c.version, c.deleted_at, c.private_at from conversation asked
           join conversation c on c.id = coalesce(asked.merged_into, asked.id) where asked.id = $1`,
    values: [validId(asked)],
  })
  if (row?.private_at && !isOpenTo(actor, await keptTo(tx, row.id))) throw noSuchConversation(asked)
  if (!row || !can(actor, permission, row.inbox_id)) throw noSuchConversation(asked)
  if (row.deleted_at && !can(actor, 'conversation.delete', row.inbox_id)) throw noSuchConversation(asked)
  return { id: row.id, inboxId: row.inbox_id, version: row.version }
}

/** Of conversations that are named somewhere those that the actor sees; of a merged one its head counts. */
export async function seenAmong(tx: Tx, actor: Actor, ids: readonly Id[]): Promise<ReadonlySet<Id>> {
  if (ids.length === 0) return new Set()
  const rows = await ask(
    tx,
    'conversations-seen',
    sql<{
      id: Id
    }>`select asked.id from conversation asked join conversation c on c.id = coalesce(asked.merged_into, asked.id)
      where asked.id = any(${[...ids]}::bigint[]) and c.inbox_id = any(${[...actor.inboxIds]}::bigint[]) and c.deleted_at is null
        and ${openTo(tx, actor, 'c')}`,
  )
  return new Set(rows.map((row) => row.id))
}

/** By the id that is stored, those that the actor sees; what was merged is shown as its head. */
export async function namedAmong(
  tx: Tx,
  actor: Actor,
  ids: readonly Id[],
): Promise<Map<Id, { id: Id; number: string; subject: string }>> {
  const seen = [...(await seenAmong(tx, actor, [...new Set(ids)]))]
  if (seen.length === 0) return new Map()
  const rows = await tx.query<{ asked: Id; id: Id; number: string; subject: string }>({
    name: 'conversations-named',
    text: `select asked.id as asked, c.id, c.number, c.subject from conversation asked
      join conversation c on c.id = coalesce(asked.merged_into, asked.id) where asked.id = any($1::bigint[])`,
    values: [seen],
  })
  return new Map(rows.map(({ asked, ...one }) => [asked, one]))
}

export async function readConversation(tx: Tx, actor: Actor, asked: Id): Promise<Conversation> {
  const { id } = await visibleConversation(tx, actor, asked)
  const row = must((await ask(tx, 'conversation-whole', whole(actor, id)))[0], 'the conversation just looked at')
  const kept = row.private_at ? await keptTo(tx, id) : []
  const origin = row.split_from_id
  const [reading = null] = row.reading ? await shownReadings(tx, actor, [row.reading]) : []
  return {
    ...readRow(row, await impostorSigns(tx)),
    createdAt: row.created_at.toISOString(),
    participants: row.participants.map((one) => ({ ...one, since: new Date(one.since).toISOString() })),
    routings: row.routings.map((one) => ({ ...one, at: new Date(one.at).toISOString(), trace: traceTold(one.trace) })),
    mergedIds: row.merged_ids,
    splitFromId: origin !== null && (await seenAmong(tx, actor, [origin])).has(origin) ? origin : null,
    reading,
    forwarded: await forwardedIn(tx, id),
    followerIds: await followersOf(tx, id),
    keptTo: kept.map((one) => ({ userId: one.userId, until: one.until?.toISOString() ?? null })),
  }
}

type Whole = ListedConversation & { created_at: Date } & Pick<Conversation, 'participants' | 'routings'> & {
    merged_ids: Id[]
    split_from_id: Id | null
    reading: StoredReading | null
  }

/** What belongs to it alone, in one statement. Instants within are as PostgreSQL writes them. */
function whole(actor: Actor, id: Id): RawBuilder<Whole> {
  return sql`select ${listedBy(actor)}, conversation.created_at,
    array(select part.id::text from conversation part where part.merged_into = conversation.id and part.deleted_at is null order by part.id) as merged_ids,
    (select json_build_object('conversationId', r.conversation_id::text, 'messageId', r.message_id::text, 'body', r.body,
        'applied', r.applied, 'wantsCategory', r.wants_category, 'at', r.at,
        'isDeclined', exists (select from example e where e.conversation_id = r.conversation_id and e.field = 'category' and e.value = ''))
      from reading r where r.conversation_id = conversation.id order by r.message_id desc limit 1) as reading,
    case when conversation.split_undo ->> 'isUndone' is null then conversation.split_undo ->> 'home' end as split_from_id,
    (select coalesce(json_agg(json_build_object('name', one.name, 'address', one.address, 'contactId', one.contact_id::text,
        'role', one.role, 'since', one.since) order by one.since), '[]')
      from participant one where one.conversation_id = conversation.id) as participants,
    (select coalesce(json_agg(json_build_object('id', one.id::text, 'at', one.at, 'because', one.because, 'trace', one.trace,
        'acknowledged', coalesce(one.outcome -> 'acknowledged', '[]'))
        order by one.id desc), '[]')
      from (select * from routing where routing.conversation_id = conversation.id order by routing.id desc limit 20) one) as routings
    from conversation where conversation.id = ${id}::bigint`
}

/** For this user alone; nobody else learns of it. */
export async function markSeen(tx: Tx, actor: Actor, id: Id, isSeen: boolean): Promise<void> {
  if (!actor.id) return
  const row = await setSeen(tx, actor.id, id, isSeen)
  await tellAccounts(tx, row, [{ field: 'seen', wanted: isSeen ? 'yes' : 'no' }], { isOpening: true })
}

/** Without a word to mail accounts: read in one of them, it is known there. */
export async function setSeen(tx: Tx, userId: Id, id: Id, isSeen: boolean) {
  const [row] = await holdPlaced(tx, [id])
  if (!row) throw noSuchConversation(id)
  const before = await tx.db
    .selectFrom('seen')
    .select('seen_at')
    .where('conversation_id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  await noteReading(tx, row, userId, { before: before?.seen_at ?? null, now: isSeen ? tx.now : null })
  const seen = { conversation_id: id, user_id: userId, seen_at: tx.now }
  if (isSeen)
    await tx.db
      .insertInto('seen')
      .values(seen)
      .onConflict((clash) => clash.columns(['conversation_id', 'user_id']).doUpdateSet({ seen_at: tx.now }))
      .execute()
  else await tx.db.deleteFrom('seen').where('conversation_id', '=', id).where('user_id', '=', userId).execute()
  return row
}
