// A desk for the access matrix: four conversations, each with a word that stands in everything there is of it, and everybody who
// could ask about them. Who may come across which word is written down once, in `sees`.
import { dealOf } from './access-deal.ts'
import { linkEach } from './access-links.ts'
import { createHash } from 'node:crypto'
import { addToTimeline } from '../src/desk/timeline/timeline.ts'
import { addInbox } from '../src/desk/inboxes/inboxes.ts'
import type { Means } from '../src/desk/means.ts'
import { actingAs } from '../src/desk/users/asking.ts'
import { actorOf } from '../src/desk/users/actors.ts'
import { permissions, permissionsOf, type Role } from '../src/desk/users/permissions.ts'
import { createToken } from '../src/desk/users/tokens.ts'
import { addUser } from '../src/desk/users/users.ts'
import type { Id } from '../src/kit/id.ts'
import { must } from '../src/kit/must.ts'
import { record } from '../src/store/events.ts'
import { enqueue } from '../src/store/jobs.ts'
import { mendTallies } from '../src/desk/conversations/tally.ts'
import { indexMessages } from '../src/store/search.ts'
import { measure } from '../src/flows/figures/course.ts'
import type { Tx } from '../src/store/tx.ts'

/** `open` and `private` (kept to Kim) lie in our inbox, `binned` in its bin, `theirs` in the inbox of others. */
export const states = ['open', 'theirs', 'private', 'binned'] as const
export type State = (typeof states)[number]

export interface Thing {
  state: State
  /** Stands in every text of it, and nowhere else. */
  word: string
  number: string
  ids: Record<
    | 'conversation'
    | 'contact'
    | 'company'
    | 'message'
    | 'attachment'
    | 'note'
    | 'task'
    | 'deal'
    | 'outbox'
    | 'upload'
    | 'draft'
    | 'job'
    | 'inbox',
    Id
  >
}

export interface Asker {
  name: string
  /** For the web door: a user to sign in, a bearer token, or nobody. */
  userId: Id | null
  bearer: string | null
  permissions: ReadonlySet<string>
  sees: readonly State[]
}

interface Person {
  name: string
  role: Role
  sees: State[]
}

const people: Person[] = [
  { name: 'viewer', role: 'viewer', sees: ['open'] },
  { name: 'agent', role: 'agent', sees: ['open'] },
  { name: 'lead', role: 'lead', sees: ['open', 'binned'] },
  { name: 'kim', role: 'lead', sees: ['open', 'private', 'binned'] },
  { name: 'admin', role: 'admin', sees: ['open', 'theirs', 'binned'] },
  { name: 'outsider', role: 'lead', sees: ['theirs'] },
]

export interface World {
  things: Thing[]
  askers: Asker[]
  inboxes: { ours: Id; theirs: Id }
  /** By name. */
  users: Map<string, Id>
}

export async function createWorld(tx: Tx, means: Pick<Means, 'raw' | 'blobs'>): Promise<World> {
  const users = new Map<string, Id>()
  for (const { name, role } of people)
    users.set(name, await addUser(tx, { email: `${name}@people.example`, name, role, passwordHash: null }))
  const idOf = (name: string) => must(users.get(name), `the user ${name}`)
  const closed = (name: string, members: string[]) =>
    addInbox(tx, { name, addresses: [`${name}@desk.example`], isOpenToAll: false, userIds: members.map(idOf) })
  const ours = (await closed('ours', ['viewer', 'agent', 'lead', 'kim'])).id
  const theirs = (await closed('theirs', ['outsider'])).id
  const things: Thing[] = []
  for (const [at, state] of states.entries()) {
    const inbox = state === 'theirs' ? theirs : ours
    const authorId = idOf(state === 'theirs' ? 'outsider' : 'kim')
    things.push(await fill(actingAs(tx, authorId), means, { state, inbox, number: `${7_000_001 + at}` }))
  }
  const hidden = must(
    things.find((one) => one.state === 'private'),
    'the private one',
  ).ids.conversation
  await tx.db.updateTable('conversation').set({ private_at: tx.now }).where('id', '=', hidden).execute()
  await tx.db
    .insertInto('conversation_member')
    .values({ conversation_id: hidden, user_id: idOf('kim'), since: tx.now })
    .execute()
  await logOnEach(tx, things)
  await linkEach(tx, things)
  await mendTallies(tx)
  await measure(tx, things.map((one) => one.ids.conversation), new Map()) // prettier-ignore
  return { things, users, inboxes: { ours, theirs }, askers: await askersOf(tx, users, theirs) }
}

