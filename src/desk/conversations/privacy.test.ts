import { expect, test } from 'vitest'
import { problemOf } from '../../../test/answering.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { createToken } from '../users/tokens.ts'
import { addUser } from '../users/users.ts'
import { assign } from './change.ts'
import { merge } from './merge.ts'
import { setPrivacy } from './privacy.ts'
import { mendTallies } from './tally.ts'

/** A conversation of the inbox that everybody sees. */
async function conversation({ tx, dora, inboxes }: Desk, number = '1001', assigneeId: string | null = null) {
  const id = tx.mint()
  const of = { inbox_id: inboxes.support, contact_id: dora.id, subject: 'My salary', last_message_at: tx.now }
  await tx.db
    .insertInto('conversation')
    .values({ id, number, ...of, assignee_id: assigneeId, created_at: tx.now })
    .execute()
  await mendTallies(tx)
  return id
}

/** As the web door answers: the status, and what the list and the counts hold. */
async function seenBy({ store }: Desk, userId: string, id: string) {
  const door = openWebDoor(store)
  const as = await door.signedIn(userId)
  const [one, list, counts] = [
    await door.ask('GET', `/conversations/${id}`, { as }),
    await door.ask('GET', '/conversations?view=all', { as }),
    await door.ask('GET', '/conversation-counts', { as }),
  ]
  return { status: one.status, listed: list.body.conversations.length, open: counts.body.views.open }
}

const all = { status: 200, listed: 1, open: 1 }
const nothing = { status: 404, listed: 0, open: 0 }

test(
  'a private conversation is there for those it is kept to and for nobody else, until it is opened again',
  onDesk(async (desk) => {
    const { ada, ben, cleo, history } = desk
    const id = await conversation(desk, '1001', cleo.id)

    await setPrivacy(ben, id, [])

    expect(await seenBy(desk, ben.id, id)).toEqual(all)
    expect(await seenBy(desk, cleo.id, id)).toEqual(nothing)
    expect(await seenBy(desk, ada.id, id)).toEqual(nothing)
    await setPrivacy(ben, id, [cleo.id])
    expect(await seenBy(desk, cleo.id, id)).toEqual(all)
    await setPrivacy(ben, id, null)
    expect(await seenBy(desk, ada.id, id)).toEqual(all)
    expect((await history(id)).map((one) => one.name)).toEqual([
      'conversation.restricted',
      'conversation.restricted',
      'conversation.unrestricted',
    ])
  }),
)

test(
  'it is neither given to, nor assigned to, nor left with somebody it is not kept to',
  onDesk(async (desk) => {
    const { tx, ben, cleo } = desk
    const id = await conversation(desk, '1001', cleo.id)
    const outside = await addUser(tx, { email: 'eve@people.example', name: 'Eve', role: 'agent', passwordHash: null })
    await tx.db.updateTable('user').set({ disabled_at: tx.now }).where('id', '=', outside).execute()

    await setPrivacy(ben, id, [])

    const row = () => tx.db.selectFrom('conversation').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    expect((await row()).assignee_id).toBeNull()
    expect(await problemOf(setPrivacy(ben, id, [outside]))).toMatchObject({ code: 'member-blind' })
    expect(await problemOf(assign(ben, id, cleo.id))).toMatchObject({ code: 'assignee-blind' })
    await assign(tx, id, cleo.id, { because: 'rule “Billing”' })
    expect((await row()).assignee_id).toBeNull()
    await assign(ben, id, ben.id)
    expect((await row()).assignee_id).toBe(ben.id)
  }),
)

test(
  'it is not merged, by nobody and no mail, and what was merged before is as private as the whole',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo } = desk
    const [one, part, other] = [
      await conversation(desk, '1001'),
      await conversation(desk, '1002'),
      await conversation(desk, '1003'),
    ]
    await merge(ben, part, one)
    await setPrivacy(ben, one, [])

    expect(await problemOf(merge(ben, other, one))).toMatchObject({ code: 'merge-private' })
    await merge(tx, other, one, 'a message arrived that both belong to')
    expect((await seenBy(desk, cleo.id, other)).status).toBe(200)
    await tx.db.updateTable('conversation').set({ merged_into: null }).where('id', '=', part).execute()
    expect((await seenBy(desk, ada.id, part)).status).toBe(404)
    expect((await seenBy(desk, ben.id, part)).status).toBe(200)
  }),
)

test(
  'an administrator looks in for an hour with a reason that everybody in it reads; nobody else can, and no program',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo, store, history } = desk
    const id = await conversation(desk)
    await setPrivacy(ben, id, [])
    const door = openWebDoor(store)
    const [asAda, asCleo] = [await door.signedIn(ada.id), await door.signedIn(cleo.id)]
    const body = { number: '#1001', reason: 'Ben is ill; the deadline is today' }
    const look = (as: string, given: object = body) => door.ask('POST', '/break-glass', { as, body: given })

    expect((await look(asCleo)).status).toBe(403)
    expect((await look(asAda, { ...body, reason: 'curious' })).status).toBe(400)
    expect((await look(asAda, { ...body, number: '4711' })).status).toBe(404)
    expect(await look(asAda)).toMatchObject({ status: 200, body: { id } })

    expect((await seenBy(desk, ada.id, id)).status).toBe(200)
    expect(await history(id)).toContainEqual({
      name: 'conversation.glassBroken',
      by: 'ada',
      data: expect.objectContaining({ reason: body.reason }),
    })
    const kept = (await door.ask('GET', `/conversations/${id}`, { as: asAda })).body.keptTo
    expect(kept).toEqual([
      { userId: ada.id, until: expect.any(String) },
      { userId: ben.id, until: null },
    ])
    await tx.db
      .updateTable('conversation_member')
      .set({ until: new Date(tx.now.getTime() - 1) })
      .where('user_id', '=', ada.id)
      .execute()
    expect((await seenBy(desk, ada.id, id)).status).toBe(404)
  }),
)

