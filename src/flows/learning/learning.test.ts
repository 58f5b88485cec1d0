// Reading mail, deciding about it, and learning from that: by the API and by triage, as people and programs do.
import { expect, test } from 'vitest'
import { type Desk, onDesk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { addCategory, archiveCategory } from '../../desk/categories/categories.ts'
import { setStatus } from '../../desk/conversations/change.ts'
import type { LearningSettings } from '../../desk/readings/learning.api.ts'
import type { Reading } from '../../desk/readings/readings.api.ts'
import { changeLearning, usual } from '../../desk/readings/settings.ts'
import { addRule } from '../../desk/rules/rules.ts'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import type { InsideHandler } from '../../store/jobs/worker.ts'
import { triage } from '../triage/triage.ts'
import { createLearner, type Learner } from './learner.ts'
import { learningHandlers, nightJob, trainModel } from './train.ts'

interface Letter {
  subject?: string
  text: string
  inboxId?: Id
  secret?: string
}

/** Letters that are filed and triaged; each learner is a process of its own. */
function withReader(desk: Desk, learner: Learner = createLearner()) {
  const { tx, inboxes } = desk
  const unused = async () => {
    throw new Error('no raw mail, and no answers')
  }
  const means = { raw: { open: unused }, proof: { isDemanded: true, servers: [] }, queueAutomatic: unused }
  const deliver = async ({ subject = 'A question', text, inboxId = inboxes.support, secret }: Letter): Promise<Id> => {
    const [id, messageId] = [tx.mint(), tx.mint()]
    const at = { last_message_at: tx.now, created_at: tx.now }
    await tx.db
      .insertInto('conversation')
      .values({ id, number: id, inbox_id: inboxId, subject, ...at })
      .execute()
    await tx.db
      .insertInto('message')
      .values({
        conversation_id: id,
        id: messageId,
        inbox_id: inboxId,
        direction: 'in',
        sender: JSON.stringify({ name: 'Dora', address: 'dora@acme.example' }),
        addressees: JSON.stringify({ to: [], cc: [] }),
        subject,
        text,
        reply_end: text.length,
        received_at: tx.now,
        secret: secret ?? null,
      })
      .execute()
    await triage(tx, [{ conversationId: id, messageId, occasion: 'message.received' }], { ...means, learner })
    return id
  }
  const conversation = (id: Id) =>
    tx.db.selectFrom('conversation').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  return { deliver, conversation }
}

/** The API as Ben uses it. */
async function asBen({ store, ben }: Desk) {
  const door = openWebDoor(store)
  const as = await door.signedIn(ben.id)
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await door.ask(method, path, { as, ...(body && { body }) })
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    return answer.body
  }
  return {
    ask,
    reading: async (id: Id): Promise<Reading> =>
      must((await ask('GET', `/conversations/${id}/readings`))[0], 'a reading'),
    decide: (id: Id, categoryId: Id | null) => ask('PUT', `/conversations/${id}/decided-category`, { categoryId }),
    queue: async () =>
      (await ask('GET', '/triage')) as { count: number; mails: { conversationId: Id; reading: Reading }[] },
  }
}

const first = (reading: Reading) => reading.category?.guesses[0]?.value
const lamp = (at: number) =>
  `The bulb of lamp ${'abcdefghij'[at % 10]} flickers since ${'mo tu we th fr sa'.split(' ')[at % 6]}.`

const refund = (at: number) => `I was charged twice, money back please. ${lamp(at)}`

async function twoCategories({ ada }: Desk) {
  const refunds = await addCategory(ada, { name: 'Refunds', description: 'Money back', keywords: ['charged twice'] })
  const repairs = await addCategory(ada, { name: 'Repairs', description: 'Something broke and is to be mended' })
  return { refunds: refunds.id, repairs: repairs.id }
}

