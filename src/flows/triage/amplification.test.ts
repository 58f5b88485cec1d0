// Whether the desk can be made to send mail to people who never wrote: forged senders by the thousand, and a desk that answers a desk.
import { expect, test } from 'vitest'
import { answerNow, makeDue, toldSubmitter, withLetter } from '../../../test/answering.ts'
import { deskNow, receive, testMeans, type Letter, type TestMeans } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { changeInbox } from '../../desk/inboxes/inboxes.ts'
import type { Proof } from '../../desk/means.ts'
import { must } from '../../kit/must.ts'
import type { Tx } from '../../store/tx.ts'
import { queueAutomatic } from '../reply/automatic.ts'
import { createOutbox } from '../reply/deliver.ts'
import { isCorrespondent, mostInAnHour } from './auto-reply.ts'
import { triage } from './triage.ts'

/** Ten thousand where asked for. */
const count = Number(process.env['POSTROOM_TEST_FORGED'] ?? 1_000)
const passed = (domain: string) => [`Authentication-Results: mx.desk.example; dmarc=pass header.from=${domain}`]
const demanded: Proof = { isDemanded: true, servers: ['mx.desk.example'] }

/** Files the letters and routes what they opened; the automatic answers are the real ones, in the outbox. */
async function arrive(tx: Tx, means: TestMeans, letters: Letter[], proof: Proof = demanded): Promise<void> {
  let last = (await messagesIn(tx, '0')).at(-1)?.id ?? '0'
  for (let at = 0; at < letters.length; at += 50) {
    await receive(tx, means, ...letters.slice(at, at + 50))
    const fresh = await messagesIn(tx, last)
    last = fresh.at(-1)?.id ?? last
    await triage(
      tx,
      fresh.map((one) => ({ conversationId: one.conversation_id, messageId: one.id, occasion: 'message.received' })),
      { raw: means.raw, proof, queueAutomatic: (inside, automatic) => queueAutomatic(inside, means, automatic) },
    )
  }
}

const messagesIn = (tx: Tx, after: string) =>
  tx.db
    .selectFrom('message')
    .select(['id', 'conversation_id'])
    .where('direction', '=', 'in')
    .where('id', '>', after)
    .orderBy('id')
    .execute()
const sentBy = async (tx: Tx) =>
  (await tx.db.selectFrom('outbox').select('recipients').execute()).flatMap((one) => one.recipients)

async function thatAcknowledges(desk: Desk): Promise<TestMeans> {
  await changeInbox(desk.ada, desk.inboxes.support, { autoReply: { subject: '', text: 'We will answer soon.' } })
  return testMeans(desk.store)
}

const forged = (count: number, more: Partial<Letter> = {}): Letter[] =>
  Array.from({ length: count }, (_, at) => ({
    from: `victim${at}@acme.example`,
    subject: `Buy now ${at}`,
    messageId: `forged-${at}@evil.test`,
    ...more,
  }))

test(
  'a thousand forged senders get nothing; with that demand lifted the breaker stops at a hundred',
  onDesk(async (desk) => {
    const means = await thatAcknowledges(desk)

    await arrive(desk.tx, means, forged(count))
    expect(await sentBy(desk.tx)).toEqual([])

    const others = forged(150).map((one) => ({ ...one, messageId: `b${one.messageId}`, from: `b${one.from}` }))
    await arrive(desk.tx, means, others, { isDemanded: false, servers: [] })
    expect(await sentBy(desk.tx)).toHaveLength(mostInAnHour.inbox)
  }),
  60_000 + count * 60,
)

test(
  'forging what our mail server says does not help: its word stands above whatever came with the mail',
  onDesk(async (desk) => {
    const means = await thatAcknowledges(desk)
    const failed = 'Authentication-Results: mx.desk.example; dmarc=fail header.from=acme.example'

    await arrive(desk.tx, means, [
      ...forged(5, { fields: ['Authentication-Results: mx.evil.test; dmarc=pass header.from=acme.example'] }),
      { from: 'victim@acme.example', fields: [failed, ...passed('acme.example')] },
      { from: 'victim@acme.example', fields: passed('evil.test') },
      { from: 'victim@acme.example, x@evil.test', fields: passed('evil.test') },
    ])

    expect(await sentBy(desk.tx)).toEqual([])
  }),
)

