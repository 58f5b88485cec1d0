// The authorization matrix: every route with who may use it. A route that is not in the table fails the test; so does one that
// lets in somebody else, takes an unknown key, or shows or changes what lies in an inbox that its asker does not see.
import { expect, test } from 'vitest'
import { z } from 'zod'
import { allAnswers, type Means } from '../src/doors/http/answers.ts'
import { liveRoute } from '../src/doors/http/live.ts'
import { mendTallies } from '../src/desk/conversations/tally.ts'
import { addMacro } from '../src/desk/macros/macros.ts'
import { addAddressBook } from '../src/desk/books/books.api.ts'
import { addBook } from '../src/desk/books/books.ts'
import { addMailbox } from '../src/desk/mailboxes/mailboxes.ts'
import { addRule } from '../src/desk/rules/rules.ts'
import { addView } from '../src/desk/views/views.ts'
import { createToken } from '../src/desk/users/tokens.ts'
import { addUser } from '../src/desk/users/users.ts'
import { permissionsOf } from '../src/desk/users/permissions.ts'
import type { Route } from '../src/kit/route.ts'
import { type Desk, onDesk } from './desk.ts'
import { useMeans } from './means.ts'
import { openWebDoor } from './web-door.ts'
import { type Level, levels, table } from './who-may.ts'

const mayUse = new Map(
  levels.flatMap((level) =>
    table[level]
      .split(/\s+/)
      .filter(Boolean)
      .map((name) => [name, level] as const),
  ),
)

const meansOf = useMeans()
const routes = allAnswers({} as Means).map((one) => one.route)

test('every route stands in the table, and nothing else does', () => {
  const names = [...routes, liveRoute].map((one) => one.name)

  expect(names.toSorted()).toEqual([...mayUse.keys()].toSorted())
  expect(new Set(names).size).toBe(names.length)
})

test('every input is an object whose keys can be counted', () => {
  expect(routes.filter((one) => !(one.input instanceof z.ZodObject)).map((one) => one.name)).toEqual([])
})

test(
  'each role reaches exactly its routes, and a key that a route does not name is refused',
  onDesk(async ({ tx, store }) => {
    const door = openWebDoor(store)
    const sessions = new Map<Level, string>()
    for (const role of levels.slice(1) as Exclude<Level, 'anyone'>[]) {
      const id = await addUser(tx, { email: `${role}@roles.example`, name: role, role, passwordHash: null })
      sessions.set(role, await door.signedIn(id))
    }
    const wrong: string[] = []
    for (const route of routes) {
      const least = levels.indexOf(mayUse.get(route.name) ?? 'admin')
      for (const [at, level] of levels.entries()) {
        const as = sessions.get(level)
        const { status, body } = await door.ask(route.method, `${filled(route)}?unheard_of=1`, {
          ...bodyOf(route),
          ...(as && { as }),
        })
        const errors = (body.errors ?? []) as { path: string }[]
        const isRefused = status === 400 && errors.some((one) => one.path === 'unheard_of')
        const wanted = at >= least ? isRefused : status === (at === 0 ? 401 : 403)
        if (!wanted) wrong.push(`${level} ${route.name}: ${status} ${JSON.stringify(body).slice(0, 200)}`)
      }
    }

    expect(wrong).toEqual([])
    expect(permissionsOf.viewer).toContain(liveRoute.may)
  }),
)

test(
  'a token reaches nothing beyond its scopes',
  onDesk(async ({ ada, store }) => {
    const door = openWebDoor(store)
    const asked = { name: 'x', scopes: ['report.read'], inboxIds: null, days: 1, isDesks: false }
    const { secret } = await createToken(ada, await ada.actor(), asked)
    const open: string[] = []
    for (const route of routes) {
      if (['anyone', 'signed-in', 'report.read'].includes(route.may)) continue
      const { status } = await door.ask(route.method, filled(route), { ...bodyOf(route), as: `Bearer ${secret}` })
      if (status !== 403) open.push(route.name)
    }

    expect(open).toEqual([])
  }),
)

