// Clocks on real conversations: mail that is filed, answers that are queued, statuses that are set, time that passes.
import { expect, test } from 'vitest'
import { answerNow, withLetter } from '../../../test/answering.ts'
import { receive } from '../../../test/arrivals.ts'
import { onDesk, type Desk, type Person } from '../../../test/desk.ts'
import * as change from '../../desk/conversations/change.ts'
import { merge } from '../../desk/conversations/merge.ts'
import { split } from '../../desk/conversations/split.ts'
import { unmerge } from '../../desk/conversations/unmerge.ts'
import { clocksOf } from '../../desk/sla/clock-rows.ts'
import { addPolicy, changePolicy, deletePolicy, policyFor, type WantedPolicy } from '../../desk/sla/policies.ts'
import { Problem } from '../../kit/problem.ts'
import type { Id } from '../../kit/id.ts'
import type { Following } from '../../store/events.ts'
import type { Job } from '../../store/jobs/claim.ts'
import type { InsideHandler } from '../../store/jobs/worker.ts'
import type { Tx } from '../../store/tx.ts'
import { undoSend } from '../reply/undo.ts'
import { followConversations } from './deadlines.ts'
import { escalate } from './escalate.ts'
import { deadlineHandlers, reviewJob } from './handlers.ts'
import { ringClocks, type Escalation } from './ring.ts'

const MINUTE = 60_000
const later = <T extends Tx>(tx: T, minutes: number): T => ({
  ...tx,
  now: new Date(tx.now.getTime() + minutes * MINUTE),
})
const follow = (tx: Tx, ...ids: Id[]) => followConversations(tx, ids, new Map())

const wanted: WantedPolicy = {
  name: 'Everything',
  inboxIds: [],
  categoryIds: [],
  tags: [],
  hoursId: null,
  warnAt: 0.5,
  steps: [],
  isEnabled: true,
  targets: [
    { measure: 'firstResponse', counts: 'business', minutes: { urgent: 10, high: 30, normal: 60, low: null }, pausesWhile: [] }, // prettier-ignore
    { measure: 'resolution', counts: 'calendar', minutes: { urgent: 60, high: 120, normal: 600, low: null }, pausesWhile: ['waiting'] }, // prettier-ignore
  ],
}

async function waiting(desk: Desk, policy: Partial<WantedPolicy> = {}) {
  const made = await addPolicy(desk.ada, { ...wanted, ...policy })
  const { means, conversation } = await withLetter(desk)
  await follow(desk.tx, conversation.id)
  const clocks = async (measure: string) =>
    (await clocksOf(desk.tx, [conversation.id])).map((one) => one.clock).filter((one) => one.measure === measure)
  const sinceNow = (at: number | null) => (at === null ? null : Math.round((at - desk.tx.now.getTime()) / MINUTE))
  return { made, means, id: conversation.id, clocks, sinceNow }
}

test(
  'a mail starts its clocks, an answer stops one, and an answer that is called back lets it go on',
  onDesk(async (desk) => {
    const { means, id, clocks, sinceNow } = await waiting(desk)
    const ben: Person = later(desk.ben, 5)
    expect((await clocks('firstResponse')).map(({ dueAt, warnAt }) => [sinceNow(dueAt), sinceNow(warnAt)])).toEqual([[60, 30]]) // prettier-ignore

    const outboxId = await answerNow(ben, means, id)
    await follow(later(desk.tx, 5), id)
    expect(await clocks('firstResponse')).toMatchObject([{ outcome: 'met', elapsed: 5 * MINUTE }])
    expect(await clocks('resolution')).toMatchObject([{ runningSince: null, dueAt: null }]) // it waits for the customer

    await undoSend(later(desk.ben, 6), means, outboxId)
    await follow(later(desk.tx, 6), id)
    const [again] = await clocks('firstResponse')
    expect([again?.outcome, sinceNow(again?.dueAt ?? null)]).toEqual([null, 60])
    expect(await clocks('resolution')).toMatchObject([{ runningSince: expect.any(Number) }])
  }),
)

