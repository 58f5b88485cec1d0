import { expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { setStatus } from '../../desk/conversations/change.ts'
import { noteChange } from '../../desk/mailboxes/changes.ts'
import { addMailbox } from '../../desk/mailboxes/mailboxes.ts'
import { must } from '../../kit/must.ts'
import { nextTasks, taskEnded } from './telling.ts'

test(
  'where very much is done already, one look passes over some hundreds of it and no more',
  onDesk(async ({ tx, store, inboxes }) => {
    const means = testMeans(store)
    const server = { host: 'imap.desk.example', port: 993, isSecure: true, username: 'desk', folder: 'INBOX' }
    const { id } = await addMailbox(tx, means.keys, { inboxId: inboxes.support, auth: 'password', secret: 'x', ...server }) // prettier-ignore
    for (let at = 0; at < 250; at++) await noteChange(tx, id, tx.mint(), { field: 'status', wanted: 'resolved' })
    const left = async () => (await tx.db.selectFrom('mailbox_change').select('id').execute()).length

    const next = () => nextTasks(tx, { ...means, hold: async (_bytes, use) => await use() }, id, {})
    expect(await next()).toEqual([])
    expect(await left()).toBe(50)
    expect(await next()).toEqual([])
    expect(await left()).toBe(0)
  }),
)

test(
  'what others did meanwhile is looked at anew before it is called a failure: it may be as wanted by now',
  onDesk(async ({ tx, store, inboxes }) => {
    const means = testMeans(store)
    const server = { host: 'imap.desk.example', port: 993, isSecure: true, username: 'desk', folder: 'INBOX' }
    const account = { inboxId: inboxes.support, auth: 'password' as const, secret: 'x', ...server }
    const mailbox = await addMailbox(tx, means.keys, { ...account, tellFlagged: 'flag' })
    await receive(tx, means, {})
    const { id } = must((await deskNow(tx))[0], 'the conversation')
    const wanted = { field: 'flagged', wanted: 'yes', wanted_at: tx.now, run_at: tx.now, attempts: 5 }
    await tx.db
      .insertInto('mailbox_change')
      .values({ mailbox_id: mailbox.id, id: tx.mint(), conversation_id: id, ...wanted })
      .execute()
    const change = await tx.db.selectFrom('mailbox_change').selectAll().executeTakeFirstOrThrow()
    const lies = { folder: 'INBOX', uidValidity: '1', uid: 7, rowId: '1', mainId: '1', to: null }
    const deed = { kind: 'move' as const, to: 'Archive', mailId: null, size: 1 }

    // the last try: it lay elsewhere by then
    const task = { change, steps: [{ ...lies, deed }], append: null, attempts: 5 }
    await taskEnded(tx, { task, outcomes: [{ kind: 'gone' }] })
    const left = await tx.db.selectFrom('mailbox_change').selectAll().executeTakeFirstOrThrow()
    const later = { ...tx, now: new Date(tx.now.getTime() + 10_000) }
    const hold = async <T>(_bytes: number, use: () => Promise<T>) => await use()
    const tasks = await nextTasks(later, { ...means, hold }, mailbox.id, {})

    expect(left).toMatchObject({ attempts: 6, failed_at: null, error: null })
    expect(tasks).toEqual([])
    expect(await tx.db.selectFrom('mailbox_change').selectAll().execute()).toEqual([])
    expect(await tx.db.selectFrom('event').select('name').where('name', '=', 'mailbox.tellingFailed').execute()).toEqual([]) // prettier-ignore
  }),
)

test(
  'resolved, and opened by the customer before the account heard of it: what lies in its folder stays there',
  onDesk(async ({ tx, store, inboxes }) => {
    const means = testMeans(store)
    const server = { host: 'imap.desk.example', port: 993, isSecure: true, username: 'desk', folder: 'INBOX' }
    const account = { inboxId: inboxes.support, auth: 'password' as const, secret: 'x', ...server }
    const mailbox = await addMailbox(tx, means.keys, { ...account, tellResolved: 'archive' })
    await receive(tx, means, { messageId: 'first@acme.example' })
    const { id } = must((await deskNow(tx))[0], 'the conversation')
    const mail = await tx.db.selectFrom('message').select(['raw_id', 'mail_id']).executeTakeFirstOrThrow()
    const lies = { folder: 'INBOX', uid_validity: '1', uid: '1', size: '1', flags: [], noted_at: tx.now }
    await tx.db
      .insertInto('mailbox_message')
      .values({ mailbox_id: mailbox.id, id: tx.mint(), ...mail, ...lies })
      .execute()
    const hold = async <T>(_bytes: number, use: () => Promise<T>) => await use()
    const next = () => nextTasks(tx, { ...means, hold }, mailbox.id, { archive: 'Archive' })

    await setStatus(tx, id, 'resolved')
    expect((await next()).map((task) => task.steps.length)).toEqual([1])
    await receive(tx, means, { inReplyTo: 'first@acme.example', text: 'It is broken again.' })
    expect((await deskNow(tx))[0]).toMatchObject({ status: 'open' })
    expect(await next()).toEqual([])
    expect(await tx.db.selectFrom('mailbox_change').select('field').execute()).toEqual([])
  }),
)
