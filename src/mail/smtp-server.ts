// The SMTP and LMTP listener: the package smtp-server with limits on everything a stranger can make us do.
// It knows no database. Who may be written to and where a message goes is asked of `accept`; the 250 is sent only when
// `accept.message` has resolved.
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { limits as houseLimits } from '../kit/limits.ts'
import type { Log } from '../kit/log.ts'
import { Problem, toProblem } from '../kit/problem.ts'
import type { Spool } from '../kit/streamed.ts'
import { collect, tooLarge, type Budget } from './smtp-server/collect.ts'
import { GuardedConnection } from './smtp-server/connection.ts'
import { createDoor, isLoopback, neighbourhoodOf } from './smtp-server/door.ts'
import { leaverFor } from './smtp-server/leaver.ts'
import { reply, replyFor } from './smtp-server/reply.ts'
import { traceFields } from './smtp-server/trace.ts'
import type net from 'node:net'

/** `Kept`: what is made of large mail; see `accept.spool`. */
export interface IncomingMessage<Kept = never> {
  /** Our trace fields, then the bytes as they came. */
  raw: Buffer | Kept
  /** Where the bytes as they came begin in `raw`: what decides whether two messages are the same copy. */
  traceBytes: number
  /** Null for the empty reverse-path of a bounce. */
  from: string | null
  to: string[]
  remote: string
  helo: string
  tls: boolean
  receivedAt: Date
}

export interface SmtpServerOptions<Kept = never> {
  host: string
  /** 0 takes any free port. */
  port: number
  lmtp: boolean
  /** Our host name, in the greeting and in Received. */
  name: string
  /** STARTTLS is offered only with a certificate. */
  tls?: { key: string | Buffer; cert: string | Buffer }
  log: Log
  /** The variable an operator changes when the port is taken. */
  setting?: string
  /** Addresses of our own relays: no limit per address, no wait before the greeting. */
  trusted?: readonly string[]
  limits?: Partial<SmtpLimits>
  accept: {
    /** Where there is none nobody needs to send a whole message to hear it. */
    hasRoom?: () => boolean
    recipient(address: string, session: { remote: string; helo: string }): Promise<'ok' | 'unknown' | 'later'>
    /** Resolves only when the message is durable; a Problem becomes the reply. */
    message(message: IncomingMessage<Kept>): Promise<void>
    /** Where large mail goes while it comes; without it all mail is held in memory. */
    spool?: () => Promise<Spool<Kept>>
  }
}

type SmtpLimits = { -readonly [name in keyof typeof houseLimits.smtp]: number } & {
  bytes: number
  headerBytes: number
  /** What all connections together may hold in memory. */
  bufferedBytes: number
}

export interface SmtpServerStats {
  connections: number
  connectionsRefused: number
  messages: number
  messagesRefused: number
  recipientsRefused: number
  timeouts: number
  junk: number
  bufferedBytes: number
  isStressed: boolean
}

export interface RunningSmtpServer {
  port: number
  stats(): SmtpServerStats
  /** Lets messages in flight finish for `graceMs`, then answers 421 and closes whatever is left. */
  stop(graceMs: number): Promise<void>
}

