// What the desk knows that could tell where a batch of mails belongs: looked up at once for the whole batch, and kept up to
// date while the batch is decided mail by mail, so that an answer finds a question that arrived with it.
import { compareIds, type Id } from '../../kit/id.ts'
import { subjectHash, threadHash } from '../../desk/conversations/thread-keys.ts'
import type { ThreadCandidate, ThreadKeys } from '../../mail/threading.ts'
import type { Tx } from '../../store/tx.ts'
import { FLOOD, type Alike } from './flood.ts'

export interface KnownConversation {
  id: Id
  inboxId: Id
  status: 'open' | 'waiting' | 'resolved'
  lastMessageAt: Date
  /** Normalised addresses that belong to it; strangers who wrote in are not among them. */
  participants: Set<string>
  isJunk: boolean
  /** A person took it out of that one. */
  partedFrom: Id | null
}

export interface Sought {
  inboxId: Id
  keys: ThreadKeys
  from: string | null
  messageId: string | null
  /** The base subject of what may be a question: no answer, and one that says enough. */
  asks: string | null
  /** The base subject of what refers to nothing and answers to its sender: many such mails may be a flood. */
  alike: string | null
}

/** What a sorted mail asks for. */
export const soughtBy = ({
  read,
  ...mail
}: Omit<Sought, 'messageId'> & { read: { messageId: string | null } }): Sought => ({
  inboxId: mail.inboxId,
  keys: mail.keys,
  from: mail.from,
  messageId: read.messageId,
  asks: mail.asks,
  alike: mail.alike,
})

interface SubjectRow {
  conversationId: Id
  isOrphan: boolean
  at: Date
}

interface ThreadRow {
  conversationId: Id
  isOwn: boolean
}

export interface Evidence {
  conversation(id: Id): KnownConversation | undefined
  candidates(mail: Sought): ThreadCandidate[]
  /** Conversations whose messages refer to this mail, which they knew only by name until now; oldest first. */
  waitingFor(mail: Sought): Id[]
  /** Conversations that answers without references opened, from this sender under this subject: their question may be this mail. */
  orphansOf(mail: Sought): KnownConversation[]
  /** What this sender sent to this inbox under this subject before, the latest. */
  alikeTo(mail: Sought): Alike[]
  /** What was just decided becomes known to the mails that follow. */
  add(
    conversation: KnownConversation,
    mail: Sought & { references: string[]; base: string; isOrphan: boolean; receivedAt: Date },
  ): void
  /** From now on whatever is in `from` is in `into`. */
  join(from: Id, into: Id): void
}

const spot = (inboxId: Id, hash: Buffer) => `${inboxId}:${hash.toString('base64')}`