const person = { name: '', address: 'dora@acme.example' }
const wantedMacro = {
  title: 'Thanks',
  folderId: null,
  isPersonal: false,
  teamId: null,
  inboxIds: [],
  variants: [{ language: 'en', body: { type: 'doc' as const, content: [{ type: 'paragraph' as const, content: [{ type: 'text' as const, text: 'Thanks' }] }] } }], // prettier-ignore
  actions: [],
}
/** What has to be said besides the ids to come as far as the row. */
const said: Record<string, object> = {
  changeConversation: { status: 'resolved' },
  markSeen: { seen: true },
  followConversation: { following: true },
  addNote: { text: 'x' },
  changeNote: { text: 'x' },
  decideCategory: { categoryId: null },
  sendReply: { to: [person], subject: 'x', text: 'x', version: 1 },
  startConversation: { to: [person], subject: 'x', text: 'x' },
  judgeReply: { to: [person], subject: 'x', text: 'x' },
  setPrivacy: { userIds: [] },
  tellPresence: { doing: 'looking' },
  beginDraft: { kind: 'reply', writtenAgainst: 1 },
  saveDraft: { version: 1 },
  askApproval: { version: 1, userId: '17' },
  answerApproval: { version: 1, verdict: 'approved' },
  scheduleDraft: { version: 1, at: '2026-03-03T08:00:00.000Z', writtenAgainst: 1 },
  setFollowUp: { at: null },
  giveBack: { because: 'x' },
  moveCard: { viewId: '17', column: 'resolved' },
  relateConversations: { otherId: '17', as: 'linked' },
  makeContact: { address: 'dora@acme.example' },
}

test(
  'what lies in another inbox is not there: every route about a conversation says 404 and changes nothing',
  onDesk(async (desk) => {
    const { ben, cleo, inboxes, store, tx } = desk
    const means = { ...(await meansOf(store)) }
    const door = openWebDoor(store, {}, means)
    const ids = await conversationIn(desk, inboxes.billing)
    const own = await conversationIn(desk, inboxes.support)
    await tx.db.updateTable('user').set({ role: 'lead' }).where('id', 'in', [ben.id, cleo.id]).execute()
    const [asBen, asCleo] = [await door.signedIn(ben.id), await door.signedIn(cleo.id)]
    const about = routes.filter(
      (one) =>
        /^\/(conversations\/:id|outbox\/:id)|^\/conversations$|^\/rules\/try$/.test(one.path) &&
        one.name !== 'listConversations',
    )
    const before = await tx.db.selectFrom('conversation').selectAll().where('id', '=', ids.id).execute()
    const wrong: string[] = []
    for (const route of about) {
      const given = { ...ids, id: route.path.startsWith('/outbox') ? ids.outboxId : ids.id }
      const extra = {
        ...said[route.name],
        ...(route.name === 'mergeConversation' && { intoId: own.id }),
        ...(route.name === 'startConversation' && { inboxId: inboxes.billing }),
        ...(route.name === 'tryRules' && { conversationId: ids.id }),
      }
      const isBodyless = route.method === 'GET' || route.method === 'DELETE'
      const asked = await door.ask(route.method, filled(route, given), {
        as: asBen,
        ...(!isBodyless && { body: extra }),
      })
      if (asked.status !== 404) wrong.push(`${route.name}: ${asked.status} ${JSON.stringify(asked.body).slice(0, 200)}`)
    }

    expect(wrong).toEqual([])
    expect(await tx.db.selectFrom('conversation').selectAll().where('id', '=', ids.id).execute()).toEqual(before)
    expect((await door.ask('GET', `/conversations/${ids.id}`, { as: asCleo })).status).toBe(200)
    const into = await door.ask('POST', `/conversations/${own.id}/merge`, { as: asBen, body: { intoId: ids.id } })
    expect(into.status).toBe(404)
    const moved = await door.ask('PATCH', `/conversations/${own.id}`, { as: asBen, body: { inboxId: inboxes.billing } })
    expect(moved.status).toBe(404)
  }),
)

