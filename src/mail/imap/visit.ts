// One short connection to a mail account, beside the one that reads it: signs in, lets somebody look, leaves.
import { ImapFlow } from 'imapflow'
import type { PullerOptions } from '../imap.ts'

export type Visited = Pick<PullerOptions, 'host' | 'port' | 'secure' | 'lookup'> & {
  auth: { user: string; pass: string } | { user: string; accessToken: string }
  /** Milliseconds for each answer of the server. */
  patience: number
}

/** What `use` returns; throws as imapflow does where the account cannot be entered. */
export async function visitAccount<T>(visited: Visited, use: (client: ImapFlow) => Promise<T>): Promise<T> {
  const { host, port, secure, auth, lookup, patience } = visited
  const isNear = host === 'localhost' || host === '::1' || host.startsWith('127.')
  const client = new ImapFlow({
    host,
    port,
    secure,
    ...(secure || isNear ? {} : { doSTARTTLS: true }),
    auth,
    clientInfo: { name: 'Postroom' },
    ...(lookup && { tls: { lookup } }),
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
  })
  client.on('error', () => undefined) // the step under way fails, and tells
  try {
    await client.connect()
    return await use(client)
  } finally {
    client.close()
  }
}
