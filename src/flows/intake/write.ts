// Writing a decided batch: contacts, conversations, messages, attachments and keys, each table once.
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import { gatherKnown, logMails, withContacts } from '../../desk/capture/known.ts'
import type { KnownContact } from '../../desk/contacts/contacts.ts'
import { takeNumbers } from '../../desk/conversations/numbers.ts'
import { merge } from '../../desk/conversations/merge.ts'
import type { Status } from '../../desk/conversations/status.ts'
import { holdPlaced, noteMoves, type Placed as Placement } from '../../desk/conversations/tally.ts'
import { insertRows } from '../../store/access/rows.ts'
import { recordAll, type Happening } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { isAside } from './aside.ts'
import type { Placed } from './placed.ts'
import { floodBecause } from './flood.ts'
import { contactsAmong, correspondents, loggedMail } from './logged.ts'
import { attachmentRows, copyRows, messageRow, participantRows, subjectRows, threadRows, type Row } from './rows.ts'
import { summary } from './summary.ts'

export async function writeMails(tx: Tx, placed: Placed[], own: ReadonlySet<string>): Promise<void> {
  const known = await gatherKnown(tx, placed.map((mail) => loggedMail(mail)), own) // prettier-ignore
  const whole = await withContacts(tx, known, correspondents(placed, known))
  const contacts = contactsAmong(placed, whole)
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
  const before = await growConversations(
    tx,
    [...byConversation].filter(([, mails]) => !mails[0]?.isNew),
  )
  const versions = new Map<Id, number>()
  for (const [conversationId, mails] of byConversation)
    mails.forEach((mail, at) => versions.set(mail.messageId, (before.get(conversationId)?.version ?? 1 - mails.length) + at + 1)) // prettier-ignore
  await recordAll(
    tx,
    placed.map((mail) =>
      arrivalOf(mail, {
        version: must(versions.get(mail.messageId), 'its version'),
        isAside: isAside(mail, before.get(mail.conversationId)?.status ?? 'open'),
      }),
    ),
  )
  for (const mail of placed) {
    for (const id of mail.absorbs) await merge(tx, id, mail.conversationId, mail.absorbsBecause)
    if (mail.absorbsBecause === floodBecause && mail.absorbs.length > 0) await leaveAlone(tx, mail)
  }
  const withWhom = ({ conversationId }: Placed) => before.get(conversationId) ?? contacts.get(byConversation.get(conversationId)?.[0]?.from ?? '') // prettier-ignore
  await logMails(tx, placed.filter((mail) => mail.held === null).map((mail) => loggedMail(mail, withWhom(mail))), whole) // prettier-ignore
}

/** Anybody may have written any mail of a flood: whom they copied in takes part in it no longer, but where we answered. */
async function leaveAlone(tx: Tx, { conversationId, absorbs, from }: Placed): Promise<void> {
  await tx.query({
    name: 'intake-flood-alone',
    text: `delete from participant p where conversation_id = any($1::bigint[]) and role = 'cc' and address is distinct from $2
      and not exists (select from message m where m.conversation_id = p.conversation_id and m.direction = 'out')`,
    values: [[conversationId, ...absorbs], from],
  })
}

