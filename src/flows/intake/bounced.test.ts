import { expect, test } from 'vitest'
import { receive, testMeans, type Letter } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { liftSuppression, suppressionsOf } from '../../desk/contacts/suppressions.ts'
import { startReply } from '../reply/start.ts'
import { queueOutgoing } from '../reply/outgoing.ts'
import type { Tx } from '../../store/tx.ts'
import { must } from '../../kit/must.ts'

type TestMeans = ReturnType<typeof testMeans>

test(
  'an address that came back for good is written to no more, until a person allows it',
  onDesk(async ({ ada, store, history }) => {
    const means = testMeans(store)
    const { conversation, mailId, messageId } = await answered(ada, means)

    await receive(
      ada,
      means,
      report(mailId, 'Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown'),
    )

    expect(await deliveries(ada, messageId)).toMatchObject([{ recipient: 'dora@acme.example', state: 'failed' }])
    expect(await suppressionsOf(ada, conversation.contactId)).toMatchObject([
      { address: 'dora@acme.example', reason: 'userunknown' },
    ])
    expect((await startReply(ada, conversation, 'reply', undefined)).cautions).toContain('recipient-suppressed')
    await expect(send(ada, means, conversation)).rejects.toMatchObject({ code: 'recipients-suppressed' })
    const both = await send(ada, means, conversation, ['cleo@acme.example'])
    expect(await deliveries(ada, both.messageId)).toMatchObject([
      { recipient: 'cleo@acme.example', state: 'queued' },
      { recipient: 'dora@acme.example', state: 'suppressed' },
    ])

    await liftSuppression(ada, conversation.contactId, 'dora@acme.example')

    expect(await suppressionsOf(ada, conversation.contactId)).toEqual([])
    await send(ada, means, conversation)
    expect(await history(conversation.contactId)).toMatchObject([{ name: 'address.released', by: 'ada' }])
  }),
)

test(
  'a full mailbox silences nobody, and a late arrival is told after a delay',
  onDesk(async ({ ada, store }) => {
    const means = testMeans(store)
    const { conversation, mailId, messageId } = await answered(ada, means)

    await receive(
      ada,
      means,
      report(mailId, 'Action: delayed\r\nStatus: 4.2.2\r\nDiagnostic-Code: smtp; 452 4.2.2 Mailbox full'),
    )
    const before = await deliveries(ada, messageId)
    await receive(ada, means, report(mailId, 'Action: delivered\r\nStatus: 2.1.5'))

    expect(before).toMatchObject([{ state: 'delayed' }])
    expect(await deliveries(ada, messageId)).toMatchObject([{ state: 'delivered' }])
    expect(await suppressionsOf(ada, conversation.contactId)).toEqual([])
  }),
)

test(
  'a bounce that brings back nothing of ours silences nobody',
  onDesk(async ({ ada, store }) => {
    const means = testMeans(store)
    const { conversation, messageId } = await answered(ada, means)

    await receive(ada, means, report('m-forged@desk.example', 'Action: failed\r\nStatus: 5.1.1'))

    expect(await deliveries(ada, messageId)).toMatchObject([{ state: 'queued' }])
    expect(await suppressionsOf(ada, conversation.contactId)).toEqual([])
  }),
)

test(
  'a bounce without its original is told by the signed address it came to, which many know: it silences nobody',
  onDesk(async ({ ada, store }) => {
    const means = testMeans(store)
    const { conversation, messageId, replyTo } = await answered(ada, means)
    const text =
      'Hi. This is the qmail-send program at mx.acme.example.\r\n\r\n<dora@acme.example>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n'
    const fields = `From: MAILER-DAEMON@mx.acme.example\r\nTo: ${replyTo}\r\nSubject: failure notice\r\n`

    await receive(ada, means, { raw: Buffer.from(`${fields}\r\n${text}`), recipients: [replyTo], envelopeFrom: '' })

    expect(await deliveries(ada, messageId)).toMatchObject([{ state: 'failed' }])
    expect(await suppressionsOf(ada, conversation.contactId)).toEqual([])
  }),
)

