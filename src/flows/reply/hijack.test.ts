// History by Cc, References spoofing, forged colleagues: what a stranger can write to come by what was said to somebody else, each
// through the real intake, answered as an agent would answer.
import { expect, test } from 'vitest'
import { answerNow, makeDue, withLetter } from '../../../test/answering.ts'
import { deskNow, receive, type Letter } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { must } from '../../kit/must.ts'
import { startReply } from './start.ts'

const [asked, told] = ['canary-of-the-question', 'canary-of-the-answer']
const mallory = 'mallory@evil.test'

interface Known {
  question: string
  answer: string
  replyTo: string
  number: string
}

/** Dora has asked, Ben has answered; all of it is known to the attacker but the words. */
async function withHistory(desk: Desk) {
  const made = await withLetter(desk, { text: `My card ends in ${asked}.`, fields: ['Cc: fay@acme.example'] })
  await answerNow(desk.ben, made.means, made.conversation.id, { text: `Your refund is ${told}.` })
  await makeDue(desk.tx)
  const { raw } = await made.leaving()
  const known: Known = {
    question: 'q1@acme.example',
    answer: must(/^Message-ID: <(.*)>/im.exec(raw)?.[1], 'its Message-ID'),
    replyTo: must(/^Reply-To: .*?<?([^<>\s]+@desk\.example)>?/im.exec(raw)?.[1], 'its reply address'),
    number: made.conversation.number,
  }
  return { ...made, known }
}

const hijacks: [string, (known: Known) => Letter][] = [
  ['In-Reply-To of the question', ({ question }) => ({ inReplyTo: question })],
  ['References of the question', ({ question }) => ({ references: `<${question}>` })],
  ['References of the answer', ({ answer }) => ({ references: `<${answer}>`, inReplyTo: answer })],
  ['the signed reply address', ({ replyTo }) => ({ to: replyTo })],
  ['the signed reply address in Cc', ({ replyTo }) => ({ fields: [`Cc: ${replyTo}`] })],
  [
    'the reply address with its signature changed',
    ({ replyTo }) => ({ to: replyTo.replace(/.@/, (end) => `${end[0] === 'a' ? 'b' : 'a'}@`) }),
  ],
  ['the number in the subject', ({ number }) => ({ subject: `Re: [#${number}] The parcel is late` })],
  ['the subject', () => ({ subject: 'Re: The parcel is late' })],
  ['the customer’s name', ({ answer }) => ({ from: `Dora <${mallory}>`, inReplyTo: answer })],
  [
    'the customer’s address as a name',
    ({ answer }) => ({ from: `"dora@acme.example" <${mallory}>`, inReplyTo: answer }),
  ],
  ['Sender is the customer', ({ answer }) => ({ fields: ['Sender: dora@acme.example'], inReplyTo: answer })],
  ['two in From, the customer last', ({ answer }) => ({ from: `${mallory}, dora@acme.example`, inReplyTo: answer })],
  ['two in From, the customer first', ({ answer }) => ({ from: `dora@acme.example, ${mallory}`, inReplyTo: answer })],
  [
    'the customer forged, answers to somebody else',
    ({ answer }) => ({ from: 'dora@acme.example', fields: [`Reply-To: ${mallory}`], inReplyTo: answer }),
  ],
  [
    'the customer forged, somebody in Cc',
    ({ answer }) => ({ from: 'dora@acme.example', fields: [`Cc: ${mallory}`], inReplyTo: answer }),
  ],
  [
    'the customer forged, somebody in To',
    ({ answer }) => ({
      from: 'dora@acme.example',
      to: `support@desk.example, ${mallory}`,
      recipients: ['support@desk.example'],
      inReplyTo: answer,
    }),
  ],
  ['the envelope is the customer’s', ({ answer }) => ({ envelopeFrom: 'dora@acme.example', inReplyTo: answer })],
  ['sent again by the customer', ({ answer }) => ({ fields: ['Resent-From: dora@acme.example'], inReplyTo: answer })],
  ['the question’s own Message-ID', ({ question }) => ({ messageId: question })],
  ['a Message-ID that the answer refers to', ({ answer }) => ({ messageId: answer })],
  ['a look-alike of the customer', ({ answer }) => ({ from: 'Dora <dora@аcme.example>', inReplyTo: answer })],
  [
    'somebody who was only in Cc of nothing',
    ({ question }) => ({ references: `<x@y.test> <${question}>`, fields: [`Cc: eve@evil.test`] }),
  ],
]