/** One statement for many rows; those that are there already are left as they are. All rows have the columns of the first. */
async function insertAll<T extends keyof Tables>(tx: Tx, table: T, rows: Row<T>[], key?: string[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  await insertRows(
    tx,
    {
      name: `intake-${table}`,
      head: `insert into ${table} (${columns.join(', ')}) values`,
      ...(key ? { tail: `on conflict (${key.join(', ')}) do nothing` } : {}),
    },
    rows.map((row) => columns.map((column) => row[column as keyof typeof row])),
  )
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
  const ids = opened.map((mail) => mail.conversationId)
  await noteMoves(tx, [], await holdPlaced(tx, ids))
}

interface Before extends Placement {
  status: Status
  lastMessageAt: Date
  waitingSince: Date | null
  version: number
  snoozedUntil: Date | null
  contactId: Id | null
  companyId: Id | null
}

/** Answers how they were before. Refuses where one is in no list any more: filed again, the mail finds where it belongs now. */
async function growConversations(tx: Tx, grown: [Id, Placed[]][]): Promise<Map<Id, Before>> {
  if (grown.length === 0) return new Map()
  const befores = await tx.query<Before>({
    name: 'intake-grow-lock',
    text: `select status, last_message_at as "lastMessageAt", waiting_since as "waitingSince", version, snoozed_until as "snoozedUntil",
        id, inbox_id, shelf, assignee_id, last_inbound_at, private_at, contact_id as "contactId", company_id as "companyId"
      from conversation where id = any($1::bigint[]) order by id for update`,
    values: [grown.map(([id]) => id)],
  })
  if (befores.some((was) => was.shelf === null))
    throw new Problem('busy', 'conversation-gone', 'A conversation was merged or deleted while mail for it was filed.')
  const mailsOf = new Map(grown)
  const growths = befores.map((was) => growth(tx, was, must(mailsOf.get(was.id), 'its mails')))
  const grownTo = await tx.query<Placement>({ name: 'intake-grow', text: GROW, values: columnsOf(growths.map(({ values }) => values)) }) // prettier-ignore
  await noteMoves(tx, befores, grownTo)
  await recordAll(
    tx,
    growths.flatMap(({ happening }) => happening ?? []),
  )
  return new Map(befores.map((was) => [was.id, was]))
}

const GROW = `update conversation c set status = g.status, status_id = case when c.status = g.status then c.status_id end,
    waiting_since = g.waiting_since, last_message_at = g.last_message_at, last_inbound_at = g.last_inbound_at, version = c.version + g.mails,
    message_count = c.message_count + g.mails, attachment_count = c.attachment_count + g.attachments, snippet = coalesce(g.snippet, c.snippet),
    from_name = coalesce(g.from_name, c.from_name), from_address = coalesce(g.from_address, c.from_address),
    snoozed_until = case when g.is_woken then null else c.snoozed_until end, language = coalesce(c.language, g.language)
  from unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::int[], $7::int[], $8::text[], $9::text[],
    $10::text[], $11::boolean[], $12::text[]) g (id, status, waiting_since, last_message_at, last_inbound_at, mails, attachments, snippet,
    from_name, from_address, is_woken, language)
  where c.id = g.id and c.id = any($1::bigint[])
  returning c.id, c.inbox_id, c.shelf, c.assignee_id, c.last_inbound_at, c.private_at`

/** Rows as the columns that `unnest` makes rows of again. */
const columnsOf = (rows: readonly unknown[][]): unknown[][] => rows[0]?.map((_, at) => rows.map((row) => row[at])) ?? []

function growth(tx: Tx, was: Before, mails: Placed[]): { values: unknown[]; happening: Happening | null } {
  const now = summary(mails, was.status, tx.now, { last: was.lastMessageAt, waitingSince: was.waitingSince })
  const isWoken =
    was.snoozedUntil !== null && mails.some((mail) => mail.read.kind === 'message' && !isAside(mail, was.status))
  const values = [
    was.id,
    now.status,
    now.waiting_since,
    now.last_message_at,
    now.last_inbound_at,
    mails.length,
    now.attachment_count,
    now.snippet ?? null,
    now.from_name ?? null,
    now.from_address ?? null,
    isWoken,
    mails.findLast((mail) => mail.read.kind === 'message' && mail.read.language)?.read.language ?? null,
  ]
  const about = { nounId: was.id, inboxId: must(mails[0], 'a mail').homeId, conversationId: was.id }
  const version = was.version + mails.length
  if (was.status !== now.status) {
    const data = { from: was.status, to: now.status, because: 'the customer wrote', version }
    return { values, happening: { name: 'conversation.statusChanged', data, ...about } }
  }
  if (!isWoken) return { values, happening: null }
  return { values, happening: { name: 'conversation.woken', data: { because: 'the customer wrote' }, ...about } }
}

function arrivalOf(mail: Placed, { version, isAside: aside }: { version: number; isAside: boolean }): Happening {
  return {
    name: 'message.received',
    nounId: mail.messageId,
    data: {
      isNew: mail.isNew,
      kind: mail.read.kind,
      isStranger: mail.isStranger,
      ...(aside && { isAside: true }),
      held: mail.held,
      rawId: mail.intakeId,
      source: mail.source,
      version,
    },
    conversationId: mail.conversationId,
    inboxId: mail.homeId,
  }
}
