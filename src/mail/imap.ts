// Pulls new mail out of one IMAP folder for as long as it runs: connects, reads what is new, compares what is known of the rest, tells
// the server what has changed at the desk, waits to be told of more, and comes back when the connection is lost. While it reads the
// folder is opened read-only, and whether somebody has seen a message plays no part in taking it in.
import { ImapFlow } from 'imapflow'
import type { LookupFunction } from 'node:net'
import { limits } from '../kit/limits.ts'
import type { Log } from '../kit/log.ts'
import { Problem } from '../kit/problem.ts'
import { waitBefore, type Backoff } from './imap/backoff.ts'
import { hasSentMore, lookAside, markAside, type Aside, type SentMark } from './imap/aside.ts'
import { compare, type Ledger } from './imap/compare.ts'
import { tell, type Telling } from './imap/tell.ts'
import { answerLimits } from './imap/answers.ts'
import { readFolder, resume, type BatchLimits, type Cursor, type Receiver } from './imap/folder.ts'

export type { Differences } from './imap/compare.ts'
export type { Cursor, LargeMessage, Oversize, PulledMessage } from './imap/folder.ts'

export interface PullerOptions extends Receiver {
  host: string
  port: number
  /** TLS from the first byte; otherwise STARTTLS, which must succeed but towards this machine itself. */
  secure: boolean
  /** Lets the password travel unencrypted, or a certificate be wrong. */
  tls?: { allowNone?: boolean; allowInvalid?: boolean }
  /** How the name of the host becomes an address, where not as usual. */
  lookup?: LookupFunction
  /** A token is asked for before each connection, and once more when the server has refused one. */
  auth: { user: string; pass: string } | { user: string; accessToken: (refused?: string) => Promise<string> }
  folder: string
  /** Null for the first time: everything in the folder is new. */
  cursor: Cursor | null
  /** With it, what happens to messages after they were read is followed too. */
  ledger?: Ledger
  /** With it, it is looked where messages went that are gone. */
  aside?: Aside
  /** With it, and only then, something is changed on the server. */
  telling?: Telling
  log: Log
  onState?(state: PullerState): void
  /** Milliseconds between two looks that nobody asked for; IDLE misses things. */
  pollEvery?: number
  backoff?: Backoff
  batch?: Partial<BatchLimits>
}

export interface PullerState {
  /** `waiting`: the last attempt failed, another follows. `refused`: so did the sign-in; tried again, but seldom. */
  phase: 'stopped' | 'connecting' | 'reading' | 'idle' | 'waiting' | 'refused'
  cursor: Cursor | null
  /** What went wrong last, for the operator; null once a reading has succeeded again. */
  error: string | null
  /** When the folder was last read to its end. */
  readAt: Date | null
}

export interface Puller {
  start(): void
  /** Resolves when nothing more will be handed over; a batch under way is finished first. */
  stop(): Promise<void>
  /** There may be something to tell the server. */
  nudge(): void
  state(): PullerState
}

const SOON: Backoff = { first: 1_000, longest: 5 * 60_000 }
/** Many wrong passwords in a row get an account locked. */
const SELDOM: Backoff = { first: 60_000, longest: 30 * 60_000 }
/** Where the server did its part and we could not keep what it gave: nobody there is spared by waiting longer. */
const AT_HOME: Backoff = { first: 1_000, longest: 5_000 }

/** Where something that was noticed waits for a mail to be filed. */
const UNFILED: Backoff = { first: 1_000, longest: 60_000 }

/** What is held at once; a message of more than `heldBytes` is not held. */
export const usualBatch: BatchLimits = {
  count: 50,
  bytes: 8 * 1024 * 1024,
  heldBytes: 1024 * 1024,
  messageBytes: limits.message.bytes,
}

