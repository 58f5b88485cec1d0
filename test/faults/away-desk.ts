// A whole desk whose database is a server at the other end of a network that we can spoil: a real PostgreSQL behind the proxy, and
// the real product before it, with a mailbox that it reads and a relay that it sends through.
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { listInboxes } from '../../src/desk/inboxes/inboxes.api.ts'
import { addMailbox } from '../../src/desk/mailboxes/mailboxes.api.ts'
import { silentLog } from '../../src/kit/log.ts'
import { must } from '../../src/kit/must.ts'
import { startEngine, type Engine } from '../../src/store/engine.ts'
import { startImapServer, type ImapDouble } from '../doubles/imap-server.ts'
import { startSink, type Sink } from '../doubles/smtp-sink.ts'
import { desk, prepareServer, type Server } from '../stories/server.ts'
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts'

export interface AwayDesk {
  server: Server
  proxy: TcpProxy
  engine: Engine
  sink: Sink
  imap: ImapDouble
  database(): Promise<pg.Client>
  /** A letter to be sent; resolves when the relay has it, with the milliseconds that took. */
  sendOut(subject: string, patience: number): Promise<number>
  /** A mail in the mailbox elsewhere. */
  pull(subject: string): void
  /** How many. */
  pulled(): number
  /** Resolves when it was filed. */
  hasPulled(subject: string, patience: number): Promise<void>
  remove(): Promise<void>
}

export async function openAwayDesk(env: Record<string, string> = {}): Promise<AwayDesk> {
  const closing: (() => Promise<unknown>)[] = []
  const remove = async () => {
    for (const close of closing.splice(0).toReversed()) await close()
  }
  try {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-away-'))
    closing.push(() => rm(folder, { recursive: true, force: true }))
    const engine = await startEngine({ dataDir: folder, log: silentLog })
    closing.push(engine.stop)
    const proxy = await startTcpProxy({ path: `${engine.connection.host}/.s.PGSQL.${engine.connection.port}` })
    closing.push(proxy.close)
    const sink = await startSink()
    closing.push(sink.stop)
    const imap = await startImapServer()
    closing.push(imap.stop)
    const { user, database } = engine.connection
    const server = await prepareServer({
      env: {
        POSTROOM_DATABASE_URL: `postgres://${user}@127.0.0.1:${proxy.port}/${database}`,
        POSTROOM_SMTP_URL: sink.url,
        POSTROOM_PRIVATE_HOSTS: '127.0.0.1',
        ...env,
      },
    })
    closing.push(server.remove)
    await server.start()
    const inbox = must((await server.api.call(listInboxes, {}))[0], 'the inbox')
    const access = { host: '127.0.0.1', port: imap.port, isSecure: false, username: 'desk', secret: 'secret' }
    await server.api.call(addMailbox, { inboxId: inbox.id, ...access })
    let pulled = 0
    const connect = async () => {
      const client = new pg.Client(engine.connection)
      client.on('error', () => undefined)
      await client.connect()
      return client
    }
    return {
      server,
      proxy,
      engine,
      sink,
      imap,
      remove,
      database: connect,
      sendOut: async (subject, patience) => {
        const began = performance.now()
        const seen = () => sink.messages.some(({ raw }) => raw.includes(`Subject: ${subject}`))
        const body = { inboxId: inbox.id, to: [{ address: 'dora@acme.example' }], subject, text: 'Hello.' }
        // The key makes it one letter, however often it is asked for.
        const headers = {
          authorization: `Bearer ${desk.token}`,
          'content-type': 'application/json',
          'idempotency-key': subject,
        }
        const ask = () =>
          fetch(`${server.url}/api/v1/conversations`, { method: 'POST', headers, body: JSON.stringify(body) }).then(
            (answer) => answer.status === 201,
            () => false,
          )
        for (let isQueued = false; !seen(); await sleep(100)) {
          isQueued ||= await ask()
          if (performance.now() - began > patience) throw new Error(`"${subject}" did not go out within ${patience} ms`)
        }
        return performance.now() - began
      },
      pulled: () => pulled,
      hasPulled: async (subject, patience) => {
        const client = await connect()
        try {
          for (const deadline = performance.now() + patience; ; await sleep(100)) {
            const found = await client.query('select 1 from message where mail_id = $1', [`${subject}@acme.example`])
            if (found.rowCount) return
            if (performance.now() > deadline) throw new Error(`"${subject}" did not come in within ${patience} ms`)
          }
        } finally {
          await client.end()
        }
      },
      pull: (subject) => {
        pulled++
        const head = ['From: Dora <dora@acme.example>', 'To: shop@elsewhere.example', `Subject: ${subject}`]
        imap.append(`${head.join('\r\n')}\r\nMessage-ID: <${subject}@acme.example>\r\n\r\nWhere is it?\r\n`)
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}