test(
  'lists, counts, searches, inboxes and contact cards hold nothing of another inbox',
  onDesk(async (desk) => {
    const { ben, cleo, dora, inboxes, store } = desk
    const door = openWebDoor(store)
    const { id } = await conversationIn(desk, inboxes.billing)
    const [asBen, asCleo] = [await door.signedIn(ben.id), await door.signedIn(cleo.id)]
    const seenBy = async (as: string) => {
      const views = ['open', 'unassigned', 'unread', 'all']
      const asked = [
        ...views.map((view) => `/conversations?view=${view}`),
        `/conversations?inboxId=${inboxes.billing}`,
        `/conversations?contactId=${dora.id}`,
        '/conversations?q=1001',
        `/contacts/${dora.id}`,
        '/inboxes',
      ]
      const texts = []
      for (const where of asked) texts.push(JSON.stringify((await door.ask('GET', where, { as })).body))
      return texts.join('\n')
    }

    const cleos = await seenBy(asCleo)
    const bens = await seenBy(asBen)

    expect(cleos).toContain(id)
    expect(bens).not.toContain(id)
    expect(bens).not.toContain(`"${inboxes.billing}"`)
    expect(bens).not.toContain('Invoice overdue')
    const counts = async (as: string) => JSON.stringify((await door.ask('GET', '/conversation-counts', { as })).body)
    expect(await counts(asCleo)).toMatch(/:1\b/)
    expect(await counts(asBen)).not.toMatch(/:[1-9]/)
  }),
)

test(
  'every GET answers in a transaction in which PostgreSQL refuses writes',
  onDesk(async (desk) => {
    const { ada, dora, inboxes, store } = desk
    const means = await meansOf(store)
    const door = openWebDoor(store, {}, means)
    const ids = await conversationIn(desk, inboxes.billing)
    const server = { host: 'imap.desk.example', port: 993, isSecure: true, username: 'desk', folder: 'INBOX' }
    const account = { inboxId: inboxes.billing, auth: 'password' as const, secret: 'secret', ...server }
    const mailbox = await addMailbox(ada, means.keys, account)
    const book = await addBook(ada, means.keys, addAddressBook.input.parse({ name: 'x', url: 'https://cards.example/', username: 'x', secret: 'x' })) // prettier-ignore
    const audit = { id: ada.mint(), since: ada.now, until: ada.now, inbox_ids: [inboxes.billing], population: 0 }
    await ada.db
      .insertInto('routing_audit')
      .values({ ...audit, created_at: ada.now })
      .execute()
    const task = { id: ada.mint(), title: 'x', text: '', priority: 'normal', created_at: ada.now, changed_at: ada.now }
    await ada.db.insertInto('task').values(task).execute()
    const deal = { id: ada.mint(), pipeline_id: '9001', stage_id: '9011', kind: 'open', name: 'x', currency: 'EUR', entered_at: ada.now, created_at: ada.now, changed_at: ada.now } // prettier-ignore
    await ada.db.insertInto('deal').values(deal).execute()
    const sequence = { id: ada.mint(), name: 'x', inbox_id: inboxes.billing, steps: '[]', stops_at: 'contact', is_in_hours: true, away_days: 7, is_enabled: true, created_at: ada.now, changed_at: ada.now } // prettier-ignore
    await ada.db.insertInto('sequence').values(sequence).execute()
    const enrolment = { id: ada.mint(), sequence_id: sequence.id, contact_id: dora.id, address: dora.address, sender_id: ada.id, is_to_many: false, state: 'waiting', created_at: ada.now, changed_at: ada.now } // prettier-ignore
    await ada.db.insertInto('enrolment').values(enrolment).execute()
    const webhook = { id: ada.mint(), name: 'x', url: Buffer.from('x'), server: 'https://shop.example', kinds: ['deal.*'], is_with_content: false, owner_id: ada.id, is_enabled: true, begun_at_id: '1', seen_to_id: '1', created_at: ada.now, changed_at: ada.now } // prettier-ignore
    await ada.db.insertInto('webhook').values(webhook).execute()
    const board = { field: 'status' as const, columns: [{ value: 'open', limit: null, isHard: false }] }
    const view = await addView(ada, await ada.actor(), { name: 'x', folder: '', query: '', sort: 'newest', board, isPinned: false, isShared: false, teamId: null }) // prettier-ignore
    const macro = await addMacro(ada, await ada.actor(), wantedMacro)
    const brought = ada.mint()
    await ada.db
      .insertInto('contact_import')
      .values({
        id: brought,
        user_id: ada.id,
        name: 'x.csv',
        format: 'csv',
        blob_id: brought,
        options:
          '{"delimiter":",","hasHeader":true,"columns":[],"duplicates":"skip","inboxIds":[],"ownerId":null,"tag":""}',
        state: 'draft',
        rows: 1,
        created_at: ada.now,
      }) // prettier-ignore
      .execute()
    await ada.db.updateTable('contact').set({ inbox_ids: [] }).where('id', '=', dora.id).execute()
    const idOf = ({ path }: Route) =>
      ({
        contacts: dora.id,
        timeline: dora.id,
        mailboxes: mailbox.id,
        'address-books': book.id,
        views: view.id,
        inboxes: inboxes.billing,
        'routing-audits': audit.id,
        tasks: task.id,
        sequences: sequence.id,
        enrolments: enrolment.id,
        webhooks: webhook.id,
        deals: deal.id,
        pipelines: '9001',
        macros: macro.id,
        companies: dora.companyId,
        'contact-imports': brought,
      })[path.split('/')[1] ?? ''] ?? ids.id
    const as = await door.signedIn(ada.id)
    await addRule(ada, { name: 'One', inboxId: null, occasion: 'message.received', condition: { all: [] }, actions: [{ do: 'stop' }], isEnabled: true }) // prettier-ignore
    const broken: string[] = []
    for (const route of routes.filter((one) => one.method === 'GET')) {
      const where = filled(route, { ...ids, id: idOf(route), number: '1' })
      const { status, body } = await door.ask('GET', where, { as })
      const isFile = route.produces !== undefined || route.name === 'readAttachedMail'
      const isGone = isFile && status === 404 // its bytes are not kept in this test
      if (status !== 200 && !isGone) broken.push(`${route.name}: ${status} ${JSON.stringify(body).slice(0, 200)}`)
    }

    expect(broken).toEqual([])
  }),
)

