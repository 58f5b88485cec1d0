import { expect, test } from 'vitest'
import { answerNow, makeDue, problemOf, toldSubmitter, withLetter, words } from '../../../test/answering.ts'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { assign, setStatus, snooze } from '../../desk/conversations/change.ts'
import { merge } from '../../desk/conversations/merge.ts'
import { addNote } from '../../desk/conversations/notes.ts'
import { must } from '../../kit/must.ts'
import { createOutbox } from './deliver.ts'
import { startConversation } from './send.ts'
import { undoSend } from './undo.ts'
import { keepUpload } from './uploads.ts'

const fay = { name: 'Fay', address: 'fay@other.example' }

test(
  'undo gives the words back and leaves the conversation as it was',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { means, conversation } = await withLetter(desk)
    await snooze(ben, conversation.id, new Date(tx.now.getTime() + 86_400_000))
    const before = must((await deskNow(tx))[0], 'it')
    const [raws, keys] = [await rawCount(desk), await keysOf(desk)]
    const outboxId = await answerNow(ben, means, conversation.id, { subject: 'Something else' })

    const back = await undoSend(ben, means, outboxId)

    expect(back).toMatchObject({ conversationId: conversation.id, text: words.text, to: words.to, uploads: [] })
    const [after] = await deskNow(tx)
    expect({ ...after, version: 0 }).toEqual({ ...before, version: 0 })
    expect(await rawCount(desk)).toBe(raws)
    expect(await keysOf(desk)).toEqual(keys)
    expect(await tx.db.selectFrom('subject_key').select('hash').execute()).toHaveLength(1)
    expect(await problemOf(undoSend(ben, means, outboxId))).toMatchObject({ kind: 'conflict', code: 'too-late' })
  }),
)

test(
  'what colleagues did since is not undone with it',
  onDesk(async (desk) => {
    const { ben, cleo, tx } = desk
    const { means, conversation } = await withLetter(desk)
    const outboxId = await answerNow(ben, means, conversation.id)
    await assign(cleo, conversation.id, cleo.id)
    await setStatus(cleo, conversation.id, 'resolved')

    await undoSend(ben, means, outboxId)

    expect((await deskNow(tx))[0]).toMatchObject({
      status: 'resolved',
      assignee_id: cleo.id,
      message_count: 1,
      snippet: conversation.snippet,
    })
  }),
)

test(
  'what the customer wrote since keeps the conversation open, and stands first in the list',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { means, conversation } = await withLetter(desk)
    const outboxId = await answerNow(ben, means, conversation.id, { then: 'resolved' })
    await receive(tx, means, { inReplyTo: 'q1@acme.example', text: 'Still nothing here.' })

    await undoSend(ben, means, outboxId)

    expect((await deskNow(tx))[0]).toMatchObject({ status: 'open', message_count: 2, snippet: 'Still nothing here.' })
  }),
)

test(
  'uploads are there again under their ids, and the same answer can be sent with them',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { means, conversation } = await withLetter(desk)
    const invoice = { name: 'invoice.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF') }
    const upload = await keepUpload(ben, means, invoice)
    const first = await answerNow(ben, means, conversation.id, { uploadIds: [upload.id] })
    const [sent] = await tx.db.selectFrom('upload').select('id').execute()

    const back = await undoSend(ben, means, first)

    expect(sent).toBeUndefined()
    expect(back.uploads).toEqual([{ id: upload.id, name: 'invoice.pdf', type: 'application/pdf', size: 4 }])
    expect((await deskNow(tx))[0]).toMatchObject({ attachment_count: 0 })
    await answerNow(ben, means, conversation.id, { uploadIds: back.uploads.map((one) => one.id) })
    expect((await deskNow(tx))[0]).toMatchObject({ attachment_count: 1 })
    expect(await tx.db.selectFrom('blob').select('refs').execute()).toEqual([{ refs: 1 }])
  }),
)

test(
  'an attachment taken along from the message answered is let go',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { means, conversation } = await withLetter(desk)
    const note = await keepUpload(ben, means, { name: 'a.txt', type: 'text/plain', bytes: Buffer.from('a') })
    await answerNow(ben, means, conversation.id, { uploadIds: [note.id] })
    const ours = must((await deskNow(tx))[0]?.messages.at(-1), 'our answer')
    const forward = { kind: 'forward' as const, messageId: ours.id, to: [fay], attachmentIds: [note.id] }
    const outboxId = await answerNow(ben, means, conversation.id, forward)

    const back = await undoSend(ben, means, outboxId)

    expect(back.uploads).toEqual([])
    expect((await deskNow(tx))[0]).toMatchObject({ attachment_count: 1 })
    expect(await tx.db.selectFrom('blob').select('refs').execute()).toEqual([{ refs: 1 }])
  }),
)

