import { expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { type Desk, onDesk, type Person } from '../../../test/desk.ts'
import { follows } from '../../doors/switchboard.ts'
import { backfillJob, timelineHandlers } from '../../flows/timeline/handlers.ts'
import { must } from '../../kit/must.ts'
import { hold } from '../conversations/change.ts'
import { merge } from '../contacts/merge.ts'
import { setPrivacy } from '../conversations/privacy.ts'
import { addPipeline } from '../deals/pipelines.ts'
import { type NewDeal, openDeal } from '../deals/deals.ts'
import { linkConversation, unlinkConversation } from '../deals/linking.ts'
import { moveDeal } from '../deals/moves.ts'
import { historyOf } from '../../store/events.ts'
import { addTeam } from '../teams/teams.ts'
import { visibleTask } from '../tasks/sight.ts'
import { addTask } from '../tasks/tasks.ts'
import { addActivity, changeActivity, deleteActivity, restoreActivity } from './activities.ts'
import { timelineTable } from './export.ts'
import { readGlance } from './glance.ts'
import { type Asked, readTimeline } from './read.ts'
import { addToTimeline } from './timeline.ts'
import type { NewEntry } from './timeline.ts'

const of = (id: string) => ({ noun: 'contact' as const, id })
const told = async ({ tx, dora }: Desk, who: Person, asked: Partial<Asked> = {}) =>
  await readTimeline(tx, await who.actor(), of(dora.id), { limit: 50, ...asked })
const kinds = async (desk: Desk, who: Person, asked: Partial<Asked> = {}) =>
  (await told(desk, who, asked)).entries.map((one) => one.kind)

const noDeal: Omit<NewDeal, 'name' | 'stageId'> = { text: '', amount: null, currency: null, expectedOn: null, ownProbability: null, ownerId: null, companyId: null, conversationId: null, contacts: [], tags: [], fields: {} } // prettier-ignore

const stage = (name: string, kind: 'open' | 'won' | 'lost') => ({ name, kind, probability: 10, limit: null, isHard: false, staleDays: null }) // prettier-ignore

/** What the worker does with all that happened to a deal. */
async function follow({ tx }: Desk, dealId: string): Promise<void> {
  const handler = timelineHandlers()['timeline.follow']
  const events = await historyOf(tx, dealId)
  const jobs = events.map(({ id: event, name, actorId, data }) => ({ payload: { event, name, subjectId: dealId, conversationId: null, actorId, data } })) // prettier-ignore
  if (handler && 'run' in handler) await handler.run(tx, jobs as never)
}

test(
  'what is added twice is there once, newest first, and a page goes on where the last one ended',
  onDesk(async (desk) => {
    const { tx, dora, ben, store } = desk
    await receive(tx, testMeans(store), {})
    const entries = Array.from({ length: 5 }, (_, at): NewEntry => ({
      subject: of(dora.id),
      kind: 'visit',
      referenceId: tx.mint(),
      at: new Date(tx.now.getTime() - at * 60_000),
      detail: { url: `https://desk.example/${at}` },
    }))
    await addToTimeline(tx, [...entries, must(entries[0], 'one')])
    await addToTimeline(tx, entries)

    const first = await told(desk, ben, { kinds: ['visit'], limit: 3 })
    const rest = await told(desk, ben, { kinds: ['visit'], limit: 3, cursor: must(first.next, 'more') })

    expect([...first.entries, ...rest.entries].map((one) => one.detail?.url?.at(-1))).toEqual(['0', '1', '2', '3', '4'])
    expect(rest.next).toBeNull()
    expect(await kinds(desk, ben, { q: 'desk.example 3' })).toEqual(['visit'])
  }),
)

test(
  'mail of an inbox that one does not see, or that is private, is not there',
  onDesk(async (desk) => {
    const { tx, ben, cleo, ada, store } = desk
    await receive(tx, testMeans(store), { subject: 'Seen', messageId: 'a@acme.example' })
    await receive(tx, testMeans(store), { subject: 'Bill', to: 'billing@desk.example', messageId: 'b@acme.example' })
    const subjects = async (who: Person) =>
      (await told(desk, who)).entries.map((one) => one.message?.subject ?? '').toSorted()
    expect(await subjects(ben)).toEqual(['Seen'])
    expect(await subjects(cleo)).toEqual(['Bill', 'Seen'])

    const seen = must(
      (await deskNow(tx)).find((one) => one.subject === 'Seen'),
      'it',
    )
    await receive(tx, testMeans(store), { subject: 'Other', messageId: 'c@acme.example' })
    await setPrivacy(ada, seen.id, [ada.id])

    expect(await subjects(ben)).toEqual(['Other'])
    expect((await told(desk, ben, { q: 'Seen' })).entries).toEqual([])
    expect(await subjects(ada)).toEqual(['Bill', 'Other', 'Seen'])
  }),
)

test(
  'what an inbox shows to all is seen as headers, or with first words, and never jumped to',
  onDesk(async (desk) => {
    const { tx, ben, inboxes, store } = desk
    await receive(tx, testMeans(store), { subject: 'Seen', messageId: 'a@acme.example' })
    await receive(tx, testMeans(store), {
      subject: 'Bill',
      text: 'Pay me.',
      to: 'billing@desk.example',
      messageId: 'b@acme.example',
    })
    const show = (shown: string) =>
      tx.db
        .insertInto('log_policy')
        .values({ scope_id: inboxes.billing, body: JSON.stringify({ shown }), version: 1, changed_at: tx.now })
        .onConflict((clash) => clash.column('scope_id').doUpdateSet({ body: JSON.stringify({ shown }) }))
        .execute()
    const bill = async () => (await told(desk, ben)).entries.find((one) => one.message?.subject === 'Bill')

    await show('headers')
    expect(await bill()).toMatchObject({ conversation: null, message: { snippet: null, keyPhrases: [] } })
    expect((await told(desk, ben, { q: 'pay' })).entries).toEqual([])
    await show('all')
    expect(await bill()).toMatchObject({ conversation: null, message: { snippet: 'Pay me.' } })
  }),
)

test(
  'a task is there for whoever sees the task, a call for whoever sees the contact, until it is taken away',
  onDesk(async (desk) => {
    const { tx, ben, cleo, dora, inboxes, store } = desk
    await receive(tx, testMeans(store), {})
    await receive(tx, testMeans(store), { to: 'billing@desk.example', subject: 'Bill' })
    const bill = must(
      (await deskNow(tx)).find((one) => one.inbox_id === inboxes.billing),
      'it',
    )
    const about = { ownerId: cleo.id, teamId: null, conversationId: bill.id, contactId: dora.id, companyId: null }
    const task = await addTask(cleo, {
      ...about,
      title: 'Check it',
      text: '',
      due: null,
      repeat: null,
      priority: 'normal',
      checklist: [],
    })
    const handler = timelineHandlers()['timeline.follow']
    if (handler && 'run' in handler)
      await handler.run(tx, [{ payload: { name: 'task.added', subjectId: task.id } }] as never)
    const call = {
      kind: 'call' as const,
      subjects: [of(dora.id)],
      at: tx.now,
      minutes: 5,
      direction: 'out' as const,
      outcome: 'reached' as const,
      text: 'She is glad.',
    }
    const made = await addActivity(ben, call)

    expect(await kinds(desk, ben, { kinds: ['task', 'call'] })).toEqual(['call'])
    expect((await kinds(desk, cleo, { kinds: ['task', 'call'] })).toSorted()).toEqual(['call', 'task'])
    const company = await readTimeline(
      tx,
      await ben.actor(),
      { noun: 'company', id: dora.companyId },
      { limit: 50, kinds: ['call'] },
    )
    expect(company.entries).toHaveLength(1)

    await changeActivity(ben, made.id, { at: new Date(tx.now.getTime() - 1e9), text: 'Not reached.' }, 1)
    await expect(changeActivity(ben, made.id, { text: 'x' }, 1)).rejects.toMatchObject({ code: 'activity-changed' })
    await deleteActivity(ben, made.id)
    expect(await kinds(desk, ben, { kinds: ['call'] })).toEqual([])
    await restoreActivity(ben, made.id)
    expect((await told(desk, ben, { kinds: ['call'], q: 'reached' })).entries).toMatchObject([
      { at: new Date(tx.now.getTime() - 1e9).toISOString() },
    ])
  }),
)

test(
  'mail from before there were timelines is logged as it would be now, and once',
  onDesk(async (desk) => {
    const { tx, ben, store } = desk
    await receive(tx, testMeans(store), { subject: 'One' }, { subject: 'Two' })
    const before = (await told(desk, ben)).entries
    await tx.query({ text: 'delete from timeline', values: [] })

    const handler = timelineHandlers()[backfillJob]
    if (handler && 'run' in handler) for (let at = 0; at < 2; at++) await handler.run(tx, [])

    expect((await told(desk, ben)).entries).toEqual(before)
    expect(before).toHaveLength(2)
  }),
)

test(
  'a mail that two had who are one now is there once, page after page',
  onDesk(async (desk) => {
    const { tx, ada, ben, dora, store } = desk
    await receive(tx, testMeans(store), { messageId: 'old@home.example', subject: 'Hello', from: 'Dora <dora@home.example>' }) // prettier-ignore
    await receive(tx, testMeans(store), { subject: 'To both', fields: ['Cc: dora@home.example, support@desk.example'] })
    const home = must((await deskNow(tx)).find((one) => one.contact_id !== dora.id), 'the mail from home').contact_id ?? '' // prettier-ignore

    await merge(ada, 'contact', dora.id, home, {})

    const subjects = async (asked: Partial<Asked>) => {
      const { entries, next } = await told(desk, ben, { kinds: ['message'], ...asked })
      return { subjects: entries.map((one) => one.message?.subject), next }
    }
    expect((await subjects({})).subjects).toEqual(['To both', 'Hello'])
    const first = await subjects({ limit: 1 })
    expect(first.subjects).toEqual(['To both'])
    expect((await subjects({ limit: 1, cursor: must(first.next, 'a cursor') })).subjects).toEqual(['Hello'])
  }),
)

test(
  'mail that is held back is on no timeline until it is released',
  onDesk(async (desk) => {
    const { tx, ben, store } = desk
    await receive(tx, testMeans(store), { subject: 'Kettles' })
    const { id } = must((await deskNow(tx))[0], 'a conversation')
    await hold(ben, id, 'junk')
    await tx.query({ text: 'delete from timeline', values: [] })

    const [backfill, follow] = [timelineHandlers()[backfillJob], timelineHandlers()['timeline.follow']]
    if (backfill && 'run' in backfill) await backfill.run(tx, [])
    expect((await told(desk, ben)).entries).toEqual([])
    await hold(ben, id, null)
    const kinds = follows['conversation.released']?.map((one) => (typeof one === 'string' ? one : one.kind))
    expect(kinds).toContain('timeline.follow')
    if (follow && 'run' in follow) await follow.run(tx, [{ payload: { event: tx.mint(), name: 'conversation.released', subjectId: id, conversationId: id, actorId: null, data: {} } }] as never) // prettier-ignore
    expect((await told(desk, ben)).entries).toMatchObject([{ kind: 'message' }])
  }),
)

test(
  'one glance tells a new lead, who waits, and who else is at the company that one may see',
  onDesk(async (desk) => {
    const { tx, ben, dora, store } = desk
    await receive(tx, testMeans(store), { receivedAt: new Date(tx.now.getTime() - 2 * 86_400_000) })
    await receive(tx, testMeans(store), { from: 'Finn <finn@acme.example>', subject: 'Me too' })
    await receive(tx, testMeans(store), { from: 'Gus <gus@acme.example>', subject: 'Bill', to: 'billing@desk.example' })

    const glance = await readGlance(tx, await ben.actor(), { noun: 'contact', id: dora.id })

    expect(glance.flags.map((one) => one.kind)).toEqual(['lead', 'unanswered'])
    expect(glance.colleagues.map((one) => one.name)).toEqual(['Finn'])
    const ofCompany = await readGlance(tx, await ben.actor(), { noun: 'company', id: dora.companyId })
    expect([ofCompany.lastInAt === null, ofCompany.colleagues]).toEqual([false, []])
  }),
)

test(
  'the table of a timeline has what its asker sees, and no word in it is a formula',
  onDesk(async ({ tx, ben, dora, store }) => {
    await receive(tx, testMeans(store), { subject: '=HYPERLINK("x")' }, { subject: 'Kettles;=1+1' })
    await receive(tx, testMeans(store), { subject: 'Bill', to: 'billing@desk.example' })

    const lines = (await timelineTable(tx, await ben.actor(), of(dora.id))).toString().split('\r\n')

    expect(lines).toHaveLength(4)
    expect(lines[1]).toContain(`,in,dora@acme.example,support@desk.example,"Kettles;'=1+1",`)
    expect(lines[2]).toContain(`,in,dora@acme.example,support@desk.example,"'=HYPERLINK(""x"")",`)
  }),
)

test(
  'a deal stands with whoever has a role in it, for who sees the deal, and has its mail while that belongs to it',
  onDesk(async (desk) => {
    const { tx, ada, ben, dora, store } = desk
    await receive(tx, testMeans(store), {})
    const conversation = must((await deskNow(tx))[0], 'it')
    const team = await addTeam(ada, { name: 'Sales', memberIds: [ada.id] })
    const pipeline = await addPipeline(ada, {
      name: 'Kettles',
      teamId: team.id,
      currency: 'EUR',
      lostReasons: [],
      stages: [stage('New', 'open'), stage('Offered', 'open'), stage('Won', 'won'), stage('Lost', 'lost')],
    })
    const [first, second] = pipeline.stages.map((one) => one.id)
    const row = await openDeal(ada, {
      ...noDeal,
      name: 'Kettles',
      stageId: must(first, 'New'),
      contacts: [{ contactId: dora.id, role: 'decider' }],
    })
    await moveDeal(ada, row.id, { stageId: must(second, 'Offered'), lostReason: null })
    await linkConversation(ada, row.id, conversation.id, { because: 'said so', confidence: 1 })
    await follow(desk, row.id)
    await receive(tx, testMeans(store), { subject: 'More of it' })

    expect((await kinds(desk, ada)).toSorted()).toEqual(['deal', 'message', 'message', 'stage'])
    expect((await kinds(desk, ben)).toSorted()).toEqual(['message', 'message'])
    const ofDeal = async (who: Person) =>
      (await readTimeline(tx, await who.actor(), { noun: 'deal', id: row.id }, { limit: 50 })).entries
    expect((await ofDeal(ada)).map((one) => `${one.kind} ${one.because}`).toSorted()).toEqual([
      'deal null',
      'message deal',
      'message role',
      'stage null',
    ])
    await expect(ofDeal(ben)).rejects.toMatchObject({ code: 'deal-missing' })
    const glance = await readGlance(tx, await ada.actor(), { noun: 'deal', id: row.id })
    expect([glance.lastInAt === null, glance.flags]).toEqual([false, []])

    const task = await addTask(ada, { title: 'Send it', text: '', ownerId: null, teamId: null, due: null, repeat: null, priority: 'normal', checklist: [], conversationId: null, contactId: null, companyId: null, dealId: row.id }) // prettier-ignore
    await follow(desk, task.id)
    expect((await ofDeal(ada)).flatMap((one) => one.task?.title ?? [])).toEqual(['Send it'])
    await expect(visibleTask(tx, await ben.actor(), task.id)).rejects.toMatchObject({ code: 'task-missing' })

    await unlinkConversation(ada, row.id, conversation.id)
    await follow(desk, row.id)
    expect((await ofDeal(ada)).filter((one) => one.because === 'deal')).toEqual([])
  }),
)
