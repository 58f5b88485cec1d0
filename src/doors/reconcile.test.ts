import { afterEach, expect, test } from 'vitest'
import { useStore } from '../../test/database.ts'
import { startImapServer, type ImapDoubleOptions } from '../../test/doubles/imap-server.ts'
import { useMeans } from '../../test/means.ts'
import { addInbox } from '../desk/inboxes/inboxes.ts'
import { addMailbox, removeMailbox } from '../desk/mailboxes/mailboxes.ts'
import { createAccepting } from '../flows/intake/accept.ts'
import { createFiling } from '../flows/intake/file.ts'
import { reconcile } from '../flows/sync/reconcile.ts'
import { latestRuns } from '../flows/sync/runs.ts'
import type { Tx } from '../store/tx.ts'
import { runReconcile } from './cli/reconcile.ts'
import type { Desk } from './desk.ts'
import { startMailboxes } from './imap.ts'
import { visitsOf } from './mailbox-visits.ts'
import { openNetwork } from './network.ts'

const store = useStore()
const meansOf = useMeans()
const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
  const tables = ['mailbox', 'mailbox_message', 'mailbox_folder', 'intake', 'reconciliation', 'reconciliation_misfit'] as const // prettier-ignore
  for (const table of tables) await act((tx) => tx.db.deleteFrom(table).execute())
})

const act = <T>(verb: (tx: Tx) => Promise<T>) => store().transact({ actorId: null }, verb)
let named = 0

/** A mailbox whose mails were read and filed; nobody reads it any more, so that what happens there is noticed by nobody else. */
async function read(letters: string[], options: ImapDoubleOptions = {}) {
  const server = await startImapServer({ others: { Trash: '\\Trash' }, ...options })
  ends.push(() => server.stop())
  const means = await meansOf(store())
  const network = openNetwork(means, ['127.0.0.1'])
  const accepting = createAccepting(means, () => undefined)
  const inbox = await act((tx) => addInbox(tx, { name: 'Shop', addresses: [`counted${++named}@desk.example`] }))
  const access = { host: '127.0.0.1', port: server.port, isSecure: false, username: 'desk', folder: 'INBOX' }
  const policy = { onArchived: 'resolve', onDeleted: 'mark', onFlagged: 'tag' } as const
  const auth = { auth: 'password', secret: 'secret' } as const
  const { id } = await act((tx) => addMailbox(tx, means.keys, { inboxId: inbox.id, ...auth, ...access, ...policy }))
  const write = (name: string) =>
    server.append(
      `From: dora@acme.example\r\nMessage-ID: <${name}${named}@acme.example>\r\nSubject: ${name}\r\n\r\nHello, ${name}.`,
    )
  const uids = letters.map(write)
  const mailboxes = await startMailboxes(means, accepting, network, { look: 30 })
  const filing = createFiling(means, 'filing')
  const messages = () => act((tx) => tx.db.selectFrom('message').selectAll().where('inbox_id', '=', inbox.id).execute())
  const filed = async () => {
    await filing.round()
    return (await messages()).length
  }
  await expect.poll(filed).toBe(new Set(letters).size)
  await mailboxes.stop()
  const count = (isMending = false) =>
    reconcile({ ...means, accepting, visit: visitsOf(means, network) }, id, { isMending, size: 3 })
  const command = async (more: { mailbox?: string; json?: boolean } = {}) => {
    const said: string[] = []
    const desk = { means, accepting, network } as unknown as Desk
    const given = { mailbox: more.mailbox, mend: false, json: more.json ?? false }
    const status = await runReconcile(desk, given, (text) => said.push(text))
    return { status, said: said.join('') }
  }
  return { server, means, id, uids, write, count, command, messages, filing }
}

const brief = (folder: string, uid: number, verdict: string) => expect.objectContaining({ folder, uid, verdict })

test('everything on the server is in a conversation, or it is said why not', async () => {
  const { server, count, write, id } = await read(['a', 'b', 'c', 'd', 'e'])
  server.append('Subject: thrown away\r\n\r\nx', { folder: 'Trash' })
  server.append(server.textsIn('INBOX')[0] ?? '')
  write('later')

  const report = await count()

  expect(report).toMatchObject({ state: 'done', seen: 8, counts: { filed: 5, unread: 2, beside: 1 }, open: 0 })
  expect(await act((tx) => latestRuns(tx, id))).toMatchObject({ latest: { id: report.id }, running: null })
})

test('a copy somebody made there counts as the mail that it is a copy of', async () => {
  const { count } = await read(['a', 'a', 'b'])

  expect((await count()).counts).toEqual({ filed: 2, copy: 1 })
})

