import { expect, test } from 'vitest'
import { onDesk, type Desk, type Person } from '../../../test/desk.ts'
import { AssignmentRules } from '../../desk/assignment/assignment.api.ts'
import { addTimeOff, changePattern } from '../../desk/assignment/patterns.ts'
import { changeAssignment } from '../../desk/assignment/policies.ts'
import { assign } from '../../desk/conversations/change.ts'
import { lockConversation } from '../../desk/conversations/touch.ts'
import { addTeam } from '../../desk/teams/teams.ts'
import type { Id } from '../../kit/id.ts'
import { readBoard } from './board.ts'
import { explainAssignment } from './explained.ts'
import { handOver, planHandOver } from './hand-over.ts'
import { giveBack, pushWaiting, takeNext } from './take.ts'

const usual = { slots: 3, hours: null, languages: [], categories: [] }
const HOUR = 3_600_000

/** Waits since so many hours, due in so many. */
async function mail(
  { tx, inboxes }: Desk,
  {
    due = 4,
    waited = 1,
    ...fields
  }: { due?: number | null; waited?: number; language?: string; contact_id?: Id; inbox_id?: Id } = {},
): Promise<Id> {
  // prettier-ignore
  const id = tx.mint()
  const since = new Date(tx.now.getTime() - waited * HOUR)
  await tx.db
    .insertInto('conversation')
    .values({
      id,
      number: id,
      inbox_id: inboxes.support,
      subject: 'Hello',
      last_message_at: since,
      waiting_since: since,
      created_at: since,
      ...fields,
    }) // prettier-ignore
    .execute()
  if (due !== null)
    await tx.db
      .insertInto('clock')
      .values({
        conversation_id: id,
        id: tx.mint(),
        measure: 'firstResponse',
        started_at: since,
        worked_ms: '0',
        elapsed_ms: '0',
        due_at: new Date(tx.now.getTime() + due * HOUR),
        ledger: '[]',
      }) // prettier-ignore
      .execute()
  return id
}
const take = async (who: Person) => takeNext(who, who.id, (await who.actor()).inboxIds, new Map())
const ownerOf = async ({ tx }: Desk, id: Id) => (await lockConversation(tx, id)).assignee_id
const signIn = (who: Person, at: Date) =>
  who.db.insertInto('session').values({ id: who.mint(), user_id: who.id, token_hash: Buffer.from(who.id), created_at: at, seen_at: at, expires_at: new Date(at.getTime() + HOUR) }).execute() // prettier-ignore

test(
  'whoever takes the next gets what is due soonest, with the reason in words, until they have as many as they take at once',
  onDesk(async (desk) => {
    const { ben, history } = desk
    const later = await mail(desk, { due: 3 })
    const soon = await mail(desk, { due: 0.4 })
    await mail(desk, { due: 5 })
    await mail(desk, { due: 6 })

    const first = await take(ben)

    expect(first).toMatchObject({ conversationId: soon, held: 1, slots: 3 })
    expect(first.because).toMatch(/^due \d\d:\d\d|^due \d{4}-/)
    expect((await history(soon)).at(-1)).toMatchObject({ name: 'conversation.assigned', by: 'ben', data: { to: ben.id, because: first.because } }) // prettier-ignore
    expect(await take(ben)).toMatchObject({ conversationId: later })
    await take(ben)
    expect(await take(ben)).toMatchObject({ conversationId: null, because: 'you have 3 open already, and take 3 at once' }) // prettier-ignore
  }),
)

test(
  'skills are asked for, and whoever answered the contact last gets the next as well',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo, dora } = desk
    await changePattern(ada, ben.id, 0, { ...usual, languages: [{ id: 'nl', level: 3 }] })
    await changePattern(ada, cleo.id, 0, { ...usual, languages: [{ id: 'en', level: 3 }] })
    const dutch = await mail(desk, { language: 'nl', due: 0.5 })
    const old = await mail(desk, { contact_id: dora.id, waited: 90, due: null })
    await assign(tx, old, cleo.id)
    await tx.db.insertInto('message').values({ conversation_id: old, id: tx.mint(), inbox_id: desk.inboxes.support, direction: 'out', author_id: cleo.id, sender: '{}', addressees: '{}', subject: '', text: '', reply_end: 0, received_at: tx.now }).execute() // prettier-ignore
    const again = await mail(desk, { contact_id: dora.id, due: 2 })

    expect(await take(ben)).toMatchObject({ conversationId: dutch, because: expect.stringMatching(/^Dutch, due/) })
    expect(await take(ben)).toMatchObject({
      conversationId: null,
      because: 'something waits, and none of it is for you now',
    })
    expect(await take(cleo)).toMatchObject({ conversationId: again, because: expect.stringMatching(/^answered this contact last/) }) // prettier-ignore
  }),
)

