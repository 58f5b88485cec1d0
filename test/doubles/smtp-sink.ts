// A mail server that takes whatever it is sent and keeps it in memory. It can be told to refuse, to put off, or to hang
// up at the worst moment.
import { SMTPServer } from 'smtp-server'

export interface SinkMessage {
  /** Empty for a bounce. */
  from: string
  to: string[]
  raw: Buffer
}

/**
 * What goes wrong with a message, asked anew for each: a reply code after the final dot, the connection cut in the middle
 * of the message, or cut after the final dot, when the message has been kept (`keep-and-hang-up`) or has not; or no answer.
 */
export type SinkFailure = number | 'hang-up-in-data' | 'hang-up' | 'keep-and-hang-up' | 'silence' | null

export interface SinkOptions {
  port?: number
  fail?: SinkFailure | ((message: SinkMessage) => SinkFailure)
  /** Reply code for a recipient, or null to take it. */
  recipient?: (address: string) => number | null
  /** Demands this user and password, over the bare connection too. */
  auth?: { user: string; pass: string }
  /** Offers STARTTLS with a certificate that nobody should trust. */
  tls?: boolean
}

export interface Sink {
  port: number
  url: string
  messages: SinkMessage[]
  /** How many messages came to their final dot and got no answer. */
  unanswered(): number
  /** How many connections there have been. */
  connections(): number
  /** Waits until `count` messages have come; rejects after `ms`. */
  waitFor(count: number, ms?: number): Promise<SinkMessage[]>
  /** Hangs up on everybody who is connected now. */
  hangUp(): void
  stop(): Promise<void>
}

export async function startSink(options: SinkOptions = {}): Promise<Sink> {
  const { fail = null, recipient, auth } = options
  const messages: SinkMessage[] = []
  const waiting = new Set<() => void>()
  let connected = 0
  let unanswered = 0

  const server = new SMTPServer({
    name: 'sink.example',
    logger: false,
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: false,
    authOptional: !auth,
    allowInsecureAuth: true,
    disabledCommands: [...(auth ? [] : ['AUTH']), ...(options.tls ? [] : ['STARTTLS'])],
    onConnect(_session, callback) {
      connected++
      callback()
    },
    onAuth(given, _session, callback) {
      const isRight = given.username === auth?.user && given.password === auth?.pass
      callback(isRight ? null : refusal(535), isRight ? { user: given.username } : undefined)
    },
    onRcptTo({ address }, _session, callback) {
      const code = recipient?.(address)
      callback(code ? refusal(code) : null)
    },
    onData(stream, session, callback) {
      const { mailFrom, rcptTo } = session.envelope
      const message: SinkMessage = {
        from: mailFrom ? mailFrom.address : '',
        to: rcptTo.map((one) => one.address),
        raw: Buffer.alloc(0),
      }
      const failure = typeof fail === 'function' ? fail(message) : fail
      const cut = () => cutConnection(server, session.id)
      const chunks: Buffer[] = []
      stream.on('error', () => {})
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        if (failure === 'hang-up-in-data') cut()
      })
      stream.on('end', () => {
        message.raw = Buffer.concat(chunks)
        if (typeof failure === 'number') return callback(refusal(failure))
        if (failure === 'hang-up' || failure === 'hang-up-in-data') return cut()
        if (failure === 'silence') return void unanswered++
        messages.push(message)
        for (const look of waiting) look()
        if (failure === 'keep-and-hang-up') return cut()
        callback(null, `Kept as ${messages.length}`)
      })
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const address = server.server.address()
  const port = address && typeof address === 'object' ? address.port : 0
  const login = auth ? `${encodeURIComponent(auth.user)}:${encodeURIComponent(auth.pass)}@` : ''

  return {
    port,
    url: `smtp://${login}127.0.0.1:${port}`,
    messages,
    unanswered: () => unanswered,
    connections: () => connected,
    waitFor(count, ms = 30_000) {
      return new Promise((resolve, reject) => {
        const look = () => {
          if (messages.length < count) return
          clearTimeout(timer)
          waiting.delete(look)
          resolve(messages)
        }
        const timer = setTimeout(() => {
          waiting.delete(look)
          reject(new Error(`waited ${ms} ms for ${count} messages, ${messages.length} came`))
        }, ms)
        waiting.add(look)
        look()
      })
    },
    hangUp() {
      for (const connection of server.connections) connection._socket.destroy()
    },
    stop() {
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const connection of server.connections) connection._socket.destroy()
      return stopped
    },
  }
}

function refusal(code: number): Error {
  return Object.assign(new Error(code < 500 ? 'Not now' : 'Never'), { responseCode: code })
}

function cutConnection(server: SMTPServer, id: string) {
  for (const connection of server.connections) if (connection.id === id) connection._socket.destroy()
}
