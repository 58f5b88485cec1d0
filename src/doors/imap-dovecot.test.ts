import { ImapFlow } from 'imapflow'
import { afterEach, expect, test } from 'vitest'
import { useStore } from '../../test/database.ts'
import { hasDovecot, startDovecot, type Dovecot } from '../../test/doubles/dovecot.ts'
import { startTcpProxy } from '../../test/faults/tcp-proxy.ts'
import { useMeans } from '../../test/means.ts'
import { addInbox } from '../desk/inboxes/inboxes.ts'
import { addMailbox } from '../desk/mailboxes/mailboxes.ts'
import { createAccepting } from '../flows/intake/accept.ts'
import { createFiling } from '../flows/intake/file.ts'
import type { Tx } from '../store/tx.ts'
import { startMailboxes } from './imap.ts'
import { openNetwork } from './network.ts'

const store = useStore()
const meansOf = useMeans()
const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const act = <T>(verb: (tx: Tx) => Promise<T>) => store().transact({ actorId: null }, verb)

/** Park and Miller's, so that a failing round can be had again. */
const dice = (seed: number) => (sides: number) => (seed = (seed * 48_271) % 2_147_483_647) % sides

/** Somebody else at the same account. */
async function colleague({ port, user, pass }: Dovecot): Promise<ImapFlow> {
  const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, auth: { user, pass }, logger: false })
  client.on('error', () => undefined)
  await client.connect()
  ends.push(() => client.logout())
  return client
}

test.skipIf(!hasDovecot)(
  'whatever a colleague does in a real Dovecot, connections cut meanwhile: what is known here is what is there, each mail once (skipped where none is installed)',
  { timeout: 120_000 },
  async () => {
    const dovecot = await startDovecot()
    ends.push(() => dovecot.stop())
    const proxy = await startTcpProxy({ port: dovecot.port })
    ends.push(() => proxy.close())
    const means = await meansOf(store())
    const inbox = await act((tx) => addInbox(tx, { name: 'Shop', addresses: ['dovecot@desk.example'] }))
    await act((tx) =>
      addMailbox(tx, means.keys, {
        inboxId: inbox.id,
        host: '127.0.0.1',
        port: proxy.port,
        isSecure: false,
        username: dovecot.user,
        folder: 'INBOX',
        auth: 'password',
        secret: dovecot.pass,
        onArchived: 'resolve',
        onDeleted: 'mark',
        onFlagged: 'tag',
      }),
    )
    const other = await colleague(dovecot)
    await other.mailboxCreate('Archive')
    await other.mailboxOpen('INBOX')
    const accepting = createAccepting(means, () => undefined)
    const mailboxes = await startMailboxes(means, accepting, openNetwork(means, ['127.0.0.1']), { look: 50 })
    ends.push(() => mailboxes.stop())
    const roll = dice(4_711)
    let sent = 0

    for (let step = 0; step < 20; step++) {
      const uids = (await other.search({ all: true }, { uid: true })) || []
      const uid = String(uids[roll(Math.max(1, uids.length))] ?? 1)
      const deed = roll(8)
      if (deed <= 2 || uids.length < 3) {
        const name = ++sent
        const text = `From: dora@acme.example\r\nMessage-ID: <${name}@acme.example>\r\nSubject: ${name}\r\n\r\nHello, ${name}.\r\n`
        await other.append('INBOX', text)
      } else if (deed === 3) await other.messageFlagsAdd(uid, ['\\Flagged'], { uid: true })
      else if (deed === 4) await other.messageFlagsRemove(uid, ['\\Flagged'], { uid: true })
      else if (deed === 5) await other.messageMove(uid, 'Archive', { uid: true })
      else if (deed === 6) await other.messageDelete(uid, { uid: true })
      else {
        await other.mailboxOpen('Archive')
        await other.messageMove('1', 'INBOX')
        await other.mailboxOpen('INBOX')
      }
      if (roll(10) === 0) proxy.reset()
      await new Promise((resolve) => setTimeout(resolve, 150)) // so that it is seen while it happens
    }

    const there = async () =>
      (await other.fetchAll('1:*', { uid: true, flags: true }, { uid: true }))
        .map((one) => [one.uid, ...[...(one.flags ?? [])].filter((flag) => flag !== '\\Recent')].join(' '))
        .toSorted()
    const here = async () =>
      (
        await act((tx) =>
          tx.db
            .selectFrom('mailbox_message')
            .select(['uid', 'flags'])
            .where('gone_at', 'is', null)
            .where('side', 'is', null)
            .execute(),
        )
      )
        .map(({ uid, flags }) => [uid, ...flags].join(' '))
        .toSorted()
    const wanted = await there()
    await expect.poll(here, { timeout: 60_000 }).toEqual(wanted)
    const filing = createFiling(means, 'filing')
    while ((await filing.round()).filed > 0);
    const names = (await act((tx) => tx.db.selectFrom('message').select('mail_id').execute())).map((one) => one.mail_id)
    expect(new Set(names).size).toBe(names.length)
    const inFolder = await other.fetchAll('1:*', { envelope: true })
    for (const one of inFolder) expect(names).toContain(one.envelope?.messageId?.slice(1, -1))
  },
)
