// Hands composed messages to the outgoing mail server, over a few connections kept open, and tells what became of each.
// It is built on nodemailer's connection rather than on its transport: that one composes, changes envelopes and sends
// again by itself, and only the outbox may decide to do that.
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Log } from '../kit/log.ts'
import { Problem, toProblem, translations } from '../kit/problem.ts'
import type { Original } from '../kit/streamed.ts'
import { isAddress } from './address.ts'
import { letterOf, type Letter } from './smtp-client/letter.ts'
import {
  whenAnswered,
  whenFailed,
  type Refusal,
  type SendError,
  type SendInfo,
  type Submission,
} from './smtp-client/outcome.ts'
import { readRelayUrl } from './smtp-client/relay-url.ts'
import { signer } from './smtp-client/sign.ts'

export type { Submission } from './smtp-client/outcome.ts'

export interface SubmitterOptions {
  /** See `readRelayUrl` for its parts. */
  url: string
  /** What we call ourselves in EHLO. */
  name?: string
  /** `privateKey` in PEM, RSA. */
  dkim?: { domain: string; selector: string; privateKey: string }
  log: Log
  connections?: number
  /** Milliseconds: to connect and be greeted; for one reply (RFC 5321 §4.5.3.2); for a whole message, connecting included. */
  timeouts?: { connect?: number; reply?: number; message?: number }
}

export interface OutgoingMail {
  /** What is large is read, twice, while it is sent. */
  raw: Original
  /** `from` is empty for a message that nobody may bounce. */
  envelope: { from: string; to: string[] }
}

export interface Submitter {
  /** How many messages it sends at once. */
  connections: number
  /** Milliseconds that a submission may take. */
  longest: number
  /** Throws only where the mail itself cannot be sent as it is (a Problem, `invalid`); everything else is a result. */
  submit(mail: OutgoingMail): Promise<Submission>
  /** Connects and signs in; throws a Problem that says what is wrong. */
  verify(): Promise<void>
  /**
   * Begins nothing more (what is submitted now is `deferred`), waits `grace` milliseconds for what is being sent, then hangs up:
   * what is under way ends as `deferred` or `uncertain`.
   */
  close(grace?: number): Promise<void>
}

const MESSAGES_PER_CONNECTION = 100
const IDLE = 30_000
/** For a server to answer our QUIT while we close. */
const FAREWELL = 500

interface Line {
  connection: SMTPConnection
  sent: number
  idleTimer?: NodeJS.Timeout
}

/** One message's way out, over one connection after another: `isOver` when its time is. */
interface Attempt {
  connection?: SMTPConnection
  isOver: boolean
}