export async function startSmtpServer<Kept = never>(options: SmtpServerOptions<Kept>): Promise<RunningSmtpServer> {
  const max: SmtpLimits = {
    ...houseLimits.smtp,
    bytes: houseLimits.message.bytes,
    headerBytes: houseLimits.message.headerBytes,
    bufferedBytes: 256 * 1024 * 1024,
    ...options.limits,
  }
  const { log, accept, trusted = [] } = options
  const door = createDoor(max, trusted)
  const budget: Budget = { used: 0, max: max.bufferedBytes }
  const counts = { connectionsRefused: 0, messages: 0, messagesRefused: 0, recipientsRefused: 0, timeouts: 0, junk: 0 }
  const connections = new Map<string, GuardedConnection>()
  let isStopping = false

  const server = new SMTPServer({
    name: options.name,
    lmtp: options.lmtp,
    logger: false,
    banner: '',
    heloResponse: '%s',
    size: max.bytes,
    maxRecipients: max.recipients,
    maxCommandLength: 2_048,
    socketTimeout: max.commandTimeout,
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: false,
    authOptional: true,
    disabledCommands: [
      'AUTH',
      'HELP',
      'WIZ',
      'SHELL',
      'KILL',
      'XCLIENT',
      'XFORWARD',
      ...(options.tls ? [] : ['STARTTLS']),
    ],
    hideSTARTTLS: !options.tls,
    minVersion: 'TLSv1.2', // RFC 8996
    ...options.tls,

    onMailFrom(address, session, callback) {
      const size = Number((address.args || {})['SIZE'] ?? 0)
      if (size > max.bytes) return callback(replyFor(tooLarge(max.bytes)))
      if (accept.hasRoom?.() === false) return callback(reply(452, '4.3.1 No room for mail at the moment')) // RFC 1870 §6.1
      if (budget.used + size > budget.max) return callback(reply(452, '4.3.1 Too much mail is arriving at once'))
      const connection = connections.get(session.id)
      if (connection) connection.hasBegun = true
      callback()
    },

    onRcptTo({ address }, session, callback) {
      accept.recipient(address, { remote: session.remoteAddress, helo: session.hostNameAppearsAs || '' }).then(
        (answer) => {
          if (answer === 'ok') return callback()
          if (answer === 'later') return callback(reply(451, '4.3.0 Cannot say yet whether this address exists'))
          counts.recipientsRefused++
          callback(reply(550, '5.1.1 No such address here'))
        },
        (error: unknown) => {
          const problem = toProblem(error)
          log.error({ code: problem.code, err: problem }, 'a recipient could not be looked up')
          callback(replyFor(problem))
        },
      )
    },

    onData(stream, session, callback) {
      const connection = connections.get(session.id)
      take(stream, session, connection).then(
        () => {
          counts.messages++
          connection?.forgive()
          callback(null, 'Message accepted')
        },
        (error: unknown) => {
          if (stream.destroyed && !stream.readableEnded) return // the client is gone; nobody hears a reply
          counts.messagesRefused++
          const problem = toProblem(error)
          if (problem.kind === 'broken') log.error({ code: problem.code, err: problem }, 'a message was not taken')
          else log.info({ code: problem.code }, 'a message was not taken')
          callback(replyFor(problem))
        },
      )
    },
  })

  async function take(stream: SMTPServerDataStream, session: SMTPServerSession, connection?: GuardedConnection) {
    const { mailFrom, rcptTo } = session.envelope
    const from = (mailFrom && mailFrom.address) || null
    const to = rcptTo.map((one) => one.address)
    const { remoteAddress: remote, hostNameAppearsAs: helo, transmissionType: protocol, secure: tls } = session
    stream.once('end', () => connection?.begin('storing'))
    stream.on('data', (chunk: Buffer) => connection?.bring(chunk.length))
    let receivedAt = new Date()
    let traceBytes = 0
    const head = () => {
      receivedAt = new Date()
      const id = `${session.id}.${session.transaction}`
      const trace = Buffer.from(traceFields({ from, to, remote, helo, protocol, name: options.name, id, receivedAt }))
      traceBytes = trace.length
      return trace
    }
    const { bytes: raw, release } = await collect(stream, max, budget, head, accept.spool)
    try {
      await accept.message({ raw, traceBytes, from, to, remote, helo, tls, receivedAt })
    } finally {
      release()
    }
  }

  // In place of the package's own method, which lets everybody in and makes its own connection.
  server.connect = (socket, socketOptions) => {
    const remote = (socket.remoteAddress ?? '').replace(/^::ffff:/i, '')
    const refusal = isStopping ? 'stopping' : enter(remote)
    if (refusal) {
      counts.connectionsRefused++
      return turnAway(socket, refusal)
    }
    const connection = new GuardedConnection(server, socket, socketOptions, {
      junkCommands: max.junkCommands,
      onJunk: () => counts.junk++,
      network: neighbourhoodOf(remote),
    })
    server.connections.add(connection)
    connections.set(connection.id, connection)
    socket.once('close', () => {
      connections.delete(connection.id)
      door.leave(remote)
    })
    connection.on('error', (error: Error) => log.debug({ err: error }, 'an SMTP connection failed'))
    connection.init()
    // The wait before the greeting catches strangers who talk too soon; a program on this machine is none.
    if (isLoopback(remote) || trusted.includes(remote)) connection.connectionReady()
  }

  /** Where it is full, somebody who brings nothing makes room. */
  function enter(remote: string) {
    const refusal = door.enter(remote)
    if (refusal !== 'full') return refusal
    const sitting = [...connections.values()].filter((one) => !one._closing && !trusted.includes(one.remoteAddress))
    const leaver = leaverFor(sitting, neighbourhoodOf(remote), performance.now(), max.connectionsPerAddress)
    if (!leaver) return refusal
    const again = door.enter(remote, LEAVING)
    if (again) return again
    leaver.send(421, '4.3.2 Too many connections, and this one brought no message')
    leaver._socket.destroySoon()
    return null
  }

  /** Looks at all clocks at once: cheaper than a timer a command, and stress shortens the time of those already inside. */
  function sweep() {
    const now = performance.now()
    const hurry = door.isCrowded() ? 0.1 : 1
    for (const connection of connections.values()) {
      const { turn, since } = connection
      if (turn === 'working' || turn === 'storing' || connection._closing) continue
      if (isStopping && turn !== 'data') connection.send(421, '4.3.2 Shutting down, try again soon')
      else if (now - since > hurry * (turn === 'data' ? max.messageTimeout : max.commandTimeout)) {
        counts.timeouts++
        connection.send(421, '4.4.2 Too slow, closing')
      }
    }
  }

  const port = await listen(server, options)
  const sweeper = setInterval(sweep, Math.min(1_000, max.commandTimeout / 10, max.messageTimeout / 10)).unref()
  log.info({ port, lmtp: options.lmtp, tls: Boolean(options.tls) }, 'listening for mail')

  return {
    port,
    stats: () => ({ ...counts, connections: door.open(), bufferedBytes: budget.used, isStressed: door.isCrowded() }),
    async stop(graceMs) {
      isStopping = true
      clearInterval(sweeper)
      const deadline = performance.now() + graceMs
      server.options.closeTimeout = graceMs + 60_000 // we close ourselves, below
      const closed = new Promise<void>((resolve) => server.close(resolve))
      while (connections.size && performance.now() < deadline - 100) {
        sweep()
        await wait(20)
      }
      for (const connection of connections.values()) connection.send(421, '4.3.2 Shutting down, try again soon')
      await Promise.race([closed, wait(Math.min(100, graceMs))])
      for (const connection of connections.values()) connection._socket.destroy()
      await closed
    },
  }
}

