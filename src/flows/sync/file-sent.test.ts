// Answers that people sent with another program become answers here, once, and only what is one.
import { expect, test } from 'vitest'
import { deskNow, receive, testMeans, write, type Letter } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { deleteConversation, moveToInbox, restoreConversation } from '../../desk/conversations/change.ts'
import { addMailbox } from '../../desk/mailboxes/mailboxes.ts'
import { clocksOf } from '../../desk/sla/clock-rows.ts'
import { must } from '../../kit/must.ts'
import { readMail } from '../../mail/read.ts'
import { ownMessageId, replyAddress } from '../../mail/token.ts'
import { followConversations } from '../deadlines/deadlines.ts'
import { fileSent } from './file-sent.ts'
import { wantedSent } from './sent-there.ts'

/** Dora has asked; the account of the inbox is looked at. */
async function asked({ tx, store, inboxes }: Desk) {
  const means = testMeans(store)
  const server = { host: 'imap.desk.example', port: 993, isSecure: true, username: 'desk', folder: 'INBOX' }
  const mailbox = await addMailbox(tx, means.keys, {
    inboxId: inboxes.support,
    auth: 'password',
    secret: 'x',
    ...server,
  })
  await receive(tx, means, { messageId: 'q1@acme.example', receivedAt: new Date(tx.now.getTime() - 60_000) })
  const file = async (letter: Letter, sentAt = tx.now) => {
    const raw = write({ from: 'Support <support@desk.example>', to: 'dora@acme.example', ...letter })
    const rawId = tx.mint()
    await means.raw.put(tx, [{ id: rawId, bytes: raw }])
    const sent = { mailboxId: mailbox.id, rawId, sentAt: sentAt.toISOString() }
    await fileSent(tx, means, sent, await readMail(raw, { from: null }))
    return sent
  }
  const conversation = async () => must((await deskNow(tx))[0], 'the conversation')
  return { means, mailbox, file, conversation }
}

const answer = { inReplyTo: 'q1@acme.example', messageId: 'a1@desk.example', subject: 'Re: The parcel is late', text: 'It is on its way.' } // prettier-ignore

test(
  'an answer sent from the account stops the wait for one; it is credited to its address, nothing goes out, and twice is once',
  onDesk(async (desk) => {
    const { tx } = desk
    const { file, conversation, means, mailbox } = await asked(desk)

    const sent = await file(answer)
    await fileSent(tx, means, sent, await readMail(await means.raw.get(tx, sent.rawId), { from: null })) // the job again
    await file(answer)

    const now = await conversation()
    expect(now).toMatchObject({
      status: 'waiting',
      waiting_since: null,
      message_count: 2,
      snippet: 'It is on its way.',
    })
    expect(now.messages).toHaveLength(2)
    const sender = { name: 'Support', address: 'support@desk.example' }
    expect(now.messages[1]).toMatchObject({ direction: 'out', author_id: null, sender, mail_id: 'a1@desk.example' })
    expect(await tx.db.selectFrom('outbox').selectAll().execute()).toEqual([])
    expect(await tx.db.selectFrom('raw').select('id').execute()).toHaveLength(2)
    expect((await desk.history(now.id)).at(-1)).toMatchObject({
      name: 'message.sentElsewhere',
      data: { mailboxId: mailbox.id },
    })
    await receive(tx, means, { inReplyTo: 'a1@desk.example', text: 'Thank you.' })
    expect((await conversation()).messages).toHaveLength(3)
  }),
)

test(
  'an answer to what was put in the bin in that moment is not lost, and leaves it in the bin',
  onDesk(async (desk) => {
    const { file, conversation } = await asked(desk)
    const { id } = await conversation()
    await deleteConversation(desk.ben, id)

    await file(answer)

    expect(await conversation()).toMatchObject({ id, message_count: 2, deleted_at: desk.tx.now })
    expect((await conversation()).messages[1]).toMatchObject({ direction: 'out', mail_id: 'a1@desk.example' })
  }),
)

test(
  'where the question came back from the bin and another conversation only refers to it, the answer is to the question',
  onDesk(async (desk) => {
    const { tx, ben } = desk
    const { file, conversation, means } = await asked(desk)
    const { id } = await conversation()
    await deleteConversation(ben, id)
    await receive(tx, means, { inReplyTo: 'q1@acme.example', messageId: 'q2@acme.example', text: 'Still nothing.' })
    await restoreConversation(ben, id)
    expect(await deskNow(tx)).toHaveLength(2)

    await file(answer)

    const now = must(
      (await deskNow(tx)).find((one) => one.id === id),
      'the question',
    )
    expect(now.messages.map((one) => one.mail_id)).toEqual(['q1@acme.example', 'a1@desk.example'])
  }),
)