export function createPuller(options: PullerOptions): Puller {
  const { log } = options
  const pollEvery = options.pollEvery ?? 5 * 60_000
  const batch: BatchLimits = { ...usualBatch, ...options.batch }
  let state: PullerState = { phase: 'stopped', cursor: options.cursor, error: null, readAt: null }
  let isRunning = false
  let wake = () => {}
  let hearOfUs = () => {}
  let current: ImapFlow | null = null
  let failures = 0
  let isOurFault = false
  let done: Promise<void> = Promise.resolve()

  function change(to: Partial<PullerState>) {
    state = { ...state, ...to }
    options.onState?.(state)
  }

  /** Ends early when woken: whether it was. */
  function rest(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms)
      wake = () => {
        clearTimeout(timer)
        resolve(true)
      }
    })
  }

  async function run() {
    while (isRunning) {
      try {
        await session()
      } catch (error) {
        if (!isRunning) break
        const needsSomebody = isRefused(error) || (error instanceof Problem && error.kind === 'denied')
        const usual = isOurFault ? AT_HOME : needsSomebody ? SELDOM : SOON
        isOurFault = false
        const ms = waitBefore(failures++, options.backoff ?? usual)
        log.warn({ err: error, failures, retryInMs: ms }, 'a mailbox could not be read')
        change({ phase: needsSomebody ? 'refused' : 'waiting', error: reason(error) })
        await rest(ms)
      }
    }
    change({ phase: 'stopped' })
  }

  /** `refused`: the token of the session before this one, which did not get in. */
  async function session(refused?: string): Promise<void> {
    change({ phase: 'connecting' })
    const auth = await credentials(options.auth, refused)
    let again: string | undefined
    const client = new ImapFlow({
      host: options.host,
      port: options.port,
      secure: options.secure,
      ...(options.secure || options.tls?.allowNone || isThisMachine(options.host) ? {} : { doSTARTTLS: true }),
      tls: { rejectUnauthorized: !options.tls?.allowInvalid, ...(options.lookup && { lookup: options.lookup }) },
      auth,
      clientInfo: { name: 'Postroom' },
      qresync: options.ledger !== undefined,
      logger: false,
      autoIdleDelay: 50, // the default of 15 s is how long the first new message would wait
      maxIdleTime: 4 * 60_000, // below what routers forget connections after
      ...answerLimits,
    })
    current = client
    let lost: Error | null = null
    let hasNews = false
    let isThorough = true
    let isAsideDue = true
    /** While another folder was open nobody told what went from this one. */
    let isReopened = true
    let sent: SentMark | null = null
    let opened = 0
    // Before connect(): without a listener, an error on the socket ends the whole process.
    client.on('error', (error: Error) => {
      lost ??= error
      wake()
    })
    client.on('close', () => {
      lost ??= new Problem('busy', 'imap-closed', 'The mail server closed the connection.')
      wake()
    })
    const hear = () => {
      hasNews = true
      wake()
    }
    hearOfUs = hear
    client.on('exists', hear)
    const hearChange = (event: { earlier?: boolean }) => {
      if (event.earlier) return // the answer to a question of ours
      isThorough = true
      hear()
    }
    client.on('flags', hearChange)
    client.on('expunge', hearChange)
    try {
      again = await connect(client, auth, refused)
      if (again === undefined) await openFolder(client)
      if (again === undefined && state.cursor?.uid === 0) await markFolders(client)
      while (again === undefined && isRunning && !lost) {
        hasNews = false
        const how = { isThorough, isCounted: isThorough || isReopened }
        isThorough = false
        isReopened = false
        change({ phase: 'reading' })
        await readOn(client) // first of all: whatever is wrong with another folder, mail comes in
        if (sent && !isAsideDue) isAsideDue = await hasSentMore(client, sent)
        if (aside && isAsideDue) {
          isAsideDue = false
          const looked = await lookAside(client, options.folder, aside)
          sent = looked.sent
          if (looked.hasOpened) {
            await openFolder(client)
            how.isCounted = true
            await readOn(client)
          }
        }
        if (ledger) {
          const { cursor, hasGone, isOpen } = await compare(client, currentCursor(), ledger, how)
          change({ cursor })
          opened = isOpen ? opened + 1 : 0
          if (hasGone && aside) hasNews = isAsideDue = true
          else await ledger.agreed()
        }
        if (telling && !isAsideDue) {
          const told = await tell(client, options.folder, currentCursor(), telling)
          isAsideDue ||= told.hasLost
          if (told.hasOpened) {
            hasNews = isReopened = true // before anybody waits the folder is looked at once more: as long as another was open nobody told of it
            await openFolder(client)
          }
        }
        failures = 0
        change({ phase: 'idle', error: null, readAt: new Date() })
        if (!hasNews && !lost && isRunning) {
          const isWoken = await rest(opened > 0 ? Math.min(pollEvery, waitBefore(opened, UNFILED)) : pollEvery)
          isThorough ||= !isWoken
          isAsideDue ||= !isWoken && opened === 0
        }
      }
      if (again === undefined && lost && isRunning) throw lost as Error
    } finally {
      await leave(client)
      current = null
    }
    if (again !== undefined && isRunning) await session(again)
  }

  /** A token may be over before its time; the one to try again without is returned, and only once. */
  async function connect(
    client: ImapFlow,
    auth: Credentials,
    refused: string | undefined,
  ): Promise<string | undefined> {
    try {
      await client.connect()
    } catch (error) {
      if (refused !== undefined || auth.accessToken === undefined || !isRefused(error)) throw error
      return auth.accessToken
    }
    return undefined
  }

  async function openFolder(client: ImapFlow) {
    const folder = await client.mailboxOpen(options.folder, { readOnly: true })
    if (!folder.uidValidity)
      throw new Problem('busy', 'imap-uidvalidity', 'The mail server numbers no messages in this folder.')
    const now = { uidValidity: String(folder.uidValidity), uidNext: folder.uidNext || Infinity }
    const cursor = resume(state.cursor, now)
    if (state.cursor && cursor !== state.cursor) {
      const { uidValidity, uid } = state.cursor
      log.warn({ uidValidity, uid, now: now.uidValidity }, 'the folder was numbered anew, all of it is read again')
    }
    change({ cursor })
  }

  /** Whatever is wrong with another folder, mail comes in. */
  async function markFolders(client: ImapFlow): Promise<void> {
    if (!aside) return
    await markAside(client, options.folder, aside).catch((error: unknown) => {
      if (!client.usable || !isRunning) throw error
      isOurFault = false
      log.warn({ err: error }, 'how far the folders beside the one that is read reach could not be noted')
    })
  }

  async function readOn(client: ImapFlow): Promise<void> {
    const cursor = currentCursor()
    const recognise = ledger && (await ledger.isRenumbered(cursor)) ? ledger.recognise : null
    await readFolder(client, cursor, receiver, batch, (moved) => change({ cursor: moved }), recognise)
  }

  function currentCursor(): Cursor {
    if (!state.cursor) throw new Problem('broken', 'imap-cursor', 'A folder was read before it was opened.')
    return state.cursor
  }

  /** A stop takes effect between two batches. */
  const receiver: Receiver = {
    async onMessages(messages, cursor) {
      goOnOrStop()
      await keep(options.onMessages(messages, cursor))
    },
    async onLarge(message, cursor) {
      goOnOrStop()
      await keep(options.onLarge({ ...message, pieces: theirs(message.pieces) }, cursor))
    },
    async onOversize(message, cursor) {
      goOnOrStop()
      log.warn({ uid: message.uid, size: message.size }, 'a message is too large and stays on the server')
      await keep(options.onOversize(message, cursor))
    },
  }

  const ledger = options.ledger && kept(options.ledger)
  const aside = options.aside && { ...kept(options.aside), sent: options.aside.sent && kept(options.aside.sent) }
  const telling = options.telling && kept(options.telling)

  /** A stop takes effect between two steps, but what was done on the server is written down first. */
  function kept<T extends object>(verbs: T): T {
    const wrapped = Object.entries(verbs).map(([name, verb]) => {
      if (typeof verb !== 'function') return [name, verb]
      return [
        name,
        async (...given: unknown[]) => {
          if (name !== 'ended') goOnOrStop()
          return await keep(verb(...given))
        },
      ]
    })
    return Object.fromEntries(wrapped) as T
  }

  async function keep<T>(keeping: Promise<T>): Promise<T> {
    isOurFault = true
    const answer = await keeping
    isOurFault = false
    return answer
  }

  /** While the server is asked it is not we who fail. */
  async function* theirs(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    isOurFault = false
    for await (const piece of pieces) {
      isOurFault = true
      yield piece
      isOurFault = false
    }
    isOurFault = true
  }

  function goOnOrStop() {
    if (!isRunning) throw new Problem('busy', 'imap-stopping', 'Reading was stopped.')
  }

  return {
    start() {
      if (isRunning) return
      isRunning = true
      failures = 0
      done = done.then(run)
    },
    async stop() {
      isRunning = false
      if (state.phase !== 'idle') current?.close() // what is being handed over is still waited for
      wake()
      await done
    },
    nudge() {
      if (state.phase === 'idle' || state.phase === 'reading') hearOfUs()
    },
    state: () => state,
  }
}

interface Credentials {
  user: string
  pass?: string
  accessToken?: string
}

async function credentials(auth: PullerOptions['auth'], refused: string | undefined): Promise<Credentials> {
  return 'pass' in auth ? auth : { user: auth.user, accessToken: await auth.accessToken(refused) }
}

/** Whether the server refused to let us in, rather than something else going wrong. */
export function isRefused(error: unknown): boolean {
  return Boolean((error as { authenticationFailed?: boolean } | undefined)?.authenticationFailed)
}

/** Says goodbye, but does not wait long for an answer. */
async function leave(client: ImapFlow): Promise<void> {
  if (client.usable) {
    const patience = new Promise<void>((resolve) => setTimeout(resolve, 2_000).unref())
    await Promise.race([client.logout().catch(() => {}), patience])
  }
  client.close()
}

function reason(error: unknown): string {
  const { message = 'unknown', responseText } = error as { message?: string; responseText?: string }
  return responseText ? `${message}: ${responseText}` : message
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
