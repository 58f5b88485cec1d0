import { afterEach, expect, test } from 'vitest'
import { answerNow, makeDue, problemOf, toldSubmitter, withLetter } from '../../../test/answering.ts'
import { deskNow, receive } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { startSink, type SinkOptions } from '../../../test/doubles/smtp-sink.ts'
import { setStatus } from '../../desk/conversations/change.ts'
import { merge } from '../../desk/conversations/merge.ts'
import { silentLog } from '../../kit/log.ts'
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import { createSubmitter, type Submission, type Submitter } from '../../mail/smtp-client.ts'
import type { Store } from '../../store/store.ts'
import { claim } from './claim.ts'
import { createOutbox, type OutboxOptions } from './deliver.ts'
import { retrySend } from './retry.ts'
import { settle } from './settle.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const gone = { name: '', address: 'Gone@acme.example' }
const fates = (result: Submission['result'], each: Record<string, Submission['result']>): Submission => ({
  result,
  response: 'as told',
  recipients: Object.entries(each).map(([address, one]) => ({ address, result: one, response: one })),
})

/** An answer to Dora, and to whoever is in `cc`, due now. */
async function withAnswer(desk: Desk, cc = [gone]) {
  const { means, conversation } = await withLetter(desk)
  const outboxId = await answerNow(desk.ben, means, conversation.id, { cc })
  await makeDue(desk.tx)
  const send = async (submitter: Submitter, options: Partial<OutboxOptions> = {}) => {
    const outbox = createOutbox(means, submitter, { workerId: 'a worker', ...options })
    await outbox.round()
    await outbox.idle()
  }
  return { means, conversation, outboxId, send }
}

const inOutbox = ({ tx }: Desk) =>
  tx.db
    .selectFrom('outbox')
    .select(['state', 'recipients', 'attempts', 'run_at'])
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()

const deliveries = async ({ tx }: Desk) =>
  Object.fromEntries(
    (await tx.db.selectFrom('delivery').select(['recipient', 'state']).execute()).map((one) => [
      one.recipient,
      one.state,
    ]),
  )

const minutesFrom = (now: Date, then: Date) => (then.getTime() - now.getTime()) / 60_000

async function relay(options: SinkOptions) {
  const sink = await startSink(options)
  const submitter = createSubmitter({ url: sink.url, name: 'desk.example', log: silentLog })
  ends.push(
    () => sink.stop(),
    () => submitter.close(0),
  )
  return { ...submitter, sink }
}

test(
  'what the relay accepted for one and put off for another is tried again for the other only',
  onDesk(async (desk) => {
    const { send } = await withAnswer(desk)
    const told: string[] = []

    const some = fates('accepted', { 'dora@acme.example': 'accepted', 'Gone@acme.example': 'deferred' })
    await send(toldSubmitter(some), { told: (result) => told.push(result) })

    expect(await inOutbox(desk)).toMatchObject({ state: 'deferred', recipients: ['Gone@acme.example'] })
    expect(await deliveries(desk)).toEqual({ 'dora@acme.example': 'delivered', 'gone@acme.example': 'delayed' })
    expect(told).toEqual(['accepted'])
  }),
)

test(
  'what is being sent says so',
  onDesk(async (desk) => {
    const { means } = await withAnswer(desk)
    const { promise, resolve } = Promise.withResolvers<object>()
    const outbox = createOutbox(means, toldSubmitter(promise), { workerId: 'a worker' })

    await outbox.round()

    expect(await deliveries(desk)).toEqual({ 'dora@acme.example': 'sending', 'gone@acme.example': 'sending' })
    resolve({})
    await outbox.idle()
    expect(await deliveries(desk)).toEqual({ 'dora@acme.example': 'delivered', 'gone@acme.example': 'delivered' })
  }),
)