/** Kept to Ben, and Ada looks in. */
async function lookedInto(desk: Desk) {
  const { ada, ben, store } = desk
  const id = await conversation(desk)
  await setPrivacy(ben, id, [])
  const door = openWebDoor(store)
  const as = await door.signedIn(ada.id)
  const body = { number: '1001', reason: 'Ben is ill; the deadline is today' }
  expect((await door.ask('POST', '/break-glass', { as, body })).status).toBe(200)
  return { id, door, as }
}

test(
  'whoever only looks in decides nothing about it: those it is kept to stay, and read that somebody looked',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo } = desk
    const { id, door, as } = await lookedInto(desk)
    const members = () => tx.db.selectFrom('conversation_member').selectAll().orderBy('user_id').execute()
    const before = await members()

    for (const userIds of [[], [ada.id], [ada.id, cleo.id], null]) {
      const refused = await door.ask('PUT', `/conversations/${id}/privacy`, { as, body: { userIds } })
      expect(refused).toMatchObject({ status: 403, body: { code: 'only-looking' } })
    }

    const move = { as, body: { inboxId: desk.inboxes.billing } }
    expect((await door.ask('PATCH', `/conversations/${id}`, move)).status).toBe(403)
    expect((await door.ask('DELETE', `/conversations/${id}`, { as })).status).toBe(403)
    expect(await members()).toEqual(before)
    const read = await door.ask('GET', `/conversations/${id}/entries`, { as: await door.signedIn(ben.id) })
    expect(JSON.stringify(read.body)).toContain('Ben is ill; the deadline is today')
    await setPrivacy(ben, id, [ada.id])
    expect((await members()).map((one) => one.until)).toEqual([null, null])
  }),
)

test(
  'who looks in sees it only while they may break the glass, and so does each of their tokens',
  onDesk(async (desk) => {
    const { tx, ada } = desk
    const { id, door } = await lookedInto(desk)
    const token = async (scopes: string[]) => {
      const asked = { name: 'x', scopes, inboxIds: null, days: 1, isDesks: false }
      return `Bearer ${(await createToken(ada, await ada.actor(), asked)).secret}`
    }
    const status = async (as: string) => (await door.ask('GET', `/conversations/${id}`, { as })).status
    const [all, reads] = [await token(['*']), await token(['conversation.read'])]
    expect([await status(all), await status(reads)]).toEqual([200, 404])
    expect((await door.ask('GET', '/conversations?view=all', { as: reads })).body.conversations).toEqual([])
    expect(await seenBy(desk, ada.id, id)).toEqual({ status: 200, listed: 1, open: 1 })

    await tx.db.updateTable('user').set({ role: 'lead' }).where('id', '=', ada.id).execute()

    expect(await seenBy(desk, ada.id, id)).toEqual(nothing)
    expect(await status(all)).toBe(404)
  }),
)

test.each([
  ['of characters that cannot be seen', '\u200b\u200c\u200d\u2060\ufeff'.repeat(4)],
  ['of letters that cannot be seen', '\u3164\u115f\uffa0'.repeat(5)],
  ['of signs', '… — !!! ??? …'],
  ['of two letters and much that cannot be seen', `ok${'\u200b'.repeat(20)}`],
])(
  'a reason that is made %s is none',
  async (_name, reason) =>
    await onDesk(async (desk) => {
      const { ada, ben, store } = desk
      await setPrivacy(ben, await conversation(desk), [])
      const door = openWebDoor(store)
      const as = await door.signedIn(ada.id)
      const look = (given: string) => door.ask('POST', '/break-glass', { as, body: { number: '1001', reason: given } })

      expect((await look(reason)).status).toBe(400)
      expect((await look('本日が締切で担当者が病気です')).status).toBe(200)
    })(),
)

test(
  'that it was lost is told to its inbox once, then to nobody but those who lost it, and never by whom',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo } = desk
    const id = await conversation(desk)
    const told = async () =>
      (
        await tx.query<{ user_id: string | null; actor_id: string | null }>({
          text: `select user_id::text, actor_id::text from change where name = 'conversation.left' order by id`,
          values: [],
        })
      ).map((one) => [one.user_id, one.actor_id])

    await setPrivacy(ben, id, [cleo.id])
    expect(await told()).toEqual([[null, null]])
    await setPrivacy(ben, id, [cleo.id, ada.id])
    expect(await told()).toHaveLength(1)
    await setPrivacy(ben, id, [ada.id])
    expect(await told()).toEqual([
      [null, null],
      [cleo.id, null],
    ])
  }),
)
