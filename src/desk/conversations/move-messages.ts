// Messages from one conversation to another, with all that hangs on them: files, deliveries, what waits to be sent again, why they
// were routed, and the keys by which their answers and searches find them. Notes and events stay: they are about the conversation.
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import { normalizeAddress } from '../../mail/address.ts'
import { baseSubject } from '../../mail/subject.ts'
import { normalizeMessageId } from '../../mail/threading.ts'
import type { Tx } from '../../store/tx.ts'
import { subjectHash, threadHash } from './thread-keys.ts'

/** Keyed by conversation first: a row that moves is written anew, as it must be where the two lie on different machines. */
const SPREAD = { message: 'id', attachment: 'message_id', delivery: 'message_id', routing: 'message_id', message_search: 'message_id', remote_image: 'message_id', reading: 'message_id' } // prettier-ignore
/** Queues and lists of the whole desk. */
const LISTED = ['outbox', 'search_pending', 'suppression'] as const

export async function moveMessages(tx: Tx, ids: readonly Id[], sources: readonly Id[], to: Id): Promise<void> {
  const from = sources.filter((id) => id !== to) // what is there already is not taken away again
  if (from.length === 0 || ids.length === 0) return
  const moved = await keyedMessages(tx, from, ids)
  for (const [table, key] of Object.entries(SPREAD)) await moveRows(tx, table, key, { ids, from, to })
  for (const table of LISTED)
    await tx.db
      .updateTable(table)
      .set({ conversation_id: to })
      .where('conversation_id', 'in', from)
      .where('message_id', 'in', ids)
      .execute()
  await tx.query({
    text: 'update timeline set conversation_id = $2 where reference_id = any($1::bigint[]) and kind = $3',
    values: [ids, to, 'message'],
  })
  await moveThreadKeys(tx, moved, to)
  await moveSubjectKeys(tx, moved, from, to)
}

/**
 * Those just leaving, or whose sender is being asked about: they are written to by their id and conversation, and stay for that moment.
 * What waits to be sent again is locked, so that nobody takes it up until it has moved.
 */
export async function underway(tx: Tx, ids: readonly Id[], from: readonly Id[]): Promise<ReadonlySet<Id>> {
  const which = 'conversation_id = any($2::bigint[]) and message_id = any($1::bigint[])'
  const values = [ids, from]
  const leaving = await tx.query<{ id: Id; message_id: Id }>({
    text: `select id, message_id from outbox where ${which}`,
    values,
  })
  const free = await tx.query<{ id: Id }>({
    text: `select id from outbox where ${which} and state not in ('queued', 'sending') for update skip locked`,
    values,
  })
  const asked = await tx.query<{ id: Id }>({
    text: `select id from message where conversation_id = any($2::bigint[]) and id = any($1::bigint[])
      and authenticity ->> 'result' = 'pending'`,
    values,
  })
  const isFree = new Set(free.map((row) => row.id))
  return new Set([
    ...leaving.filter((row) => !isFree.has(row.id)).map((row) => row.message_id),
    ...asked.map((row) => row.id),
  ])
}

export async function refuseUnderway(tx: Tx, ids: readonly Id[], from: readonly Id[]): Promise<void> {
  if ((await underway(tx, ids, from)).size > 0)
    throw new Problem('conflict', 'message-underway', 'A message is just being sent or checked. Try again in a moment.')
}

interface Moving {
  ids: readonly Id[]
  from: readonly Id[]
  to: Id
}

async function moveRows(tx: Tx, table: string, key: string, { ids, from, to }: Moving): Promise<void> {
  const columns = await tx.query<{ name: string }>({
    text: `select quote_ident(column_name) as name from information_schema.columns
      where table_schema = current_schema() and table_name = $1 and column_name <> 'conversation_id' and is_generated = 'NEVER'`,
    values: [table],
  })
  const names = columns.map((one) => one.name).join(', ')
  const which = `conversation_id = any($1::bigint[]) and ${key} = any($2::bigint[])`
  await tx.query({
    text: `insert into ${table} (conversation_id, ${names}) select $3, ${names} from ${table} where ${which}`,
    values: [from, ids, to],
  })
  await tx.query({ text: `delete from ${table} where ${which}`, values: [from, ids] })
}

interface Keyed {
  id: Id
  mailId: string | null
  refs: string[]
  subject: string
  /** Who wrote it, or whom we wrote to. */
  correspondents: string[]
}

/** `ids`: null is all of them. */
async function keyedMessages(tx: Tx, from: readonly Id[], ids: readonly Id[] | null): Promise<Keyed[]> {
  const rows = await tx.db
    .selectFrom('message')
    .select(['id', 'mail_id', 'in_reply_to', 'refs', 'subject', 'direction', 'sender', 'addressees'])
    .where('conversation_id', 'in', from)
    .$if(ids !== null, (query) => query.where('id', 'in', must(ids, 'their ids')))
    .execute()
  return rows.map((row) => {
    const { to, cc } = row.addressees as Record<'to' | 'cc', { address: string }[]>
    const people = row.direction === 'in' ? [row.sender as { address: string }] : [...to, ...cc]
    return {
      id: row.id,
      mailId: row.mail_id,
      refs: [...row.in_reply_to, ...row.refs],
      subject: row.subject,
      correspondents: people.map((one) => normalizeAddress(one.address)),
    }
  })
}

const inboxes = 'inbox_id in (select id from inbox)'

async function moveThreadKeys(tx: Tx, moved: Keyed[], to: Id): Promise<void> {
  const names = moved.flatMap((one) => [...(one.mailId ? [one.mailId] : []), ...one.refs])
  const hashes = names.flatMap((name) => [name, normalizeMessageId(name) ?? name]).map(threadHash)
  await tx.query({
    text: `update thread_key set conversation_id = $3 where ${inboxes} and hash = any($1::bytea[]) and message_id = any($2::bigint[])`,
    values: [hashes, moved.map((one) => one.id), to],
  })
}

const subjectsOf = (messages: Keyed[]): Buffer[] =>
  messages.flatMap(({ subject, correspondents }) => {
    const { base } = baseSubject(subject)
    return base ? correspondents.map((one) => subjectHash(base, one)) : []
  })

/** A subject goes on leading to where it was as long as there is a message of it. */
async function moveSubjectKeys(tx: Tx, moved: Keyed[], from: readonly Id[], to: Id): Promise<void> {
  const hashes = subjectsOf(moved)
  await tx.query({
    text: `insert into subject_key (inbox_id, hash, conversation_id, last_at)
      select inbox_id, hash, $3, max(last_at) from subject_key
      where ${inboxes} and hash = any($1::bytea[]) and conversation_id = any($2::bigint[]) group by inbox_id, hash
      on conflict (inbox_id, hash, conversation_id) do update set last_at = greatest(subject_key.last_at, excluded.last_at)`,
    values: [hashes, from, to],
  })
  for (const one of from) {
    const left = new Set(subjectsOf(await keyedMessages(tx, [one], null)).map((hash) => hash.toString('hex')))
    await tx.query({
      text: `delete from subject_key where ${inboxes} and hash = any($1::bytea[]) and conversation_id = $2`,
      values: [hashes.filter((hash) => !left.has(hash.toString('hex'))), one],
    })
  }
}