test(
  'what nobody knows the fate of is uncertain for everybody but the refused, tried once more, then left to a person',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { outboxId, send } = await withAnswer(desk)
    const submitter = await relay({ fail: 'hang-up', recipient: (address) => (/gone/i.test(address) ? 550 : null) })

    await send(submitter)

    const first = await inOutbox(desk)
    expect(first).toMatchObject({ state: 'deferred', recipients: ['dora@acme.example'] })
    expect(minutesFrom(tx.now, first.run_at)).toBeGreaterThanOrEqual(10)
    expect(await deliveries(desk)).toEqual({ 'dora@acme.example': 'uncertain', 'gone@acme.example': 'failed' })
    await makeDue(tx)
    await send(submitter)
    expect(await inOutbox(desk)).toMatchObject({ state: 'uncertain', attempts: 2 })
    expect(await deliveries(desk)).toEqual({ 'dora@acme.example': 'uncertain', 'gone@acme.example': 'failed' })

    await retrySend(ben, outboxId)

    expect(await inOutbox(desk)).toMatchObject({
      state: 'deferred',
      attempts: 0,
      recipients: expect.toSatisfy((all: string[]) => all.toSorted().join() === 'Gone@acme.example,dora@acme.example'),
    })
    expect(await deliveries(desk)).toEqual({ 'dora@acme.example': 'queued', 'gone@acme.example': 'queued' })
  }),
)

test(
  'what was put off before and then became uncertain has its second try too',
  onDesk(async (desk) => {
    const { tx } = desk
    const { send } = await withAnswer(desk)
    const submitter = toldSubmitter(fates('deferred', {}), fates('deferred', {}), fates('uncertain', {}))
    for (let tries = 0; tries < 3; tries++) {
      await makeDue(tx)
      await send(submitter)
    }

    expect(await inOutbox(desk)).toMatchObject({ state: 'deferred', attempts: 3 })
    await makeDue(tx)
    await send(submitter)
    expect(await inOutbox(desk)).toMatchObject({ state: 'uncertain' })
  }),
)

test(
  'a crash while sending leaves the message uncertain: sent again not at once, but once',
  onDesk(async (desk) => {
    const { tx } = desk
    const { send } = await withAnswer(desk)
    await tx.db
      .updateTable('outbox')
      .set({ state: 'sending', leased_until: new Date(0), attempts: 1 })
      .execute()
    const submitter = toldSubmitter({ result: 'uncertain' })

    await send(submitter)

    expect(submitter.handed).toEqual([])
    expect(await deliveries(desk)).toEqual({ 'dora@acme.example': 'uncertain', 'gone@acme.example': 'uncertain' })
    const left = await inOutbox(desk)
    expect(left).toMatchObject({ state: 'deferred', attempts: 1 })
    expect(minutesFrom(tx.now, left.run_at)).toBeGreaterThanOrEqual(10)
    await makeDue(tx)
    await send(submitter)
    expect(submitter.handed).toHaveLength(1)
    expect(await inOutbox(desk)).toMatchObject({ state: 'uncertain', attempts: 2 })
  }),
)

test(
  'a connection that is lost while a message is read puts nothing off',
  onDesk(async (desk) => {
    const { means } = await withAnswer(desk)
    const submitter = toldSubmitter({})
    let tries = 0
    const open: typeof means.raw.open = (tx, id) =>
      tries++ === 0
        ? Promise.reject(new Problem('busy', 'database-away', 'The database does not answer.'))
        : means.raw.open(tx, id)
    const outbox = createOutbox({ ...means, raw: { ...means.raw, open } }, submitter, { workerId: 'a worker' })

    await outbox.round()
    await outbox.idle()

    expect(submitter.handed).toHaveLength(1)
    expect(await inOutbox(desk)).toMatchObject({ state: 'accepted' })
  }),
)

