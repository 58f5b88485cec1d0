// Runs a desk: opens it, opens its doors, says where they are, and closes everything in order when asked to stop.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Config } from '../config.ts'
import { addInbox } from '../desk/inboxes/inboxes.ts'
import { createPasswords } from '../desk/users/passwords.ts'
import { ensureStarterPolicy } from '../desk/sla/starter.ts'
import { ensureAdmin } from '../desk/users/setup.ts'
import type { Log } from '../kit/log.ts'
import { createSubmitter, type Submitter } from '../mail/smtp-client.ts'
import { createChangeFeed, type ChangeFeed } from '../store/changes/feed.ts'
import { startSequencer } from '../store/changes/sequencer.ts'
import type { Living } from '../store/processes.ts'
import { startBackups, type Backups } from './backups.ts'
import { startBooks, startCalendars } from './books.ts'
import { openDesk, type Desk } from './desk.ts'
import { allAnswers } from './http/answers.ts'
import { createReadiness, pendingMigrations } from './http/health.ts'
import { createLive } from './http/live.ts'
import { startHealth, startHttp, type HttpDoor } from './http/server.ts'
import { startMailboxes, type Mailboxes } from './imap.ts'
import { visitsOf } from './mailbox-visits.ts'
import { joinProcesses } from './processes.ts'
import { openMailDoors, type MailDoors } from './smtp.ts'
import { watchStalls } from './stalls.ts'
import type { Visits } from './visits.ts'
import { startWorkers, type Workers } from './worker.ts'

export interface Serving {
  httpPort: number | null
  smtpPort: number | null
  lmtpPort: number | null
  /** ≤ 10 s: no new work, then what is under way, then the database. */
  stop(): Promise<void>
}

const GRACE = 4_000

export async function serve(config: Config, log: Log): Promise<Serving> {
  const desk = await openDesk(config, log)
  const open: {
    http?: HttpDoor
    health?: HttpDoor
    mail?: MailDoors
    workers?: Workers
    mailboxes?: Mailboxes
    books?: Visits
    calendars?: Visits
    submitter?: Submitter
    feed?: ChangeFeed
    backups?: Backups
    living?: Living
  } = {}
  const sequencer = startSequencer(desk.means.store)
  const stalls = watchStalls(desk.metrics, log)
  // In this order, and each whatever became of the others: the database is closed even where a door would not.
  const stop = async () => {
    const orders: (() => Promise<unknown> | undefined)[] = [
      () => Promise.all([open.mail?.stop(GRACE), open.http?.stop(GRACE), open.mailboxes?.stop()]),
      () => Promise.all([open.books?.stop(), open.calendars?.stop()]),
      () => open.workers?.stop(),
      () => open.backups?.stop(),
      () => open.submitter?.close(),
      () => open.living?.stop(),
      () => open.feed?.close(),
      () => sequencer.close(),
      () => open.health?.stop(0),
      () => desk.close(),
    ]
    stalls.stop()
    for (const order of orders) {
      try {
        await order()
      } catch (thrown) {
        log.error({ err: thrown }, 'something would not stop')
      }
    }
  }
  try {
    await prepare(desk, config)
    open.living = await joinProcesses(desk.means.store, { isOwner: desk.isOwner })
    const has = (role: Config['roles'][number]) => config.roles.includes(role)
    if (has('web')) {
      open.feed = await createChangeFeed(desk.means.store)
      open.http = await openWeb(desk, config, log, open.feed, () => open.mail?.smtp.port ?? config.smtpPort)
    }
    if (config.healthPort !== null)
      open.health = await startHealth({ ...healthOf(desk, config), host: config.host, port: config.healthPort })
    if (has('mail')) {
      open.mail = await openMailDoors({
        host: config.host,
        smtpPort: config.smtpPort,
        lmtpPort: config.lmtpPort,
        name: config.hostname,
        tls: await readTls(config),
        store: desk.means.store,
        accepting: desk.accepting,
        messageBytes: desk.means.messageBytes,
        blobs: desk.means.blobs,
        hasRoom: desk.space.hasRoom,
        log,
      })
      open.mailboxes = await startMailboxes(desk.means, desk.accepting, desk.network, { holder: open.living.id })
    }
    if (has('worker')) {
      const submitter = config.smtpUrl
        ? createSubmitter({ url: config.smtpUrl, name: config.hostname, log, ...(await readDkim(config)) })
        : null
      if (submitter) open.submitter = submitter
      const accounts = {
        accepting: desk.accepting,
        visit: visitsOf(desk.means, desk.network),
        outbound: desk.network.outbound,
        push: desk.network.push,
      }
      open.workers = startWorkers(desk.means, desk.metrics, submitter, {
        workerId: open.living.id,
        accounts,
        learner: desk.learner,
      })
    }
    if (has('worker')) {
      const elsewhere = { ...desk.means, send: desk.network.outbound, tokens: desk.network.tokens }
      open.books = startBooks(elsewhere, { holder: open.living.id })
      open.calendars = startCalendars(elsewhere, { holder: open.living.id })
    }
    open.backups = await startBackups(desk.means, config)
  } catch (thrown) {
    await stop()
    throw thrown
  }
  return {
    httpPort: open.http?.port ?? null,
    smtpPort: open.mail?.smtp.port ?? null,
    lmtpPort: open.mail?.lmtp?.port ?? null,
    stop,
  }
}