test(
  'however often and however late it is called, each thing counts once, at the time it happened',
  onDesk(async (desk) => {
    const { means, id, clocks } = await waiting(desk)
    await follow(desk.tx, id, id)
    await answerNow(later(desk.ben, 20), means, id)
    await change.setStatus(later(desk.ben, 25), id, 'resolved')
    await follow(later(desk.tx, 500), id)
    await follow(later(desk.tx, 501), id)

    expect(await clocks('firstResponse')).toMatchObject([{ outcome: 'met', elapsed: 20 * MINUTE }])
    const [resolution] = await clocks('resolution')
    expect(resolution).toMatchObject({ outcome: 'met', elapsed: 20 * MINUTE })
    expect(resolution?.ledger.map((line) => line.what)).toEqual(['started', 'paused', 'stopped'])
  }),
)

test(
  'close to its end it warns, then it is late: each once, and the steps of the policy are taken in their time',
  onDesk(async (desk) => {
    const { id, clocks } = await waiting(desk, {
      steps: [
        { measure: null, when: 'warning', afterMinutes: 0, action: { do: 'setPriority', priority: 'high' } },
        { measure: 'firstResponse', when: 'breach', afterMinutes: 15, action: { do: 'addTags', tags: ['late'] } },
      ],
    })
    const names = async () => (await desk.history(id)).map((one) => one.name).filter((name) => name.includes('clock'))
    const looked = async (minutes: number) => {
      const tx = later(desk.tx, minutes)
      const { looked: count } = await ringClocks(tx)
      const jobs = await tx.query<{ payload: Escalation }>({
        text: `delete from job where kind = 'deadlines.escalate' returning payload`,
        values: [],
      })
      for (const { payload } of jobs) await escalate(tx, payload)
      await follow(tx, id)
      return { count, did: jobs.map(({ payload }) => payload.step.action.do) }
    }

    expect(await looked(29)).toEqual({ count: 0, did: [] })
    expect(await looked(30)).toEqual({ count: 1, did: ['setPriority'] })
    // High has 30 minutes, and they are over: late now, and not before it was promised.
    const [high] = await clocks('firstResponse')
    expect(high).toMatchObject({ goal: { length: 30 * MINUTE }, breachedAt: null })
    expect(await looked(31)).toEqual({ count: 1, did: [] })
    expect(await looked(31)).toEqual({ count: 0, did: [] })
    expect(await looked(46)).toEqual({ count: 1, did: ['addTags'] })
    expect(await names()).toEqual(['conversation.clockWarned', 'conversation.clockBreached'])
    const { tags, priority } = await desk.tx.db.selectFrom('conversation').selectAll().executeTakeFirstOrThrow()
    expect([tags, priority]).toEqual([['late'], 'high'])
    expect(JSON.stringify(await desk.history(id))).toContain('SLA policy “Everything”: first response has run out')
  }),
)

test(
  'held back as junk it is not late, and a conversation that is gone for good holds up no other',
  onDesk(async (desk) => {
    const { id, clocks, sinceNow } = await waiting(desk)
    await change.hold(later(desk.ben, 10), id, 'junk')
    await follow(later(desk.tx, 10), id)
    expect(await clocks('firstResponse')).toMatchObject([{ dueAt: null, runningSince: null }])
    await change.hold(later(desk.ben, 100), id, null)
    await follow(later(desk.tx, 100), id)
    expect((await clocks('firstResponse')).map((one) => sinceNow(one.dueAt))).toEqual([150])

    await desk.tx.db
      .insertInto('clock_ring')
      .values({ conversation_id: desk.tx.mint(), ring_at: desk.tx.now })
      .execute()
    expect((await ringClocks(later(desk.tx, 151))).looked).toBe(2)
    expect(await clocks('firstResponse')).toMatchObject([{ breachedAt: expect.any(Number) }])
    expect((await ringClocks(later(desk.tx, 151))).looked).toBe(0)
  }),
)

