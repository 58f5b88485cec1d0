// All that was said and done in a conversation: messages, notes and events in one stream, oldest first.
import type { Selectable } from 'kysely'
import { compareIds, type Id } from '../../kit/id.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import type { Attachment, Entry, Message, Person } from './conversations.api.ts'
import { isAnswerable } from '../../mail/calendar/answer.ts'
import type { Invitation as StoredInvitation } from '../../mail/calendar/invitation.ts'
import { impostorSignsOf, type Brand } from '../../mail/impostor/impostor.ts'
import { familyOf } from './merge.ts'
import { noteEntry } from './notes.ts'

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
  'conversation.opened',
  'conversation.absorbed',
]

export async function listEntries(
  tx: Tx,
  id: Id,
  options: { before?: string | undefined; limit: number },
): Promise<{ entries: Entry[]; hasEarlier: boolean }> {
  const family = await familyOf(tx, id)
  const before = options.before ?? '9223372036854775807'
  const [messages, notes, events] = [
    await messageEntries(tx, family, { before, limit: options.limit }),
    await tx.db
      .selectFrom('note')
      .selectAll()
      .where('conversation_id', 'in', family)
      .where('id', '<', before)
      .where('deleted_at', 'is', null)
      .orderBy('id', 'desc')
      .limit(options.limit)
      .execute(),
    await tx.db
      .selectFrom('event')
      .selectAll()
      .where('subject_id', 'in', family)
      .where('id', '<', before)
      .where('name', 'not in', untold)
      .orderBy('id', 'desc')
      .limit(options.limit)
      .execute(),
  ]
  const all: Entry[] = [...messages, ...notes.map(noteEntry), ...events.map(eventEntry)]
  const newest = all.toSorted((a, b) => compareIds(b.id, a.id)).slice(0, options.limit)
  // By when it was said: mail may be filed long after it came, an archive in any order.
  const told = newest.toSorted((a, b) => a.at.localeCompare(b.at) || compareIds(a.id, b.id))
  return { entries: told, hasEarlier: all.length > newest.length || newest.length === options.limit }
}

function eventEntry(row: Selectable<Tables['event']>): Entry {
  return {
    type: 'event',
    id: row.id,
    conversationId: row.subject_id,
    at: row.at.toISOString(),
    name: row.name,
    actorId: row.actor_id,
    data: row.data as Record<string, unknown>,
  }
}

/** Messages with their attachments and deliveries; `ids` narrows to single ones. */
export async function messageEntries(
  tx: Tx,
  family: Id[],
  options: { before?: string; limit?: number; ids?: Id[] },
): Promise<Message[]> {
  let query = tx.db.selectFrom('message').selectAll().where('conversation_id', 'in', family)
  if (options.before) query = query.where('id', '<', options.before)
  if (options.ids) query = query.where('id', 'in', options.ids)
  const rows = await query
    .orderBy('id', 'desc')
    .limit(options.limit ?? 500)
    .execute()
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const attachments = await tx.db
    .selectFrom('attachment')
    .selectAll()
    .where('conversation_id', 'in', family)
    .where('message_id', 'in', ids)
    .orderBy('id')
    .execute()
  const deliveries = await tx.db
    .selectFrom('delivery')
    .selectAll()
    .where('conversation_id', 'in', family)
    .where('message_id', 'in', ids)
    .execute()
  const outgoing = await tx.db
    .selectFrom('outbox')
    .select(['id', 'message_id', 'state', 'run_at'])
    .where('conversation_id', 'in', family)
    .where('message_id', 'in', ids)
    .execute()
  const brand = rows.some((row) => row.direction === 'in') ? await ownBrand(tx) : noBrand
  return rows.map((row) => {
    const queued = outgoing.find((one) => one.message_id === row.id)
    return messageEntry(row, {
      attachments: attachments.filter((one) => one.message_id === row.id).map(attachmentEntry),
      deliveries: deliveries
        .filter((one) => one.message_id === row.id)
        .map((one) => ({
          recipient: one.recipient,
          state: one.state as never,
          response: one.response,
          changedAt: one.changed_at.toISOString(),
        })),
      outboxId: queued?.id ?? null,
      undoUntil: queued?.state === 'queued' && queued.run_at > tx.now ? queued.run_at.toISOString() : null,
      impostorSigns: row.direction === 'in' ? impostorSignsOf(row.sender as Person, brand) : [],
    })
  })
}

const noBrand: Brand = { addresses: [], names: [] }

/** As it is now: who takes a new name is warned of those who used it before. */
async function ownBrand(tx: Tx): Promise<Brand> {
  const rows = await tx.query<{ address: string | null; name: string }>({
    name: 'own-brand',
    text: 'select a.address, i.from_name as name from inbox i left join inbox_address a on a.inbox_id = i.id',
    values: [],
  })
  return { addresses: rows.flatMap((row) => row.address ?? []), names: [...new Set(rows.map((row) => row.name))] }
}

/** Stored as `code: why` or `link: why`. */
function secretOf(stored: string | null): Message['secret'] {
  const [, what, because = ''] = /^(code|link): (.*)$/s.exec(stored ?? '') ?? []
  return what === 'code' || what === 'link' ? { what, because } : null
}

export function attachmentEntry(row: Selectable<Tables['attachment']>): Attachment {
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    size: row.size,
    sha256: row.sha256,
    contentId: row.content_id,
    isInline: row.is_inline,
  }
}

function invitationEntry(stored: StoredInvitation | null): Message['invitation'] {
  if (!stored) return null
  const { part: _part, uid: _uid, sequence: _sequence, recurrenceId: _recurrenceId, ...shown } = stored
  return { ...shown, isAnswerable: isAnswerable(stored) }
}

function messageEntry(
  row: Selectable<Tables['message']>,
  more: Pick<Message, 'attachments' | 'deliveries' | 'undoUntil' | 'outboxId' | 'impostorSigns'>,
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
    because: row.because,
    warnings: row.warnings,
    invitation: invitationEntry(row.invitation as StoredInvitation | null),
    protection: row.protection as Message['protection'],
    hasRaw: row.raw_id !== null,
    ...more,
  }
}
