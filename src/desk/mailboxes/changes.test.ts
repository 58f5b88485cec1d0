import { expect, test } from 'vitest'
import { deskNow, receive, testMeans, type TestMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { must } from '../../kit/must.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { addTags, deleteConversation, moveToInbox, restoreConversation, setStatus } from '../conversations/change.ts'
import { setPrivacy } from '../conversations/privacy.ts'
import { markSeen } from '../conversations/read.ts'
import { saidBy } from './changes.ts'
import type { Wished } from './following.ts'
import { addMailbox } from './mailboxes.ts'

const all = { tellResolved: 'archive', tellDeleted: 'trash', tellFlagged: 'flag', tellSeen: 'opened' } as const

async function account(tx: Tx, { keys }: Pick<TestMeans, 'keys'>, inboxId: Id, tells: Wished = all) {
  const server = { host: 'imap.desk.example', port: 993, isSecure: true, username: 'desk', folder: 'INBOX' }
  return await addMailbox(tx, keys, { inboxId, auth: 'password', secret: 'x', ...server, ...tells })
}

async function waiting(tx: Tx, mailboxId: Id) {
  const rows = await tx.db.selectFrom('mailbox_change').selectAll().where('mailbox_id', '=', mailboxId).execute()
  return rows.map((one) => `${one.field} ${one.wanted}`).toSorted()
}

test('what becomes resolved, or no longer is, is told; what only waits for the customer lies where it lay', () => {
  const said = (was: string | null, is: string | null) =>
    saidBy({ shelf: was }, { status: 'open', shelf: is, deleted_at: null }, {}, { name: 'x', data: {} })

  expect(said('open', 'resolved')).toEqual([{ field: 'status', wanted: 'resolved' }])
  expect(said('resolved', 'snoozed')).toEqual([{ field: 'status', wanted: 'open' }])
  for (const [was, is] of [
    ['open', 'waiting'],
    ['open', 'snoozed'],
    ['resolved', 'held'],
    ['open', null],
  ] as const)
    // prettier-ignore
    expect(said(was, is)).toEqual([])
})

test(
  'what is done here waits for the account that wants to hear of it, in the same transaction; the newest word counts',
  onDesk(async ({ tx, ben, store, inboxes }) => {
    const means = testMeans(store)
    const told = await account(tx, means, inboxes.support)
    const silent = await account(tx, means, inboxes.support, {})
    const others = await account(tx, means, inboxes.billing)
    await receive(tx, means, {})
    const { id } = must((await deskNow(tx))[0], 'the conversation')

    await markSeen(tx, await ben.actor(), id, true)
    await addTags(ben, id, ['flagged', 'late'])
    await setStatus(ben, id, 'resolved')
    expect(await waiting(tx, told.id)).toEqual(['flagged yes', 'seen yes', 'status resolved'])

    await setStatus(ben, id, 'open')
    await deleteConversation(ben, id)
    await restoreConversation(ben, id)
    expect(await waiting(tx, told.id)).toEqual(['deleted no', 'flagged yes', 'seen yes', 'status open'])
    for (const one of [silent, others]) expect(await waiting(tx, one.id)).toEqual([])
  }),
)

test(
  'an account hears nothing of what is private, nor of what was moved to another inbox',
  onDesk(async ({ tx, ada, ben, store, inboxes }) => {
    const means = testMeans(store)
    const told = await account(tx, means, inboxes.support)
    await receive(tx, means, {}, { from: 'Erik <erik@acme.example>' })
    const [first, second] = await deskNow(tx)

    await setPrivacy(ben, must(first, 'the first').id, [ben.id])
    await setStatus(ben, must(first, 'the first').id, 'resolved')
    await moveToInbox(ada, must(second, 'the second').id, inboxes.billing)
    await setStatus(ada, must(second, 'the second').id, 'resolved')

    expect(await waiting(tx, told.id)).toEqual([])
  }),
)
