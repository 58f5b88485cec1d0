// A desk that reads and tells a mail account, through a network that can be cut; and everything to look at afterwards.
import type pg from 'pg'
import { listInboxes } from '../../src/desk/inboxes/inboxes.api.ts'
import { addMailbox } from '../../src/desk/mailboxes/mailboxes.api.ts'
import { must } from '../../src/kit/must.ts'
import { startSink } from '../doubles/smtp-sink.ts'
import { prepareServer, type Server } from '../stories/server.ts'
import { startAccount, type Account, type Lying } from './mail-account.ts'
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts'
import { readDesk, readWaiting, type DeskSide, type Ledger } from './two-sides.ts'

export interface Looked {
  desk: DeskSide
  account: Lying[]
}

export interface BothSides {
  server: Server
  account: Account
  proxy: TcpProxy
  ledger: Ledger
  look(): Promise<Looked>
  /** How many things wait at the desk: mail to be filed or sent, changes to be told. */
  waiting(): Promise<number>
  /** What is remembered of these mails and was done to their conversations, for who looks for the reason. */
  tellOf(broken: string[]): Promise<string[]>
  /** What happened so far is long ago: whoever throws away twenty mails in a day is not taken for a mail program gone wrong. */
  letTimePass(): Promise<void>
  stop(): Promise<void>
}

export async function openBothSides(): Promise<BothSides> {
  const account = await startAccount()
  const proxy = await startTcpProxy({ port: account.port })
  const relay = await startSink()
  const server = await prepareServer({
    env: { POSTROOM_SMTP_URL: relay.url, POSTROOM_PRIVATE_HOSTS: '127.0.0.1' },
  })
  const ends = [() => server.remove(), () => relay.stop(), () => proxy.close(), () => account.stop()]
  const stop = async () => {
    for (const end of ends) await end()
  }
  try {
    await server.start()
    await follow(server, account, proxy)
    const database = await server.database()
    ends.unshift(() => database.end())
    return {
      server,
      account,
      proxy,
      ledger: { came: new Set(), sentThere: new Set(), erased: new Set() },
      waiting: async () => (await readWaiting(database)).waiting,
      look: async () => ({ desk: await readDesk(database), account: await account.lying() }),
      tellOf: async (broken) => [
        ...(await remembered(database, broken)),
        ...(await account.lying()).map((one) => Object.values(one).join(' ')),
      ],
      letTimePass: async () => {
        await database.query(
          `update mailbox_message set gone_at = gone_at - interval '1 hour' where gone_at is not null`,
        )
      },
      stop,
    }
  } catch (thrown) {
    await stop()
    throw thrown
  }
}

async function follow({ api }: Server, { user, pass }: Account, { port }: TcpProxy): Promise<void> {
  const inbox = must((await api.call(listInboxes, {}))[0], 'the inbox')
  await api.call(addMailbox, {
    inboxId: inbox.id,
    host: '127.0.0.1',
    port,
    isSecure: false,
    username: user,
    secret: pass,
    auth: 'password',
    folder: 'INBOX',
    onArchived: 'resolve',
    onDeleted: 'bin',
    onFlagged: 'tag',
    onSent: 'file',
    tellResolved: 'archive',
    tellDeleted: 'trash',
    tellFlagged: 'flag',
    tellSeen: 'opened',
    tellSent: 'append',
  })
}

async function remembered(database: pg.Client, broken: string[]): Promise<string[]> {
  const mids = [...new Set(broken.flatMap((line) => line.match(/[\w-]+@(?:acme|desk)\.example/g) ?? []))]
  const { rows } = await database.query<{ line: string }>(
    `select concat_ws(' ', mail_id, '#' || id, 'side ' || coalesce(side, '-'), folder, uid_validity || '/' || uid, array_to_string(flags, ','), 'noted', to_char(noted_at, 'MI:SS.MS'),
        'gone', to_char(gone_at, 'MI:SS.MS'), 'to', gone_to, 'told', to_char(told_at, 'MI:SS.MS')) as line
      from mailbox_message where mail_id = any($1) order by mail_id, id`,
    [mids],
  )
  const happened = await database.query<{ line: string }>(
    `select concat_ws(' ', to_char(at, 'MI:SS.MS'), name, data::text) as line from event where subject_id in
      (select conversation_id from message where mail_id = any($1)) order by id desc limit 30`,
    [mids],
  )
  return [...rows, ...happened.rows.toReversed()].map((row) => row.line)
}
