import { expect, test } from 'vitest'
import { answerNow, problemOf, withLetter, words } from '../../../test/answering.ts'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { addNote } from '../../desk/conversations/notes.ts'
import { assign } from '../../desk/conversations/change.ts'
import { limits } from '../../kit/limits.ts'
import { must } from '../../kit/must.ts'
import { attachmentBytes } from '../../mail/parse/parse.ts'
import { readOwnMessageId, readReplyToken } from '../../mail/token.ts'
import { sendReply, startConversation } from './send.ts'
import { startReply } from './start.ts'
import { undoSend } from './undo.ts'
import { keepUpload } from './uploads.ts'

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

test(
  'attachments that are too much for one mail are refused with their size, and stay where they were',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { means, conversation } = await withLetter(desk)
    const uploadIds: string[] = []
    for (const name of ['one.zip', 'two.zip'])
      uploadIds.push((await keepUpload(ben, means, { name, type: 'application/zip', bytes: Buffer.from(name) })).id)
    await tx.db.updateTable('upload').set({ size: 15_000_000 }).execute()
    const { id, version } = conversation

    const refused = await problemOf(
      desk.store.transact({ actorId: ben.id }, async (inner) =>
        sendReply(inner, means, await ben.actor(), { id, version, ...words, uploadIds }),
      ),
    )

    expect(refused).toMatchObject({ kind: 'invalid', code: 'message-too-large', detail: { size: 30_000_000 } })
    const { most, files } = (refused as { detail: { most: number; files: object[] } }).detail
    expect(most).toBeLessThan(limits.message.bytes * 0.75)
    expect(files).toHaveLength(2)
    expect(await tx.db.selectFrom('upload').select('id').execute()).toHaveLength(2)
    await tx.db.updateTable('upload').set({ size: 12_000_000 }).execute()
    await sendReply(ben, means, await ben.actor(), { id, version, ...words, uploadIds })
  }),
)

test(
  'what goes along is taken out of its mail while nobody waits for the conversation',
  onDesk(async (desk) => {
    const { ben, store } = desk
    const means = testMeans(store)
    const raw = [
      'From: Dora <dora@acme.example>',
      'To: support@desk.example',
      'Subject: The list',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b\r\n\r\nSee the list.\r\n--b\r\nContent-Type: text/csv; name=list.csv\r\n\r\na,b\r\n--b--',
    ]
    await receive(desk.tx, means, { raw: Buffer.from(raw.join('\r\n')) })
    const conversation = must((await deskNow(desk.tx))[0], 'the conversation')
    const { id: attachmentId } = await desk.tx.db.selectFrom('attachment').select('id').executeTakeFirstOrThrow()
    let open = 0
    const transact: typeof store.transact = async (by, verb) => {
      open++
      return await store.transact(by, verb).finally(() => open--)
    }
    const cutWhile: number[] = []
    means.reader.attachment = async (mail, part) => {
      cutWhile.push(open)
      return await attachmentBytes(mail as Buffer, part)
    }
    const door = openWebDoor(Object.assign(Object.create(store) as typeof store, { transact }), {}, means)

    const answered = await door.ask('POST', `/conversations/${conversation.id}/replies`, {
      as: await door.signedIn(ben.id),
      body: { ...words, kind: 'forward', version: conversation.version, attachmentIds: [attachmentId] },
    })

    expect([answered.status, cutWhile]).toEqual([201, [0]])
    expect(answered.body.message.attachments).toMatchObject([{ name: 'list.csv', size: 3 }])
  }),
)

test(
  'a picture in the words goes within the mail, is seen in what was sent, and comes back when it is called back',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { means, conversation, leaving } = await withLetter(desk)
    const bytes = Buffer.from('R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64')
    const { id } = await keepUpload(ben, means, { name: 'kettle.gif', type: 'image/gif', bytes })
    const html = `<p>Look: <img src="cid:upload-${id}" width="40" alt="kettle.gif"></p>`

    const outboxId = await answerNow(ben, means, conversation.id, { html, uploadIds: [id] })

    const { raw, read } = await leaving()
    expect(raw).toContain('multipart/related')
    expect(read.html).toContain(`src="cid:upload-${id}@desk.example"`)
    expect(read.attachments).toMatchObject([
      { name: 'kettle.gif', inline: true, contentId: `upload-${id}@desk.example` },
    ])
    expect((await deskNow(tx))[0]).toMatchObject({ attachment_count: 0 })
    const door = openWebDoor(desk.store, {}, means)
    const { id: messageId } = must((await deskNow(tx))[0]?.messages.at(-1), 'our answer')
    const at = `/conversations/${conversation.id}/messages/${messageId}/inline-images`
    const seen = await door.ask('GET', `${at}/upload-${id}@desk.example`, { as: await door.signedIn(ben.id) })
    expect([seen.status, seen.headers.get('content-type')]).toEqual([200, 'image/gif'])
    expect((await undoSend(ben, means, outboxId)).uploads).toMatchObject([{ id, name: 'kettle.gif' }])
    expect((await deskNow(tx))[0]).toMatchObject({ attachment_count: 0 })
  }),
)