test(
  'whom the message alone brought in takes part no longer; a stranger is a stranger again',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { means, conversation } = await withLetter(desk)
    await receive(tx, means, { from: 'mallory@evil.example', inReplyTo: 'q1@acme.example' })
    const roles = () =>
      tx.db
        .selectFrom('participant')
        .select(['address', 'role'])
        .where('conversation_id', '=', conversation.id)
        .orderBy('address')
        .execute()
    const before = await roles()
    const cc = [fay, { name: '', address: 'mallory@evil.example' }]
    const outboxId = await answerNow(ben, means, conversation.id, { cc })
    const between = await roles()

    await undoSend(ben, means, outboxId)

    expect(before.find((one) => one.address === 'mallory@evil.example')?.role).toBe('sender')
    expect(between).not.toEqual(before)
    expect(await roles()).toEqual(before)
  }),
)

test(
  'who was written to again since goes on taking part',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { means, conversation } = await withLetter(desk)
    const first = await answerNow(ben, means, conversation.id, { cc: [fay] })
    await answerNow(ben, means, conversation.id, { cc: [fay], text: 'And one thing more.' })

    await undoSend(ben, means, first)

    const rows = await tx.db.selectFrom('participant').select('address').where('address', '=', fay.address).execute()
    expect(rows).toHaveLength(1)
  }),
)

test(
  'undone after a merge: the whole shows its own last message, and counts right when they are separated',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { means, conversation } = await withLetter(desk)
    await receive(tx, means, { subject: 'Another matter', text: 'And the invoice?', messageId: 'q2@acme.example' })
    const other = must((await deskNow(tx))[1], 'the other matter')
    const outboxId = await answerNow(ben, means, conversation.id)
    await merge(ben, conversation.id, other.id)

    const back = await undoSend(ben, means, outboxId)

    expect(back.conversationId).toBe(other.id)
    expect((await deskNow(tx))[0]).toMatchObject({ id: other.id, message_count: 2, snippet: 'And the invoice?' })
    const part = tx.db.selectFrom('conversation').select('message_count').where('id', '=', conversation.id)
    expect(await part.executeTakeFirstOrThrow()).toEqual({ message_count: 1 })
  }),
)

test(
  'a conversation begun with the message called back is gone, unless a colleague has written into it',
  onDesk(async (desk) => {
    const { ben, cleo, tx, inboxes } = desk
    const means = testMeans(desk.store)
    const begin = async () => startConversation(ben, means, await ben.actor(), { inboxId: inboxes.support, ...words })
    const [first, second] = [await begin(), await begin()]
    await addNote(cleo, second.conversationId, 'Wait, I have spoken to her.')

    for (const one of [first, second]) await undoSend(ben, means, must(one.message.outboxId, 'its place'))

    const rows = await tx.db.selectFrom('conversation').select(['deleted_at', 'snippet']).orderBy('id').execute()
    expect(rows).toEqual([
      { deleted_at: tx.now, snippet: '' },
      { deleted_at: null, snippet: '' },
    ])
  }),
)

test(
  'what is being sent cannot be called back',
  onDesk(async (desk) => {
    const { ben, tx, store } = desk
    const { means, conversation } = await withLetter(desk)
    const outboxId = await answerNow(ben, means, conversation.id)
    await makeDue(tx)
    const { promise, resolve } = Promise.withResolvers<object>()
    const outbox = createOutbox({ ...means, store }, toldSubmitter(promise), { workerId: 'one' })
    await outbox.round()

    expect(await problemOf(undoSend(ben, means, outboxId))).toMatchObject({ code: 'too-late' })

    resolve({})
    await outbox.idle()
  }),
)

async function rawCount({ tx }: Desk): Promise<number> {
  return (await tx.db.selectFrom('raw').select('id').execute()).length
}

async function keysOf({ tx }: Desk) {
  const copies = await tx.db.selectFrom('message_key').selectAll().orderBy('key').execute()
  return [copies, await tx.db.selectFrom('thread_key').selectAll().orderBy('hash').execute()]
}
