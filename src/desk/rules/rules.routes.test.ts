import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import { useMeans } from '../../../test/means.ts'
import { openWebDoor } from '../../../test/web-door.ts'

const meansOf = useMeans()
const rule = {
  name: 'Invoices',
  condition: { field: 'subject', operator: 'words', value: 'invoice' },
  actions: [
    { do: 'setPriority', priority: 'high' },
    { do: 'assignBy', strategy: 'roundRobin' },
  ],
}

test(
  'leads and admins write rules; others read them',
  onDesk(async ({ store, ada, ben }) => {
    const { ask, signedIn } = openWebDoor(store)
    const [asAda, asBen] = [await signedIn(ada.id), await signedIn(ben.id)]

    const added = await ask('POST', '/rules', { as: asAda, body: rule })
    const refused = await ask('POST', '/rules', { as: asBen, body: rule })
    const stale = await ask('PUT', `/rules/${added.body.id}`, {
      as: asAda,
      body: { ...rule, version: 1 },
      headers: { 'if-match': '"7"' },
    })
    const changed = await ask('PUT', `/rules/${added.body.id}`, {
      as: asAda,
      body: { ...rule, name: 'Bills', version: 1 },
      headers: { 'if-match': '"1"' },
    })
    const listed = await ask('GET', '/rules', { as: asBen })

    expect([added.status, added.headers.get('etag'), refused.status, stale.status, changed.status]).toEqual([
      201,
      '"1"',
      403,
      409,
      200,
    ])
    expect(listed.body).toMatchObject([{ name: 'Bills', version: 2 }])
  }),
)

test(
  'who only reads rules is told where a webhook goes, and not the key in its address',
  onDesk(async ({ store, ada, vera }) => {
    const { ask, signedIn } = openWebDoor(store)
    const [asAda, asVera] = [await signedIn(ada.id), await signedIn(vera.id)]
    const url = 'https://hooks.shop.example/T01/canary?key=canary'
    await ask('PUT', '/rule-outlets', { as: asAda, body: { webhookTo: ['.shop.example'], forwardTo: [] } })
    await ask('POST', '/rules', { as: asAda, body: { ...rule, actions: [{ do: 'webhook', url }] } })

    const answers = [await ask('GET', '/rules', { as: asVera }), await ask('GET', '/rules-code', { as: asVera })]

    expect(JSON.stringify(answers)).not.toContain('canary')
    for (const { body } of answers) expect(JSON.stringify(body)).toContain('https://hooks.shop.example/…')
    expect((await ask('GET', '/rules', { as: asAda })).body).toMatchObject([{ actions: [{ url }] }])
  }),
)

test(
  'rules are tried on a raw mail, with nothing done',
  onDesk(async ({ store, tx, ada, ben }) => {
    const { ask, signedIn } = openWebDoor(store, {}, await meansOf(store))
    await ask('POST', '/rules', { as: await signedIn(ada.id), body: rule })

    const raw = 'From: dora@acme.example\r\nTo: support@desk.example\r\nSubject: Invoice\r\n\r\nHello'
    const tried = await ask('POST', '/rules/try', { as: await signedIn(ben.id), body: { raw } })

    expect(tried.status).toBe(200)
    expect(tried.body.because).toMatch(/^Rule “Invoices”: priority high, (would be )?assigned /)
    expect(tried.body.trace[0].tests).toMatchObject([
      { test: 'subject has the words “invoice”', found: '“Invoice”', held: true },
    ])
    expect(await tx.db.selectFrom('routing').select('id').execute()).toEqual([])
  }),
)

