// One short connection to a mail account, beside the one that reads it: signs in, lets somebody look, leaves.
import { ImapFlow } from 'imapflow'
import { rootCertificates } from 'node:tls'
import type { PullerOptions } from '../imap.ts'
import { answerLimits } from './answers.ts'

export type Visited = Pick<PullerOptions, 'host' | 'port' | 'secure' | 'lookup'> & {
  auth: { user: string; pass: string } | { user: string; accessToken: string }
  /** Milliseconds for each answer of the server. */
  patience: number
  /** A certificate authority beside the usual ones (PEM). */
  authority?: string
}

/** What `use` returns; throws as imapflow does where the account cannot be entered, with the first line of the server as `greeting`. */
export async function visitAccount<T>(visited: Visited, use: (client: ImapFlow) => Promise<T>): Promise<T> {
  const { host, port, secure, auth, lookup, patience, authority } = visited
  const isNear = host === 'localhost' || host === '::1' || host.startsWith('127.')
  const client = new ImapFlow({
    host,
    port,
    secure,
    ...(secure || isNear ? {} : { doSTARTTLS: true }),
    auth,
    clientInfo: { name: 'Postroom' },
    tls: { ...(lookup && { lookup }), ...(authority && { ca: [...rootCertificates, authority] }) },
    logger: false,
    emitLogs: true,
    disableAutoIdle: true,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience * 2,
    ...answerLimits,
  })
  let greeting: string | undefined
  client.on('log', ({ src, msg }: { src?: string; msg?: unknown }) => {
    if (src !== 's' || greeting !== undefined) return
    greeting = String(msg).slice(0, 300)
    if (!/^\* (?:OK|PREAUTH|BYE)\b/i.test(greeting)) client.close() // another protocol: nobody need wait for more
  })
  client.on('error', () => undefined) // the step under way fails, and tells
  try {
    await client.connect()
    return await use(client)
  } catch (thrown) {
    throw Object.assign(thrown as Error, { greeting })
  } finally {
    client.close()
  }
}
