// Whether a mail account can be read: signs in, opens the folder, leaves. For the button beside a password field.
import { ImapFlow } from 'imapflow'
import type { PullerOptions } from '../imap.ts'

const PATIENCE = 15_000

/** How many messages lie in the folder; throws with the server's words where it cannot be read. */
export async function tryFolder(
  options: Pick<PullerOptions, 'host' | 'port' | 'secure' | 'folder' | 'lookup'> & {
    auth: { user: string; pass: string } | { user: string; accessToken: string }
  },
): Promise<number> {
  const { host, port, secure, auth, folder, lookup } = options
  const isNear = host === 'localhost' || host === '::1' || host.startsWith('127.')
  const client = new ImapFlow({
    host,
    port,
    secure,
    ...(secure || isNear ? {} : { doSTARTTLS: true }),
    auth,
    ...(lookup && { tls: { lookup } }),
    logger: false,
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: PATIENCE,
  })
  client.on('error', () => undefined) // the step under way fails, and tells
  try {
    await client.connect()
    return (await client.mailboxOpen(folder, { readOnly: true })).exists
  } catch (thrown) {
    const { message, responseText } = thrown as Error & { responseText?: string }
    throw new Error(responseText ? `${message}: ${responseText}` : message, { cause: thrown })
  } finally {
    client.close()
  }
}