test(
  'a complaint is told, and is no failure',
  onDesk(async ({ ada, store, history }) => {
    const means = testMeans(store)
    const { conversation, mailId, messageId } = await answered(ada, means)
    const part = (type: string, body: string) => `--b\r\nContent-Type: ${type}\r\n\r\n${body}\r\n`
    const raw = `From: fbl@provider.example\r\nTo: support@desk.example\r\nSubject: FW: Parcel\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n${part('text/plain', 'An abuse report')}${part('message/feedback-report', 'Feedback-Type: abuse\r\nVersion: 1')}${part('message/rfc822', `From: support@desk.example\r\nMessage-ID: <${mailId}>\r\n\r\nx`)}--b--\r\n`

    await receive(ada, means, { raw: Buffer.from(raw), envelopeFrom: 'fbl@provider.example' })

    expect(await deliveries(ada, messageId)).toMatchObject([{ recipient: 'dora@acme.example', state: 'delivered' }])
    expect((await history(conversation.id)).map((one) => one.name)).toContain('delivery.complained')
  }),
)

/** Dora has written, and was answered. */
async function answered(tx: Tx, means: TestMeans) {
  await receive(tx, means, {})
  const row = await tx.db
    .selectFrom('conversation')
    .select(['id', 'inbox_id', 'version', 'contact_id'])
    .executeTakeFirstOrThrow()
  const conversation = {
    id: row.id,
    inboxId: row.inbox_id,
    version: row.version,
    contactId: must(row.contact_id, 'a contact'),
  }
  const { messageId } = await send(tx, means, conversation)
  const sent = await tx.db
    .selectFrom('message')
    .select(['mail_id', 'raw_id'])
    .where('id', '=', messageId)
    .executeTakeFirstOrThrow()
  const raw = (await means.raw.get(tx, must(sent.raw_id, 'its original'))).toString('latin1')
  const replyTo = must(/^Reply-To:[^<]*<([^>]+)>/im.exec(raw)?.[1], 'a signed address')
  return { conversation, messageId, mailId: must(sent.mail_id, 'its name'), replyTo }
}

async function send(tx: Tx, means: TestMeans, to: { id: string; inboxId: string }, cc: string[] = []) {
  return await queueOutgoing(tx, means, {
    conversationId: to.id,
    inboxId: to.inboxId,
    to: [{ name: 'Dora', address: 'dora@acme.example' }],
    cc: cc.map((address) => ({ name: '', address })),
    bcc: [],
    subject: 'Re: The parcel is late',
    text: 'It is on its way.',
    html: null,
    files: [],
    calendar: null,
    answers: null,
    authorId: null,
    kind: 'message',
    delay: 0,
    before: {},
  })
}

function report(mailId: string, fields: string): Letter {
  const part = (type: string, body: string) => `--b\r\nContent-Type: ${type}\r\n\r\n${body}\r\n`
  const status = `Reporting-MTA: dns; mx.acme.example\r\n\r\nFinal-Recipient: rfc822; dora@acme.example\r\n${fields}\r\n`
  const head = `From: MAILER-DAEMON@mx.acme.example\r\nTo: support@desk.example\r\nSubject: Undelivered Mail Returned to Sender\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n`
  const raw = `${head}${part('text/plain', fields)}${part('message/delivery-status', status)}${part('message/rfc822', `From: support@desk.example\r\nMessage-ID: <${mailId}>\r\n\r\nx`)}--b--\r\n`
  return { raw: Buffer.from(raw), envelopeFrom: '' }
}

async function deliveries(tx: Tx, messageId: string) {
  return await tx.db
    .selectFrom('delivery')
    .select(['recipient', 'state'])
    .where('message_id', '=', messageId)
    .orderBy('recipient')
    .execute()
}
