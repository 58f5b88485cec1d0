// One conversation as it would have become by mail: the rows of every table, as lines for COPY. Believable in its spread over
// inboxes, statuses, people and time, because that is what decides how long a list takes.
import type { Id } from '../../src/kit/id.ts'
import { fold } from '../../src/kit/fold.ts'
import { dayOf } from '../../src/store/search/buckets.ts'
import { field } from './copy.ts'
import { type Cast, tags as special } from './people.ts'
import type { Random } from './random.ts'
import { type Language, phrase, sentence, termsOf } from './words.ts'

export const columns = {
  contact: ['id', 'name', 'created_at'],
  contact_address: ['address', 'contact_id'],
  conversation: [
    'id',
    'number',
    'inbox_id',
    'contact_id',
    'subject',
    'snippet',
    'from_name',
    'from_address',
    'status',
    'priority',
    'category_id',
    'tags',
    'assignee_id',
    'team_id',
    'language',
    'snoozed_until',
    'waiting_since',
    'last_message_at',
    'last_inbound_at',
    'message_count',
    'held',
    'merged_into',
    'created_at',
    'deleted_at',
    'private_at',
  ],
  conversation_member: ['conversation_id', 'user_id', 'since'],
  participant: ['conversation_id', 'address', 'name', 'contact_id', 'role', 'since'],
  message: [
    'conversation_id',
    'id',
    'inbox_id',
    'direction',
    'author_id',
    'sender',
    'addressees',
    'subject',
    'text',
    'html',
    'reply_end',
    'language',
    'mail_id',
    'received_at',
    'because',
  ],
  message_search: ['conversation_id', 'message_id', 'inbox_id', 'bucket', 'at', 'tokens'],
  attachment: ['conversation_id', 'message_id', 'id', 'part', 'name', 'type', 'size', 'sha256'],
  delivery: ['conversation_id', 'message_id', 'recipient', 'state', 'changed_at'],
  note: ['conversation_id', 'id', 'author_id', 'text', 'created_at'],
  event: ['subject_id', 'id', 'name', 'actor_id', 'noun_id', 'data', 'at'],
  routing: ['conversation_id', 'id', 'because', 'trace', 'at'],
  seen: ['conversation_id', 'user_id', 'seen_at'],
} as const
export type Table = keyof typeof columns

export interface Loaded {
  id: Id
  number: number
  /** A word that stands in it alone. */
  code: string
  /** Everybody sees it. */
  isOpenToAll: boolean
}

export interface Writer {
  write(n: number): Loaded
  /** What was written since the last time. */
  take(): Map<Table, string>
}

const DAY = 24 * 3600_000
/** No id is older (src/kit/id.ts). */
const EPOCH = 1_735_689_600_000
const NAMES = 'Dora,Əli,Leyla,Jonas,Marie,Łukasz,Olga,Wei,Yuki,Carmen,Ayşe,Tom,Nina,Peter,Anna,Rashid'.split(',')

