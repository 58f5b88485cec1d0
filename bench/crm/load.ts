// Customers with years of mail, by COPY: contacts and companies, conversations of twenty inboxes, messages, and their places on the
// timelines of contacts, companies and deals. A few have very much, most have little.
import type pg from 'pg'
import { createRandom } from '../load/random.ts'
import { copyInto, field } from '../load/copy.ts'

export interface Customers {
  contacts: number
  companies: number
  messages: number
  inboxIds: string[]
}

interface Wanted {
  contacts: number
  entries: number
  say: (text: string) => void
}

/** Ids of each kind begin there. */
export const FIRST = {
  contact: 1_000_000_000,
  company: 3_000_000_000,
  deal: 4_000_000_000,
  conversation: 5_000_000_000,
  message: 6_000_000_000,
}
/** Of one message: its contact, somebody in copy, a company, a deal. */
const EACH = 4
const CONVERSATION = 4
const LINES = 5_000
const NEWEST = Date.UTC(2026, 0, 1)
export const INBOXES = 20

export async function loadCustomers(client: pg.Client, { contacts, entries, say }: Wanted): Promise<Customers> {
  const began = performance.now()
  const companies = Math.ceil(contacts / 5)
  const messages = Math.ceil(entries / EACH)
  const random = createRandom(11)
  const inboxIds = Array.from({ length: INBOXES }, (_, n) => String(n + 1))
  for (const id of inboxIds)
    await client.query(
      `insert into inbox (id, name, from_name, created_at) values ($1, $2, $2, now()) on conflict do nothing`,
      [id, `Inbox ${id}`],
    )
  const fill = async (
    table: string,
    columns: string[],
    count: number,
    row: (n: number) => (string | number | null | boolean | Date)[],
  ) => {
    const copying = await copyInto(client, table, columns)
    for (let from = 0; from < count; from += LINES) {
      let lines = ''
      for (let n = from; n < Math.min(from + LINES, count); n++)
        lines += `${row(n)
          .map((one) => field(one))
          .join('\t')}\n`
      await copying.write(lines)
    }
    await copying.end()
  }
  const day = new Date(NEWEST)
  /** Some have a thousand times as much as others. */
  const someone = () => Math.floor(contacts * random.next() ** 3)
  await fill('company', ['id', 'name', 'created_at'], companies, (n) => [FIRST.company + n, `Company ${n}`, day])
  await fill('company_domain', ['domain', 'company_id'], companies, (n) => [`company${n}.example`, FIRST.company + n])
  await fill('contact', ['id', 'name', 'company_id', 'created_at'], contacts, (n) => [
    FIRST.contact + n,
    `Contact ${n}`,
    FIRST.company + (n % companies),
    day,
  ])
  await fill('contact_address', ['address', 'contact_id'], contacts, (n) => [
    addressOf(n, companies),
    FIRST.contact + n,
  ])
  const conversations = Math.ceil(messages / CONVERSATION)
  const at = (n: number) => new Date(NEWEST - n * 60_000)
  await fill(
    'conversation',
    ['id', 'number', 'inbox_id', 'contact_id', 'subject', 'status', 'last_message_at', 'private_at', 'created_at'],
    conversations,
    (n) => [
      FIRST.conversation + n,
      1_000_000 + n,
      1 + (n % INBOXES),
      FIRST.contact + (n % contacts),
      `Subject ${n}`,
      'resolved',
      at(n * CONVERSATION),
      n % 50 === 0 ? day : null,
      day,
    ],
  )
  const person = JSON.stringify({ name: 'Somebody', address: 'somebody@company1.example' })
  const people = JSON.stringify({
    from: [],
    replyTo: [],
    to: [{ name: '', address: 'support@desk.example' }],
    cc: [],
    bcc: [],
  })
  const text = 'Where is the order that was to come on Friday? '.repeat(8)
  await fill(
    'message',
    [
      'conversation_id',
      'id',
      'inbox_id',
      'direction',
      'sender',
      'addressees',
      'subject',
      'text',
      'reply_end',
      'received_at',
    ],
    messages,
    (n) => [
      FIRST.conversation + Math.floor(n / CONVERSATION),
      FIRST.message + n,
      1 + (Math.floor(n / CONVERSATION) % INBOXES),
      n % 3 === 0 ? 'out' : 'in',
      person,
      people,
      `Subject ${n}`,
      text,
      text.length,
      at(n),
    ],
  )
  say(`  customers and mail: ${((performance.now() - began) / 1000).toFixed(0)} s`)
  await client.query(
    'alter table timeline drop constraint timeline_pkey; drop index timeline_walk; drop index timeline_walk_of_kind',
  )
  const copying = await copyInto(client, 'timeline', [
    'subject_id',
    'reference_id',
    'kind',
    'noun',
    'at',
    'conversation_id',
    'because',
    'confidence',
  ])
  let lines = ''
  for (let n = 0; n < messages; n++) {
    const contact = someone()
    const copied = (contact + 1 + Math.floor(random.next() * 100)) % contacts
    const line = (noun: string, id: number, because: string) =>
      `${id}\t${FIRST.message + n}\tmessage\t${noun}\t${at(n).toISOString()}\t${FIRST.conversation + Math.floor(n / CONVERSATION)}\t${because}\t1\n`
    lines += line('contact', FIRST.contact + contact, 'sender') + line('contact', FIRST.contact + copied, 'recipient')
    lines +=
      line('company', FIRST.company + (contact % companies), 'domain') +
      line('deal', FIRST.deal + (contact % 10_000), 'deal')
    if (n % LINES !== 0) continue
    await copying.write(lines)
    lines = ''
  }
  if (lines) await copying.write(lines)
  await copying.end()
  await client.query(`set maintenance_work_mem = '512MB'; alter table timeline add primary key (reference_id, subject_id, kind);
    create index timeline_walk on timeline (subject_id, at desc, reference_id desc, kind) where removed_at is null;
    create index timeline_walk_of_kind on timeline (subject_id, kind, at desc, reference_id desc) where removed_at is null and kind <> 'message'`)
  await client.query('vacuum analyze')
  say(`  ${messages * EACH} entries beside them: ${((performance.now() - began) / 1000).toFixed(0)} s in all`)
  return { contacts, companies, messages, inboxIds }
}

export const addressOf = (n: number, companies: number): string => `contact${n}@company${n % companies}.example`
