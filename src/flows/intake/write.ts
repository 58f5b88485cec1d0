// Writing a decided batch: contacts, conversations, messages, attachments and keys, each table once.
import type { Insertable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { contactsOf, type KnownContact } from '../../desk/contacts/contacts.ts'
import { merge } from '../../desk/conversations/merge.ts'
import { statusAfter, type Status } from '../../desk/conversations/status.ts'
import { normalizeAddress } from '../../mail/address.ts'
import { baseSubject } from '../../mail/subject.ts'
import { record, recordAll, type Happening } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { refersTo, type Placed } from './decide.ts'
import { copyKeys, subjectHash, threadHash } from './keys.ts'

const SNIPPET = 160

export async function writeMails(tx: Tx, placed: Placed[], own: ReadonlySet<string>): Promise<void> {
  const contacts = await contactsOf(tx, placed.flatMap(correspondent))
  const byConversation = Map.groupBy(placed, (mail) => mail.conversationId)
  const opened = placed.filter((mail) => mail.isNew)
  await openConversations(tx, opened, byConversation, contacts)
  await insertAll(tx, 'message', placed.map(messageRow))
  await insertAll(
    tx,
    'attachment',
    placed.flatMap((mail) => attachmentRows(tx, mail)),
  )
  await insertAll(
    tx,
    'participant',
    placed.flatMap((mail) => participantRows(mail, contacts, own)),
    ['conversation_id', 'address'],
  )
  await insertAll(
    tx,
    'message_key',
    placed.flatMap((mail) =>
      copyKeys(mail.read).map((key) => ({
        inbox_id: mail.inboxId,
        key,
        conversation_id: mail.conversationId,
        message_id: mail.messageId,
      })),
    ),
    ['inbox_id', 'key'],
  )
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

type Row<T extends keyof Tables> = Insertable<Tables[T]>

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
  const [counter] = await tx.query<{ number: string }>({
    name: 'number-take',
    text: 'update number_counter set number = number + $1 returning number',
    values: [opened.length],
  })
  const first = BigInt(must(counter, 'the counter of numbers').number) - BigInt(opened.length) + 1n
  const rows = opened.map((mail, at) => {
    const contact = mail.from ? contacts.get(mail.from) : undefined
    return {
      id: mail.conversationId,
      number: String(first + BigInt(at)),
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
      ),
    }
  })
  await insertAll(tx, 'conversation', rows)
}

/** What the conversation's row tells of these mails, in their order. */
function summary(
  mails: Placed[],
  was: Status,
  before?: { last: Date; waitingSince: Date | null; lastInbound: Date | null },
) {
  let status = was
  let waitingSince = before?.waitingSince ?? null
  let newest = must(mails[0], 'a mail')
  for (const mail of mails) {
    if (mail.receivedAt >= newest.receivedAt) newest = mail
    if (mail.read.kind === 'message' || mail.read.bounce?.kind === 'failed') {
      status = statusAfter(status, 'customer wrote')
      if (mail.read.kind === 'message') waitingSince ??= mail.receivedAt
    } else if (mail.read.kind === 'list' && mail.isNew) status = 'open'
  }
  const isNewest = !before || newest.receivedAt >= before.last
  return {
    status,
    waiting_since: status === 'open' ? waitingSince : null,
    last_message_at: isNewest ? newest.receivedAt : before.last,
    last_inbound_at:
      before?.lastInbound && before.lastInbound > newest.receivedAt ? before.lastInbound : newest.receivedAt,
    message_count: mails.length,
    attachment_count: mails.reduce((sum, mail) => sum + mail.read.attachments.filter((one) => !one.inline).length, 0),
    ...(isNewest ? { snippet: snippet(newest) } : {}),
    ...(isNewest ? sender(mails, newest, !before) : {}),
  }
}

const snippet = (mail: Placed) => mail.read.reply.replace(/\s+/g, ' ').trim().slice(0, SNIPPET)

/** The list names people; a machine only where nobody else has written. */
function sender(mails: Placed[], newest: Placed, isOpened: boolean) {
  const person = mails.findLast((mail) => mail.read.kind === 'message' || mail.read.kind === 'list')
  const mail = person ?? (isOpened ? newest : null)
  return mail ? { from_name: mail.read.from[0]?.name ?? '', from_address: mail.from ?? '' } : {}
}