test(
  'what waits in a conversation waits in the one it is merged into, since it came, and no longer when that is undone',
  onDesk(async (desk) => {
    const { means, id, clocks, sinceNow } = await waiting(desk)
    await answerNow(later(desk.ben, 5), means, id)
    await follow(later(desk.tx, 5), id)
    await receive(later(desk.tx, 10), means, { subject: 'Something else', from: 'dora@acme.example' })
    const other = await desk.tx.db
      .selectFrom('conversation')
      .select('id')
      .where('id', '<>', id)
      .executeTakeFirstOrThrow()
    await follow(later(desk.tx, 10), other.id)
    const next = async () => (await clocks('nextResponse')).map((one) => [sinceNow(one.startedAt), one.outcome])

    await merge(later(desk.ben, 20), other.id, id)
    await follow(later(desk.tx, 20), other.id, id)
    expect(await next()).toEqual([[10, null]])

    await unmerge(later(desk.ben, 30), other.id)
    await follow(later(desk.tx, 30), other.id, id)
    expect(await next()).toEqual([[10, 'cancelled']])
    const theirs = (await clocksOf(desk.tx, [other.id])).map((one) => one.clock)
    expect(theirs.find((one) => one.measure === 'firstResponse')).toMatchObject({ outcome: null })
  }),
)

test(
  'what was there before there was a policy is late from then on, and not before',
  onDesk(async (desk) => {
    const { conversation } = await withLetter(desk)
    const day = 24 * 60
    await addPolicy(later(desk.ada, 90 * day), wanted)
    await change.addTags(later(desk.ben, 91 * day), conversation.id, ['old'])
    await follow(later(desk.tx, 91 * day), conversation.id)

    const clocks = (await clocksOf(desk.tx, [conversation.id])).map((one) => one.clock)
    const since = desk.tx.now.getTime() + 90 * day * MINUTE
    expect(clocks.map((one) => [one.measure, one.dueAt])).toEqual([['firstResponse', since], ['resolution', since]]) // prettier-ignore
  }),
)

test(
  'a mail that is taken out waits in its own conversation, since it came, and no longer where it lay',
  onDesk(async (desk) => {
    const { means, id, clocks, sinceNow } = await waiting(desk)
    await answerNow(later(desk.ben, 5), means, id)
    const again = later(desk.tx, 10)
    await receive(again, means, {
      inReplyTo: 'q1@acme.example',
      subject: 'Re: The parcel is late',
      receivedAt: again.now,
    })
    await follow(again, id)
    const newest = await desk.tx.db
      .selectFrom('message')
      .select('id')
      .where('conversation_id', '=', id)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()

    const newId = await split(later(desk.ben, 20), id, newest.id, { andLater: false })
    await follow(later(desk.tx, 20), id, newId)

    expect((await clocks('nextResponse')).map((one) => one.outcome)).toEqual(['cancelled'])
    const own = (await clocksOf(desk.tx, [newId])).map((one) => one.clock)
    expect(own.map((one) => [one.measure, sinceNow(one.startedAt), one.outcome])).toEqual([
      ['firstResponse', 10, null],
      ['resolution', 10, null],
    ])
  }),
)

test(
  'a forward, a rule’s answer and an answering machine stop and start nothing; mail from a fetched archive neither',
  onDesk(async (desk) => {
    const { means, id, clocks } = await waiting(desk)
    await answerNow(later(desk.ben, 5), means, id, { kind: 'forward' })
    await follow(later(desk.tx, 5), id)
    expect(await clocks('firstResponse')).toMatchObject([{ outcome: null }])

    await receive(desk.tx, means, { subject: 'Away', fields: ['Auto-Submitted: auto-replied'] })
    const [away] = await desk.tx.db.selectFrom('conversation').select('id').where('subject', '=', 'Away').execute()
    await follow(desk.tx, away?.id ?? '')
    expect(await clocksOf(desk.tx, [away?.id ?? ''])).toEqual([])
    const old = new Date(desk.tx.now.getTime() - 10 * 24 * 60 * MINUTE)
    await desk.tx.db
      .updateTable('message')
      .set({ sent_at: old })
      .where('conversation_id', '=', away?.id ?? '')
      .execute()
    await desk.tx.query({ text: `update event set data = data || '{"source": "import", "kind": "message"}' where subject_id = $1`, values: [away?.id] }) // prettier-ignore
    await desk.tx.query({ text: 'delete from clock_course where conversation_id = $1', values: [away?.id] })
    await follow(desk.tx, away?.id ?? '')
    expect(await clocksOf(desk.tx, [away?.id ?? ''])).toEqual([])
  }),
)

