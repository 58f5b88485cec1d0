import { expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { split } from '../../desk/conversations/split.ts'
import { addMailbox } from '../../desk/mailboxes/mailboxes.ts'
import type { Means } from '../../desk/means.ts'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import type { Tx } from '../../store/tx.ts'
import { settleGone } from './aside.ts'
import { remember } from './ledger.ts'
import { linked } from './linked.ts'

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
    const one = { flags: [], modseq: null, size: 100, key: null, rawId: null }
    const lost = Array.from({ length: 1_000 }, (_, at) => ({ ...one, uid: at + 1, mailId: `lost${at}@acme.example` }))
    const archived = { ...one, uid: 2_000, mailId: 'q1@acme.example' }
    await remember(tx, place, [...lost, archived])
    await tx.db.updateTable('mailbox_message').set({ gone_at: tx.now }).execute()
    await remember(tx, { ...place, folder: 'Archive' }, [archived], 'archive')

    await settleGone(tx, mailbox.id, { isWhole: false })

    expect(must((await deskNow(tx))[0], 'it').status).toBe('resolved')
  }),
)