/** Mail and tasks of all of them stand on each one's contact, as where somebody writes to several inboxes. */
async function logOnEach(tx: Tx, things: readonly Thing[]): Promise<void> {
  await addToTimeline(
    tx,
    things.flatMap(({ ids: on }) =>
      things.flatMap(({ ids }) => {
        const entry = { subject: { noun: 'contact' as const, id: on.contact }, at: tx.now }
        return [
          {
            ...entry,
            kind: 'message' as const,
            referenceId: ids.message,
            conversationId: ids.conversation,
            because: 'hand' as const,
            confidence: 1,
          },
          { ...entry, kind: 'task' as const, referenceId: ids.task },
        ]
      }),
    ),
  )
}

async function askersOf(tx: Tx, users: Map<string, Id>, theirs: Id): Promise<Asker[]> {
  const token = async (owner: string, scopes: string[], more: { inboxIds?: Id[]; isDesks?: boolean } = {}) => {
    const userId = must(users.get(owner), owner)
    const actor = must(await actorOf(tx, userId), owner)
    const asked = { name: 'x', scopes, inboxIds: null, days: 1, isDesks: false, ...more }
    return `Bearer ${(await createToken(actingAs(tx, userId), actor, asked)).secret}`
  }
  const byToken = (name: string, bearer: string, held: readonly string[], sees: State[]): Asker => ({
    name,
    userId: null,
    bearer,
    permissions: new Set(held),
    sees,
  })
  return [
    { name: 'nobody', userId: null, bearer: null, permissions: new Set(), sees: [] },
    ...people.map(({ name, role, sees }) => ({
      name,
      userId: must(users.get(name), name),
      bearer: null,
      permissions: new Set<string>(permissionsOf[role]),
      sees,
    })),
    byToken('token of kim', await token('kim', ['*']), permissionsOf.lead, ['open', 'private', 'binned']),
    byToken('token that reads', await token('admin', ['conversation.read']), ['conversation.read'], ['open', 'theirs']),
    byToken('bound token', await token('admin', ['*'], { inboxIds: [theirs] }), permissions, ['theirs']),
    byToken('token of the desk', await token('admin', ['*'], { isDesks: true }), permissions, [
      'open',
      'theirs',
      'binned',
    ]),
  ]
}

const why = (words: string) => ({ confidence: 0.9, evidence: [{ words, weight: 1 }], because: words })
const suggestion = (words: string) => ({
  guesses: [{ value: words, confidence: 0.9, band: 'likely' }],
  evidence: why(words).evidence,
  isUnlike: false,
  isPreselected: false,
})
const readingOf = (word: string) => ({
  category: suggestion(`${word} category`),
  priority: suggestion('high'),
  frustration: why(`${word} frustration`),
  intents: [{ intent: 'refund', ...why(`${word} intent`) }],
  keyPhrases: [`${word} phrase`],
  entities: [{ kind: 'order', value: `${word}-1`, words: `${word}-1`, confidence: 0.9 }],
  origin: { value: 'person', ...why(`${word} origin`) },
  needsReply: { value: true, ...why(`${word} reply`) },
  twin: null,
})

