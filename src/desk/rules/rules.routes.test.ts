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
  'rules are tried on a raw mail, with nothing done',
  onDesk(async ({ store, tx, ada, ben }) => {
    const { ask, signedIn } = openWebDoor(store, {}, await meansOf(store))
    await ask('POST', '/rules', { as: await signedIn(ada.id), body: rule })

    const raw = 'From: dora@acme.example\r\nTo: support@desk.example\r\nSubject: Invoice\r\n\r\nHello'
    const tried = await ask('POST', '/rules/try', { as: await signedIn(ben.id), body: { raw } })

    expect(tried.status).toBe(200)
    expect(tried.body.because).toMatch(/^Rule “Invoices”: priority high, (would be )?assigned /)
    expect(tried.body.trace[0].tests).toEqual([
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
