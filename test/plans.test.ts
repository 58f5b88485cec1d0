// The statements that people and mail wait for, planned at 2,000 and at 200,000 conversations: none reads a large table whole, and
// none is planned one way at one size and another way at the other.
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listContacts } from '../src/desk/contacts/lists.ts'
import { mustSeeContact } from '../src/desk/contacts/sight.ts'
import { countViews } from '../src/desk/conversations/counts.ts'
import { listEntries } from '../src/desk/conversations/entries.ts'
import { listRows } from '../src/desk/conversations/lists.ts'
import { markSeen, readConversation } from '../src/desk/conversations/read.ts'
import { relatedTo } from '../src/desk/conversations/related.ts'
import { walkPlaces } from '../src/desk/conversations/walk.ts'
import { casesOf } from '../src/flows/figures/cases.ts'
import { figures, figureSeries } from '../src/flows/figures/figures.ts'
import { readQuestion, type Asked } from '../src/flows/figures/question.ts'
import { readStories } from '../src/flows/figures/stories.ts'
import { teamPage } from '../src/flows/team/team-page.ts'
import { takePending } from '../src/store/search.ts'
import { countOwn, listOf } from '../src/desk/tasks/lists.ts'
import { listOf as dealsOf } from '../src/desk/deals/lists.ts'
import { openDealsOf } from '../src/desk/deals/links.ts'
import { visibleDeal } from '../src/desk/deals/sight.ts'
import { sumsOf } from '../src/desk/deals/sums.ts'
import { dealFigures } from '../src/flows/deals/figures.ts'
import { readGlance } from '../src/desk/timeline/glance.ts'
import { readTimeline } from '../src/desk/timeline/read.ts'
import { candidates } from '../src/desk/sequences/enrolling.ts'
import { callOverdue, listEnrolments, type StoredEnrolment } from '../src/desk/sequences/enrolments.ts'
import type { StoredSequence } from '../src/desk/sequences/sequences.ts'
import { heedAnswers } from '../src/flows/sequences/handlers.ts'
import { endedBy, lookForAnswers } from '../src/flows/sequences/look.ts'
import { visibleTask } from '../src/desk/tasks/sight.ts'
import { type Actor, permissionsOf } from '../src/desk/users/permissions.ts'
import { claim as claimIntake } from '../src/flows/intake/take.ts'
import { claim as claimOutbox } from '../src/flows/reply/claim.ts'
import { claim as claimJobs } from '../src/store/jobs/claim.ts'
import { numberChanges } from '../src/store/changes.ts'
import type { Tx } from '../src/store/tx.ts'
import { useStore } from './database.ts'
import { fill, statementsOf, waysOf } from './plans.ts'

const [SMALL, LARGE] = [2_000, 200_000]
const enrolment = { id: '500', contact_id: '500', deal_id: null, address: 'a500@customer500.example', created_at: new Date('2025-12-01'), away_message_id: null } as StoredEnrolment // prettier-ignore
const sequence = { stops_at: 'contact' } as StoredSequence
const inboxIds = Array.from({ length: 20 }, (_, n) => String(n + 1))
const agent = (given: Partial<Actor>): Actor => ({
  kind: 'user',
  id: '7',
  name: 'Ben',
  tokenId: null,
  role: 'agent',
  permissions: new Set(permissionsOf.agent),
  inboxIds,
  isBound: false,
  seesAll: true,
  ...given,
})
const ben = agent({})
const cleo = agent({ id: '8', inboxIds: inboxIds.slice(0, 6), seesAll: false })
const lead = agent({ id: '9', role: 'lead', permissions: new Set(permissionsOf.lead) })
const cursor = Buffer.from('2025-12-31T00:00:00.000Z|900000000').toString('base64url')

const list =
  (filters: Partial<Parameters<typeof listRows>[2]>, actor = ben) =>
  (tx: Tx) =>
    listRows(tx, actor, { view: 'open', limit: 50, ...filters })

const tasks =
  (given: Partial<Parameters<typeof listOf>[2]>, actor = ben) =>
  (tx: Tx) =>
    listOf(tx, actor, { state: 'open', limit: 50, ...given })

