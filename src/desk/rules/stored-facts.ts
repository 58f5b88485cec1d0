// Facts of messages that are stored: a whole batch in two queries, and the raw mail only where a rule tests a header. What else only
// some rules ask for is in further-facts.ts.
import type { Id } from '../../kit/id.ts'
import { limits } from '../../kit/limits.ts'
import { withoutCodes } from '../../mail/access-secret/without-codes.ts'
import { domainOf, normalizeAddress, withoutDetail } from '../../mail/address.ts'
import type { Authenticity } from '../../mail/authenticity.ts'
import { decodeFields, splitHeaders } from '../../mail/parse/headers.ts'
import { beginningOf, type Original } from '../../kit/streamed.ts'
import type { Tx } from '../../store/tx.ts'
import type { Week } from '../hours/hours.api.ts'
import type { ReadingBody } from '../readings/readings.api.ts'
import type { Facts, Situation } from './facts.ts'
import { furtherFacts, type Wants } from './further-facts.ts'
import { readingFacts } from './reading-facts.ts'

export interface Asked {
  conversationId: Id
  /** Null: the newest message from outside, or else the newest. */
  messageId: Id | null
  occasion: Facts['occasion']
  /** The instant that business hours, clocks and waiting are looked at as of; left out: when the message came, or now after a change. */
  now?: Date
}
export interface StoredFacts {
  asked: Asked
  conversationId: Id
  messageId: Id
  held: string | null
  /** Opens an account to whoever reads it: its words are not among the facts. */
  isSecret: boolean
  /** Of somebody who takes no part in the conversation. */
  isStranger: boolean
  /** A filter before us marked it. */
  isMarkedSpam: boolean
  /** Kept to some people. */
  isPrivate: boolean
  rawId: Id | null
  from: { name: string; address: string }
  /** By its own date, and not later than it came: an archive that is imported was written long ago. */
  writtenAt: Date
  /** When it was taken in. */
  receivedAt: Date
  /** What is known of its sender. */
  proof: Pick<Authenticity, 'result' | 'because'>
  to: string[]
  cc: string[]
  /** Of both. */
  addressees: string[]
  facts: Facts
}

/** Where raw mail is read from; only asked when a rule tests a header. */
export interface RawSource {
  open(tx: Tx, rawId: Id): Promise<Original>
}

interface Row {
  position: number
  conversationId: Id
  messageId: Id
  sender: { name?: string; address?: string }
  addressees: { to?: { address: string }[]; cc?: { address: string }[] }
  envelopeTo: string[]
  subject: string
  text: string
  replyEnd: number
  language: string | null
  kind: Facts['kind']
  authenticity: Authenticity | { result: 'pending' } | null
  rawId: Id | null
  receivedAt: Date
  writtenAt: Date
  isNew: boolean
  isSecret: boolean
  isStranger: boolean
  isMarkedSpam: boolean
  reading: ReadingBody | null
  isPrivate: boolean
  held: string | null
  waitingSince: Date | null
  situation: Situation
  hours: { id: Id; name: string; timeZone: string; week: Week; holidays: string[] } | null
}

/** In the order asked; what is not there (any more) is left out. `wants` is what the rules that will be read ask for. */
export async function storedFacts(tx: Tx, asked: Asked[], wants: Wants, raw: RawSource): Promise<StoredFacts[]> {
  if (asked.length === 0) return []
  const rows = await readRows(tx, asked)
  const attachments = await readAttachments(tx, rows)
  const found: StoredFacts[] = []
  for (const row of rows) {
    const one = asked[row.position - 1]
    if (!one) continue
    const { conversationId, messageId, held, isSecret, isStranger, isMarkedSpam, isPrivate, rawId } = row
    const whole = wants.fields.has('header') && rawId !== null ? await rawHeaders(tx, raw, rawId) : []
    // What a rule found is kept with the conversation, for everybody to read.
    const headers = isSecret ? whole.map(([name, value]): [string, string] => [name, withoutCodes(value)]) : whole
    const [to, cc] = [addressesIn(row.addressees.to), addressesIn(row.addressees.cc)]
    const facts = factsOfRow(tx, row, one, headers, attachments.get(messageId) ?? [], [...to, ...cc])
    const from = { name: row.sender.name ?? '', address: facts.sender }
    found.push({
      asked: one,
      conversationId,
      messageId,
      held,
      isSecret,
      isStranger,
      isMarkedSpam,
      isPrivate,
      rawId,
      from,
      writtenAt: row.writtenAt,
      receivedAt: row.receivedAt,
      proof: provenBy(row.authenticity),
      to,
      cc,
      addressees: [...to, ...cc],
      facts,
    })
  }
  const further = await furtherFacts(tx, found.map((one) => ({ ...one, sender: one.from, now: one.facts.now })), wants) // prettier-ignore
  for (const [at, one] of found.entries()) one.facts.further = further[at] ?? {}
  return found
}