test(
  'an edited policy holds for clocks that run, one that is deleted promises nothing more',
  onDesk(async (desk) => {
    const { made, clocks, sinceNow } = await waiting(desk)
    const targets = wanted.targets.map((one) => ({ ...one, minutes: { ...one.minutes, normal: 90 } }))
    await changePolicy(desk.ada, made.id, 1, { ...wanted, targets })
    await review(desk.tx)
    expect((await clocks('firstResponse')).map((one) => sinceNow(one.dueAt))).toEqual([90])

    await deletePolicy(desk.ada, made.id)
    await review(desk.tx)
    expect(await clocks('firstResponse')).toMatchObject([{ dueAt: null, goal: null, outcome: null }])
    expect((await ringClocks(later(desk.tx, 1_000))).looked).toBe(0)
  }),
)

test(
  'of two edits the first is reviewed no further, because the second is reviewed from the beginning',
  onDesk(async (desk) => {
    const { made, clocks, sinceNow } = await waiting(desk)
    const minutes = (normal: number) => wanted.targets.map((one) => ({ ...one, minutes: { ...one.minutes, normal } }))
    await changePolicy(desk.ada, made.id, 1, { ...wanted, targets: minutes(90) })
    const first = await lastEdit(desk.tx)
    await changePolicy(desk.ada, made.id, 2, { ...wanted, targets: minutes(80) })

    await review(desk.tx, first)
    expect((await clocks('firstResponse')).map((one) => sinceNow(one.dueAt))).not.toContain(80)
    await review(desk.tx)
    expect((await clocks('firstResponse')).map((one) => sinceNow(one.dueAt))).toEqual([80])
  }),
)

/** What the job does that follows an edit of a policy; of the last one, unless told otherwise. */
async function review(tx: Tx, edit?: Following): Promise<void> {
  const payload = edit ?? (await lastEdit(tx))
  const handler = deadlineHandlers(new Map())[reviewJob] as InsideHandler
  await handler.run(tx, [{ payload } as unknown as Job])
}

async function lastEdit(tx: Tx): Promise<Following> {
  const job = await tx.db.selectFrom('event').selectAll().where('name', 'like', 'slaPolicy.%').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow() // prettier-ignore
  return { event: job.id, name: job.name, subjectId: job.subject_id, conversationId: null, actorId: null, data: {} }
}

test('the first policy that is for a conversation holds', () => {
  const policies = [
    { ...wanted, id: '1', position: 1, version: 1, inboxIds: ['7'], tags: ['VIP'] },
    { ...wanted, id: '2', position: 2, version: 1, categoryIds: ['9'], isEnabled: false },
    { ...wanted, id: '3', position: 3, version: 1 },
  ]
  const chosen = (inboxId: Id, categoryId: Id | null, tags: string[]) =>
    policyFor(policies, { inboxId, categoryId, tags })?.id

  expect(chosen('7', null, ['vip'])).toBe('1')
  expect(chosen('7', '9', [])).toBe('3')
  expect(chosen('8', '9', ['vip'])).toBe('3')
})

test(
  'what cannot be promised is refused with its place',
  onDesk(async ({ ada }) => {
    const refused = async (policy: Partial<WantedPolicy>) => {
      const thrown = await addPolicy(ada, { ...wanted, ...policy }).then(
        () => null,
        (error: unknown) => error,
      )
      return thrown instanceof Problem ? [thrown.code, thrown.detail['where']] : thrown
    }
    const [first] = wanted.targets
    const none = { urgent: null, high: null, normal: null, low: null }

    expect(await refused({ targets: [...wanted.targets, ...(first ? [first] : [])] })).toEqual(['sla-target-doubled', 'targets.2.measure']) // prettier-ignore
    expect(await refused({ targets: first ? [{ ...first, minutes: none }] : [] })).toEqual(['sla-target-empty', 'targets.0.minutes']) // prettier-ignore
    expect(await refused({ inboxIds: ['12345'] })).toEqual(['sla-names-missing', 'inboxIds'])
    expect(await refused({ warnAt: null, steps: [{ measure: null, when: 'warning', afterMinutes: 0, action: { do: 'addTags', tags: ['late'] } }] })).toEqual(['sla-step-without-warning', 'steps.0.when']) // prettier-ignore
  }),
)