test(
  'a message that cannot be read because the database is away waits; one that is not there any more fails',
  onDesk(async (desk) => {
    const { tx, store } = desk
    const { means } = await withAnswer(desk)
    const submitter = toldSubmitter({})
    const failing = (thrown: Error) => ({
      ...means,
      store,
      raw: { ...means.raw, open: () => Promise.reject(thrown) },
    })
    const sendFrom = async (thrown: Error) => {
      await makeDue(tx)
      const outbox = createOutbox(failing(thrown), submitter, { workerId: 'a worker' })
      await outbox.round()
      await outbox.idle()
    }

    await sendFrom(new Problem('busy', 'database-away', 'The database does not answer.'))

    expect(await inOutbox(desk)).toMatchObject({ state: 'deferred' })
    await sendFrom(new Problem('missing', 'raw-erased', 'The original of this message was erased.'))
    expect(await inOutbox(desk)).toMatchObject({ state: 'rejected' })
    expect(submitter.handed).toEqual([])
  }),
)

test(
  'whoever has lost a message to somebody else writes nothing about it',
  onDesk(async (desk) => {
    const { tx } = desk
    const { means } = await withAnswer(desk)
    const { promise, resolve } = Promise.withResolvers<object>()
    const submitter = toldSubmitter(promise)
    const outbox = createOutbox(means, submitter, { workerId: 'slow' })
    await outbox.round()
    await expect.poll(() => submitter.handed).toHaveLength(1)
    await tx.db.updateTable('outbox').set({ leased_by: 'another', attempts: 2 }).execute()

    resolve({ result: 'rejected' })
    await outbox.idle()

    expect(await inOutbox(desk)).toMatchObject({ state: 'sending', attempts: 2 })
    expect(await deliveries(desk)).toEqual({ 'dora@acme.example': 'sending', 'gone@acme.example': 'sending' })
    const seen = await tx.db.selectFrom('outbox').selectAll().executeTakeFirstOrThrow()
    expect(await settle(tx, seen, fates('accepted', {}))).toBe(true)
  }),
)

test(
  'nothing is begun whose lease is nearly over: it is handed back as it was',
  onDesk(async (desk) => {
    const { tx, store } = desk
    const { means } = await withAnswer(desk)
    const submitter = toldSubmitter({})
    const clock = { now: () => new Date(tx.now.getTime() + 6 * 60_000) }
    const late = { transact: store.transact, clock } as Store
    const outbox = createOutbox({ ...means, store: late }, submitter, { workerId: 'late' })

    await outbox.round()
    await outbox.idle()

    expect(submitter.handed).toEqual([])
    expect(await inOutbox(desk)).toMatchObject({ state: 'queued', attempts: 0 })
    expect(await deliveries(desk)).toEqual({ 'dora@acme.example': 'queued', 'gone@acme.example': 'queued' })
  }),
)

test(
  'no more is taken up than can be sent at once, and one slow message does not hold up the others',
  onDesk(async (desk) => {
    const { tx, ben } = desk
    const { means, conversation } = await withAnswer(desk)
    for (let count = 0; count < 3; count++) await answerNow(ben, means, conversation.id, { text: `more ${count}` })
    await makeDue(tx)
    const { promise, resolve } = Promise.withResolvers<object>()
    // As PostgreSQL plans it for a table that it takes to be all but empty: a loop in a loop.
    for (const text of [
      `do $$ begin update pg_class set reltuples = 0, relpages = 1 where relname = 'outbox';
       exception when insufficient_privilege then null; end $$`,
      ...['hashjoin', 'mergejoin', 'indexscan', 'bitmapscan', 'material'].map((way) => `set local enable_${way} = off`),
    ])
      await tx.query({ text, values: [] })
    let freed = 0
    const submitter = { ...toldSubmitter(promise, {}), connections: 2 }
    const outbox = createOutbox(means, submitter, { workerId: 'a worker', freed: () => freed++ })
    const states = async () => {
      const rows = await tx.db.selectFrom('outbox').select('state').orderBy('id').execute()
      return rows.map((row) => row.state)
    }

    await outbox.round()

    expect((await states()).filter((state) => state === 'sending')).toHaveLength(2)
    for (let rounds = 1; rounds <= 3; rounds++) {
      await expect.poll(() => freed).toBe(rounds)
      await outbox.round()
    }
    expect(await states()).toEqual(['sending', 'accepted', 'accepted', 'accepted'])
    resolve({})
    await outbox.idle()
  }),
)

