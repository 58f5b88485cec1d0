// All that was said and done in a conversation: messages, notes and events in one stream, oldest first.
import { type Selectable, sql } from 'kysely'
import { compareIds, type Id } from '../../kit/id.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import type { Entry, Message, Person } from './conversations.api.ts'
import { isAnswerable } from '../../mail/calendar/answer.ts'
import type { Invitation as StoredInvitation } from '../../mail/calendar/invitation.ts'
import { heard } from '../heard.ts'
import { sentences } from '../reason-sentences.ts'
import { imageWishes } from './image-consent.ts'
import { impostorSigns } from './impostors.ts'
import { familyOf } from './merge.ts'
import { noteEntries } from './notes.ts'
import type { Actor } from '../users/permissions.ts'
import { seenAmong } from './read.ts'

interface Addressees {
  from: Person[]
  replyTo: Person[]
  to: Person[]
  cc: Person[]
  bcc: Person[]
}

/** Events that the stream shows already as the message or note itself, or that only machines read. */
const untold = [
  'message.received',
  'message.queued',
  'note.added',
  'note.changed',
  'note.deleted',
  'note.restored',
  'conversation.opened',
  'conversation.absorbed',
  'conversation.toldApart',
  'conversation.apartTakenBack',
]

/**
 * Bytes of text and HTML after which a page ends, with the message that went over it: hundreds of mails made as long as they may be
 * would keep everybody else waiting while one answer is made of them.
 */
const PAGE = 1_000_000

/** Events that name another conversation, as `from` or `into`. */
const parting = [
  'merged',
  'unmerged',
  'separated',
  'split',
  'splitOff',
  'rejoined',
  'reunited',
  'linked',
  'unlinked',
].map((one) => `conversation.${one}`)

export async function listEntries(
  tx: Tx,
  actor: Actor,
  id: Id,
  options: { before?: string | undefined; limit: number },
): Promise<{ entries: Entry[]; hasEarlier: boolean }> {
  const family = await familyOf(tx, id)
  const before = options.before ?? '9223372036854775807'
  const read = await readMessages(tx, family, { before, limit: options.limit, bytes: PAGE })
  const last = read.at(-1)
  const floor = last && last.beside + last.size >= PAGE ? last.id : '0'
  const [messages, notes, events] = [
    await toEntries(tx, family, read),
    await tx.query<Selectable<Tables['note']>>({
      name: 'entries-notes',
      text: `select * from note where conversation_id = any($1::bigint[]) and id < $2 and deleted_at is null
        order by id desc limit $3`,
      values: [family, before, options.limit],
    }),
    await tx.query<Selectable<Tables['event']>>({
      name: 'entries-events',
      text: `select * from event where subject_id = any($1::bigint[]) and id < $2 and name <> all($3::text[])
        order by id desc limit $4`,
      values: [family, before, untold, options.limit],
    }),
  ]
  const seen = await seenAmong(tx, actor, [...new Set(events.flatMap((event) => namedIn(event) ?? []))])
  const told = events.map((event) => eventEntry(event, seen))
  const all: Entry[] = [...messages, ...(await noteEntries(tx, family, notes)), ...told]
  const newest = all
    .filter((one) => compareIds(one.id, floor) >= 0)
    .toSorted((a, b) => compareIds(b.id, a.id))
    .slice(0, options.limit)
  // By when it was said: mail may be filed long after it came, an archive in any order.
  const entries = newest.toSorted((a, b) => a.at.localeCompare(b.at) || compareIds(a.id, b.id))
  return { entries, hasEarlier: floor !== '0' || all.length > newest.length || newest.length === options.limit }
}

/** The other conversation that an event names. */
function namedIn({ name, data }: Selectable<Tables['event']>): Id | null {
  const { from, into } = data as { from?: Id; into?: Id }
  return parting.includes(name) ? (from ?? into ?? null) : null
}

const telling: ReadonlySet<string> = new Set(['from', 'into', 'number'])

/** Without id and number of a conversation that the reader does not see. */
function eventEntry(row: Selectable<Tables['event']>, seen: ReadonlySet<Id>): Entry {
  const other = namedIn(row)
  const data = row.data as Record<string, unknown>
  const isTold = other === null || seen.has(other)
  return {
    type: 'event',
    id: row.id,
    conversationId: row.subject_id,
    at: row.at.toISOString(),
    name: row.name,
    actorId: row.actor_id,
    data: isTold ? data : Object.fromEntries(Object.entries(data).filter(([name]) => !telling.has(name))),
  }
}

/** Messages with their attachments and deliveries. */
export const messageEntries = async (tx: Tx, family: Id[], ids: Id[]): Promise<Message[]> =>
  toEntries(tx, family, await readMessages(tx, family, { ids }))

interface Asked {
  before?: string
  ids?: Id[]
  limit?: number
  bytes?: number
}

