// The ways out of Postroom, opened once: where it may connect to, the one HTTP client, and access to mailboxes of others.
import type { Keys } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { createMailboxTokens, type MailboxTokens } from './mailbox-tokens.ts'
import { createServerFinder, type FindMailServer } from './mail-server-finder.ts'
import { createDestinations, type Destinations } from './outbound/destinations.ts'
import { createImageFetcher, type FetchImage } from './outbound/image.ts'
import { createNames } from './outbound/names.ts'
import { createOutbound, type Outbound } from './outbound/outbound.ts'

export interface Network {
  destinations: Destinations
  outbound: Outbound
  tokens: MailboxTokens
  /** Where the mail of a domain is read, as its mail servers tell or the domain publishes it. */
  findMailServer: FindMailServer
  /** To push services, which browsers name: never into a network of ours. */
  push: Outbound
  /** A picture that a mail names, as bytes that may be shown. */
  fetchImage: FetchImage
}

export function openNetwork(means: { store: Store; keys: Keys }, privateHosts: readonly string[]): Network {
  const destinations = createDestinations({ privateHosts })
  const outbound = createOutbound(destinations)
  // What a stranger's mail or a browser names is never in a network of ours, whatever the operator has named for mail servers.
  const abroad = createOutbound(createDestinations({ privateHosts: [] }))
  return {
    destinations,
    outbound,
    findMailServer: createServerFinder(createNames(), outbound),
    tokens: createMailboxTokens(means, outbound),
    push: abroad,
    fetchImage: createImageFetcher(abroad),
  }
}