/** Connections on their way out that may stand beside those that took their place. */
const LEAVING = 100

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function turnAway(socket: net.Socket, refusal: 'full' | 'too-many-from-there' | 'stopping') {
  const why = {
    full: '4.3.2 Too many connections',
    'too-many-from-there': '4.7.0 Too many connections from your address',
    stopping: '4.3.2 Shutting down, try again soon',
  }[refusal]
  socket.on('error', () => socket.destroy())
  socket.end(`421 ${why}\r\n`)
  socket.resume()
  setTimeout(() => socket.destroy(), 1_000).unref()
}

function listen(
  server: SMTPServer,
  options: Pick<SmtpServerOptions, 'host' | 'port' | 'setting' | 'log'>,
): Promise<number> {
  const { host, port, setting, log } = options
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(whyNoPort(error, `${host}:${port}`, setting)))
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      server.on('error', (error: Error) => log.debug({ err: error }, 'the SMTP server met an error'))
      const address = server.server.address()
      resolve(address && typeof address === 'object' ? address.port : port)
    })
  })
}

function whyNoPort(error: NodeJS.ErrnoException, where: string, setting = 'the port'): Problem {
  const detail = { where, setting }
  if (error.code === 'EADDRINUSE') {
    const message = `${where} is already in use. Stop the program that has it, or set ${setting} to another port.`
    return new Problem('conflict', 'port-in-use', message, { detail, cause: error })
  }
  if (error.code === 'EACCES') {
    const message = `This user may not listen on ${where}. Set ${setting} to a port above 1023.`
    return new Problem('denied', 'port-denied', message, { detail, cause: error })
  }
  return new Problem('broken', 'port-unusable', `Cannot listen on ${where}: ${error.message}`, { detail, cause: error })
}