test(
  'three decisions change what the fourth mail is read as, in every process, and training keeps it',
  onDesk(async (desk) => {
    const { store, inboxes } = desk
    const { refunds, repairs } = await twoCategories(desk)
    const { deliver } = withReader(desk)
    const ben = await asBen(desk)
    const before = await ben.reading(await deliver({ text: 'The flickering bothers us, can our bulb be mended?' }))

    for (const at of [1, 2, 3]) await ben.decide(await deliver({ text: lamp(at) }), refunds)
    const after = await ben.reading(await deliver({ text: lamp(4) }))
    const elsewhere = await ben.reading(await withReader(desk).deliver({ text: lamp(4) }))
    await trainModel(store, inboxes.support, 'category')
    const trained = await ben.reading(await deliver({ text: lamp(4) }))

    expect(first(before)).toBe(repairs)
    expect([first(after), first(trained)]).toEqual([refunds, refunds])
    expect(elsewhere.category).toEqual(after.category)
  }),
)

test(
  'before there is an example a mail is known by what is said of the categories, with the words, and nobody is sure',
  onDesk(async (desk) => {
    const { refunds } = await twoCategories(desk)
    const { deliver } = withReader(desk)
    const ben = await asBen(desk)

    const reading = await ben.reading(
      await deliver({ text: 'I was charged twice, I want my money back for order AB-4711!' }),
    )

    expect(reading.category?.guesses[0]).toMatchObject({ value: refunds, band: expect.not.stringMatching('sure$') })
    expect(reading.category?.evidence.map((one) => one.words).join(' ')).toContain('charged twice')
    expect(reading.intents[0]).toMatchObject({ intent: 'refund' })
    expect(reading.entities).toMatchObject([{ kind: 'order', value: 'AB-4711' }])
    expect(reading.needsReply.value).toBe(true)
  }),
)

test(
  'a desk without categories abstains, and nothing waits in triage',
  onDesk(async (desk) => {
    const { deliver } = withReader(desk)
    const ben = await asBen(desk)

    const reading = await ben.reading(await deliver({ text: 'I want my money back.' }))

    expect(reading).toMatchObject({ category: null, wantsCategory: false })
    expect(await ben.queue()).toEqual({ mails: [], count: 0 })
  }),
)

test(
  'what waits in triage is decided one by one, guessed anew after each, and can be taken back',
  onDesk(async (desk) => {
    const { refunds } = await twoCategories(desk)
    const { deliver, conversation } = withReader(desk)
    const ben = await asBen(desk)
    const ids: Id[] = []
    for (const at of [1, 2, 3, 4]) ids.push(await deliver({ text: lamp(at) }))
    const [one, two, three, four] = ids as [Id, Id, Id, Id]

    await ben.decide(one, refunds)
    await ben.decide(two, refunds)
    await ben.decide(three, null)

    expect(await conversation(one)).toMatchObject({ category_id: refunds })
    const left = await ben.queue()
    expect(left.mails.map((mail) => [mail.conversationId, first(mail.reading)])).toEqual([[four, refunds]])
    await ben.ask('PUT', `/conversations/${one}/decided-category`, { categoryId: null, isDecided: false })
    expect((await ben.queue()).mails.map((mail) => mail.conversationId)).toEqual([one, four])
    expect(await conversation(one)).toMatchObject({ category_id: null })
  }),
)

/** Enough decided letters of two kinds that a threshold can be chosen. */
async function taught(desk: Desk, settings: Partial<LearningSettings>) {
  const { tx, ada, store, inboxes } = desk
  const ids = await twoCategories(desk)
  const rows = Array.from({ length: 120 }, (_, at) => {
    const [text, value] =
      at % 2 === 0 ? [refund(at), ids.refunds] : [`The handle broke off, please mend it. ${lamp(at)}`, ids.repairs]
    return { conversation_id: tx.mint(), message_id: tx.mint(), inbox_id: inboxes.support, text, value }
  })
  const mail = { direction: 'in', sender: '{}', addressees: '{}', subject: 'A question', received_at: tx.now }
  const messages = rows.map(({ conversation_id, message_id: id, inbox_id, text }) => ({ ...mail, conversation_id, id, inbox_id, text, reply_end: text.length })) // prettier-ignore
  const examples = rows.map(({ conversation_id, message_id, inbox_id, value }) => ({ conversation_id, message_id, inbox_id, value, field: 'category', id: tx.mint() })) // prettier-ignore
  await tx.db.insertInto('message').values(messages).execute()
  await tx.db.insertInto('example').values(examples).execute()
  await changeLearning(ada, inboxes.support, { ...usual, ...settings })
  await trainModel(store, inboxes.support, 'category')
  return ids
}