test.each(hijacks)('%s: no word said before goes to a stranger', (_, letter) =>
  onDesk(async (desk) => {
    const { means, known } = await withHistory(desk)
    const before = new Set((await desk.tx.db.selectFrom('outbox').select('id').execute()).map((one) => one.id))
    await receive(desk.tx, means, {
      from: mallory,
      envelopeFrom: mallory,
      subject: 'Re: parcel',
      text: 'Please repeat what you wrote.',
      ...letter(known),
    })
    const forged = must((await incoming(desk)).at(-1), 'the stranger’s mail')
    await receive(desk.tx, means, {
      inReplyTo: known.answer,
      subject: 'Re: The parcel is late',
      text: `Thanks! > ${told}`,
    })
    const genuine = must((await incoming(desk)).at(-1), 'the customer’s mail')

    for (const message of [forged, genuine])
      for (const kind of ['reply', 'reply-all'] as const) {
        const {
          id,
          inbox_id: inboxId,
          version,
        } = await desk.tx.db
          .selectFrom('conversation')
          .selectAll()
          .where('id', '=', message.conversation_id)
          .executeTakeFirstOrThrow()
        const start = await startReply(desk.ben, { id, inboxId, version }, kind, message.id)
        if (start.to.length === 0) continue
        await answerNow(desk.ben, means, id, {
          kind,
          messageId: message.id,
          to: start.to,
          cc: start.cc,
          text: `As asked.\n\n${start.quotedText}`,
          html: `<p>As asked.</p>${start.quotedHtml}`,
        })
      }

    const left = await desk.tx.db.selectFrom('outbox').select(['id', 'raw_id', 'recipients']).execute()
    const toStrangers = left.filter(
      (one) => !before.has(one.id) && one.recipients.some((address) => !address.endsWith('@acme.example')),
    )
    for (const one of toStrangers) {
      const raw = decoded((await means.raw.get(desk.tx, one.raw_id)).toString())
      expect(raw).not.toContain(asked)
      expect(raw).not.toContain(told)
    }
    expect(left.filter((one) => !before.has(one.id)).length).toBeGreaterThan(0)
  })(),
)

const incoming = ({ tx }: Desk) =>
  tx.db.selectFrom('message').selectAll().where('direction', '=', 'in').orderBy('id').execute()
/** Soft line ends would cut a canary in two. */
const decoded = (raw: string) =>
  raw.replace(/=\r?\n/g, '').replace(/^[A-Za-z0-9+/=\r\n]{80,}$/gm, (block) => Buffer.from(block, 'base64').toString())

const ben = 'ben@people.example'
const forgedAgents: [string, Letter][] = [
  ['From', { from: `Ben <${ben}>` }],
  ['From in capitals', { from: 'BEN@PEOPLE.EXAMPLE' }],
  ['From and the envelope', { from: ben, envelopeFrom: ben }],
  ['Sender', { fields: [`Sender: ${ben}`] }],
  ['From with Sender elsewhere', { from: ben, fields: [`Sender: ${mallory}`] }],
  ['two From fields, his first', { from: ben, fields: [`From: ${mallory}`] }],
  ['two From fields, his last', { from: mallory, fields: [`From: ${ben}`] }],
  ['two in From, his first', { from: `${ben}, ${mallory}` }],
  ['two in From, his last', { from: `${mallory}, ${ben}` }],
  ['the name', { from: `"Ben <${ben}>" <${mallory}>` }],
  ['a comment', { from: `${mallory} (${ben})` }],
  ['a group', { from: `Agents: ${ben};` }],
  ['a route', { from: `<@evil.test:${ben}>` }],
  ['an encoded address', { from: `=?utf-8?B?${Buffer.from(`Ben <${ben}>`).toString('base64')}?= <${mallory}>` }],
  ['an unquoted name with an address', { from: `${ben} <${mallory}>` }],
  ['brackets twice', { from: `<${ben}><${mallory}>` }],
  ['NUL after it', { from: `${ben}\0<${mallory}>` }],
  ['a folded field', { from: `\r\n ${ben}` }],
  ['a field name with a blank', { from: mallory, fields: [`From : ${ben}`] }],
  ['Resent-From', { fields: [`Resent-From: ${ben}`, `Resent-Sender: ${ben}`] }],
  [
    'fields of programs',
    { fields: [`X-Postroom-User: ben`, `X-Original-From: ${ben}`, `X-Authenticated-Sender: ${ben}`] },
  ],
  [
    'a passed DMARC of his domain',
    { from: ben, fields: ['Authentication-Results: mx.desk.example; dmarc=pass header.from=people.example'] },
  ],
]

test.each(forgedAgents)(
  'a colleague forged by %s is an ordinary sender: nothing is sent, said or done in his name',
  (_, letter) =>
    onDesk(async (desk) => {
      const { means, known, conversation } = await withHistory(desk)
      const sent = await desk.tx.db.selectFrom('outbox').selectAll().execute()
      const commands = '#close #assign me\n@resolved\n--- reply above this line ---\nDear Dora, pay to this account.'

      await receive(desk.tx, means, {
        from: mallory,
        envelopeFrom: mallory,
        to: known.replyTo,
        inReplyTo: known.answer,
        text: commands,
        ...letter,
      })

      const mail = must((await incoming(desk)).at(-1), 'the mail')
      expect(mail).toMatchObject({ direction: 'in', author_id: null, is_stranger: true })
      expect(await desk.tx.db.selectFrom('outbox').selectAll().execute()).toEqual(sent)
      expect(await desk.tx.db.selectFrom('note').selectAll().execute()).toEqual([])
      const now = must(
        (await deskNow(desk.tx)).find((one) => one.id === conversation.id),
        'the conversation',
      )
      expect(now).toMatchObject({ status: 'waiting' }) // for the customer, as it did
      const after = (await desk.history(conversation.id)).filter(
        (one) => one.name !== 'message.queued' && one.by === 'ben',
      )
      expect(after.filter((one) => !/answered|statusChanged|assigned/.test(one.name))).toEqual([])
    })(),
)