test(
  'rules are tried only on conversations that one sees',
  onDesk(async ({ store, tx, ben, cleo, inboxes }) => {
    const { ask, signedIn } = openWebDoor(store, {}, await meansOf(store))
    const [id, messageId] = [tx.mint(), tx.mint()]
    await tx.db
      .insertInto('conversation')
      .values({ id, number: '1', inbox_id: inboxes.billing, subject: 'x', last_message_at: tx.now, created_at: tx.now })
      .execute()
    const people = JSON.stringify({ to: [], cc: [] })
    await tx.db
      .insertInto('message')
      .values({
        conversation_id: id,
        id: messageId,
        inbox_id: inboxes.billing,
        direction: 'in',
        sender: '{}',
        addressees: people,
        subject: 'x',
        text: '',
        reply_end: 0,
        received_at: tx.now,
      })
      .execute()

    const seen = await ask('POST', '/rules/try', { as: await signedIn(cleo.id), body: { conversationId: id } })
    const unseen = await ask('POST', '/rules/try', { as: await signedIn(ben.id), body: { conversationId: id } })
    const elsewhere = await ask('POST', '/rules/try', {
      as: await signedIn(cleo.id),
      body: { conversationId: id, messageId: id },
    })
    const nothing = await ask('POST', '/rules/try', { as: await signedIn(cleo.id), body: {} })

    expect([seen.status, unseen.status, elsewhere.status, nothing.status]).toEqual([200, 404, 404, 400])
    expect(seen.body.because).toBe('There was no rule to look at.')
  }),
)

test(
  'a lead decides and reads the rules of inboxes they see, and no others',
  onDesk(async ({ store, tx, ada, ben, inboxes }) => {
    const { ask, signedIn } = openWebDoor(store, {}, await meansOf(store))
    await tx.db.updateTable('user').set({ role: 'lead' }).where('id', '=', ben.id).execute()
    const [asAda, asBen] = [await signedIn(ada.id), await signedIn(ben.id)]
    const { support, billing } = inboxes
    const tagging = { ...rule, actions: [{ do: 'addTags', tags: ['x'] }] }
    const moving = { ...rule, actions: [{ do: 'moveToInbox', inboxId: billing }] }
    const add = async (body: object) => (await ask('POST', '/rules', { as: asAda, body })).body.id as string
    const [desks, billings, pulling] = [
      await add({ ...tagging, name: 'All' }),
      await add({ ...tagging, name: 'Closed', inboxId: billing }),
      await add({ ...moving, name: 'Away', inboxId: support }),
    ]

    const added = await ask('POST', '/rules', { as: asBen, body: { ...tagging, name: 'Mine', inboxId: support } })
    expect(added.status).toBe(201)
    for (const body of [tagging, { ...tagging, inboxId: billing }, { ...moving, inboxId: support }]) {
      expect(await ask('POST', '/rules', { as: asBen, body })).toMatchObject({
        status: 403,
        body: { code: 'rule-beyond' },
      })
      const change = { ...body, version: 1 }
      expect((await ask('PUT', `/rules/${added.body.id}`, { as: asBen, body: change })).status).toBe(403)
    }
    for (const [id, status] of [
      [desks, 403],
      [billings, 404],
      [pulling, 403],
    ] as const) {
      const body = { ...tagging, inboxId: support, version: 1 }
      expect((await ask('PUT', `/rules/${id}`, { as: asBen, body })).status).toBe(status)
      expect((await ask('DELETE', `/rules/${id}`, { as: asBen })).status).toBe(status)
    }
    const ids = [added.body.id, pulling, billings, desks]
    expect((await ask('PUT', '/rule-order', { as: asBen, body: { ids } })).status).toBe(403)

    const names = async (as: string) =>
      (await ask('GET', '/rules', { as })).body.map((one: { name: string }) => one.name)
    expect(await names(asBen)).toEqual(['All', 'Away', 'Mine'])
    expect(await names(asAda)).toEqual(['All', 'Closed', 'Away', 'Mine'])
    const raw = 'From: dora@acme.example\r\nTo: billing@desk.example\r\nSubject: Invoice\r\n\r\nHello'
    const tried = async (as: string) => JSON.stringify((await ask('POST', '/rules/try', { as, body: { raw } })).body)
    expect(await tried(asAda)).toContain('Closed')
    expect(await tried(asBen)).not.toContain('Closed')
    expect((await ask('PUT', '/rule-order', { as: asAda, body: { ids } })).status).toBe(200)
    expect((await ask('DELETE', `/rules/${added.body.id}`, { as: asBen })).status).toBe(200)
  }),
)
