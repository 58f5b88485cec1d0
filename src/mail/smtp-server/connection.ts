// One SMTP connection of the package smtp-server with what the package lacks: strict line ends in commands, a count of
// commands that lead nowhere, and a clock that sees whose turn it is, so that a byte now and then buys nobody time.
// It reaches into the package (pinned exactly) where the package offers no option.
import { SMTPConnection, type SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js'
import type { SMTPServer } from 'smtp-server'
import type { SMTPStream } from 'smtp-server/lib/smtp-stream.js'
import { unstuffInOnePass } from './unstuff.ts'
import type net from 'node:net'

/** Commands that are no error but bring no mail nearer either. */
const IDLE_TALK = new Set(['NOOP', 'RSET', 'VRFY', 'HELP', 'EHLO', 'HELO', 'LHLO'])

/** Bytes of a message that are worth waiting for. */
const PROGRESS = 1_024

export class GuardedConnection extends SMTPConnection {
  /** Whose turn it is: `command` and `data` wait for the client, `working` and `storing` for us. */
  turn: 'greeting' | 'command' | 'working' | 'data' | 'storing' = 'greeting'
  /** When this turn began, on the monotonic clock. */
  since = performance.now()
  /** When it last proved useful: it came, or it brought a message or a good part of one. */
  useful = performance.now()
  /** A sender was taken. */
  hasBegun = false
  readonly network: string
  #brought = 0
  #junk = 0
  #greeted = false
  readonly #junkAllowed: number
  readonly #onJunk: () => void

  constructor(
    server: SMTPServer,
    socket: net.Socket,
    options: SMTPConnectionOptions | null | undefined,
    guard: { junkCommands: number; onJunk(): void; network: string },
  ) {
    super(server, socket, options)
    this.network = guard.network
    this.#junkAllowed = guard.junkCommands
    this.#onJunk = () => guard.onJunk()
  }

  /** The package greets 100 ms after `init`, to catch spammers who talk too soon; whoever need not wait calls this. */
  override connectionReady(next?: () => void): void {
    if (this.#greeted) return
    this.#greeted = true
    super.connectionReady(next)
  }

  /** Called when a message was taken: what came before it is forgiven. */
  forgive(): void {
    this.useful = performance.now()
    this.#junk = 0
  }

  /** Bytes of a message have come. A byte now and then is no progress. */
  bring(bytes: number): void {
    this.#brought += bytes
    if (this.#brought < PROGRESS) return
    this.#brought = 0
    this.useful = performance.now()
  }

  begin(turn: GuardedConnection['turn']): void {
    this.turn = turn
    this.since = performance.now()
  }

  override _createParser(): SMTPStream {
    // Runs inside the package's constructor, before our own fields exist.
    return refuseBareLineEnds(unstuffInOnePass(super._createParser()), () => {
      if (this.#hasHadEnough()) return
      this.send(500, '5.5.2 Every command line ends with CR LF, and holds no other CR, LF or NUL')
    })
  }

  override _onCommand(command: Buffer, callback?: () => void): void {
    const verb = command.subarray(0, 5).toString('latin1').trimEnd().toUpperCase()
    if (IDLE_TALK.has(verb)) this.#junk++
    if (this.#hasHadEnough()) return
    this.begin('working')
    super._onCommand(command, () => {
      if (this.turn === 'working') this.begin(this._dataStream ? 'data' : 'command')
      if (this.turn === 'data') this.useful = performance.now()
      callback?.()
    })
  }

  /** A text that starts with an enhanced status keeps it; otherwise the package chooses one. */
  override send(code: number, text?: string | string[] | null, context?: string | false): void {
    const hasStatus = typeof text === 'string' && /^[245]\.\d{1,3}\.\d{1,3} /.test(text)
    super.send(code, text, hasStatus ? false : context)
    if (code >= 500) this.#junk++
    else if (code > 421) this.#junk += 0.02 // a few hundred recipients too many are a long list, not an attack
    if (code === 220) this.begin('command')
    if (this.turn === 'storing') this.begin('command')
  }

  #hasHadEnough(): boolean {
    if (this.#junk <= this.#junkAllowed) return false
    if (!this._closing) this.#onJunk()
    this.send(421, '4.7.0 Too many commands without a message')
    return true
  }
}

/**
 * RFC 5321 §2.3.8: a line ends with CR LF and nothing else. The package takes a bare LF for the end of a command, so a
 * message that one server ends elsewhere than another could smuggle commands in. Message text is left as it is.
 */
function refuseBareLineEnds(parser: SMTPStream, refuse: () => void): SMTPStream {
  const write = parser._write.bind(parser)
  parser._write = (chunk, encoding, next) => {
    if (parser._dataMode || parser.isClosed || !chunk?.length) return write(chunk, encoding, next)
    const end = chunk.indexOf(0x0a)
    if (end < 0) return write(chunk, encoding, next)
    const rest = chunk.subarray(end + 1)
    const goOn = (error?: Error | null) => {
      if (error || !rest.length) next(error)
      else parser._write(rest, 'buffer', next)
    }
    const line = parser._remainder + chunk.subarray(0, end + 1).toString('latin1')
    if (/^[^\r\n\0]*\r\n$/.test(line)) return write(chunk.subarray(0, end + 1), encoding, goOn)
    parser._remainder = ''
    refuse()
    goOn()
  }
  return parser
}