export async function gatherEvidence(tx: Tx, mails: Sought[]): Promise<Evidence> {
  const inboxIds = [...new Set(mails.map((mail) => mail.inboxId))]
  const ids = mails.flatMap((mail) => [
    ...mail.keys.ids,
    ...mail.keys.groups,
    ...(mail.messageId ? [mail.messageId] : []),
  ])
  const threads = await readThreads(tx, inboxIds, [...new Set(ids)].map(threadHash))
  const subjects = await readSubjects(
    tx,
    inboxIds,
    mails.flatMap((mail) => {
      const base = mail.keys.subject ?? mail.asks ?? mail.alike
      return base && mail.from ? [subjectHash(base, mail.from)] : []
    }),
  )
  const named = mails.flatMap((mail) => [
    ...(mail.keys.token ? [mail.keys.token.conversationId] : []),
    ...mail.keys.own.map((own) => own.conversationId),
  ])
  const wanted = [
    ...named,
    ...[...threads.values()].flat().map((row) => row.conversationId),
    ...[...subjects.values()].flat().map((row) => row.conversationId),
  ]
  const { conversations, heads } = await readConversations(tx, [...new Set(wanted)])
  const head = (id: Id): Id => heads.get(id) ?? id

  const candidate = (id: Id, found: ThreadCandidate['found'], key: string): ThreadCandidate[] => {
    const known = conversations.get(head(id))
    if (!known) return []
    return [
      {
        conversationId: known.id,
        found,
        key,
        participants: [...known.participants],
        isOpen: known.status !== 'resolved',
        lastMessageAt: known.lastMessageAt,
      },
    ]
  }
  /** Where the message of this name is by now: a split may have moved it. */
  const holderOf = (inboxId: Id, id: string): Id | undefined =>
    threads.get(spot(inboxId, threadHash(id)))?.find((row) => row.isOwn)?.conversationId
  /** A signed address names the conversation it was given in; where the message answered was split off that, the new one. */
  const tokenHome = (inboxId: Id, keys: ThreadKeys): Id => {
    const named = keys.token?.conversationId ?? ''
    const nearest = keys.ids.map((id) => holderOf(inboxId, id)).find((id) => id !== undefined)
    const known = nearest === undefined ? undefined : conversations.get(head(nearest))
    return known?.partedFrom && head(known.partedFrom) === head(named) ? known.id : named
  }
  return {
    conversation: (id) => conversations.get(head(id)),
    candidates({ inboxId, keys, from }) {
      return [
        ...(keys.token ? candidate(tokenHome(inboxId, keys), 'token', keys.token.conversationId) : []),
        ...keys.own.flatMap((own) => candidate(holderOf(inboxId, own.id) ?? own.conversationId, 'own', own.conversationId)), // prettier-ignore
        ...keys.ids.flatMap((id) => {
          const rows = threads.get(spot(inboxId, threadHash(id))) ?? []
          const own = rows.filter((row) => row.isOwn)
          const found = own.length > 0 ? 'id' : 'ghost'
          const isShared = new Set(own.map((row) => head(row.conversationId))).size > 1
          return (own.length > 0 ? own : rows).flatMap((row) =>
            candidate(row.conversationId, found, id).map((one) => ({ ...one, isShared })),
          )
        }),
        ...keys.groups.flatMap((key) =>
          (threads.get(spot(inboxId, threadHash(key))) ?? []).flatMap((row) =>
            candidate(row.conversationId, 'group', key),
          ),
        ),
        ...(keys.subject && from
          ? (subjects.get(spot(inboxId, subjectHash(keys.subject, from))) ?? []).flatMap((row) =>
              candidate(row.conversationId, 'subject', keys.subject ?? ''),
            )
          : []),
      ]
    },
    waitingFor({ inboxId, messageId }) {
      if (!messageId) return []
      const rows = threads.get(spot(inboxId, threadHash(messageId))) ?? []
      if (rows.some((row) => row.isOwn)) return []
      const waiting = new Set(rows.map((row) => head(row.conversationId)).filter((id) => conversations.has(id)))
      return [...waiting].toSorted(compareIds)
    },
    orphansOf({ inboxId, asks, from }) {
      if (!asks || !from) return []
      const rows = subjects.get(spot(inboxId, subjectHash(asks, from))) ?? []
      const found = rows.filter((row) => row.isOrphan).map((row) => conversations.get(head(row.conversationId)))
      return [...new Set(found)].filter((one) => one !== undefined)
    },
    alikeTo({ inboxId, alike, from }) {
      if (!alike || !from) return []
      return (subjects.get(spot(inboxId, subjectHash(alike, from))) ?? []).flatMap((row) => {
        const known = conversations.get(head(row.conversationId))
        if (known?.inboxId !== inboxId || known.isJunk) return [] // else a flood that was put aside would hide what is real
        return [{ conversationId: known.id, receivedAt: row.at, lastMessageAt: known.lastMessageAt }]
      })
    },
    add(conversation, mail) {
      conversations.set(conversation.id, conversation)
      const note = (id: string, isOwn: boolean) =>
        push(threads, spot(mail.inboxId, threadHash(id)), { conversationId: conversation.id, isOwn })
      if (mail.messageId) note(mail.messageId, true)
      for (const id of mail.references) note(id, false)
      if (!mail.from || !mail.base) return
      const at = spot(mail.inboxId, subjectHash(mail.base, mail.from))
      // Once for each conversation, as they are stored: its answers are no further questions.
      if (!subjects.get(at)?.some((row) => row.conversationId === conversation.id))
        push(subjects, at, { conversationId: conversation.id, isOrphan: mail.isOrphan, at: mail.receivedAt })
    },
    join(from, into) {
      for (const [id, at] of heads) if (at === from) heads.set(id, into)
      heads.set(from, into)
      const [old, target] = [conversations.get(from), conversations.get(into)]
      if (old && target) for (const address of old.participants) target.participants.add(address)
      conversations.delete(from)
    },
  }
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

async function readThreads(tx: Tx, inboxIds: Id[], hashes: Buffer[]): Promise<Map<string, ThreadRow[]>> {
  const found = new Map<string, ThreadRow[]>()
  if (hashes.length === 0) return found
  const rows = await tx.query<{ inbox_id: Id; hash: Buffer; conversation_id: Id; is_own: boolean }>({
    name: 'threads-by-hash',
    text: `select inbox_id, hash, conversation_id, bool_or(is_own) as is_own from thread_key
           where inbox_id = any($1::bigint[]) and hash = any($2::bytea[]) group by 1, 2, 3`,
    values: [inboxIds, hashes],
  })
  for (const row of rows)
    push(found, spot(row.inbox_id, row.hash), { conversationId: row.conversation_id, isOwn: row.is_own })
  return found
}

async function readSubjects(tx: Tx, inboxIds: Id[], hashes: Buffer[]): Promise<Map<string, SubjectRow[]>> {
  const found = new Map<string, SubjectRow[]>()
  if (hashes.length === 0) return found
  const each = new Map(hashes.map((hash) => [hash.toString('hex'), hash])) // asked twice it would count twice
  const rows = await tx.query<{ inbox_id: Id; hash: Buffer; conversation_id: Id; is_orphan: boolean; last_at: Date }>({
    name: 'threads-by-subject',
    text: `select s.inbox_id, s.hash, s.conversation_id, s.is_orphan, s.last_at
           from unnest($1::bigint[]) inbox (id) cross join unnest($2::bytea[]) subject (hash)
           cross join lateral (select * from subject_key k where k.inbox_id = inbox.id and k.hash = subject.hash
                               order by k.last_at desc limit ${FLOOD}) s`,
    values: [inboxIds, [...each.values()]],
  })
  for (const row of rows)
    push(found, spot(row.inbox_id, row.hash), {
      conversationId: row.conversation_id,
      isOrphan: row.is_orphan,
      at: row.last_at,
    })
  return found
}

/** Of merged ones their heads; binned ones and loops take in no more mail. */
async function readConversations(
  tx: Tx,
  ids: Id[],
): Promise<{ conversations: Map<Id, KnownConversation>; heads: Map<Id, Id> }> {
  const conversations = new Map<Id, KnownConversation>()
  const heads = new Map<Id, Id>()
  if (ids.length === 0) return { conversations, heads }
  const rows = await tx.query<{
    asked: Id
    id: Id
    inbox_id: Id
    status: KnownConversation['status']
    last_message_at: Date
    held: string | null
    participants: string[] | null
    parted_from: Id | null
  }>({
    name: 'thread-conversations',
    // Row by row, and not as a join: a plan made while the desk is small would go on reading the whole table when it no longer is.
    text: `select asked.id as asked, c.id, c.inbox_id, c.status, c.last_message_at, c.parted_from, c.held,
             (select array_agg(p.address) from participant p where p.conversation_id in (asked.id, c.id) and p.role <> 'sender') as participants
           from unnest($1::bigint[]) wanted (id)
           cross join lateral (select id, merged_into from conversation where id = wanted.id limit 1) asked
           cross join lateral (select * from conversation where id = coalesce(asked.merged_into, asked.id) limit 1) c
           where c.deleted_at is null and c.held is distinct from 'loop'`,
    values: [ids],
  })
  for (const row of rows) {
    heads.set(row.asked, row.id)
    const known = conversations.get(row.id)
    const participants = new Set([...(known?.participants ?? []), ...(row.participants ?? [])])
    conversations.set(row.id, {
      id: row.id,
      inboxId: row.inbox_id,
      status: row.status,
      lastMessageAt: row.last_message_at,
      participants,
      isJunk: row.held === 'junk',
      partedFrom: row.parted_from,
    })
  }
  return { conversations, heads }
}