test(
  'where the inbox asks, whoever looks after the contact, else the company, comes before whoever answered last',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo, dora } = desk
    await changeAssignment(ada, desk.inboxes.support, 0, AssignmentRules.parse({ asksOwner: true }))
    const owned = await mail(desk, { contact_id: dora.id, due: 2 })

    await tx.db.updateTable('company').set({ owner_id: cleo.id }).where('id', '=', dora.companyId).execute()
    expect(await take(ben)).toMatchObject({ conversationId: null })
    expect(await take(cleo)).toMatchObject({ conversationId: owned, because: expect.stringMatching(/^looks after this company/) }) // prettier-ignore
    await tx.db.updateTable('contact').set({ owner_id: ben.id }).where('id', '=', dora.id).execute()
    const again = await mail(desk, { contact_id: dora.id, due: 2 })
    expect(await take(cleo)).toMatchObject({ conversationId: null })
    expect(await take(ben)).toMatchObject({ conversationId: again, because: expect.stringMatching(/^looks after this contact/) }) // prettier-ignore
  }),
)

test(
  'what is given back keeps its age, and is not given to the same person again',
  onDesk(async (desk) => {
    const { ben, cleo, tx } = desk
    const hard = await mail(desk, { waited: 9 })
    const before = (await lockConversation(tx, hard)).waiting_since
    await take(ben)

    await giveBack(ben, hard, ben.id, 'I know nothing of taxes')

    expect((await lockConversation(tx, hard)).waiting_since).toEqual(before)
    expect(await take(ben)).toMatchObject({ conversationId: null })
    expect(await take(cleo)).toMatchObject({ conversationId: hard })
    await expect(giveBack(ben, hard, ben.id, 'again')).rejects.toMatchObject({ code: 'not-yours' })
  }),
)

test(
  'what an inbox pushes goes to those who are here and have a free slot, and to nobody else',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo, inboxes } = desk
    await changeAssignment(ada, inboxes.support, 0, AssignmentRules.parse({ delivery: 'push' }))
    await changePattern(ada, ben.id, 0, { ...usual, slots: 1 })
    for (const who of [ben, cleo]) await signIn(who, tx.now)
    await addTimeOff(ada, cleo.id, { firstDay: '2000-01-01', lastDay: '2999-12-31', note: '' })
    const [one, two] = [await mail(desk, { due: 1 }), await mail(desk, { due: 2 })]

    expect(await pushWaiting(tx, new Map())).toBe(1)

    expect([await ownerOf(desk, one), await ownerOf(desk, two)]).toEqual([ben.id, null])
    expect((await readBoard(tx, await ada.actor())).people.map(({ userId, state, held }) => [userId, state, held])).toEqual([[ada.id, 'expected', 0], [ben.id, 'here', 1], [cleo.id, 'timeOff', 0]]) // prettier-ignore
  }),
)

test(
  'in turns: each of those who are here gets one, oldest first',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo, inboxes } = desk
    await changeAssignment(ada, inboxes.support, 0, AssignmentRules.parse({ strategy: 'roundRobin' }))
    for (const who of [ben, cleo]) await signIn(who, tx.now)
    const [newer, older] = [await mail(desk, { waited: 1 }), await mail(desk, { waited: 2 })]

    expect(await pushWaiting(tx, new Map())).toBe(2)

    expect([await ownerOf(desk, older), await ownerOf(desk, newer)]).toEqual([ben.id, cleo.id])
  }),
)