function filled(route: Route, ids: Record<string, string> = {}): string {
  return route.path.replace(/:(\w+)/g, (_all, name: string) => ids[name] ?? (name === 'noun' ? 'contact' : '17'))
}

function bodyOf(route: Route): { body?: unknown; headers?: Record<string, string> } {
  if (route.method === 'GET') return {}
  if (route.consumes) return { body: 'x', headers: { 'content-type': route.consumes.replace('*/*', 'text/plain') } }
  return { body: {} }
}

/** A conversation with one message, attachment, note and answer on its way. */
async function conversationIn({ tx, dora }: Desk, inboxId: string) {
  const [id, messageId, attachmentId, noteId, outboxId] = [tx.mint(), tx.mint(), tx.mint(), tx.mint(), tx.mint()] as [
    string,
    string,
    string,
    string,
    string,
  ]
  const at = tx.now
  await tx.db
    .insertInto('conversation')
    .values({
      id,
      number: '1001',
      inbox_id: inboxId,
      contact_id: dora.id,
      company_id: dora.companyId,
      subject: 'Invoice overdue',
      last_message_at: at,
      waiting_since: at,
      message_count: 1,
      created_at: at,
    })
    .execute()
  await mendTallies(tx)
  const people = JSON.stringify({ from: [person], replyTo: [], to: [], cc: [], bcc: [] })
  const of = { conversation_id: id, message_id: messageId }
  await tx.db
    .insertInto('message')
    .values({
      conversation_id: id,
      id: messageId,
      inbox_id: inboxId,
      direction: 'in',
      sender: JSON.stringify(person),
      addressees: people,
      subject: 'Invoice overdue',
      text: 'x',
      reply_end: 1,
      received_at: at,
    })
    .execute()
  await tx.db
    .insertInto('attachment')
    .values({ ...of, id: attachmentId, name: 'a', type: 'text/plain', size: 1, sha256: '00' })
    .execute()
  await tx.db.insertInto('note').values({ conversation_id: id, id: noteId, text: 'x', created_at: at }).execute()
  await tx.db
    .insertInto('outbox')
    .values({
      ...of,
      id: outboxId,
      raw_id: '1',
      envelope_from: 'x@desk.example',
      recipients: [dora.address],
      state: 'queued',
      run_at: at,
      queued_at: at,
    })
    .execute()
  const draftId = tx.mint()
  await tx.db
    .insertInto('draft')
    .values({
      conversation_id: id,
      id: draftId,
      kind: 'reply',
      author_id: '1',
      author_ids: ['1'],
      written_against: 1,
      addressees: JSON.stringify({ to: [], cc: [], bcc: [] }),
      subject: 'x',
      text: 'x',
      with_quote: true,
      attachment_ids: [],
      upload_ids: [],
      created_at: at,
      changed_at: at,
    })
    .execute()
  return { id, messageId, attachmentId, noteId, outboxId, draftId }
}
