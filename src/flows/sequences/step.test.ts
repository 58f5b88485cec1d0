import { expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { joinedStore, onDesk, type Desk, type Person } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { moveDeal } from '../../desk/deals/moves.ts'
import { openDeal } from '../../desk/deals/deals.ts'
import { addHours } from '../../desk/hours/hours.ts'
import { changeInbox } from '../../desk/inboxes/inboxes.ts'
import { suppress } from '../../desk/contacts/suppressions.ts'
import { enrol, preview } from '../../desk/sequences/enrolling.ts'
import { callOverdue, changeEnrolment, readEnrolment, showEnrolments } from '../../desk/sequences/enrolments.ts'
import { setOptOut } from '../../desk/sequences/opt-outs.ts'
import type { SequenceStep, WantedSequence } from '../../desk/sequences/sequences.api.ts'
import { addSequence, changeLimits, changeSequence } from '../../desk/sequences/sequences.ts'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { figuresOf } from './figures.ts'
import { heedAnswers, sequenceHandlers } from './handlers.ts'
import { takeStep } from './step.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const body = (text: string) => ({ type: 'doc' as const, content: [{ type: 'paragraph' as const, content: [{ type: 'text' as const, text }] }] }) // prettier-ignore
const step = (key: string, text: string, more: Partial<SequenceStep> = {}): SequenceStep => ({
  key,
  wait: { minutes: key === 'first' ? 0 : 3 * 24 * 60, counts: 'calendar' },
  conditions: [],
  otherwise: 'skip',
  isNewThread: false,
  variants: [{ language: 'en', subject: key === 'first' ? 'Kettles for {{company.name}}' : '', body: body(text) }],
  ...more,
})

/** A sequence of two letters from support, enrolled by Ben; `go` is what the worker does at a time. */
async function under(desk: Desk, more: Partial<WantedSequence> = {}) {
  const { tx, ada, ben, dora, inboxes } = desk
  const means = testMeans(desk.store)
  const written: WantedSequence = {
    name: 'Kettles',
    inboxId: inboxes.support,
    senderId: null,
    stopsAt: 'contact',
    isInHours: true,
    awayDays: 7,
    isEnabled: true,
    steps: [step('first', 'Dear {{contact.firstName}}, may I show you one?'), step('second', 'Did you see it?')],
    ...more,
  }
  await tx.db.updateTable('contact').set({ inbox_ids: [] }).where('id', '=', dora.id).execute()
  const sequence = await addSequence(ada, await ada.actor(), written)
  const at = (days: number) => ({ ...tx, now: new Date(tx.now.getTime() + days * DAY) })
  const enrolAs = async (who: Person, contactIds: Id[], dealId: Id | null = null, on = 0) =>
    await enrol({ ...who, now: at(on).now }, await who.actor(), { id: sequence.id, contactIds, dealId })
  const start = async (on = 0, dealId: Id | null = null) =>
    must((await enrolAs(ben, [dora.id], dealId, on)).enrolledIds[0], 'one enrolled')
  const go = async (id: Id, days: number) => await takeStep(joinedStore(at(days)), means, { enrolmentId: id })
  const left = async () => await tx.db.selectFrom('message').selectAll().where('direction', '=', 'out').orderBy('id').execute() // prettier-ignore
  const now = async (id: Id) => await tx.db.selectFrom('enrolment').selectAll().where('id', '=', id).executeTakeFirstOrThrow() // prettier-ignore
  const past = async (id: Id) => (await readEnrolment(tx, await ada.actor(), id)).past
  return { ...desk, means, written, sequence, enrolAs, start, at, go, left, now, past }
}

test(
  'letters leave one after the other, each once, in one thread and in the name of who enrolled',
  onDesk(async (desk) => {
    const { tx, ben, go, left, now, past, start, at } = await under(desk)
    const id = await start()

    expect(await go(id, -0.1)).toEqual((await now(id)).due_at)
    await go(id, 0)
    await go(id, 0)
    const [first] = await left()
    expect(first).toMatchObject({
      author_id: ben.id,
      subject: 'Kettles for Acme',
      text: 'Dear Dora, may I show you one?',
    })
    expect(await now(id)).toMatchObject({ state: 'waiting', step: 1, due_at: at(3).now, conversation_id: first?.conversation_id }) // prettier-ignore

    await go(id, 2.9)
    expect(await left()).toHaveLength(1)
    await go(id, 3)
    await go(id, 4)
    const [, second, third] = await left()
    expect(third).toBeUndefined()
    expect(second).toMatchObject({ conversation_id: first?.conversation_id, subject: 'Re: Kettles for Acme', in_reply_to: [first?.mail_id] }) // prettier-ignore
    expect(await now(id)).toMatchObject({ state: 'finished', due_at: null })
    expect((await past(id)).map((one) => one.what)).toEqual(['added', 'sent', 'sent', 'finished'])
    expect((await tx.db.selectFrom('outbox').select('recipients').execute()).map((one) => one.recipients)).toEqual([['dora@acme.example'], ['dora@acme.example']]) // prettier-ignore
    // By hand to one person it is a letter like any other.
    const raw = (await desk.tx.db.selectFrom('outbox').select('raw_id').execute()).map((one) => one.raw_id)
    for (const one of raw) expect((await testRaw(desk, one)).toString()).not.toContain('List-Unsubscribe')
  }),
)

async function testRaw(desk: Desk, rawId: Id): Promise<Buffer> {
  return await testMeans(desk.store).raw.get(desk.tx, rawId)
}

test(
  'an answer ends it before the next letter, also one that came another way and nobody has looked at',
  onDesk(async (desk) => {
    const { tx, ada, means, sequence, go, left, now, start } = await under(desk)
    const id = await start()
    await go(id, 0)
    const [first] = await left()
    await receive(tx, means, { text: 'Yes, show me.', recipients: ['support@desk.example'], receivedAt: new Date(tx.now.getTime() + HOUR) }) // prettier-ignore
    await go(id, 3)

    expect(await left()).toHaveLength(1)
    expect(await now(id)).toMatchObject({ state: 'stopped', because: 'replied' })
    expect(await figuresOf(tx, await ada.actor(), sequence.id)).toMatchObject([
      { key: 'first', sent: 1, replied: { count: 1, of: 1 } },
      { key: 'second', sent: 0, replied: { count: 0, of: 0, low: 0, high: 1 } },
    ])
    expect((await deskNow(tx)).find((one) => one.id === first?.conversation_id)?.contact_id).toBe(desk.dora.id)
  }),
)

test(
  'an answer in its thread ends it at once; a colleague of theirs ends it only where that was chosen',
  onDesk(async (desk) => {
    const { tx, ada, means, written, sequence, go, left, now, start, at } = await under(desk)
    const answered = await start()
    await go(answered, 0)
    const letter = must((await left())[0], 'the letter')
    await receive(tx, means, { inReplyTo: must(letter.mail_id, 'its name'), text: 'No.', receivedAt: new Date(tx.now.getTime() + HOUR) }) // prettier-ignore
    await heedAnswers(tx, [letter.conversation_id])
    expect(await now(answered)).toMatchObject({ state: 'stopped', because: 'replied' })

    const id = await start(1)
    await go(id, 1)
    const later = { receivedAt: at(1.5).now, recipients: ['support@desk.example'] }
    await receive(tx, means, { ...later, from: 'Eve <eve@acme.example>', envelopeFrom: 'eve@acme.example', text: 'Another matter.' }) // prettier-ignore
    await go(id, 2)
    expect(await now(id)).toMatchObject({ state: 'waiting' })

    await changeSequence(ada, await ada.actor(), { ...written, id: sequence.id, version: 1, stopsAt: 'company' })
    await go(id, 4)
    expect(await now(id)).toMatchObject({ state: 'stopped', because: 'companyReplied' })
  }),
)

test(
  'whoever asks not to be written to gets nothing more of any sequence: in an answer, by a colleague, by the link',
  onDesk(async (desk) => {
    const { tx, ada, ben, dora, means, go, left, now, start, enrolAs } = await under(desk)
    const id = await start()
    await go(id, 0)
    const [first] = await left()
    await receive(tx, means, { inReplyTo: must(first?.mail_id ?? null, 'its name'), text: 'Please remove me from your list.', receivedAt: new Date(tx.now.getTime() + HOUR) }) // prettier-ignore
    await heedAnswers(tx, [must(first, 'the first').conversation_id])
    expect(await now(id)).toMatchObject({ state: 'stopped', because: 'unsubscribed' })
    expect(await enrolAs(ben, [dora.id])).toMatchObject({ enrolledIds: [], refused: [{ refusal: 'optedOut' }] })

    await setOptOut(ada, dora.id, false)
    const other = tx.mint()
    await tx.db.insertInto('contact').values({ id: other, name: 'Fay', created_at: tx.now, inbox_ids: [] }).execute()
    await tx.db.insertInto('contact_address').values({ address: 'fay@other.example', contact_id: other }).execute()
    const { enrolledIds } = await enrolAs(ben, [dora.id, other], null, 1)
    const [doras = ''] = enrolledIds
    await go(doras, 1)
    const raw = await tx.db.selectFrom('outbox').select('raw_id').orderBy('id', 'desc').executeTakeFirstOrThrow()
    const letter = (await testRaw(desk, raw.raw_id)).toString().replace(/\r\n[ \t]/g, ' ')
    const link = must(/List-Unsubscribe: <(https:[^>]+)>/.exec(letter)?.[1] ?? null, 'the link')
    expect(letter).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
    const door = openWebDoor(desk.store, {}, { keys: means.keys })
    const path = new URL(link).pathname
    expect((await door.app.request(path)).status).toBe(200)
    expect(await now(doras)).toMatchObject({ state: 'waiting' }) // looking changes nothing
    const form = { method: 'POST', body: 'List-Unsubscribe=One-Click', headers: { 'content-type': 'application/x-www-form-urlencoded' } } // prettier-ignore
    expect((await door.app.request(`${path}x`, form)).status).toBe(404)
    expect((await door.app.request(path, form)).status).toBe(200)
    expect(await now(doras)).toMatchObject({ state: 'stopped', because: 'unsubscribed' })
    expect(await now(enrolledIds[1] ?? '')).toMatchObject({ state: 'waiting' })
  }),
)

test(
  'what holds a letter back is told, nothing of it is kept, and a person lets it go on',
  onDesk(async (desk) => {
    const { tx, ada, ben, written, sequence, go, left, now, past, start } = await under(desk, {
      steps: [step('first', 'Card 4111 1111 1111 1111 for {{contact.phone}}')],
    })
    const id = await start()
    await go(id, 0)
    expect(await now(id)).toMatchObject({ state: 'paused', because: 'unfilled' })
    expect((await past(id)).at(-1)?.values).toMatchObject({ text: '{{contact.phone}}' })

    const filled = { ...written, steps: [step('first', 'Card 4111 1111 1111 1111')] }
    await changeSequence(ada, await ada.actor(), { ...filled, id: sequence.id, version: 1 })
    await changeEnrolment(ben, await ben.actor(), id, 'resume')
    await go(id, 1)
    expect(await now(id)).toMatchObject({ state: 'paused', because: 'checks' })
    expect(await tx.db.selectFrom('conversation').select('id').execute()).toEqual([])

    await changeSequence(ada, await ada.actor(), {
      ...written,
      steps: [step('first', 'Dear Dora')],
      id: sequence.id,
      version: 2,
    })
    await changeEnrolment(ben, await ben.actor(), id, 'resume')
    await go(id, 1)
    expect(await left()).toHaveLength(1)
  }),
)

test(
  'out of office waits, a closed deal, a dead address and a stop by hand end it',
  onDesk(async (desk) => {
    const { tx, ada, ben, dora, means, go, left, now, past, start, at } = await under(desk)
    const id = await start()
    await go(id, 0)
    const [first] = await left()
    await receive(tx, means, { inReplyTo: must(first?.mail_id ?? null, 'its name'), fields: ['Auto-Submitted: auto-replied'], text: 'I am away.', receivedAt: new Date(tx.now.getTime() + HOUR) }) // prettier-ignore
    await go(id, 3)
    expect(await now(id)).toMatchObject({ state: 'waiting', due_at: at(10).now })
    expect((await past(id)).at(-1)).toMatchObject({ what: 'delayed', values: { why: 'outOfOffice' } })
    await go(id, 10)
    expect(await left()).toHaveLength(2)

    const deal = await openDeal(ada, { name: 'Kettles', text: '', stageId: '9011', amount: null, currency: null, expectedOn: null, ownProbability: null, ownerId: ben.id, companyId: null, conversationId: null, contacts: [], tags: [], fields: {} }) // prettier-ignore
    const second = await start(20, deal.id)
    await go(second, 20)
    const closed = await moveDeal(ada, deal.id, { stageId: '9015', lostReason: null })
    const heed = sequenceHandlers(means)['sequence.heed']
    if (heed && 'run' in heed) await heed.run(tx, [{ id: '1', kind: 'sequence.heed', payload: { name: 'deal.moved', subjectId: deal.id, data: { kind: closed.kind } }, attempts: 1, deaths: 0, serialKey: null }]) // prettier-ignore
    expect(await now(second)).toMatchObject({ state: 'stopped', because: 'dealWon' })
    expect((await tx.db.selectFrom('deal_conversation').select('deal_id').execute()).map((one) => one.deal_id)).toEqual([deal.id]) // prettier-ignore

    const third = await start(30)
    await changeEnrolment(ben, await ben.actor(), third, 'stop')
    await go(third, 30)
    expect(await now(third)).toMatchObject({ state: 'stopped', because: 'byHand' })

    const fourth = await start(40)
    await suppress(tx, { address: dora.address, reason: 'no-such-user' as never, response: '550', conversationId: must(first, 'one').conversation_id, messageId: must(first, 'one').id, inboxId: desk.inboxes.support }) // prettier-ignore
    await go(fourth, 40)
    expect(await now(fourth)).toMatchObject({ state: 'stopped', because: 'suppressed' })
  }),
)

test(
  'no more leave in a day than are allowed, none while the inbox is closed, and what was missed is called again',
  onDesk(async (desk) => {
    const { tx, ada, ben, inboxes, go, left, now, past, start, enrolAs, at } = await under(desk)
    await changeLimits(ada, await ada.actor(), { perPerson: 1, perInbox: 10 })
    const other = tx.mint()
    await tx.db.insertInto('contact').values({ id: other, name: 'Fay', created_at: tx.now, inbox_ids: [] }).execute()
    await tx.db.insertInto('contact_address').values({ address: 'fay@other.example', contact_id: other }).execute()
    const id = await start()
    const [second = ''] = (await enrolAs(ben, [other])).enrolledIds
    await go(id, 0)
    await tx.db.updateTable('enrolment').set({ step: 0 }).where('id', '=', second).execute()
    await tx.db.insertInto('company').values({ id: tx.mint(), name: 'Other', created_at: tx.now }).execute()
    await tx.db.updateTable('contact').set({ company_id: desk.dora.companyId }).where('id', '=', other).execute()
    await go(second, 0)
    expect(await left()).toHaveLength(1)
    expect((await past(second)).at(-1)).toMatchObject({ what: 'delayed', values: { why: 'limitPerson' } })
    const due = must((await now(second)).due_at, 'its time')
    expect(due.getTime()).toBeGreaterThan(tx.now.getTime())

    const nine: [string, string][] = [['09:00', '17:00']]
    const week = { mon: nine, tue: nine, wed: nine, thu: nine, fri: nine, sat: [], sun: [] }
    const hours = await addHours(ada, { name: 'Desk', timeZone: 'UTC', week, holidays: [] })
    await changeInbox(ada, inboxes.support, { hoursId: hours.id } as never)
    const saturday = (6 - at(0).now.getUTCDay() + 7) % 7 || 7
    await tx.db
      .updateTable('enrolment')
      .set({ due_at: at(0).now })
      .where('id', '=', second)
      .execute()
    await go(second, saturday)
    expect(await left()).toHaveLength(1)
    expect((await now(second)).due_at?.getUTCDay()).toBe(1)

    await tx.db.deleteFrom('job').execute()
    await callOverdue(at(30))
    const jobs = await tx.db.selectFrom('job').select(['kind', 'key']).execute()
    expect(jobs).toContainEqual({ kind: 'sequence.step', key: second })
  }),
)

test(
  'a letter that waits because its inbox had its share takes nothing from whose letter it is',
  onDesk(async (desk) => {
    const { tx, ada, ben, dora, inboxes, go, left, past, start, enrolAs } = await under(desk)
    await changeLimits(ada, await ada.actor(), { perPerson: 5, perInbox: 1 })
    const other = tx.mint()
    await tx.db.insertInto('contact').values({ id: other, name: 'Fay', company_id: dora.companyId, created_at: tx.now, inbox_ids: [] }).execute() // prettier-ignore
    await tx.db.insertInto('contact_address').values({ address: 'fay@other.example', contact_id: other }).execute()
    await go(await start(), 0)
    const [second = ''] = (await enrolAs(ben, [other])).enrolledIds

    await go(second, 0)

    expect(await left()).toHaveLength(1)
    expect((await past(second)).at(-1)).toMatchObject({ what: 'delayed', values: { why: 'limitInbox' } })
    const rations = await tx.db.selectFrom('sequence_ration').select(['owner_id', 'times']).execute()
    expect(new Map(rations.map((one) => [one.owner_id, one.times]))).toEqual(new Map([[ben.id, 1], [inboxes.support, 1]])) // prettier-ignore
  }),
)

test(
  'who may: the preview says it, other inboxes have nothing, and who reads alone enrols nobody',
  onDesk(async (desk) => {
    const { tx, ada, ben, vera, cleo, dora, inboxes, sequence, enrolAs, now, start } = await under(desk)
    await desk.tx.db.updateTable('contact').set({ inbox_ids: null }).where('id', '=', dora.id).execute()
    const hidden = { id: sequence.id, contactIds: [dora.id], dealId: null }

    expect(await preview(ben, await ben.actor(), { ...hidden, contactIds: [dora.id, '17'] })).toMatchObject({
      isToMany: true,
      rows: [{ refusal: 'unseen' }, { refusal: 'unseen' }],
    })
    await expect(enrolAs(vera, [dora.id])).rejects.toMatchObject({ code: 'not-permitted' })
    await desk.tx.db.updateTable('contact').set({ inbox_ids: [] }).where('id', '=', dora.id).execute()
    expect(await preview(ben, await ben.actor(), hidden)).toMatchObject({
      isToMany: false,
      rows: [{ refusal: null, subject: 'Kettles for Acme', text: 'Dear Dora, may I show you one?', unfilled: [] }],
    })
    const id = await start()
    const among = async (inboxId: Id) => (await showEnrolments(tx, await ada.actor(), [id], [inboxId])).length
    expect([await among(inboxes.support), await among(inboxes.billing)]).toEqual([1, 0])
    await desk.tx.db.updateTable('sequence').set({ inbox_id: desk.inboxes.billing }).execute()
    await expect(readEnrolment(ben, await ben.actor(), id)).rejects.toMatchObject({ code: 'enrolment-missing' })
    expect(await readEnrolment(cleo, await cleo.actor(), id)).toMatchObject({ id })
    expect(await now(id)).toMatchObject({ enrolled_by: ben.id })
  }),
)

test(
  'a look at whom two hundred letters would go to asks no more than a look at as many first ones',
  onDesk(async (desk) => {
    const asked = async (count: number) => {
      const steps = Array.from({ length: count }, (_, at) =>
        step(at === 0 ? 'first' : `s${at}`, 'Dear {{contact.firstName}}'),
      )
      const { sequence, ben, dora } = await under(desk, { name: `Of ${count}`, steps })
      let times = 0
      const counting = {
        ...ben,
        query: (async (statement) => (times++, await ben.query(statement))) as Person['query'],
      }
      expect((await preview(counting, await ben.actor(), { id: sequence.id, contactIds: [dora.id], dealId: null })).rows).toMatchObject([{ unfilled: [] }]) // prettier-ignore
      return times
    }
    expect(await asked(20)).toBe(await asked(1))
  }),
)

test(
  'hundreds of automatic replies do not hide that somebody asked for no more letters',
  onDesk(async (desk) => {
    const { tx, means, go, left, now, start } = await under(desk)
    const id = await start()
    await go(id, 0)
    const inReplyTo = must((await left())[0]?.mail_id, 'its name')
    const [soon, later] = [1, 2].map((hours) => new Date(tx.now.getTime() + hours * HOUR))
    const away = Array.from({ length: 70 }, (_, at) => ({ inReplyTo, text: `Away ${at}`, fields: ['Auto-Submitted: auto-replied'], receivedAt: must(soon, 'soon') })) // prettier-ignore
    for (let times = 0; times < 3; times++) await receive(tx, means, ...away)
    await receive(tx, means, { inReplyTo, text: 'Unsubscribe', receivedAt: must(later, 'later') })
    await go(id, 3)

    expect(await now(id)).toMatchObject({ state: 'stopped', because: 'unsubscribed' })
  }),
)