test(
  'what was resolved without a category leaves triage by night, and what is open stays',
  onDesk(async (desk) => {
    const { tx, ben } = desk
    await twoCategories(desk)
    const { deliver } = withReader(desk)
    const [resolved, open] = [await deliver({ text: lamp(1) }), await deliver({ text: refund(2) })]
    await setStatus(ben, resolved, 'resolved')
    const waiting = async () => (await tx.db.selectFrom('reading').select('conversation_id').where('wants_category', 'is', true).orderBy('message_id').execute()).map((one) => one.conversation_id) // prettier-ignore
    const before = await waiting()

    await (must(learningHandlers()[nightJob], 'a night') as InsideHandler).run(tx, [])

    expect([before, await waiting()]).toEqual([[resolved, open], [open]])
  }),
)

test(
  'what is surely so is set before rules are read, which see it and may overrule it',
  onDesk(async (desk) => {
    const { ada, history } = desk
    const { refunds, repairs } = await taught(desk, { category: { level: 'apply', precision: 0.9 } })
    const { deliver, conversation } = withReader(desk)
    const about = { inboxId: null, occasion: 'message.received' as const, isEnabled: true }
    await addRule(ada, {
      ...about,
      name: 'Sure refunds',
      condition: {
        all: [
          { field: 'category', operator: 'is', value: refunds },
          { field: 'reading', operator: 'suggestsSurely', value: refunds },
        ],
      },
      actions: [{ do: 'addTags', tags: ['seen'] }],
    })
    await addRule(ada, {
      ...about,
      name: 'Not these',
      condition: { field: 'reading', operator: 'namesOrder', value: '' },
      actions: [{ do: 'setCategory', categoryId: repairs }],
    })

    const sure = await deliver({ text: refund(0) })
    const overruled = await deliver({ text: `${refund(8)} It was order 47110.` })

    expect(await conversation(sure)).toMatchObject({ category_id: refunds, tags: ['seen'] })
    const [changed] = (await history(sure)).filter(({ name }) => name === 'conversation.categoryChanged')
    expect(changed).toMatchObject({
      by: null,
      data: { to: refunds, because: expect.stringContaining('charged twice') },
    })
    expect(await conversation(overruled)).toMatchObject({ category_id: repairs })
  }),
)

test(
  'what was chosen beforehand waits for nobody, and holds once somebody resolves',
  onDesk(async (desk) => {
    const { refunds } = await taught(desk, { category: { level: 'preselect', precision: 0.9 } })
    const { deliver, conversation } = withReader(desk)
    const ben = await asBen(desk)
    const id = await deliver({ text: refund(0) })

    expect(await conversation(id)).toMatchObject({ category_id: null })
    expect((await ben.queue()).count).toBe(0)
    await ben.ask('PATCH', `/conversations/${id}`, { status: 'resolved' })

    expect(await conversation(id)).toMatchObject({ status: 'resolved', category_id: refunds })
    // But not what somebody has said is none of these.
    const other = await deliver({ text: refund(1) })
    await ben.decide(other, null)
    expect((await ben.ask('GET', `/conversations/${other}`)).reading).toMatchObject({ isDeclined: true })
    await ben.ask('PATCH', `/conversations/${other}`, { status: 'resolved' })
    expect(await conversation(other)).toMatchObject({ status: 'resolved', category_id: null })
  }),
)

