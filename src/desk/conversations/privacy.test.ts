import { expect, test } from 'vitest'
import { problemOf } from '../../../test/answering.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
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
    expect(await problemOf(setPrivacy(ada, id, []))).toMatchObject({ code: 'nobody-left' })
    await setPrivacy(ada, id, [ben.id, cleo.id])
    expect((await seenBy(desk, cleo.id, id)).status).toBe(200)
    await tx.db
      .updateTable('conversation_member')
      .set({ until: new Date(tx.now.getTime() - 1) })
      .where('user_id', '=', ada.id)
      .execute()
    expect((await seenBy(desk, ada.id, id)).status).toBe(404)
  }),
)