const deals =
  (given: Partial<Parameters<typeof dealsOf>[2]>, actor = ben) =>
  (tx: Tx) =>
    dealsOf(tx, actor, { state: 'open', order: 'expected', ...given }, { limit: 50 })
const MONTH = { from: '2025-10-01', until: '2025-10-31' }
const measured =
  <T>(work: (tx: Tx, question: Awaited<ReturnType<typeof readQuestion>>) => Promise<T>, more: Partial<Asked> = {}) =>
  async (tx: Tx) =>
    work(tx, await readQuestion(tx, lead, { ...MONTH, ...more }))
const behind = (figure: 'firstResponse' | 'backlog') =>
  measured((tx, question) => casesOf(tx, question, { figure, age: undefined, measure: undefined, cursor: undefined, limit: 50 })) // prettier-ignore

const asked: Record<string, (tx: Tx) => Promise<unknown>> = {
  ...Object.fromEntries(
    (['open', 'mine', 'unassigned', 'unread', 'waiting', 'snoozed', 'resolved', 'all', 'held'] as const).flatMap(
      (view) => [
        [`list: ${view}, of who sees all`, list({ view })],
        [`list: ${view}, of who sees some`, list({ view }, cleo)],
      ],
    ),
  ),
  'list: an inbox': list({ inboxId: '3' }),
  'list: an inbox, all': list({ inboxId: '3', view: 'all' }),
  'list: a page far down': list({ view: 'all', cursor }),
  'list: assignee': list({ assigneeId: '9', view: 'resolved' }),
  'list: team': list({ teamId: '3', view: 'all' }),
  'list: category': list({ categoryId: '3', view: 'all' }),
  'list: priority': list({ priority: 'urgent', view: 'all' }),
  'list: category and priority': list({ categoryId: '3', priority: 'urgent', view: 'all' }),
  'list: category and priority, of who sees some': list({ categoryId: '3', priority: 'urgent' }, cleo),
  'list: a tag': list({ tag: 'tag5' }),
  'list: a tag, all': list({ tag: 'tag5', view: 'all' }),
  'list: a tag, all, of who sees some': list({ tag: 'tag5', view: 'all' }, cleo),
  'list: a seldom tag': list({ tag: 'no-such', view: 'all' }),
  'list: an inbox of few': list({ view: 'all' }, agent({ id: '9', inboxIds: ['3', '4'], seesAll: false })),
  'list: category, of who sees some': list({ categoryId: '3' }, cleo),
  'look up: an inbox and a category': list({ inboxId: '3', categoryId: '3', view: 'all' }),
  'look up: an inbox, a category and a priority': list({
    inboxId: '3',
    categoryId: '3',
    priority: 'urgent',
    view: 'all',
  }),
  'look up: a tag and a category': list({ tag: 'tag5', categoryId: '3', view: 'all' }),
  'list: oldest first': list({ sort: 'oldest', view: 'all' }),
  'list: due first': list({ sort: 'due' }),
  'look up: due first, of a tag': list({ sort: 'due', q: 'tag:tag5' }, cleo),
  'list: longest waiting': list({ sort: 'waiting' }),
  'list: by query': list({ view: 'all', q: 'is:open,waiting -category:#3 older:4h' }),
  'list: by query, of what has to be fetched': list({ view: 'all', q: 'has:attachment -tag:tag5' }, cleo),
  'list: by query, of a customer': list({ view: 'all', q: 'from:a77@customer77.example' }),
  'look up: by query, of a domain': list({ view: 'all', q: 'from:customer77.example' }),
  'look up: by query, of what is due': list({ view: 'all', q: 'due:<2h' }),
  'look up: a word by query': list({ view: 'all', q: 'x team:#3 -is:resolved' }),
  'list: contact': list({ contactId: '77', view: 'all' }),
  'list: a word': list({ q: 'u500', view: 'all' }),
  'list: a word in all': list({ q: 'x', view: 'all' }),
  'look up: two words of those who see some': list({ q: 'x w3', view: 'all' }, cleo),
  'look up: a phrase': list({ q: '"x w3"', view: 'all' }),
  'look up: a word, mine': list({ q: 'x', view: 'mine' }),
  'look up: a word in all, urgent': list({ q: 'x', view: 'all', priority: 'urgent' }),
  'look up: a seldom word beside one in all': list({ q: 'x u500', view: 'all' }),
  'look up: the next page of two words': list({ q: 'x u500', view: 'all', cursor: '1767225600000-900000000' }),
  'look up: along a list': (tx) => walkPlaces(tx, ben, { view: 'all', limit: 50 }, 300),
  'look up: far along a list': (tx) => walkPlaces(tx, cleo, { view: 'mine', limit: 50 }, 1_000),
  'list: a number': list({ q: '#1500', view: 'all' }),
  'open: the conversation': (tx) => readConversation(tx, ben, '500'),
  'open: what was said': (tx) => listEntries(tx, ben, '500', { limit: 200 }),
  'look up: what belongs together': (tx) => relatedTo(tx, ben, '500'),
  'open: seen': (tx) => markSeen(tx, ben, '500', true),
  counts: (tx) => countViews(tx, cleo),
  'tasks: mine': tasks({ whose: 'mine' }),
  'tasks: mine, late': tasks({ whose: 'mine', state: 'overdue' }),
  'tasks: mine, done': tasks({ whose: 'mine', state: 'done' }),
  'tasks: asked for': tasks({ whose: 'asked' }, cleo),
  'look up: nobody’s tasks': tasks({ whose: 'nobody' }, cleo),
  'look up: all tasks that one sees': tasks({ whose: 'all' }, cleo),
  'look up: all tasks that one sees, done': tasks({ whose: 'all', state: 'done' }, cleo),
  'look up: tasks of a conversation': tasks({ conversationId: '500' }),
  'timeline: a contact': (tx) => readTimeline(tx, ben, { noun: 'contact', id: '500' }, { limit: 50 }),
  'timeline: a contact, of who sees some': (tx) =>
    readTimeline(tx, cleo, { noun: 'contact', id: '500' }, { limit: 50 }),
  'timeline: at a glance': (tx) => readGlance(tx, ben, { noun: 'contact', id: '500' }),
  'timeline: a deal at a glance': (tx) => readGlance(tx, ben, { noun: 'deal', id: '500' }),
  'look up: tasks of a contact': tasks({ contactId: '500' }),
  'look up: tasks of a deal': tasks({ dealId: '500' }),
  'look up: deals, mine': deals({ owner: 'me' }),
  'look up: deals, mine, resting': deals({ owner: 'me', order: 'resting' }),
  'look up: deals, mine, closed': deals({ owner: 'me', state: 'closed' }),
  'look up: deals of a pipeline': deals({ pipelineId: '9001' }, cleo),
  'look up: deals in a stage, resting longest': deals({ stageId: '9011', order: 'resting' }, cleo),
  'look up: all deals that one sees, won': deals({ state: 'won' }, cleo),
  'look up: deals of a contact': deals({ contactId: '500' }),
  'look up: deals of a conversation': deals({ conversationId: '500' }),
  'look up: deals called so': deals({ q: 'n499' }),
  'look up: deals, one': (tx) => visibleDeal(tx, ben, '500'),
  'look up: deals, open ones of a conversation': (tx) => openDealsOf(tx, '500'),
  'look up: columns of deals': (tx) => sumsOf(tx, cleo, '9001', undefined),
  'look up: figures of deals': (tx) => dealFigures(tx, cleo, {}),
  'look up: who answered a letter of a sequence': (tx) => lookForAnswers(tx, enrolment, sequence),
  'look up: who answered, of a company': (tx) => lookForAnswers(tx, enrolment, { ...sequence, stops_at: 'company' }),
  'look up: what ends an enrolment': (tx) => endedBy(tx, enrolment),
  'look up: enrolments that mail answers': (tx) => heedAnswers(tx, ['500']),
  'look up: enrolments that are late': callOverdue,
  'look up: whom to enrol': (tx) => candidates(tx, ben, { id: '3' }, ['500', '501']),
  'look up: enrolments of a sequence': (tx) =>
    listEnrolments(tx, ben, { sequenceId: '3', state: 'waiting', limit: 50 }),
  'look up: enrolments of a contact': (tx) => listEnrolments(tx, ben, { contactId: '500', limit: 50 }),
  'tasks: one': (tx) => visibleTask(tx, ben, '500'),
  'look up: counts of tasks': (tx) => countOwn(tx, ben),
  'contacts: newest': (tx) => listContacts(tx, ben, { limit: 50 }),
  'contacts: by a word': (tx) => listContacts(tx, ben, { q: 'family77', limit: 50 }),
  'contacts: by a word that many have': (tx) => listContacts(tx, ben, { q: 'name', limit: 50 }),
  'contacts: by name': (tx) => listContacts(tx, ben, { order: 'name', limit: 50 }),
  'contacts: one': (tx) => mustSeeContact(tx, cleo, '20'),
  'look up: figures of a month': measured((tx, question) => figures(tx, question, undefined)),
  'look up: figures of a month by category': measured((tx, question) => figures(tx, question, 'category')),
  'look up: figures of somebody': measured((tx, question) => figures(tx, question, undefined), { personId: '7' }),
  'look up: charts of a month': measured((tx, question) => figureSeries(tx, question, 'day')),
  'figures: the list behind a number': behind('firstResponse'),
  'look up: the list behind the backlog': behind('backlog'),
  'figures: what a conversation comes to': (tx) => readStories(tx, ['500'], new Map()),
  'look up: the team page': (tx) => teamPage(tx, ben),
  'claim: mail': (tx) => claimIntake(tx, 'a worker'),
  'claim: jobs': (tx) => claimJobs(tx, 'a worker', ['a.job'], 20),
  'claim: outbox': (tx) => claimOutbox(tx, { workerId: 'a worker', most: 10, lease: 60_000, inHand: [] }),
  'claim: search': (tx) => takePending(tx, 100),
  'changes: numbered': numberChanges,
  'changes: read': (tx) =>
    tx.query({ text: 'select seq from change where seq > $1 order by seq limit $2', values: ['1000', 1000] }),
}

