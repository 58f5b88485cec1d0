// Writing a decided batch: contacts, conversations, messages, attachments and keys, each table once.
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { contactsOf, type KnownContact } from '../../desk/contacts/contacts.ts'
import { takeNumbers } from '../../desk/conversations/numbers.ts'
import { merge } from '../../desk/conversations/merge.ts'
import type { Status } from '../../desk/conversations/status.ts'
import { normalizeAddress } from '../../mail/address.ts'
import { record, recordAll, type Happening } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import type { Placed } from './decide.ts'
import { attachmentRows, copyRows, messageRow, participantRows, subjectRows, threadRows, type Row } from './rows.ts'
import { summary } from './summary.ts'

export async function writeMails(tx: Tx, placed: Placed[], own: ReadonlySet<string>): Promise<void> {
  const contacts = await contactsOf(tx, placed.flatMap(correspondent))
  const byConversation = Map.groupBy(placed, (mail) => mail.conversationId)
  const opened = placed.filter((mail) => mail.isNew)
  await openConversations(tx, opened, byConversation, contacts)
  await insertAll(tx, 'message', placed.map(messageRow))
  await insertAll(
    tx,
    'attachment',
    placed.flatMap((mail) => attachmentRows(mail, tx.mint)),
  )
  await insertAll(
    tx,
    'participant',
    placed.flatMap((mail) => participantRows(mail, contacts, own)),
    ['conversation_id', 'address'],
  )
  await insertAll(tx, 'message_key', placed.flatMap(copyRows), ['key', 'inbox_id'])
  await insertAll(tx, 'thread_key', placed.flatMap(threadRows), ['inbox_id', 'hash', 'message_id'])
  await insertAll(tx, 'subject_key', placed.flatMap(subjectRows), ['inbox_id', 'hash', 'conversation_id'])
  await insertAll(
    tx,
    'search_pending',
    placed.map((mail) => ({ message_id: mail.messageId, conversation_id: mail.conversationId, since: tx.now })),
  )
  const versions = new Map<Id, number>()
  for (const [conversationId, mails] of byConversation) {
    const isOpened = must(mails[0], 'a mail').isNew
    const before = isOpened ? 1 - mails.length : await growConversation(tx, conversationId, mails)
    mails.forEach((mail, at) => versions.set(mail.messageId, before + at + 1))
  }
  await recordAll(
    tx,
    placed.map((mail) => arrivalOf(mail, must(versions.get(mail.messageId), 'its version'))),
  )
  for (const mail of placed)
    for (const id of mail.absorbs) await merge(tx, id, mail.conversationId, 'a message arrived that both belong to')
}

/** Machines are nobody's contact. */
function correspondent(mail: Placed): { name: string; address: string }[] {
  const first = mail.read.from[0]
  if (!first || mail.isOwnAddress || mail.read.kind === 'bounce' || mail.read.kind === 'system') return []
  const address = normalizeAddress(first.address)
  return address.includes('@') ? [{ name: first.name, address }] : []
}

/** One statement for many rows (a few thousand parameters at most); rows that are there already are left as they are. */
async function insertAll<T extends keyof Tables>(tx: Tx, table: T, rows: Row<T>[], key?: string[]): Promise<void> {
  for (let at = 0; at < rows.length; at += 500) {
    const insert = tx.db.insertInto(table).values(rows.slice(at, at + 500))
    await (key ? insert.onConflict((clash) => clash.columns(key as never).doNothing()) : insert).execute()
  }
}

async function openConversations(
  tx: Tx,
  opened: Placed[],
  byConversation: Map<Id, Placed[]>,
  contacts: Map<string, KnownContact>,
): Promise<void> {
  if (opened.length === 0) return
  const numbers = await takeNumbers(tx, opened.length)
  const rows = opened.map((mail, at) => {
    const contact = mail.from ? contacts.get(mail.from) : undefined
    return {
      id: mail.conversationId,
      number: must(numbers[at], 'a number'),
      inbox_id: mail.inboxId,
      contact_id: contact?.contactId ?? null,
      company_id: contact?.companyId ?? null,
      subject: mail.read.subject || '(no subject)',
      language: mail.read.language,
      held: mail.held,
      created_at: tx.now,
      ...summary(
        must(byConversation.get(mail.conversationId), 'its mails'),
        mail.read.kind === 'auto-reply' || mail.held ? 'resolved' : 'open',
        tx.now,
      ),
    }
  })
  await insertAll(tx, 'conversation', rows)
}

/** Answers the version it had before. */
async function growConversation(tx: Tx, id: Id, mails: Placed[]): Promise<number> {
  const was = await tx.db
    .selectFrom('conversation')
    .select([
      'status',
      'last_message_at',
      'waiting_since',
      'message_count',
      'attachment_count',
      'version',
      'snoozed_until',
    ])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const now = summary(mails, was.status as Status, tx.now, {
    last: was.last_message_at,
    waitingSince: was.waiting_since,
  })
  const isWoken = was.snoozed_until !== null && mails.some((mail) => mail.read.kind === 'message')
  await tx.db
    .updateTable('conversation')
    .set({
      ...now,
      message_count: was.message_count + now.message_count,
      attachment_count: was.attachment_count + now.attachment_count,
      version: was.version + mails.length,
      ...(isWoken ? { snoozed_until: null } : {}),
    })
    .where('id', '=', id)
    .execute()
  const inboxId = must(mails[0], 'a mail').homeId
  if (was.status !== now.status)
    await record(
      tx,
      'conversation.statusChanged',
      id,
      { from: was.status, to: now.status, because: 'the customer wrote', version: was.version + mails.length },
      { inboxId, conversationId: id },
    )
  else if (isWoken)
    await record(tx, 'conversation.woken', id, { because: 'the customer wrote' }, { inboxId, conversationId: id })
  return was.version
}

function arrivalOf(mail: Placed, version: number): Happening {
  return {
    name: 'message.received',
    nounId: mail.messageId,
    data: {
      isNew: mail.isNew,
      kind: mail.read.kind,
      isStranger: mail.isStranger,
      held: mail.held,
      rawId: mail.intakeId,
      version,
    },
    conversationId: mail.conversationId,
    inboxId: mail.homeId,
  }
}