/** What the environment asks to be there: an administrator, a token, an inbox. Changes nothing that exists. */
async function prepare(desk: Desk, config: Config): Promise<void> {
  await desk.means.store.transact({ actorId: null }, async (tx) => {
    if (
      config.inboxAddresses.length > 0 &&
      !(await tx.db.selectFrom('inbox').select('id').limit(1).executeTakeFirst())
    ) {
      const [first = ''] = config.inboxAddresses
      const name = first.slice(0, first.indexOf('@')) || 'inbox'
      await addInbox(tx, { name: name.charAt(0).toUpperCase() + name.slice(1), addresses: config.inboxAddresses })
    }
    await ensureStarterPolicy(tx)
    await ensureAdmin(tx, {
      email: config.adminEmail,
      password: config.adminPassword,
      token: config.adminToken,
      passwords: createPasswords(),
    })
  })
}

async function openWeb(
  desk: Desk,
  config: Config,
  log: Log,
  feed: ChangeFeed,
  smtpPort: () => number,
): Promise<HttpDoor> {
  const { means, metrics, accepting, network, learner } = desk
  const passwords = createPasswords()
  const { presence } = means
  feed.onWhisper(presence.hear)
  const live = createLive({ store: means.store, feed, metrics, presence })
  return startHttp({
    host: config.host,
    port: config.httpPort,
    answers: allAnswers({
      ...means,
      accepting,
      network,
      learner,
      passwords,
      httpPort: config.httpPort,
      smtpPort,
    }),
    trustedProxies: config.trustedProxies,
    log,
    webDir: path.join(import.meta.dirname, '../../web/dist'),
    ...healthOf(desk, config),
    messageBytes: means.messageBytes,
    space: means.space,
    live,
  })
}

function healthOf({ means, metrics, space }: Desk, { publicUrl }: Config) {
  const pending = () => pendingMigrations(means.store.pool)
  return {
    store: means.store,
    keys: means.keys,
    blobs: means.blobs,
    metrics,
    publicUrl,
    ready: createReadiness({ store: means.store, space, pendingMigrations: pending }),
  }
}

async function readTls(config: Config): Promise<{ key: string; cert: string } | undefined> {
  if (!config.smtpTlsCert || !config.smtpTlsKey) return undefined
  return { cert: await readFile(config.smtpTlsCert, 'utf8'), key: await readFile(config.smtpTlsKey, 'utf8') }
}

async function readDkim(config: Config) {
  if (!config.dkimDomain || !config.dkimSelector || !config.dkimKeyFile) return {}
  return {
    dkim: {
      domain: config.dkimDomain,
      selector: config.dkimSelector,
      privateKey: await readFile(config.dkimKeyFile, 'utf8'),
    },
  }
}