test(
  'whoever is proven is answered once, and the answer says nothing of what was written',
  onDesk(async (desk) => {
    const means = await thatAcknowledges(desk)
    const dora = { from: 'Dora <dora@acme.example>', fields: passed('acme.example'), text: 'advertisement-canary' }

    await arrive(desk.tx, means, [{ ...dora, subject: 'subject-canary' }])
    await arrive(desk.tx, means, [{ ...dora, subject: 'And again' }])

    expect(await sentBy(desk.tx)).toEqual(['dora@acme.example'])
    const raw = await desk.tx.db.selectFrom('outbox').select('raw_id').executeTakeFirstOrThrow()
    expect((await means.raw.get(desk.tx, raw.raw_id)).toString()).not.toMatch(/canary/)
  }),
)

test(
  'whom a colleague wrote to, and who got it, is known from then on; an automatic answer makes nobody known',
  onDesk(async (desk) => {
    const { means, conversation } = await withLetter(desk)
    await changeInbox(desk.ada, desk.inboxes.support, { autoReply: { subject: '', text: 'Soon.' } })
    const known = () => isCorrespondent(desk.tx, 'Dora@acme.example')

    expect(await known()).toBe(false)
    await answerNow(desk.ben, means, conversation.id)
    expect(await known()).toBe(false)
    await makeDue(desk.tx)
    const outbox = createOutbox(
      means,
      toldSubmitter({ recipients: [{ address: 'dora@acme.example', result: 'accepted', response: '250' }] }),
      { workerId: 'test' },
    )
    await outbox.round()
    await outbox.idle()
    expect(await known()).toBe(true)
    expect(await isCorrespondent(desk.tx, 'eve@acme.example')).toBe(false)

    await arrive(desk.tx, means, [{ from: 'dora@acme.example', subject: 'Something else entirely' }])
    expect((await sentBy(desk.tx)).filter((one) => one === 'dora@acme.example')).toHaveLength(2)
  }),
)

test(
  'two desks that acknowledge everything exchange one mail, also where both would answer anyone',
  onDesk(async (desk) => {
    const means = await thatAcknowledges(desk)
    await changeInbox(desk.ada, desk.inboxes.billing, { autoReply: { subject: '', text: 'Billing will answer.' } })
    const open: Proof = { isDemanded: false, servers: [] }
    // The other desk's acknowledgement is this desk's own, as the wire carries it, from the other's address.
    await arrive(desk.tx, means, [{ from: 'support@other.example', subject: 'Our question' }], open)
    const first = must(
      await desk.tx.db.selectFrom('outbox').select(['raw_id', 'envelope_from']).executeTakeFirst(),
      'an acknowledgement',
    )
    const answer = (await means.raw.get(desk.tx, first.raw_id))
      .toString()
      .replace(/^From: .*$/m, 'From: Other <support@other.example>')
      .replace(/^To: .*$/m, 'To: support@desk.example')
      .replace(/^Reply-To: .*\r\n(?: .*\r\n)*/m, '')
      .replace(/^Message-ID: .*$/m, 'Message-ID: <other-1@other.example>')

    for (const envelopeFrom of [first.envelope_from, 'support@other.example'])
      for (let round = 0; round < 3; round++)
        await arrive(
          desk.tx,
          means,
          [
            {
              raw: Buffer.from(answer.replace('other-1', `o-${round}-${envelopeFrom.length}`)),
              recipients: ['support@desk.example'],
              envelopeFrom,
            },
          ],
          open,
        )

    expect(await sentBy(desk.tx)).toEqual(['support@other.example'])
    expect((await deskNow(desk.tx)).flatMap((one) => one.messages).some((one) => one.kind === 'auto-reply')).toBe(true)
  }),
)
