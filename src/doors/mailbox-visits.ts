// Short connections to mail accounts, beside the ones that read them: to try one, and to count what lies there.
import type { ImapFlow } from 'imapflow'
import { accessOf, readMailbox, type MailboxAccess } from '../desk/mailboxes/mailboxes.ts'
import type { Means } from '../desk/means.ts'
import type { Visit } from '../flows/sync/reconcile.ts'
import { isRefused } from '../mail/imap.ts'
import { visitAccount, type Visited } from '../mail/imap/visit.ts'
import type { Network } from './network.ts'
import type { Destinations } from './outbound/destinations.ts'

export type MailNetwork = Pick<Network, 'destinations' | 'tokens'>

/** A large folder takes a server its time. */
const PATIENCE = 60_000
/** Somebody waits. */
const TRIED = 15_000

export function visitsOf(means: Pick<Means, 'store' | 'keys'>, network: MailNetwork): Visit {
  return async (mailboxId, use) => {
    const access = await means.store.transact({ actorId: null, readOnly: true }, async (tx) =>
      accessOf(means.keys, await readMailbox(tx, mailboxId)),
    )
    await visit(network, access, PATIENCE, (client) => use(client, access.folder))
  }
}

/** How many messages lie in the folder; throws as imapflow does, or a Problem, where it cannot be read. */
export async function tryMailbox(network: MailNetwork, access: MailboxAccess): Promise<number> {
  return await visit(network, access, TRIED, async (client) => {
    return (await client.mailboxOpen(access.folder, { readOnly: true })).exists
  })
}

/** A token may be over before its time: one that is refused is asked for anew, once. */
async function visit<T>(
  { destinations, tokens }: MailNetwork,
  access: MailboxAccess,
  patience: number,
  use: (client: ImapFlow) => Promise<T>,
): Promise<T> {
  const { username: user, auth } = access
  const connection = connectionOf(access, destinations)
  const enter = (signIn: Visited['auth']) => visitAccount({ ...connection, patience, auth: signIn }, use)
  if ('password' in auth) return await enter({ user, pass: auth.password })
  const first = await tokens.accessFor(auth.grant)
  try {
    return await enter({ user, accessToken: first })
  } catch (thrown) {
    if (!isRefused(thrown)) throw thrown
    return await enter({ user, accessToken: await tokens.accessFor(auth.grant, first) })
  }
}

export function connectionOf({ host, port, isSecure }: MailboxAccess, destinations: Destinations) {
  destinations.refuseAddress(host)
  return { host, port, secure: isSecure, lookup: destinations.lookup }
}