test(
  'what the customer wrote after it still needs an answer, and an automatic answer is none',
  onDesk(async (desk) => {
    const { file, conversation } = await asked(desk)

    await file(answer, new Date(desk.tx.now.getTime() - 3_600_000))
    await file({ ...answer, messageId: 'v@desk.example', text: 'I am away.', fields: ['Auto-Submitted: auto-replied'] })

    expect(await conversation()).toMatchObject({ status: 'open', message_count: 3 })
    expect((await conversation()).waiting_since).not.toBeNull()
    const { id } = await conversation()
    await followConversations(desk.tx, [id], new Map())
    const clocks = (await clocksOf(desk.tx, [id])).map((one) => one.clock)
    expect(clocks.filter((one) => one.measure === 'firstResponse' && one.stoppedAt === null)).toHaveLength(1)
  }),
)

test(
  'no answer is: a copy of what we sent, a question to a colleague, what answers nothing here, and what others have in hand',
  onDesk(async (desk) => {
    const { tx, ada, inboxes } = desk
    const { file, conversation, means } = await asked(desk)
    const { id } = await conversation()
    const signed = replyAddress({ address: 'support@desk.example', conversationId: id, secret: means.keys.secret('reply'), now: tx.now }) // prettier-ignore

    await file({ ...answer, fields: [`Reply-To: ${signed}`] }) // under another Message-ID, as some providers give it
    await file({ ...answer, to: 'erik@elsewhere.example' })
    await file({ ...answer, inReplyTo: 'unheard-of@acme.example' })
    await moveToInbox(ada, id, inboxes.billing)
    await file(answer)

    expect(await conversation()).toMatchObject({ status: 'open', message_count: 1 })
    expect(await tx.db.selectFrom('raw').select('id').execute()).toHaveLength(1)
  }),
)

test(
  'what the customer wrote and somebody filed among sent mail is no answer of ours, and stops no wait',
  onDesk(async (desk) => {
    const { file, conversation } = await asked(desk)

    await file({ ...answer, from: 'Support <Dora@acme.example>', to: 'support@desk.example, dora@acme.example' })

    expect(await conversation()).toMatchObject({ status: 'open', message_count: 1 })
    expect((await conversation()).waiting_since).not.toBeNull()
  }),
)

test(
  'under an address that is not this inbox’s it answers nobody, whoever put it among sent mail; it is shown, with a caution',
  onDesk(async (desk) => {
    const { file, conversation } = await asked(desk)

    await file({ ...answer, from: 'Ada <billing@desk.example>' })
    await file({
      ...answer,
      from: 'Support <support@desk.example>, ceo@elsewhere.example',
      messageId: 'a2@desk.example',
    })

    const now = await conversation()
    expect(now).toMatchObject({ status: 'open', message_count: 3 })
    expect(now.waiting_since).not.toBeNull()
    expect(now.messages.slice(1).map((one) => [one.direction, one.is_stranger])).toEqual([
      ['out', true],
      ['out', true],
    ])
    expect((await desk.history(now.id)).map((one) => one.name).slice(-2)).toEqual(Array(2).fill('message.sentAsOther'))
    await followConversations(desk.tx, [now.id], new Map())
    const running = (await clocksOf(desk.tx, [now.id])).filter((one) => one.clock.stoppedAt === null)
    expect(running.map((one) => one.clock.measure)).toContain('firstResponse')
    await file({ ...answer, from: 'Ben <support+ben@desk.example>', messageId: 'a3@desk.example' })
    expect(await conversation()).toMatchObject({ status: 'waiting', waiting_since: null })
  }),
)

test(
  'of what lies among sent mail only answers to what is here are read whole; nothing is passed over that may answer what is still to come',
  onDesk(async (desk) => {
    const { tx } = desk
    const { means, mailbox } = await asked(desk)
    const secret = means.keys.secret('reply')
    const ours = ownMessageId({ conversationId: '1', messageId: '2', domain: 'desk.example', secret })
    const sentAt = new Date(tx.now.getTime() - 2 * 60_000)
    const header = (uid: number, mailId: string, ...refs: string[]) => ({ uid, mailId, refs, sentAt })
    const there = [
      header(1, 'a1@desk.example', 'q1@acme.example'),
      header(2, ours, 'q1@acme.example'),
      header(3, 'b@desk.example', 'unheard-of@acme.example'),
      header(4, 'c@desk.example'),
      header(5, 'd@desk.example', 'q1@acme.example'),
    ]

    expect(await wantedSent(tx, mailbox.id, there, secret)).toEqual({ uids: [1, 5], upTo: Infinity })
    const justNow = there.map((one) => ({ ...one, sentAt: tx.now }))
    expect(await wantedSent(tx, mailbox.id, justNow, secret)).toEqual({ uids: [1], upTo: 2 })
    await tx.db
      .insertInto('intake')
      .values({ id: tx.mint(), source: 'imap', inbox_ids: [mailbox.inboxId], recipients: [], received_at: tx.now })
      .execute()
    expect(await wantedSent(tx, mailbox.id, there, secret)).toEqual({ uids: [1], upTo: 2 })
  }),
)

test(
  'a one-time code that somebody passes on with another program is hidden as any other is',
  onDesk(async (desk) => {
    const { file, conversation } = await asked(desk)

    await file({
      ...answer,
      subject: 'Re: Your sign-in code',
      text: 'Your verification code is 483920. Do not share it with anyone.',
    })

    expect((await conversation()).messages[1]?.secret).toMatch(/code/)
  }),
)