export function createWriter(given: {
  size: number
  cast: Cast
  languages: Language[]
  random: Random
  now: number
}): Writer {
  const { size, cast, languages, random, now } = given
  const first = now - 660 * DAY
  const lines = new Map<Table, string[]>()
  const put = (table: Table, ...values: Parameters<typeof field>[0][]) => {
    const known = lines.get(table)
    const line = values.map(field).join('\t')
    if (known) known.push(line)
    else lines.set(table, [line])
  }
  let sequence = 0
  const idAt = (ms: number) => ((BigInt(Math.floor(ms) - EPOCH) << 22n) | BigInt(sequence++ & 0x3fffff)).toString()
  const customers = Math.max(1, Math.floor(size * 0.4))
  const contactIds: Id[] = []
  let previous: Id | null = null

  function customer(at: number) {
    const n = Math.floor(random.next() ** 2 * customers)
    const name = `${NAMES[n % NAMES.length]} ${(n * 7_919).toString(36)}`
    const address = `${(n * 7_919).toString(36)}@customer-${n % 5_000}.example`
    if (contactIds[n] === undefined) {
      const id = (contactIds[n] = idAt(at))
      put('contact', id, name, new Date(at))
      put('contact_address', address, id)
    }
    return { id: contactIds[n] as Id, name, address }
  }

  /** Young ones are open far more often: that is what a desk works on. */
  function stateOf(age: number) {
    const chance = random.next()
    const isYoung = age < 30 * DAY
    if (chance < (isYoung ? 0.22 : 0.006)) return { status: 'open', isSnoozed: random.isOneIn(0.08) }
    if (chance < (isYoung ? 0.34 : 0.014)) return { status: 'waiting', isSnoozed: false }
    return { status: 'resolved', isSnoozed: false }
  }

  function language(): Language {
    let chance = random.next()
    return languages.find((one) => (chance -= one.share) < 0) ?? (languages[0] as Language)
  }

  function write(n: number): Loaded {
    const created = first + (n / size) ** 0.7 * (now - first - 2 * 3_600_000)
    const id = idAt(created)
    const code = `pr${(n * 48_271 + 1_000_003).toString(36)}x`
    const inboxId = random.skewed(cast.inboxIds, 2)
    const staff = cast.staff.get(inboxId) ?? cast.userIds
    const who = customer(created)
    const spoken = language()
    const { status, isSnoozed } = stateOf(now - created)
    const isAssigned = status === 'open' ? random.isOneIn(0.55) : random.isOneIn(0.9)
    const assigneeId = isAssigned ? random.skewed(staff, 1.5) : null
    const subject = `${random.pick(spoken.sentences).text.slice(0, 60)} ${code}`
    const held = random.isOneIn(0.004) ? 'junk' : null
    const mergedInto = held === null && previous !== null && random.isOneIn(0.01) ? previous : null
    const count = 1 + Math.floor(random.next() ** 2.2 * 6)
    const isSprung = created > first + 200 * DAY && created < first + 230 * DAY && random.isOneIn(0.5)
    const own = random.isOneIn(0.35)
      ? [random.skewed(cast.tags, 2.5), ...(random.isOneIn(0.2) ? [random.skewed(cast.tags, 2.5)] : [])]
      : []
    const tagged = [
      ...new Set([
        ...own,
        ...(isSprung ? [special.old] : []),
        ...(n % Math.ceil(size / 7) === 3 ? [special.seldom] : []),
      ]),
    ]
    let at = created
    let [lastIn, snippet] = [created, '']
    let isIn = true
    for (let m = 0; m < count; m++) {
      if (m > 0) at = Math.min(now - 60_000, at + random.next() ** 2 * 2 * DAY)
      isIn = m === 0 || (m === count - 1 ? status === 'open' || random.isOneIn(0.3) : m % 2 === 0)
      snippet = writeMessage({
        id,
        inboxId,
        who,
        spoken,
        subject,
        code,
        at,
        isIn,
        authorId: random.pick(staff),
        isFirst: m === 0,
      })
      if (isIn) lastIn = at
    }
    const privateAt = assigneeId !== null && mergedInto === null && random.isOneIn(0.003) ? new Date(created) : null
    const deletedAt = random.isOneIn(0.005) ? new Date(at) : null
    const [lastAt, lastInAt] = [new Date(at), new Date(lastIn)]
    put('conversation', id, n + 1001, inboxId, who.id, subject, snippet, who.name, who.address, status,
      random.isOneIn(0.75) ? 'normal' : random.isOneIn(0.5) ? 'low' : random.isOneIn(0.8) ? 'high' : 'urgent',
      random.isOneIn(0.8) ? random.skewed(cast.categoryIds, 2) : null, tagged, assigneeId,
      random.isOneIn(0.3) ? random.skewed(cast.teamIds, 2) : null, spoken.code,
      isSnoozed ? new Date(now + (1 + random.below(20)) * DAY) : null, status === 'open' ? lastInAt : null, lastAt, lastInAt,
      count, held, mergedInto, new Date(created), deletedAt, privateAt) // prettier-ignore
    if (privateAt) put('conversation_member', id, assigneeId, privateAt)
    put('participant', id, who.address, who.name, who.id, 'requester', new Date(created))
    put('routing', id, idAt(created), 'The rule “By words” put it into this inbox.', '[]', new Date(created))
    if (assigneeId) {
      put('event', id, idAt(at), 'conversation.assigned', assigneeId, id, `{"from":null,"to":"${assigneeId}"}`, lastAt)
      put(
        'seen',
        id,
        assigneeId,
        random.isOneIn(status === 'open' ? 0.5 : 0.98) ? new Date(at + 30_000) : new Date(created + 1),
      )
    }
    const another = random.pick(staff)
    if (another !== assigneeId && random.isOneIn(0.7)) put('seen', id, another, new Date(at + 40_000))
    if (status !== 'open')
      put(
        'event',
        id,
        idAt(at),
        'conversation.statusChanged',
        assigneeId,
        id,
        `{"from":"open","to":"${status}"}`,
        lastAt,
      )
    if (random.isOneIn(0.12)) put('note', id, idAt(at), another, random.pick(spoken.sentences).text, lastAt)
    if (mergedInto === null) previous = id
    return {
      id,
      number: n + 1001,
      code,
      isOpenToAll:
        staff.length === cast.userIds.length && deletedAt === null && privateAt === null && mergedInto === null,
    }
  }

  function writeMessage(one: {
    id: Id
    inboxId: Id
    who: { name: string; address: string }
    spoken: Language
    subject: string
    code: string
    at: number
    isIn: boolean
    authorId: Id
    isFirst: boolean
  }): string {
    const said = Array.from({ length: 3 + random.below(6) }, () => random.pick(one.spoken.sentences))
    const reply = said.map((part) => part.text).join('\n')
    const text = one.isFirst
      ? reply
      : `${reply}\n\n> ${random.pick(one.spoken.sentences).text}\n> ${random.pick(one.spoken.sentences).text}`
    const [messageId, at] = [idAt(one.at), new Date(one.at)]
    const us = { name: 'Desk', address: 'inbox-0@desk.example' }
    const [from, to] = one.isIn ? [one.who, us] : [us, one.who]
    put('message', one.id, messageId, one.inboxId, one.isIn ? 'in' : 'out', one.isIn ? null : one.authorId, JSON.stringify(from),
      JSON.stringify({ from: [from], replyTo: [], to: [to], cc: [], bcc: [] }), one.subject, text,
      random.isOneIn(0.5) ? `<div>${said.map((part) => `<p>${part.text}</p>`).join('')}</div>` : null,
      reply.length, one.spoken.code, `${messageId}@mail.example`, at, 'It was loaded.') // prettier-ignore
    const month = dayOf(at)
    const own = termsOf(month, [...fold(one.who.name).split(' '), ...one.who.address.split(/[@.-]/), one.code])
    put(
      'message_search',
      one.id,
      messageId,
      one.inboxId,
      month,
      at,
      `${said.map((part) => part.terms(month)).join(' ')} ${own}`,
    )
    if (random.isOneIn(0.12))
      put('attachment', one.id, messageId, idAt(one.at), 2, 'invoice.pdf', 'application/pdf', 40_000, 'ab'.repeat(32))
    if (!one.isIn) put('delivery', one.id, messageId, one.who.address, 'delivered', at)
    return (said[0] ?? sentence(phrase)).text
  }

  return {
    write,
    take: () => {
      const taken = new Map([...lines].map(([table, all]) => [table, `${all.join('\n')}\n`] as const))
      lines.clear()
      return taken
    },
  }
}
