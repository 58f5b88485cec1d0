import { expect, test } from 'vitest'
import { testMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { memoryBlobs } from '../../../test/memory-blobs.ts'
import { useMeans } from '../../../test/means.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { createBlobs } from '../../store/blobs.ts'
import { keysOf } from '../../store/keys.ts'
import { createRawMail } from '../../store/raw.ts'
import { createAccepting } from './accept.ts'
import { headerEnvelope } from './envelope.ts'
import { intakeRoutes } from './intake.routes.ts'

const meansOf = useMeans()
const headers = { 'content-type': 'message/rfc822' }
const mail = (to: string) => `From: Dora <dora@acme.example>\r\nTo: ${to}\r\nSubject: Lamp\r\n\r\nIt flickers.\r\n`

test(
  'a mail handed over by HTTP goes to the inboxes it is addressed to, or to those that are named',
  onDesk(async ({ ada, tx, store, inboxes }) => {
    const { ask, signedIn } = openWebDoor(store, {
      answers: intakeRoutes(createAccepting(await meansOf(store), () => undefined)),
    })
    const as = await signedIn(ada.id)

    const addressed = await ask('POST', '/mail', { as, headers, body: mail('Desk <Support+x@desk.example>') })
    const named = await ask('POST', '/mail?to=billing@desk.example&from=dora@acme.example', {
      as,
      headers,
      body: mail('a@b.example'),
    })

    expect([addressed.status, named.status]).toEqual([202, 202])
    const rows = await tx.db.selectFrom('intake').selectAll().orderBy('id').execute()
    expect(rows).toMatchObject([
      { id: addressed.body.id, inbox_ids: [inboxes.support], source: 'http', recipients: ['support+x@desk.example'] },
      { id: named.body.id, inbox_ids: [inboxes.billing], envelope_from: 'dora@acme.example' },
    ])
  }),
)

test(
  'mail for nobody here, an empty body, and a person without the right are refused',
  onDesk(async ({ ada, ben, tx, store }) => {
    const { ask, signedIn } = openWebDoor(store, {
      answers: intakeRoutes(createAccepting(await meansOf(store), () => undefined)),
    })
    const as = await signedIn(ada.id)

    expect((await ask('POST', '/mail', { as, headers, body: mail('a@b.example') })).body).toMatchObject({
      code: 'recipient-unknown',
    })
    expect((await ask('POST', '/mail', { as, headers, body: '' })).body).toMatchObject({ code: 'mail-empty' })
    const bens = await ask('POST', '/mail', {
      as: await signedIn(ben.id),
      headers,
      body: mail('support@desk.example'),
    })
    expect(bens.status).toBe(403)
    expect(await tx.db.selectFrom('intake').select('id').execute()).toEqual([])
  }),
)

test(
  'of a large mail that is handed over again with its key nothing stays on the disk',
  onDesk(async ({ ada, store }) => {
    const [driver, keys] = [memoryBlobs(), keysOf(Buffer.alloc(32, 7))]
    const blobs = createBlobs({ driver, keys })
    const means = { ...testMeans(store), blobs, raw: createRawMail({ keys, blobs }) }
    const answers = intakeRoutes(createAccepting(means, () => undefined))
    const { ask, signedIn } = openWebDoor(store, { answers, blobs })
    const as = await signedIn(ada.id)
    const large = `${mail('support@desk.example')}${'It still flickers.\r\n'.repeat(80_000)}`
    const again = () => ask('POST', '/mail', { as, headers: { ...headers, 'idempotency-key': 'once' }, body: large })

    const [first, second] = [await again(), await again()]

    expect(second.body).toEqual(first.body)
    expect(await Array.fromAsync(driver.list(new Date()))).toHaveLength(1)
  }),
)

test(
  'a mail larger than this desk takes is refused',
  onDesk(async ({ ada, store }) => {
    const means = testMeans(store)
    const answers = intakeRoutes(createAccepting(means, () => undefined))
    const { ask, signedIn } = openWebDoor(store, { answers, messageBytes: 1_000 })
    const as = await signedIn(ada.id)
    const sent = async (words: string) =>
      (await ask('POST', '/mail', { as, headers, body: mail('support@desk.example') + words })).status

    expect([await sent('It flickers.'), await sent('It flickers. '.repeat(100))]).toEqual([202, 413])
  }),
)

test('an envelope is read from the header: where it was delivered, who sent it, when it came', () => {
  const raw = [
    'Return-Path: <bounce@acme.example>',
    'Delivered-To: support@desk.example',
    'Received: from mx.acme.example by mx.desk.example; Mon, 2 Mar 2026 10:00:00 +0100',
    'Received: from laptop by mx.acme.example; Mon, 2 Mar 2026 09:59:00 +0100',
    'To: "Desk, Support" <help@desk.example>, b@c.example',
    'Date: Sun, 1 Mar 2026 09:00:00 +0000',
    '',
    'To: not@a.header',
  ].join('\n')

  expect(headerEnvelope(Buffer.from(raw))).toEqual({
    from: 'bounce@acme.example',
    recipients: ['support@desk.example', 'help@desk.example', 'b@c.example'],
    date: new Date('2026-03-02T09:00:00Z'),
  })
  expect(headerEnvelope(Buffer.from('Return-Path: <>\n\nx'))).toEqual({ from: '', recipients: [], date: null })
})