test('what nothing is known of, and what leads nowhere, is missing; mending fetches it again, and then all fits', async () => {
  const { count, uids, id, messages, filing } = await read(['a', 'b', 'c', 'd', 'e'])
  const [never, nowhere] = [uids[1] ?? 0, uids[3] ?? 0]
  const rows = await act((tx) => tx.db.selectFrom('mailbox_message').selectAll().where('mailbox_id', '=', id).execute())
  const dropped = rows.filter((row) => [never, nowhere].includes(Number(row.uid)))
  await act(async (tx) => {
    const rawIds = dropped.flatMap((row) => row.raw_id ?? [])
    const gone = await tx.db.deleteFrom('message').where('raw_id', 'in', rawIds).returning('id').execute()
    const ids = gone.map((one) => one.id)
    await tx.db.deleteFrom('message_key').where('message_id', 'in', ids).execute()
    await tx.db.deleteFrom('thread_key').where('message_id', 'in', ids).execute()
    await tx.db.deleteFrom('mailbox_message').where('mailbox_id', '=', id).where('uid', '=', String(never)).execute()
  })

  const found = await count()
  const mended = await count(true)
  await filing.round()
  const after = await count()

  expect(found).toMatchObject({ counts: { filed: 3, missing: 2 }, open: 2, mended: 0 })
  expect(found.misfits).toEqual([brief('INBOX', never, 'missing'), brief('INBOX', nowhere, 'missing')])
  expect(mended).toMatchObject({ open: 0, mended: 2 })
  expect(after).toMatchObject({ counts: { filed: 5 }, open: 0, misfits: [] })
  expect((await messages()).map((one) => one.subject).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e'])
})

test('an original that is lost is put back, byte for byte; one that was erased stays erased', async () => {
  const { count, messages, means } = await read(['a', 'b'])
  const [first, second] = (await messages()).map((one) => one.raw_id ?? '')
  const was = await act((tx) => means.raw.get(tx, first ?? ''))
  await act((tx) =>
    tx.db
      .deleteFrom('raw')
      .where('id', '=', first ?? '')
      .execute(),
  )
  await act((tx) =>
    tx.db
      .updateTable('raw')
      .set({ wrapped_key: null })
      .where('id', '=', second ?? '')
      .execute(),
  )

  const found = await count()
  const mended = await count(true)

  expect(found).toMatchObject({ counts: { lost: 1, erased: 1 }, open: 1 })
  expect(mended).toMatchObject({ open: 0, mended: 1 })
  expect(await act((tx) => means.raw.get(tx, first ?? ''))).toEqual(was)
  await expect(act((tx) => means.raw.get(tx, second ?? ''))).rejects.toMatchObject({ code: 'raw-erased' })
})

test('what is gone from there and was not noticed is told, and mending notes it', async () => {
  const { server, count, uids } = await read(['a', 'b', 'c', 'd', 'e', 'f'])
  for (const uid of [uids[0], uids[2], uids[5]]) server.expunge(uid ?? 0)

  const found = await count()
  const mended = await count(true)

  expect(found).toMatchObject({ seen: 3, counts: { filed: 3, unnoticed: 3 }, open: 3 })
  expect(mended).toMatchObject({ open: 0, mended: 3 })
  expect(await count()).toMatchObject({ counts: { filed: 3 }, open: 0 })
})

test('a message expunged while the folder is listed hides none of those behind it', async () => {
  const { server, count } = await read(['a', 'b', 'c', 'd', 'e', 'f', 'g'])
  let isFirst = true
  const push = server.commands.push.bind(server.commands)
  server.commands.push = (...lines) => {
    if (isFirst && /SEARCH 4:/.test(lines[0] ?? '')) {
      isFirst = false
      server.expunge(1)
    }
    return push(...lines)
  }

  const report = await count()

  expect(isFirst).toBe(false)
  expect(report.counts.missing).toBeUndefined()
  expect(report.counts.unnoticed ?? 0).toBe(0)
  expect(report.seen).toBe(7)
})

test('an account that cannot be entered, and a folder that is refused, are told in the report', async () => {
  const refusing = await read(['a'])
  refusing.server.failNext(/^EXAMINE.*Trash/, 'NO')
  expect(await refusing.count()).toMatchObject({ state: 'done', counts: { filed: 1, refused: 1 }, open: 1 })

  const away = await read(['a'])
  away.server.failNext(/^LOGIN|^AUTHENTICATE/, 'NO')
  expect(await away.count()).toMatchObject({ state: 'failed', error: expect.stringMatching(/\w/) })
  await act((tx) => removeMailbox(tx, away.id))
  expect(await act((tx) => latestRuns(tx, away.id))).toEqual({ latest: null, running: null })
})

test('the command says by its status whether all fits', async () => {
  const { command, server, uids } = await read(['a', 'b'])

  expect(await command()).toEqual({ status: 0, said: 'desk: 2 on the server, all fits\n  2 in a conversation\n' })
  server.expunge(uids[0] ?? 0)
  const open = await command({ mailbox: 'desk' })
  expect(open).toMatchObject({ status: 65, said: expect.stringContaining('INBOX UID 1 gone from there') })
  server.failNext(/^LOGIN|^AUTHENTICATE/, 'NO')
  const { status, said } = await command({ json: true })
  expect([status, JSON.parse(said)]).toMatchObject([69, [{ state: 'failed', mailbox: { name: 'desk' } }]])
  await expect(command({ mailbox: 'nobody' })).rejects.toMatchObject({ code: 'mailbox-missing' })
})
