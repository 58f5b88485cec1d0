import { expect, test } from 'vitest'
import { deskNow, receive, testMeans, type Letter } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { addNote } from '../../desk/conversations/notes.ts'
import { assign } from '../../desk/conversations/change.ts'
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import { readMail } from '../../mail/read.ts'
import { readOwnMessageId, readReplyToken } from '../../mail/token.ts'
import { deliverDue, settle } from './deliver.ts'
import { sendReply, startConversation } from './send.ts'
import { startReply } from './start.ts'
import { retrySend, undoSend } from './undo.ts'

const words = {
  to: [{ name: 'Dora', address: 'dora@acme.example' }],
  cc: [],
  bcc: [],
  subject: 'Re: The parcel is late',
  text: 'It left us on Monday.',
  html: null,
  uploadIds: [],
  attachmentIds: [],
  kind: 'reply' as const,
}

async function withLetter({ tx, store }: Desk, letter: Letter = {}) {
  const means = testMeans(store)
  await receive(tx, means, { messageId: 'q1@acme.example', ...letter })
  const conversation = must((await deskNow(tx))[0], 'the conversation')
  const leaving = async () => {
    const row = must(
      await tx.db.selectFrom('outbox').select('raw_id').orderBy('id', 'desc').executeTakeFirst(),
      'something in the outbox',
    )
    const raw = await means.raw.get(tx, row.raw_id)
    return { raw: raw.toString('utf8'), read: await readMail(raw, { from: null }) }
  }
  return { means, conversation, leaving }
}

const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (thrown: unknown) =>
      thrown instanceof Problem ? { kind: thrown.kind, code: thrown.code, detail: thrown.detail } : thrown,
  )

test(
  'an answer carries our Message-ID, the References and a signed reply address',
  onDesk(async (desk) => {
    const { ben } = desk
    const { means, conversation, leaving } = await withLetter(desk, { references: '<q0@acme.example>' })

    const sent = await sendReply(ben, means, await ben.actor(), {
      id: conversation.id,
      version: conversation.version,
      ...words,
    })

    const { read } = await leaving()
    const secret = means.keys.secret('reply')
    expect(readOwnMessageId(must(read.messageId, 'an ID'), secret)).toEqual({
      conversationId: conversation.id,
      messageId: sent.message.id,
    })
    expect(read.inReplyTo).toEqual(['q1@acme.example'])
    expect(read.references).toEqual(['q0@acme.example', 'q1@acme.example'])
    expect(readReplyToken(must(read.replyTo[0], 'a Reply-To').address, secret, desk.tx.now)).toEqual({
      conversationId: conversation.id,
    })
    expect(read.from).toEqual([{ name: 'Support', address: 'support@desk.example' }])
  }),
)

test(
  'an answer leaves the conversation waiting for the customer, and with whoever answered',
  onDesk(async (desk) => {
    const { ben, history } = desk
    const { means, conversation } = await withLetter(desk)

    await sendReply(ben, means, await ben.actor(), { id: conversation.id, version: conversation.version, ...words })

    const [now] = await deskNow(desk.tx)
    expect(now).toMatchObject({ status: 'waiting', waiting_since: null, assignee_id: ben.id, message_count: 2 })
    expect((await history(conversation.id)).filter((event) => event.by === 'ben').map((event) => event.name)).toEqual([
      'message.queued',
      'conversation.statusChanged',
    ])
  }),
)

test(
  'blind copies are in the envelope and nowhere in the mail',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { means, conversation, leaving } = await withLetter(desk)

    await sendReply(ben, means, await ben.actor(), {
      id: conversation.id,
      version: conversation.version,
      ...words,
      bcc: [{ name: '', address: 'boss@desk.example' }],
    })

    expect((await leaving()).raw).not.toContain('boss@')
    expect((await tx.db.selectFrom('outbox').select('recipients').executeTakeFirstOrThrow()).recipients).toContain(
      'boss@desk.example',
    )
  }),
)

test(
  'an answer written against what has moved on is refused, and says what is new',
  onDesk(async (desk) => {
    const { ben, cleo } = desk
    const { means, conversation } = await withLetter(desk)
    await addNote(cleo, conversation.id, 'I am on it')

    const refused = await problemOf(
      sendReply(ben, means, await ben.actor(), { id: conversation.id, version: conversation.version, ...words }),
    )

    expect(refused).toMatchObject({
      kind: 'conflict',
      code: 'conversation-changed',
      detail: { changes: [{ name: 'note.added', actorId: cleo.id }] },
    })
  }),
)

test(
  "one's own clicks while writing do not stand in the way",
  onDesk(async (desk) => {
    const { ben } = desk
    const { means, conversation } = await withLetter(desk)
    await assign(ben, conversation.id, ben.id)

    await sendReply(ben, means, await ben.actor(), { id: conversation.id, version: conversation.version, ...words })

    expect((await deskNow(desk.tx))[0]).toMatchObject({ status: 'waiting' })
  }),
)

test(
  'a line break in an address is refused before anything is kept',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { means, conversation } = await withLetter(desk)
    const to = [{ name: '', address: 'you@them.example\r\nBcc: evil@e.example' }]

    const refused = await problemOf(
      sendReply(ben, means, await ben.actor(), { id: conversation.id, version: conversation.version, ...words, to }),
    )

    expect(refused).toMatchObject({ kind: 'invalid', code: 'bad-address' })
    expect(await tx.db.selectFrom('outbox').select('id').execute()).toEqual([])
  }),
)

