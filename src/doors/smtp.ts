// The doors that mail programs knock on: SMTP and LMTP. 250 is said when, and only when, the mail is durable.
import { inboxesOf } from '../desk/inboxes/addresses.ts'
import type { Accepting, Arrival } from '../flows/intake/accept.ts'
import { startSmtpServer, type RunningSmtpServer } from '../mail/smtp-server.ts'
import { limits } from '../kit/limits.ts'
import type { Id } from '../kit/id.ts'
import type { Log } from '../kit/log.ts'
import type { Blobs } from '../store/blobs.ts'
import { keepOrDiscard } from '../store/incoming.ts'
import type { Store } from '../store/store.ts'

export interface MailDoorOptions {
  host: string
  smtpPort: number
  /** Null: no LMTP. */
  lmtpPort: number | null
  name: string
  tls?: { key: string; cert: string } | undefined
  store: Store
  accepting: Accepting
  /** What a mail may have. */
  messageBytes?: number
  blobs: Pick<Blobs, 'spool' | 'discard'>
  /** Without room no mail is taken. */
  hasRoom?: () => boolean
  log: Log
}

export interface MailDoors {
  smtp: RunningSmtpServer
  lmtp: RunningSmtpServer | null
  stop(graceMs: number): Promise<void>
}

export async function openMailDoors(options: MailDoorOptions): Promise<MailDoors> {
  const smtp = await open(options, false, options.smtpPort, 'POSTROOM_SMTP_PORT')
  const lmtp = options.lmtpPort === null ? null : await open(options, true, options.lmtpPort, 'POSTROOM_LMTP_PORT')
  return {
    smtp,
    lmtp,
    stop: async (graceMs) => {
      await Promise.all([smtp.stop(graceMs), lmtp?.stop(graceMs)])
    },
  }
}

/** Milliseconds for which a recipient once found needs no looking up. */
const KNOWN_FOR = 2_000

/** Whose addresses were found a moment ago; forgotten together, so that it never grows. */
function createMemory(ms: number) {
  let since = 0
  const inboxes = new Map<string, Id>()
  const fresh = () => {
    if (performance.now() - since < ms) return
    since = performance.now()
    inboxes.clear()
  }
  return {
    find: (address: string) => {
      fresh()
      return inboxes.get(address)
    },
    add: (address: string, inboxId: Id) => {
      fresh()
      if (inboxes.size < 10_000) inboxes.set(address, inboxId)
    },
  }
}

function open(options: MailDoorOptions, isLmtp: boolean, port: number, setting: string): Promise<RunningSmtpServer> {
  const { store, accepting, log } = options
  const known = createMemory(KNOWN_FOR)
  return startSmtpServer({
    host: options.host,
    port,
    lmtp: isLmtp,
    name: options.name,
    log,
    setting,
    ...(options.tls ? { tls: options.tls } : {}),
    ...(options.messageBytes === undefined ? {} : { limits: { bytes: options.messageBytes } }),
    accept: {
      hasRoom: options.hasRoom ?? (() => true),
      recipient: async (address) => {
        if (known.find(address)) return 'ok'
        try {
          const asking = { actorId: null, readOnly: true, patience: limits.patience.mail }
          const found = await store.transact(asking, (tx) => inboxesOf(tx, [address]))
          const [inboxId] = found.values()
          if (inboxId) known.add(address, inboxId)
          return inboxId ? 'ok' : 'unknown'
        } catch (thrown) {
          log.warn({ err: thrown }, 'a recipient could not be looked up')
          return 'later'
        }
      },
      spool: options.blobs.spool,
      message: async (message) => {
        const inboxIds = message.to.map((address) => known.find(address))
        const arrival: Arrival = {
          raw: message.raw,
          source: isLmtp ? 'lmtp' : 'smtp',
          from: message.from ?? '',
          recipients: message.to,
          remote: message.remote,
          receivedAt: message.receivedAt,
          // What is no longer known is looked up in the transaction that keeps the mail.
          ...(inboxIds.every((id) => id !== undefined) ? { inboxIds: [...new Set(inboxIds)] } : {}),
        }
        await keepOrDiscard(message.raw, options.blobs, () => accepting.accept(arrival))
      },
    },
  })
}