export function createSubmitter(options: SubmitterOptions): Submitter {
  const { log } = options
  const relay = readRelayUrl(options.url)
  const timeouts = { connect: 30_000, reply: 300_000, message: 900_000, ...options.timeouts }
  const sign = options.dkim ? signer(options.dkim) : null
  const most = options.connections ?? 5
  const idle: Line[] = []
  const connections = new Set<SMTPConnection>()
  const waiting: (() => void)[] = []
  let busy = 0
  let isClosed = false
  let isCut = false

  async function connect(attempt: Attempt): Promise<SMTPConnection> {
    if (isCut || attempt.isOver) throw new Error('There was no time left to send it.')
    const connection = new SMTPConnection({
      host: relay.host,
      port: relay.port,
      secure: relay.isImplicit,
      ignoreTLS: relay.starttls === 'none',
      requireTLS: !relay.isImplicit && relay.starttls === 'required',
      tls: { rejectUnauthorized: relay.verify },
      name: options.name,
      connectionTimeout: timeouts.connect,
      greetingTimeout: timeouts.connect,
      dnsTimeout: timeouts.connect,
      socketTimeout: timeouts.reply,
      socketCloseTimeout: 0, // whom we hang up on need not agree
      logger: false,
    })
    attempt.connection = connection
    connections.add(connection)
    connection.once('end', () => connections.delete(connection))
    try {
      await new Promise<void>((resolve, reject) => {
        connection.on('error', reject) // stays: without a listener a lost connection would end the process
        connection.once('end', () => reject(new Error('The server closed the connection.')))
        connection.connect((error) => (error ? reject(error) : resolve()))
      })
      const { auth } = relay
      if (auth) {
        await new Promise<void>((resolve, reject) => {
          connection.once('end', () => reject(new Error('The server closed the connection.')))
          connection.login({ credentials: auth }, (error) => (error ? reject(error) : resolve()))
        })
      }
      return connection
    } catch (error) {
      connection.close()
      throw error
    }
  }

  async function open(attempt: Attempt): Promise<Line> {
    const line: Line = { connection: await connect(attempt), sent: 0 }
    line.connection.once('end', () => drop(line))
    return line
  }

  async function acquire(): Promise<Line | null> {
    while (busy >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    busy++
    const line = idle.pop() ?? null
    clearTimeout(line?.idleTimer)
    return line
  }

  function release(line: Line | null, isGood: boolean) {
    busy--
    if (line && isGood && !isClosed && line.sent < MESSAGES_PER_CONNECTION) {
      idle.push(line)
      line.idleTimer = setTimeout(() => {
        drop(line)
        line.connection.quit()
      }, IDLE).unref()
    } else if (isGood) line?.connection.quit()
    else line?.connection.close()
    waiting.shift()?.()
  }

  function drop(line: Line) {
    clearTimeout(line.idleTimer)
    const at = idle.indexOf(line)
    if (at >= 0) idle.splice(at, 1)
  }

  async function send(line: Line, letter: Letter, { from, to }: OutgoingMail['envelope']) {
    const source = letter.open()
    // nodemailer writes the refusals it hears of into it.
    const meant: SMTPConnection.Envelope & { rejectedErrors?: Refusal[] } = {
      from,
      to: [...to],
      size: letter.size,
      use8BitMime: letter.is8Bit,
    }
    let onEnd = () => {}
    try {
      const info = await new Promise<SendInfo>((resolve, reject) => {
        onEnd = () => setImmediate(reject, new Error('The server closed the connection.')) // a better reason goes first
        line.connection.once('end', onEnd)
        line.connection.send(meant, source, (error, sent) => (error ? reject(error) : resolve(sent as SendInfo)))
      })
      line.sent++
      return { info, isUntouched: false as const }
    } catch (thrown) {
      // readableEnded: nodemailer has read the last byte and goes on to write the final dot.
      return {
        error: thrown as SendError,
        wasSentWhole: source.readableEnded,
        isUntouched: !source.readableDidRead,
        refused: meant.rejectedErrors,
      }
    } finally {
      line.connection.off('end', onEnd)
    }
  }

  async function submit(mail: OutgoingMail): Promise<Submission> {
    const { from } = mail.envelope
    const to = [...new Set(mail.envelope.to)]
    checkEnvelope(from, to)
    let letter: Letter
    try {
      letter = await letterOf(mail.raw, sign)
    } catch (thrown) {
      return whenUnreadable(thrown, to)
    }
    const attempt: Attempt = { isOver: false }
    const deadline = setTimeout(() => {
      attempt.isOver = true
      attempt.connection?.close()
    }, timeouts.message)
    let line = await acquire()
    let isGood = false
    try {
      if (isClosed) return whenFailed(new Error('Postroom is stopping.'), to, false)
      for (;;) {
        const isReused = line !== null
        try {
          line ??= await open(attempt)
        } catch (error) {
          log.warn({ code: (error as SendError).code }, 'the outgoing mail server could not be reached')
          return whenFailed(error as SendError, to, false)
        }
        attempt.connection = line.connection
        const outcome = await send(line, letter, { from, to })
        if (outcome.info) {
          const submission = whenAnswered(outcome.info)
          isGood = isSame(
            submission.recipients.map((one) => one.address),
            to,
          )
          if (isGood) return submission
          log.error('a message went to other recipients than it was meant for')
          return { ...submission, result: 'uncertain' }
        }
        const { error, wasSentWhole, isUntouched, refused } = outcome
        const isLost = !error.responseCode || error.responseCode === 421
        if (isReused && isUntouched && isLost) {
          // The server had closed a connection we kept; not a byte of the message went out over it.
          line.connection.close()
          line = null
          continue
        }
        const submission = whenFailed(error, to, wasSentWhole, refused)
        log.info(
          { code: error.code, reply: error.responseCode, result: submission.result },
          'a message was not accepted',
        )
        return submission
      }
    } finally {
      clearTimeout(deadline)
      release(line, isGood)
    }
  }

  return {
    connections: most,
    longest: timeouts.message,
    submit,
    async verify() {
      const where = `${relay.host}:${relay.port}`
      try {
        const connection = await connect({ isOver: false })
        connection.quit()
      } catch (thrown) {
        const error = thrown as SendError
        if (error.code === 'EAUTH') {
          const message = `${where} does not accept the user name and password: ${error.response ?? error.message}`
          throw new Problem('denied', 'smtp-login', message, { cause: error })
        }
        throw new Problem('busy', 'smtp-unreachable', `${where} cannot be used: ${error.message}`, { cause: error })
      }
    },
    async close(grace = Infinity) {
      isClosed = true
      for (let line = idle.pop(); line; line = idle.pop()) {
        clearTimeout(line.idleTimer)
        line.connection.quit()
      }
      await until(() => busy === 0, grace)
      await until(() => connections.size === 0, busy === 0 ? FAREWELL : 0)
      isCut = true
      for (const connection of connections) connection.close()
      await until(() => busy === 0, Infinity)
    },
  }
}

async function until(isDone: () => boolean, patience: number): Promise<void> {
  for (const end = performance.now() + patience; !isDone() && performance.now() < end;)
    await new Promise<void>((resolve) => setTimeout(resolve, 20))
}

/** What nodemailer would take to mean somebody else (line breaks, brackets, lists) never reaches it. */
function checkEnvelope(from: string, to: readonly string[]) {
  if (from !== '' && !isAddress(from)) {
    throw new Problem('invalid', 'sender-address', 'The sender is not an e-mail address.')
  }
  if (!to.length) throw new Problem('invalid', 'no-recipient', 'The message has no recipient.')
  const wrong = to.findIndex((address) => !isAddress(address))
  if (wrong >= 0) {
    const message = `Recipient ${wrong + 1} of ${to.length} is not an e-mail address.`
    throw new Problem('invalid', 'recipient-address', message, { detail: { position: wrong } })
  }
}

function isSame(used: readonly string[], meant: readonly string[]): boolean {
  return used.length === meant.length && used.every((address) => meant.includes(address))
}

/** Not a byte of it was sent: it is tried again, unless it never will be readable. */
function whenUnreadable(thrown: unknown, to: readonly string[]): Submission {
  const { kind, message: response } = toProblem(thrown)
  const result = translations[kind].retry ? 'deferred' : 'rejected'
  return { result, response, recipients: to.map((address) => ({ address, result, response })) }
}