test(
  'corrections in practice raise the threshold, until nothing is done by itself any more',
  onDesk(async (desk) => {
    const { refunds, repairs } = await taught(desk, { category: { level: 'apply', precision: 0.9 } })
    const ben = await asBen(desk)
    const { deliver, conversation } = withReader(desk)
    const state = async () => (await ben.ask('GET', `/inboxes/${desk.inboxes.support}/learning`)).fields[0]
    const before = await state()

    const ids: Id[] = []
    for (let at = 0; at < 24; at++) ids.push(await deliver({ text: refund(at) }))
    expect(await conversation(must(ids[0], 'the first'))).toMatchObject({ category_id: refunds })
    for (const id of ids) await ben.decide(id, repairs)
    const fresh = await asBen(desk)
    const after = (await fresh.ask('GET', `/inboxes/${desk.inboxes.support}/learning`)).fields[0]

    expect(before).toMatchObject({ chosenBy: 'held-out', threshold: expect.any(Number), model: { letters: 120 } })
    expect(after).toMatchObject({ threshold: null, chosenBy: 'live-not-precise' })
    expect(after.live).toMatchObject({ corrected: after.live.looked })
  }),
)

test(
  'a mail that says nearly the same as an open conversation leads there, for those who see it',
  onDesk(async (desk) => {
    const { tx, inboxes } = desk
    const { deliver } = withReader(desk)
    const ben = await asBen(desk)
    const text =
      'Good morning, the lamp that you sent us on Tuesday came with a broken shade and without the screws. Can you help?'

    const twin = await deliver({ text })
    const again = await deliver({ text: `${text} We wait.` })
    const other = await deliver({ text, inboxId: inboxes.billing })

    expect((await ben.reading(again)).twin).toMatchObject({ conversationId: twin })
    expect((await ben.reading(twin)).twin).toBeNull()
    await tx.db.updateTable('conversation').set({ private_at: tx.now }).where('id', '=', twin).execute()
    expect((await ben.reading(again)).twin).toBeNull()
    const door = openWebDoor(desk.store)
    const hidden = await door.ask('GET', `/conversations/${other}/readings`, { as: await door.signedIn(desk.ben.id) })
    expect(hidden.status).toBe(404)
  }),
)

test(
  'nothing is read in what opens an account to whoever reads it',
  onDesk(async (desk) => {
    const { tx } = desk
    await twoCategories(desk)
    const { deliver } = withReader(desk)

    const id = await deliver({ subject: 'Your code is 482910', text: '', secret: 'code: it says so' })

    expect(await tx.db.selectFrom('reading').selectAll().where('conversation_id', '=', id).execute()).toEqual([])
  }),
)

test(
  'a pattern that is none, or takes ordinary words for numbers, is refused with its place and advice',
  onDesk(async (desk) => {
    const { ada, store, inboxes } = desk
    const door = openWebDoor(store)
    const as = await door.signedIn(ada.id)
    const put = (orderPatterns: string[]) =>
      door.ask('PUT', `/inboxes/${inboxes.support}/learning`, { as, body: { ...usual, orderPatterns } })

    expect((await put(['AB-\\d{6}', '(['])).body).toMatchObject({ code: 'pattern-bad', where: 'orderPatterns.1' })
    expect((await put(['\\w+'])).body).toMatchObject({ code: 'pattern-greedy', where: 'orderPatterns.0' })
    expect((await put(['AB-\\d{6}'])).status).toBe(200)
  }),
)

test(
  'a category that a rule reads for is not archived',
  onDesk(async (desk) => {
    const { ada } = desk
    const { refunds } = await twoCategories(desk)
    const condition = { field: 'reading' as const, operator: 'suggestsLikely' as const, value: refunds }
    await addRule(ada, { name: 'Guessed', inboxId: null, occasion: 'message.received', isEnabled: true, condition, actions: [{ do: 'stop' }] }) // prettier-ignore

    await expect(archiveCategory(ada, refunds)).rejects.toMatchObject({ message: expect.stringContaining('“Guessed”') })
  }),
)
