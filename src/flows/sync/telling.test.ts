import { expect, test } from 'vitest'
import { testMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { noteChange } from '../../desk/mailboxes/changes.ts'
import { addMailbox } from '../../desk/mailboxes/mailboxes.ts'
import { nextTasks } from './telling.ts'

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