test(
  'undo gives the words back and leaves the conversation as it was',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { means, conversation } = await withLetter(desk)
    const sent = await sendReply(ben, means, await ben.actor(), {
      id: conversation.id,
      version: conversation.version,
      ...words,
    })

    const back = await undoSend(ben, must(sent.message.outboxId, 'its place in the outbox'))

    expect(back).toMatchObject({ text: words.text, to: words.to })
    expect((await deskNow(tx))[0]).toMatchObject({
      status: 'open',
      assignee_id: null,
      message_count: 1,
      waiting_since: conversation.waiting_since,
    })
    expect(await problemOf(undoSend(ben, must(sent.message.outboxId, 'it')))).toMatchObject({
      kind: 'conflict',
      code: 'too-late',
    })
  }),
)

test(
  'a reply starts from the message answered: recipients, subject, quote; a stranger is a caution',
  onDesk(async (desk) => {
    const { tx } = desk
    const { means, conversation } = await withLetter(desk, { fields: ['Cc: Fay <fay@acme.example>'] })
    const all = await startReply(
      tx,
      { id: conversation.id, inboxId: conversation.inbox_id, version: 1 },
      'reply-all',
      undefined,
    )
    await receive(tx, means, { from: 'mallory@evil.example', inReplyTo: 'q1@acme.example' })
    const stranger = must((await deskNow(tx))[0]?.messages.at(-1), 'the stranger’s mail')

    const toStranger = await startReply(
      tx,
      { id: conversation.id, inboxId: conversation.inbox_id, version: 2 },
      'reply-all',
      stranger.id,
    )

    expect(all).toMatchObject({
      to: [{ address: 'dora@acme.example' }],
      cc: [{ address: 'fay@acme.example' }],
      subject: 'Re: The parcel is late',
      cautions: [],
    })
    expect(all.quotedText).toContain('> Where is my order?')
    expect(toStranger).toMatchObject({
      to: [{ address: 'mallory@evil.example' }],
      cc: [],
      cautions: ['sender-is-stranger'],
    })
  }),
)

test(
  'writing to somebody first opens a conversation that waits for them',
  onDesk(async (desk) => {
    const { ben, tx, dora, inboxes } = desk
    const means = testMeans(desk.store)

    await startConversation(ben, means, await ben.actor(), { inboxId: inboxes.support, ...words })

    expect((await deskNow(tx))[0]).toMatchObject({
      status: 'waiting',
      contact_id: dora.id,
      assignee_id: ben.id,
      from_name: 'Dora',
    })
  }),
)

const claimed = async ({ tx }: Desk) => {
  const row = await tx.db.selectFrom('outbox').selectAll().executeTakeFirstOrThrow()
  return { ...row, was: 'queued', attempts: 1 }
}

test(
  'what the relay accepted for one and put off for another is tried again for the other only',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { means, conversation } = await withLetter(desk)
    await sendReply(ben, means, await ben.actor(), {
      id: conversation.id,
      version: conversation.version,
      ...words,
      cc: [{ name: '', address: 'fay@acme.example' }],
    })
    const recipients = [
      { address: 'dora@acme.example', result: 'accepted' as const, response: '250 ok' },
      { address: 'fay@acme.example', result: 'deferred' as const, response: '451 later' },
    ]

    await settle(tx, await claimed(desk), { result: 'accepted', response: '250 ok', recipients })

    expect(await tx.db.selectFrom('outbox').select(['state', 'recipients']).execute()).toEqual([
      { state: 'deferred', recipients: ['fay@acme.example'] },
    ])
    expect(await tx.db.selectFrom('delivery').select(['recipient', 'state']).orderBy('recipient').execute()).toEqual([
      { recipient: 'dora@acme.example', state: 'delivered' },
      { recipient: 'fay@acme.example', state: 'delayed' },
    ])
  }),
)

test(
  'what nobody knows the fate of is tried once more, later, and then left to a person',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { means, conversation } = await withLetter(desk)
    const sent = await sendReply(ben, means, await ben.actor(), {
      id: conversation.id,
      version: conversation.version,
      ...words,
    })
    const fate = { result: 'uncertain' as const, response: 'lost', recipients: [] }

    await settle(tx, await claimed(desk), fate)
    const first = await tx.db.selectFrom('outbox').select(['state', 'run_at']).executeTakeFirstOrThrow()
    await settle(tx, { ...(await claimed(desk)), attempts: 2 }, fate)
    const second = await tx.db.selectFrom('outbox').select('state').executeTakeFirstOrThrow()

    expect(first.state).toBe('deferred')
    expect(first.run_at.getTime() - tx.now.getTime()).toBeGreaterThanOrEqual(600_000)
    expect(second.state).toBe('uncertain')
    await retrySend(ben, must(sent.message.outboxId, 'it'))
    expect(await tx.db.selectFrom('outbox').select('state').executeTakeFirstOrThrow()).toEqual({ state: 'deferred' })
  }),
)

test(
  'a crash while sending leaves the message uncertain: it is not sent again at once',
  onDesk(async (desk) => {
    const { ben, tx, store } = desk
    const { means, conversation } = await withLetter(desk)
    await sendReply(ben, means, await ben.actor(), { id: conversation.id, version: conversation.version, ...words })
    await tx.db
      .updateTable('outbox')
      .set({ state: 'sending', run_at: new Date(0), leased_until: new Date(0), attempts: 1 })
      .execute()
    let handed = 0
    const submitter = {
      submit: async () => ({ result: 'accepted' as const, response: '', recipients: [], handed: ++handed }),
      verify: async () => undefined,
      close: async () => undefined,
    }

    await deliverDue({ ...means, store }, submitter, 'second life')

    expect(handed).toBe(0)
    expect(await tx.db.selectFrom('delivery').select('state').execute()).toEqual([{ state: 'uncertain' }])
  }),
)
