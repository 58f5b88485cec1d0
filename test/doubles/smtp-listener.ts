// The SMTP listener on a free port with everything accepted and kept, for tests that only change what they are about.
import { silentLog } from '../../src/kit/log.ts'
import {
  startSmtpServer,
  type IncomingMessage,
  type RunningSmtpServer,
  type SmtpServerOptions,
} from '../../src/mail/smtp-server.ts'
import type { Talk } from './talk.ts'

type Change = Partial<Omit<SmtpServerOptions, 'accept'>> & Partial<SmtpServerOptions['accept']>

export interface TestListener {
  server: RunningSmtpServer
  messages: IncomingMessage[]
  port: number
}

/** Knows everybody but `nobody@`, and does not know about `later@`. */
export async function startListener({ recipient, message, ...change }: Change = {}): Promise<TestListener> {
  const messages: IncomingMessage[] = []
  const server = await startSmtpServer({
    host: '127.0.0.1',
    port: 0,
    lmtp: false,
    name: 'desk.example',
    log: silentLog,
    ...change,
    accept: {
      recipient:
        recipient ??
        (async (address) =>
          address.startsWith('nobody@') ? 'unknown' : address.startsWith('later@') ? 'later' : 'ok'),
      message:
        message ??
        (async (one) => {
          messages.push(one)
        }),
    },
  })
  return { server, messages, port: server.port }
}

export async function envelope(talk: Talk, to = 'help@desk.example'): Promise<void> {
  await talk.ask('MAIL FROM:<dora@acme.example>')
  await talk.ask(`RCPT TO:<${to}>`)
}

/** The reply to the final dot. */
export async function deliver(talk: Talk, text: string): Promise<string> {
  await envelope(talk)
  await talk.ask('DATA')
  return talk.ask(`${text}\r\n.`)
}

/** Waits for what will come; how quickly is not judged here. */
export async function until(isTrue: () => boolean, ms = 30_000): Promise<void> {
  const deadline = performance.now() + ms
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error('waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