const addressesIn = (all: { address: string }[] | undefined) => (all ?? []).map((one) => one.address)

/** What is still being asked is not known. */
function provenBy(kept: Row['authenticity']): StoredFacts['proof'] {
  if (kept === null) return { result: 'none', because: 'nobody has checked its sender' }
  return kept.result === 'pending' ? { result: 'unchecked', because: 'its sender is being checked' } : kept
}

/** As they were given, and without plus-parts and reply tokens: a rule names the address that people know. */
const envelopeOf = (row: Row) => row.envelopeTo.flatMap((one) => [one, withoutDetail(one).address])

/** Hours are looked at as of when a message came, not when its turn came; after a change, as of now. */
function factsOfRow(
  tx: Tx,
  row: Row,
  asked: Asked,
  headers: Facts['headers'],
  attachments: Facts['attachments'],
  addressees: string[],
): Facts {
  const sender = normalizeAddress(row.sender.address ?? '')
  return {
    occasion: asked.occasion,
    sender,
    senderDomain: domainOf(sender),
    recipients: [...new Set([...envelopeOf(row), ...addressees])],
    subject: row.subject,
    body: { reply: row.text.slice(0, row.replyEnd), whole: row.text },
    headers,
    attachments,
    language: row.language,
    kind: row.kind,
    authentication: provenBy(row.authenticity).result,
    reading: row.reading && readingFacts(row.reading),
    isNew: row.isNew,
    conversation: row.situation,
    now: asked.now ?? (asked.occasion === 'message.received' ? row.receivedAt : tx.now),
    hours: row.hours,
    isHeld: row.held !== null,
    waitingSince: row.waitingSince,
    recipientCount: addressees.length,
  }
}

async function readRows(tx: Tx, asked: Asked[]): Promise<Row[]> {
  return await tx.query<Row>({
    name: 'rule-facts',
    text: `select asked.position::int as position, c.id as "conversationId", m.id as "messageId", m.sender, m.addressees, m.envelope_to as "envelopeTo", m.subject,
             left(m.text, 100000) as text, m.reply_end as "replyEnd", m.language, m.kind, m.authenticity, m.raw_id as "rawId",
             m.received_at as "receivedAt", least(m.sent_at, m.received_at) as "writtenAt", c.held, c.waiting_since as "waitingSince",
             m.secret is not null as "isSecret", c.private_at is not null as "isPrivate", m.is_marked_spam as "isMarkedSpam", m.is_stranger as "isStranger",
             (select r.body from reading r where r.conversation_id = m.conversation_id and r.message_id = m.id) as reading,
             not exists (select 1 from message e where e.conversation_id = m.conversation_id and e.id < m.id) as "isNew",
             jsonb_build_object('inboxId', c.inbox_id::text, 'status', c.status, 'priority', c.priority,
               'categoryId', c.category_id::text, 'tags', to_jsonb(c.tags), 'assigneeId', c.assignee_id::text,
               'teamId', c.team_id::text, 'isSnoozed', c.snoozed_until is not null, 'statusId', c.status_id::text,
               'fields', c.fields) as situation,
             case when h.id is not null then jsonb_build_object('id', h.id::text, 'name', h.name, 'timeZone', h.time_zone,
               'week', h.week, 'holidays', h.holidays) end as hours
           from unnest($1::bigint[], $2::bigint[]) with ordinality as asked (conversation_id, message_id, position)
           join conversation c on c.id = asked.conversation_id
           join message m on m.conversation_id = c.id and m.id = coalesce(asked.message_id,
             (select n.id from message n where n.conversation_id = c.id order by n.direction = 'in' desc, n.id desc limit 1))
           join inbox i on i.id = c.inbox_id
           left join business_hours h on h.id = i.hours_id
           where c.deleted_at is null
           order by asked.position`,
    values: [asked.map((one) => one.conversationId), asked.map((one) => one.messageId)],
  })
}

async function readAttachments(tx: Tx, rows: Row[]): Promise<Map<Id, Facts['attachments']>> {
  if (rows.length === 0) return new Map()
  const files = await tx.query<{ messageId: Id; name: string; type: string }>({
    name: 'rule-facts-attachments',
    text: `select a.message_id as "messageId", a.name, a.type
           from unnest($1::bigint[], $2::bigint[]) as asked (conversation_id, message_id)
           join attachment a on a.conversation_id = asked.conversation_id and a.message_id = asked.message_id
           where not a.is_inline order by a.id`,
    values: [rows.map((row) => row.conversationId), rows.map((row) => row.messageId)],
  })
  return Map.groupBy(files, (file) => file.messageId)
}

export async function rawHeaders(tx: Tx, raw: RawSource, rawId: Id): Promise<Facts['headers']> {
  const most = limits.message.headerBytes
  const beginning = await beginningOf(await raw.open(tx, rawId), most)
  return decodeFields(splitHeaders(beginning, most).fields, null).all
}