/** Answers the version it had before. */
async function growConversation(tx: Tx, id: Id, mails: Placed[]): Promise<number> {
  const was = await tx.db
    .selectFrom('conversation')
    .select([
      'status',
      'last_message_at',
      'waiting_since',
      'last_inbound_at',
      'message_count',
      'attachment_count',
      'version',
      'snoozed_until',
    ])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const now = summary(mails, was.status as Status, {
    last: was.last_message_at,
    waitingSince: was.waiting_since,
    lastInbound: was.last_inbound_at,
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
  const inboxId = must(mails[0], 'a mail').inboxId
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
    inboxId: mail.inboxId,
  }
}

function messageRow(mail: Placed): Row<'message'> {
  const { read } = mail
  const first = read.from[0] ?? { name: '', address: mail.envelopeFrom ?? '' }
  return {
    conversation_id: mail.conversationId,
    id: mail.messageId,
    inbox_id: mail.inboxId,
    direction: 'in',
    kind: read.kind,
    sender: JSON.stringify(first),
    addressees: JSON.stringify({ from: read.from, replyTo: read.replyTo, to: read.to, cc: read.cc, bcc: read.bcc }),
    subject: read.subject,
    text: read.text,
    html: read.html,
    reply_end: read.replyEnd,
    language: read.language,
    mail_id: read.messageId,
    in_reply_to: read.inReplyTo,
    refs: read.references,
    raw_id: mail.intakeId,
    envelope_from: mail.envelopeFrom,
    envelope_to: mail.recipients,
    sent_at: read.date,
    received_at: mail.receivedAt,
    is_stranger: mail.isStranger,
    because: mail.because,
    bounce: read.bounce ? JSON.stringify(read.bounce) : null,
    warnings: read.warnings,
    is_degraded: read.degraded,
  }
}

function attachmentRows(tx: Tx, mail: Placed): Row<'attachment'>[] {
  return mail.read.attachments.map((one) => ({
    conversation_id: mail.conversationId,
    message_id: mail.messageId,
    id: tx.mint(),
    part: one.part,
    name: one.name,
    type: one.type,
    size: one.size,
    sha256: one.sha256,
    content_id: one.contentId,
    is_inline: one.inline,
  }))
}

/** A stranger is remembered as such and brings nobody along; a known sender's recipients take part from now on. */
function participantRows(
  mail: Placed,
  contacts: Map<string, KnownContact>,
  own: ReadonlySet<string>,
): Row<'participant'>[] {
  if (mail.held || mail.read.kind === 'bounce') return []
  const row = (address: string, name: string, role: string) => ({
    conversation_id: mail.conversationId,
    address,
    name,
    contact_id: contacts.get(address)?.contactId ?? null,
    role,
    since: mail.receivedAt,
  })
  const from = mail.from
    ? [row(mail.from, mail.read.from[0]?.name ?? '', mail.isNew ? 'requester' : mail.isStranger ? 'sender' : 'cc')]
    : []
  const others = mail.isStranger
    ? []
    : [...mail.read.to, ...mail.read.cc].map((one) => row(normalizeAddress(one.address), one.name, 'cc'))
  const rows = [...from, ...others].filter(
    (one) => one.address.includes('@') && !own.has(one.address) && !isOurToken(one.address, own),
  )
  return [...new Map(rows.toReversed().map((one) => [one.address, one])).values()]
}

const isOurToken = (address: string, own: ReadonlySet<string>) => own.has(address.replace(/\+[^@]*@/, '@'))

function threadRows(mail: Placed): Row<'thread_key'>[] {
  if (mail.held) return []
  const row = (id: string, isOwn: boolean) => ({
    inbox_id: mail.inboxId,
    hash: threadHash(id),
    message_id: mail.messageId,
    conversation_id: mail.conversationId,
    is_own: isOwn,
    sent_at: mail.receivedAt,
  })
  return [
    ...(mail.read.messageId ? [row(mail.read.messageId, true)] : []),
    ...refersTo(mail).map((id) => row(id, false)),
  ]
}

function subjectRows(mail: Placed): Row<'subject_key'>[] {
  const { base } = baseSubject(mail.read.subject)
  if (mail.held || !mail.from || !base) return []
  return [
    {
      inbox_id: mail.inboxId,
      hash: subjectHash(base, mail.from),
      conversation_id: mail.conversationId,
      last_at: mail.receivedAt,
    },
  ]
}