test(
  'all that somebody has is handed over as it was planned, and undone by the same moves the other way round',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo, inboxes, history } = desk
    await changeAssignment(ada, inboxes.support, 0, AssignmentRules.parse({ strategy: 'leastLoaded' }))
    const [one, two] = [await mail(desk), await mail(desk)]
    for (const id of [one, two]) await assign(tx, id, ben.id)
    const actor = await ada.actor()

    const plan = await planHandOver(ada, actor, ben.id)
    await assign(tx, two, cleo.id)
    const { done, passedOver } = await handOver(ada, actor, {
      userId: ben.id,
      moves: plan.moves,
      because: 'Ben is ill',
    })

    expect(plan.moves.map((move) => move.from)).toEqual([ben.id, ben.id])
    expect(plan.moves.every((move) => move.to === ada.id || move.to === cleo.id)).toBe(true)
    expect([done.length, passedOver]).toEqual([1, 1])
    expect((await history(one)).at(-1)).toMatchObject({ by: 'ada', data: { because: 'Ben is ill' } })
    await handOver(ada, actor, { userId: ben.id, moves: done.map(({ conversationId, from, to }) => ({ conversationId, from: to, to: from })), because: 'taken back' }) // prettier-ignore
    expect(await ownerOf(desk, one)).toBe(ben.id)
  }),
)

test(
  'a shift that ends before it begins, time off that does, and a team nobody is in are refused with place and suggestion',
  onDesk(async (desk) => {
    const { ada, ben, inboxes } = desk
    const week = { mon: [['17:00', '09:00'] as [string, string]], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
    const hours = { timeZone: 'Europe/Amsterdam', week }
    const empty = await addTeam(ada, { name: 'Helpers', memberIds: [] })
    const overflow = AssignmentRules.parse({ overflow: { teamId: empty.id, afterMinutes: 60 } })

    await expect(changePattern(ada, ben.id, 0, { ...usual, hours })).rejects.toMatchObject({ code: 'span-backwards', detail: { where: 'week.mon.0' } }) // prettier-ignore
    await expect(addTimeOff(ada, ben.id, { firstDay: '2026-05-02', lastDay: '2026-05-01', note: '' })).rejects.toMatchObject({ code: 'time-off-backwards', detail: { where: 'lastDay' } }) // prettier-ignore
    await expect(changeAssignment(ada, inboxes.support, 0, overflow)).rejects.toMatchObject({ code: 'overflow-empty', message: expect.stringContaining('Add somebody to it') }) // prettier-ignore
    await expect(changePattern(ada, ben.id, 3, usual)).rejects.toMatchObject({ kind: 'conflict' })
  }),
)

test(
  'what only one person could do is found behind hundreds of older mails that are not for them',
  onDesk(async (desk) => {
    const { ada, ben, inboxes } = desk
    await changePattern(ada, ben.id, 0, { ...usual, languages: [{ id: 'nl', level: 3 }] })
    await changeAssignment(ada, inboxes.support, 0, AssignmentRules.parse({ relaxMinutes: null }))
    await desk.tx.query({
      text: `insert into conversation (id, number, inbox_id, subject, last_message_at, waiting_since, created_at, language)
        select n, n, $1, 'x', $2::timestamptz - n * interval '1 minute', $2::timestamptz - n * interval '1 minute', $2, 'de' from generate_series(1000, 1400) n`,
      values: [inboxes.support, desk.tx.now],
    })
    const mine = await mail(desk, { language: 'nl', due: null, waited: 0.1 })

    expect(await take(ben)).toMatchObject({ conversationId: mine })
    expect(await take(ben)).toMatchObject({
      conversationId: null,
      because: 'something waits, and none of it is for you now',
    })
  }),
)

test(
  'an assignment keeps whom it passed over and why, and so does what still waits',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo } = desk
    await changePattern(ada, cleo.id, 0, { ...usual, languages: [{ id: 'de', level: 2 }] })
    await addTimeOff(ada, ada.id, { firstDay: '2020-01-01', lastDay: '2099-12-31', note: 'in hospital' })
    const dutch = await mail(desk, { language: 'nl' })
    const waits = await explainAssignment(tx, { id: dutch, inboxId: desk.inboxes.support }, new Map())

    await take(ben)

    const over = [
      { code: 'overTimeOff', name: 'Ada', userId: ada.id },
      { code: 'overSkill', name: 'Cleo', userId: cleo.id },
    ]
    expect(waits).toMatchObject({ last: null, waiting: { strategy: 'lateBinding', passedOver: over } })
    const taken = await explainAssignment(tx, { id: dutch, inboxId: desk.inboxes.support }, new Map())
    expect(taken).toMatchObject({ waiting: null, last: { actorId: ben.id, userId: ben.id, passedOver: over } })
    expect(JSON.stringify(taken)).not.toContain('hospital') // why somebody is off is nobody’s business
  }),
)