test(
  'told to stop, it waits a moment, hangs up on a server that says nothing, and writes down what nobody knows',
  onDesk(async (desk) => {
    const { means } = await withAnswer(desk)
    const submitter = await relay({ fail: 'silence' })
    const outbox = createOutbox(means, submitter, { workerId: 'a worker' })
    await outbox.round()
    await expect.poll(submitter.sink.unanswered).toBe(1)
    const started = performance.now()

    await outbox.stop(200)

    expect(performance.now() - started).toBeLessThan(20_000)
    expect(await deliveries(desk)).toEqual({ 'dora@acme.example': 'uncertain', 'gone@acme.example': 'uncertain' })
    expect(await outbox.round()).toBe(false)
  }),
)

test(
  'what failed is somebody’s work again: the conversation it now belongs to is open, with a new version and the event',
  onDesk(async (desk) => {
    const { ben, tx, history } = desk
    const { means, conversation, send } = await withAnswer(desk)
    await receive(tx, means, { subject: 'Another matter', messageId: 'q2@acme.example' })
    const other = must((await deskNow(tx))[1], 'the other matter')
    await merge(ben, conversation.id, other.id)
    await setStatus(ben, other.id, 'resolved')
    const before = must((await deskNow(tx))[0], 'the head')

    await send(toldSubmitter(fates('rejected', {})))

    expect((await deskNow(tx))[0]).toMatchObject({ id: other.id, status: 'open', version: before.version + 1 })
    expect((await history(other.id)).at(-1)).toMatchObject({
      name: 'message.failed',
      data: { isPartly: false, version: before.version + 1 },
    })
  }),
)

test(
  'refused for one of many is a failure too, and can be tried again for that one',
  onDesk(async (desk) => {
    const { ben, tx, history } = desk
    const { conversation, outboxId, send } = await withAnswer(desk)
    expect((await deskNow(tx))[0]).toMatchObject({ status: 'waiting' })

    await send(toldSubmitter(fates('accepted', { 'dora@acme.example': 'accepted', 'Gone@acme.example': 'rejected' })))

    expect(await inOutbox(desk)).toMatchObject({ state: 'accepted' })
    expect((await deskNow(tx))[0]).toMatchObject({ status: 'open' })
    expect((await history(conversation.id)).slice(-2)).toMatchObject([
      { name: 'message.sent' },
      { name: 'message.failed', data: { isPartly: true } },
    ])
    await retrySend(ben, outboxId)
    const again = toldSubmitter({})
    await send(again)
    expect(again.handed).toEqual([['Gone@acme.example']])
    expect(await deliveries(desk)).toEqual({ 'dora@acme.example': 'delivered', 'gone@acme.example': 'delivered' })
    expect(await problemOf(retrySend(ben, outboxId))).toMatchObject({ code: 'not-failed' })
  }),
)

test(
  'what was taken up in a commit whose answer was lost is sent by the same worker, once',
  onDesk(async (desk) => {
    const { means, outboxId } = await withAnswer(desk)
    const submitter = await relay({})
    const held = { most: 5, lease: 600_000, inHand: [] }
    await claim(desk.tx, { workerId: 'a worker', ...held }) // and then the connection was gone
    const outbox = createOutbox(means, submitter, { workerId: 'a worker' })

    expect(await claim(desk.tx, { workerId: 'another', ...held })).toEqual({ claimed: [], lost: [] })
    await outbox.round()
    await outbox.idle()
    await outbox.round()

    expect(outboxId).toBeTruthy()
    expect(await inOutbox(desk)).toMatchObject({ state: 'accepted', attempts: 1 })
  }),
)
