import { expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { addTags, deleteConversation, restoreConversation } from '../../desk/conversations/change.ts'
import { markSeen } from '../../desk/conversations/read.ts'
import { setPrivacy } from '../../desk/conversations/privacy.ts'
import { split } from '../../desk/conversations/split.ts'
import { addMailbox } from '../../desk/mailboxes/mailboxes.ts'
import type { Means } from '../../desk/means.ts'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import type { Tx } from '../../store/tx.ts'
import { arrivedAside, settleGone } from './aside.ts'
import { takeDifferences } from './differences.ts'
import { remember } from './ledger.ts'
import { linked } from './linked.ts'
import { marked } from './marks.ts'
import { recognise } from './recognise.ts'

async function followed(tx: Tx, { keys }: Pick<Means, 'keys'>, inboxId: Id) {
  const access = { host: '127.0.0.1', port: 143, isSecure: false, username: 'desk', folder: 'INBOX' }
  const policy = { onArchived: 'resolve', onDeleted: 'bin', onFlagged: 'tag' } as const
  return await addMailbox(tx, keys, { inboxId, auth: 'password', secret: 'x', ...access, ...policy })
}

test(
  'what happens to a mail on the server is about the conversation that it was taken into since',
  onDesk(async ({ tx, ben, store, inboxes }) => {
    const means = testMeans(store)
    await receive(tx, means, { messageId: 'q1@acme.example' })
    await receive(tx, means, { messageId: 'a1@acme.example', inReplyTo: 'q1@acme.example', text: 'Another matter.' })
    const whole = must((await deskNow(tx))[0], 'the conversation')
    const messageId = must(whole.messages[1], 'its second').id
    const mailbox = await followed(tx, means, inboxes.support)
    const row = { id: '1', key: null, mail_id: 'a1@acme.example', conversation_id: whole.id, message_id: messageId }
    const before = await linked(tx, mailbox.id, [row])

    const newId = await split(ben, whole.id, messageId, { andLater: false })

    expect(before).toEqual([{ id: '1', conversationId: whole.id, messageId }])
    expect(await linked(tx, mailbox.id, [row])).toEqual([{ id: '1', conversationId: newId, messageId }])
  }),
)

test(
  'what was archived is known for it, however much is gone that has turned up nowhere',
  onDesk(async ({ tx, store, inboxes }) => {
    const means = testMeans(store)
    await receive(tx, means, { messageId: 'q1@acme.example' })
    const mailbox = await followed(tx, means, inboxes.support)
    const place = { mailboxId: mailbox.id, folder: 'INBOX', uidValidity: '1', uid: 0 }
    const one = { flags: [], modseq: null, emailId: null, size: 100, key: null, rawId: null }
    const lost = Array.from({ length: 1_000 }, (_, at) => ({ ...one, uid: at + 1, mailId: `lost${at}@acme.example` }))
    const archived = { ...one, uid: 2_000, mailId: 'q1@acme.example' }
    await remember(tx, place, [...lost, archived])
    await tx.db.updateTable('mailbox_message').set({ gone_at: tx.now }).execute()
    await remember(tx, { ...place, folder: 'Archive' }, [archived], 'archive')

    await settleGone(tx, mailbox.id, { isWhole: false })

    expect(must((await deskNow(tx))[0], 'it').status).toBe('resolved')
  }),
)

/** A conversation with one mail, as both sides agreed on it, in an account that hears of flags. */
async function agreed({ tx, store, inboxes }: Desk) {
  const means = testMeans(store)
  await receive(tx, means, { messageId: 'q1@acme.example' })
  const { id } = await followed(tx, means, inboxes.support)
  await tx.db.updateTable('mailbox').set({ tell_flagged: 'flag', tell_resolved: 'archive' }).execute()
  const { raw_id } = await tx.db.selectFrom('message').select('raw_id').executeTakeFirstOrThrow()
  const place = { mailboxId: id, folder: 'INBOX', uidValidity: '1', uid: 0 }
  const raw = Buffer.from('Message-ID: <q1@acme.example>\r\n\r\nHello')
  const mail = marked({
    uid: 7,
    raw,
    flags: [],
    modseq: null,
    emailId: null,
    internalDate: tx.now,
    providerThread: null,
  })
  await remember(tx, place, [{ ...mail, rawId: raw_id }])
  const conversation = async () => must((await deskNow(tx))[0], 'the conversation')
  const waiting = () => tx.db.selectFrom('mailbox_change').select(['field', 'wanted']).execute()
  return { id, place, mail, conversation, waiting }
}

test(
  'flagged in the moment in which the folder was numbered anew is flagged all the same',
  onDesk(async (desk) => {
    const { place, mail, conversation } = await agreed(desk)

    const fresh = await recognise(desk.tx, { ...place, uidValidity: '2' }, [{ ...mail, uid: 1, flags: ['\\Flagged'] }])

    expect(fresh).toEqual([])
    expect((await conversation()).tags).toEqual(['flagged'])
  }),
)

test(
  'read there is read here for the one who reads there, once all that lies there is; unread again likewise, and the account hears nothing of it',
  onDesk(async (desk) => {
    const { tx, ben, cleo } = desk
    const { id, place, mail, conversation, waiting } = await agreed(desk)
    await tx.db.updateTable('mailbox').set({ read_by: ben.id, tell_seen: 'opened' }).where('id', '=', id).execute()
    const { id: conversationId } = await conversation()
    const second = { ...mail, uid: 8, key: null, rawId: null }
    await remember(tx, place, [second])
    const notice = async (uid: number, ...flags: string[]) =>
      await takeDifferences(tx, place, { changed: [{ uid, flags, modseq: '8', emailId: null }], gone: [], unknown: [] })
    const readers = async () => (await tx.db.selectFrom('seen').select('user_id').where('conversation_id', '=', conversationId).execute()).map((one) => one.user_id) // prettier-ignore
    await markSeen(tx, await cleo.actor(), conversationId, true)
    await tx.db.deleteFrom('mailbox_change').execute()

    await notice(7, '\\Seen')
    const partly = await readers()
    await notice(8, '\\Seen')
    const whole = await readers()
    await notice(7)

    expect([partly, whole.toSorted(), await readers()]).toEqual([[cleo.id], [ben.id, cleo.id].toSorted(), [cleo.id]])
    expect(await waiting()).toEqual([])
  }),
)

test(
  'what is noticed of a mail that waits to be filed is noticed again when it is',
  onDesk(async (desk) => {
    const { tx, inboxes } = desk
    const { place, mail } = await agreed(desk)
    const waits = { id: tx.mint(), source: 'imap', inbox_ids: [inboxes.support], recipients: [], received_at: tx.now }
    await tx.db.insertInto('intake').values(waits).execute()
    await remember(tx, place, [{ ...mail, uid: 9, key: null, mailId: 'new@acme.example', rawId: waits.id }])
    const changed = [{ uid: 9, flags: ['\\Flagged', '\\Seen'], modseq: '8', emailId: null }]
    const notice = () => takeDifferences(tx, place, { changed, gone: [], unknown: [] })
    const flags = async () => (await tx.db.selectFrom('mailbox_message').select('flags').where('uid', '=', '9').executeTakeFirst())?.flags // prettier-ignore

    const before = [await notice(), await flags()]
    await tx.db.deleteFrom('intake').execute()
    const after = [await notice(), await flags()]

    expect(before).toEqual([{ isOpen: true }, []])
    expect(after).toEqual([{ isOpen: false }, ['\\Flagged', '\\Seen']])
  }),
)

test(
  'what was tagged while its mail was archived is told when the mail is back, whoever brought it',
  onDesk(async (desk) => {
    const { tx } = desk
    const { place, mail, conversation, waiting } = await agreed(desk)
    await tx.db.updateTable('mailbox_message').set({ gone_at: tx.now, gone_to: 'archive' }).execute()
    await addTags(desk.ben, (await conversation()).id, ['flagged'])
    await tx.db.deleteFrom('mailbox_change').execute() // told: no mail of it lies there

    await recognise(tx, place, [{ ...mail, uid: 8 }])

    expect(await waiting()).toEqual([{ field: 'flagged', wanted: 'yes' }])
  }),
)

test(
  'an archive that was numbered anew is looked through again for what is ours, and for nothing else',
  onDesk(async (desk) => {
    const { tx } = desk
    const { id, place, mail, conversation } = await agreed(desk)
    await tx.db.updateTable('mailbox_message').set({ gone_at: tx.now }).execute()
    await remember(tx, { ...place, folder: 'Archive' }, [{ ...mail, rawId: null }], 'archive')
    const foreign = { ...mail, uid: 1, mailId: 'other@acme.example' }

    const cursor = { path: 'Archive', uidValidity: '2', uid: 2, anewTo: 0 }
    await arrivedAside(tx, id, 'archive', cursor, [foreign, { ...mail, uid: 2 }], { isAgain: true })
    await settleGone(tx, id, { isWhole: true })

    const aside = tx.db.selectFrom('mailbox_message').select(['uid', 'uid_validity']).where('side', '=', 'archive')
    expect(await aside.where('gone_at', 'is', null).execute()).toEqual([{ uid: '2', uid_validity: '2' }])
    expect((await conversation()).status).toBe('resolved')
  }),
)

/** Binned at the desk a minute ago, and told: its mail was moved to the trash. Takes it out again there. */
async function binned(desk: Desk) {
  const { tx, ben } = desk
  const account = await agreed(desk)
  const ago = (seconds: number) => new Date(tx.now.getTime() - seconds * 1_000)
  const { id } = await account.conversation()
  await deleteConversation({ ...ben, now: ago(60) }, id)
  await tx.db
    .updateTable('mailbox')
    .set({ tell_deleted: 'trash', agreed_at: ago(90) })
    .execute()
  const told = { gone_at: ago(50), gone_to: 'trash', noted_at: ago(50), told_at: ago(50) }
  await tx.db.updateTable('mailbox_message').set(told).execute()
  const takeOut = () => recognise(tx, account.place, [{ ...account.mail, uid: 8 }])
  return { ...account, takeOut, conversationId: id }
}

test(
  'binned at the desk and taken out of the trash on the server is restored, and the history says why',
  onDesk(async (desk) => {
    const { takeOut, conversation, conversationId, waiting } = await binned(desk)

    expect(await takeOut()).toEqual([])

    expect(await conversation()).toMatchObject({ deleted_at: null, status: 'open' })
    const because = 'taken out of the trash in the mail account'
    const last = (await desk.history(conversationId)).filter((one) => one.name === 'conversation.restored')
    expect(last).toMatchObject([{ data: { because, from: 'trash' } }])
    expect((await waiting()).map((one) => one.field)).not.toContain('deleted')
  }),
)

test(
  'binned once more since it lay in the trash there stays in the bin, and its mail is to go back into the trash',
  onDesk(async (desk) => {
    const { takeOut, conversation, conversationId, waiting } = await binned(desk)
    await restoreConversation(desk.ben, conversationId)
    await deleteConversation(desk.ben, conversationId)

    await takeOut()

    expect((await conversation()).deleted_at).not.toBeNull()
    expect(await waiting()).toContainEqual({ field: 'deleted', wanted: 'yes' })
  }),
)

test(
  'taken out of the trash is nothing to a conversation that is private, nor where neither side tells of its bin',
  onDesk(async (desk) => {
    const { id, takeOut, conversation, conversationId } = await binned(desk)
    await setPrivacy(desk.ben, conversationId, [desk.ben.id])
    await takeOut()
    expect((await conversation()).deleted_at).not.toBeNull()

    await setPrivacy(desk.ben, conversationId, null)
    const apart = { tell_deleted: 'nothing', on_deleted: 'mark' }
    await desk.tx.db.updateTable('mailbox').set(apart).where('id', '=', id).execute()
    await desk.tx.db.updateTable('mailbox_message').set({ gone_at: desk.tx.now, gone_to: 'trash' }).execute()
    await takeOut()
    expect((await conversation()).deleted_at).not.toBeNull()
  }),
)