/** Newest first. */
async function readMessages(
  tx: Tx,
  family: Id[],
  { before, ids, limit = 500, bytes = Infinity }: Asked,
): Promise<Told[]> {
  const narrowed = [...(before ? [sql`id < ${before}::bigint`] : []), ...(ids ? [sql`id = any(${ids}::bigint[])`] : [])]
  return await ask(
    tx,
    'entries-messages',
    sql<Told>`select message.*,
      (select coalesce(json_agg(json_build_object('id', one.id::text, 'name', one.name, 'type', one.type, 'size', one.size,
          'sha256', one.sha256, 'contentId', one.content_id, 'isInline', one.is_inline) order by one.id), '[]') from attachment one
        where one.conversation_id = message.conversation_id and one.message_id = message.id) as attachments,
      (select coalesce(json_agg(json_build_object('recipient', one.recipient, 'state', one.state, 'response', one.response,
          'changedAt', one.changed_at)), '[]') from delivery one
        where one.conversation_id = message.conversation_id and one.message_id = message.id) as deliveries
      from (select *, octet_length(text) + coalesce(octet_length(html), 0) as size,
          coalesce(sum(octet_length(text) + coalesce(octet_length(html), 0))
            over (order by id desc rows between unbounded preceding and 1 preceding), 0)::float8 as beside
        from message where ${sql.join([sql`conversation_id = any(${family}::bigint[])`, ...narrowed], sql` and `)}
        order by id desc limit ${limit}) message
      where beside < ${bytes} order by id desc`,
  )
}

async function toEntries(tx: Tx, family: Id[], rows: Told[]): Promise<Message[]> {
  if (rows.length === 0) return []
  const sent = rows.filter((row) => row.direction === 'out').map((row) => row.id)
  const outgoing = sent.length > 0 ? await outgoingOf(tx, family, sent) : []
  const signsOf = rows.some((row) => row.direction === 'in') ? await impostorSigns(tx) : () => []
  const wishes = await imageWishes(tx, rows)
  return rows.map((row, at) => {
    const queued = outgoing.find((one) => one.message_id === row.id)
    return messageEntry(row, {
      attachments: row.attachments,
      deliveries: row.deliveries.map((one) => ({ ...one, changedAt: new Date(one.changedAt).toISOString() })),
      outboxId: queued?.id ?? null,
      undoUntil: queued?.state === 'queued' && queued.run_at > tx.now ? queued.run_at.toISOString() : null,
      remoteImages: wishes[at] ?? null,
      impostorSigns: row.direction === 'in' ? signsOf(row.sender as Person) : [],
    })
  })
}

/** With what belongs to it alone. Instants within are as PostgreSQL writes them. */
type Told = Selectable<Tables['message']> &
  Pick<Message, 'attachments' | 'deliveries'> & {
    /** Bytes of text and HTML, and those of the newer ones before it. */
    size: number
    beside: number
  }

async function outgoingOf(tx: Tx, family: Id[], messageIds: Id[]) {
  return await tx.query<{ id: Id; message_id: Id; state: string; run_at: Date }>({
    name: 'entries-outgoing',
    text: `select id, message_id, state, run_at from outbox
      where conversation_id = any($1::bigint[]) and message_id = any($2::bigint[])`,
    values: [family, messageIds],
  })
}

/** Stored as `code: why` or `link: why`. */
function secretOf(stored: string | null): Message['secret'] {
  const [, what, because = ''] = /^(code|link): (.*)$/s.exec(stored ?? '') ?? []
  return what === 'code' || what === 'link' ? { what, because } : null
}

function invitationEntry(stored: StoredInvitation | null): Message['invitation'] {
  if (!stored) return null
  const { part: _part, uid: _uid, sequence: _sequence, recurrenceId: _recurrenceId, ...shown } = stored
  return { ...shown, isAnswerable: isAnswerable(stored) }
}

/** While it is being found out only that is kept. */
function authenticityEntry(kept: Omit<NonNullable<Message['authenticity']>, 'reason'> | null): Message['authenticity'] {
  if (kept?.result !== 'pending') return kept && { ...kept, reason: heard(kept.because) }
  return { result: 'pending', because: '', reason: [], by: 'postroom', spf: null, dkim: null, dmarc: null, arc: null }
}

/** Which one it was taken out of was in it once: that is told by the event, to whoever sees that one. */
function filed(kept: string): Pick<Message, 'because' | 'reason'> {
  const because = /^somebody took it out of #\d+$/.test(kept) ? sentences.filedSplit : kept
  return { because, reason: heard(because) }
}

function messageEntry(
  row: Selectable<Tables['message']>,
  more: Pick<Message, 'attachments' | 'deliveries' | 'undoUntil' | 'outboxId' | 'impostorSigns' | 'remoteImages'>,
): Message {
  return {
    type: 'message',
    id: row.id,
    conversationId: row.conversation_id,
    at: row.received_at.toISOString(),
    direction: row.direction as Message['direction'],
    kind: row.kind as Message['kind'],
    authorId: row.author_id,
    ...(row.addressees as Addressees),
    subject: row.subject,
    text: row.text,
    replyEnd: row.reply_end,
    folded: row.folded,
    html: row.html,
    language: row.language,
    isStranger: row.is_stranger,
    isDegraded: row.is_degraded,
    secret: secretOf(row.secret),
    authenticity: authenticityEntry(row.authenticity as Message['authenticity']),
    ...filed(row.because),
    warnings: row.warnings,
    invitation: invitationEntry(row.invitation as StoredInvitation | null),
    protection: row.protection as Message['protection'],
    hasRaw: row.raw_id !== null,
    ...more,
  }
}