async function fill(
  tx: Tx,
  means: Pick<Means, 'raw' | 'blobs'>,
  { state, inbox, number }: { state: State; inbox: Id; number: string },
): Promise<Thing> {
  const word = `canary${state}`
  const mint = () => tx.mint()
  const ids = {
    conversation: mint(),
    contact: mint(),
    company: mint(),
    message: mint(),
    attachment: mint(),
    note: mint(),
    task: mint(),
    deal: mint(),
    outbox: mint(),
    upload: mint(),
    draft: mint(),
    job: '',
    inbox,
  }
  const [at, raw, companyId] = [tx.now, mint(), ids.company]
  const person = { name: `${word} name`, address: `${word}@acme.example` }
  const addressees = JSON.stringify({ from: [person], replyTo: [], to: [person], cc: [person], bcc: [] })
  const bytes = Buffer.from(`From: ${person.address}\r\nSubject: ${word}\r\n\r\n${word}\r\n`)
  const file = { name: `${word}.txt`, type: 'text/plain', size: bytes.length }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await means.raw.put(tx, [{ id: raw, bytes }])
  const into = (table: Parameters<Tx['db']['insertInto']>[0], row: object) =>
    tx.db
      .insertInto(table)
      .values(row as never)
      .execute()
  const of = { conversation_id: ids.conversation }
  await into('company', { id: companyId, name: `${word} company`, created_at: at })
  await into('company_domain', { domain: `${word}.example`, company_id: companyId })
  await into('contact', { id: ids.contact, name: person.name, company_id: companyId, phone: word, created_at: at })
  await into('contact_address', { address: person.address, contact_id: ids.contact })
  await into('tag', { name: `${word}-tag`, created_at: at })
  await into('conversation', {
    id: ids.conversation,
    number,
    inbox_id: inbox,
    contact_id: ids.contact,
    company_id: companyId,
    subject: `${word} subject`,
    snippet: `${word} snippet`,
    from_name: person.name,
    from_address: person.address,
    tags: [`${word}-tag`],
    waiting_since: at,
    last_message_at: at,
    last_inbound_at: at,
    message_count: 1,
    attachment_count: 1,
    created_at: at,
    deleted_at: state === 'binned' ? at : null,
  })
  await into('participant', {
    ...of,
    address: person.address,
    name: person.name,
    contact_id: ids.contact,
    role: 'requester',
    since: at,
  })
  await into('message', {
    ...of,
    id: ids.message,
    inbox_id: inbox,
    direction: 'in',
    sender: JSON.stringify(person),
    addressees,
    subject: `${word} subject`,
    text: `${word} text`,
    html: `<p>${word} html</p>`,
    reply_end: 3,
    raw_id: raw,
    received_at: at,
    because: `${word} because`,
  })
  await into('suppression', {
    address: person.address,
    reason: 'userunknown',
    response: `${word} response`,
    conversation_id: ids.conversation,
    message_id: ids.message,
    since: at,
  })
  await into('attachment', {
    ...of,
    message_id: ids.message,
    id: ids.attachment,
    blob_id: await means.blobs.put(tx, bytes),
    ...file,
    type: 'message/rfc822',
    sha256,
  })
  await into('note', { ...of, id: ids.note, author_id: tx.actorId, text: `${word} note`, created_at: at })
  await into('task', {
    ...of,
    id: ids.task,
    title: `${word} task`,
    text: `${word} task text`,
    contact_id: ids.contact,
    company_id: companyId,
    asked_by: tx.actorId,
    priority: 'normal',
    checklist: JSON.stringify([{ id: '17', text: `${word} item`, doneAt: null, doneById: null }]),
    created_at: at,
    changed_at: at,
  })
  await dealOf(tx, { ...ids, word, companyId })
  await into('reading', {
    ...of,
    message_id: ids.message,
    inbox_id: inbox,
    at,
    wants_category: true,
    body: JSON.stringify(readingOf(word)),
  })
  await into('routing', { ...of, id: mint(), because: `${word} routing`, trace: JSON.stringify([{ word }]), at })
  await into('delivery', {
    ...of,
    message_id: ids.message,
    recipient: person.address,
    state: 'queued',
    response: word,
    changed_at: at,
  })
  await into('outbox', {
    ...of,
    id: ids.outbox,
    message_id: ids.message,
    raw_id: raw,
    envelope_from: 'x@desk.example',
    recipients: [person.address],
    state: 'queued',
    run_at: at,
    queued_at: at,
    response: word,
  })
  await into('upload', {
    id: ids.upload,
    user_id: tx.actorId,
    blob_id: await means.blobs.put(tx, bytes),
    ...file,
    sha256,
    created_at: at,
  })
  // Of the inbox, not of the conversation: a word of it is a leak for who does not see the inbox.
  if (state === 'theirs')
    await into('macro', {
      id: mint(),
      title: `${word} macro`,
      inbox_ids: [inbox],
      variants: JSON.stringify([]),
      languages: ['en'],
      excerpt: word,
      actions: JSON.stringify([]),
      version: 1,
      created_at: at,
      changed_at: at,
    })
  await into('draft', {
    ...of,
    id: ids.draft,
    kind: 'reply',
    message_id: ids.message,
    author_id: tx.actorId,
    author_ids: [tx.actorId],
    written_against: 1,
    addressees: JSON.stringify({ to: [person], cc: [], bcc: [] }),
    subject: `${word} draft`,
    text: `${word} draft`,
    with_quote: true,
    attachment_ids: [],
    upload_ids: [],
    created_at: at,
    changed_at: at,
    changed_by: tx.actorId,
    approval_state: 'asked',
    approval_asked_by: tx.actorId,
    approval_at: at,
    remarks: JSON.stringify([{ userId: tx.actorId, at: at.toISOString(), what: 'asked', text: `${word} remark` }]),
  })
  await indexMessages(tx, [
    { conversationId: ids.conversation, messageId: ids.message, inboxId: inbox, at, text: `${word} text` },
  ])
  await record(
    tx,
    'conversation.renamed',
    ids.conversation,
    { from: word, to: word },
    { conversationId: ids.conversation, inboxId: inbox },
  )
  const payload = {
    event: mint(),
    subjectId: ids.message,
    conversationId: ids.conversation,
    data: { added: [`${word}-tag`] },
  }
  await enqueue(tx, 'triage.run', payload)
  ids.job = (await tx.db.selectFrom('job').select('id').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()).id
  return { state, word, number, ids }
}