const store = useStore()
let client: pg.Client
beforeAll(async () => {
  client = new pg.Client(store().connection)
  await client.connect()
})
afterAll(() => client.end())

test('no statement that somebody waits for reads a large table whole, nor is planned differently where there is more', async () => {
  await fill(client, 0, SMALL)
  const little = await littleTables()
  const small = await allWays()
  await fill(client, SMALL, LARGE)
  const large = await allWays()

  const stillLittle = await littleTables()
  const whole = Object.entries(large).flatMap(([name, ways]) =>
    ways.filter((way) => way.endsWith(' whole') && !stillLittle.has(tableOf(way))).map((way) => `${name}: ${way}`),
  )
  expect(whole).toEqual([])
  // Of a table of 2,000 rows to read all may be the quickest; which index serves is another question.
  const indexes = (ways: string[]) => ways.filter((way) => !way.endsWith(' whole') && !little.has(tableOf(way)))
  // Several filters are looked up by whichever of their indexes leaves the fewest, and of several words a seldom one by itself.
  for (const [name, ways] of Object.entries(small).filter(([name]) => !name.startsWith('look up')))
    expect([name, indexes(ways)]).toEqual([name, indexes(large[name] ?? [])])
}, 600_000)

const tableOf = (way: string) => way.split(' ')[0] ?? ''

async function littleTables(): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>('select relname as name from pg_class where reltuples < 1500')
  return new Set(rows.map((row) => row.name))
}

/** By question. */
async function allWays(): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const [name, work] of Object.entries(asked)) {
    const ways = new Set<string>()
    for (const statement of await statementsOf(store(), work))
      if (/^\s*(with|select|update|delete)/i.test(statement.text))
        for (const way of await waysOf(client, statement)) ways.add(way)
    found[name] = [...ways].toSorted()
  }
  return found
}
