// Where Postroom connects to on somebody else's word: mail servers, token endpoints, images. One policy for all of them
// (safety requirement S3): the internet, and of the networks around us only what the operator has named.
import dns from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { isWithin, reachOf } from '../../kit/reach.ts'
import { Problem } from '../../kit/problem.ts'

export interface Destinations {
  /** Looks up as Node does, and hands over nothing unless every address found may be reached: what is judged is what is connected to. */
  lookup: LookupFunction
  /** Throws where `host` is an address, which nobody looks up, and may not be reached. */
  refuseAddress(host: string): void
  /** Whether the operator has named this host, by name or by address. */
  isNamed(host: string): boolean
}

interface Options {
  /** POSTROOM_PRIVATE_HOSTS: names, addresses, networks. */
  privateHosts: readonly string[]
  /** Another for tests. */
  lookup?: LookupFunction
}

export function createDestinations({ privateHosts, lookup = dns.lookup as LookupFunction }: Options): Destinations {
  const names = new Set(privateHosts.filter((one) => !isIP(one.split('/')[0] ?? '')).map(plain))
  const networks = privateHosts.filter((one) => isIP(one.split('/')[0] ?? ''))
  const mayReach = (host: string, address: string) => {
    const reach = reachOf(address)
    if (reach !== 'private') return reach === 'public'
    return names.has(plain(host)) || networks.some((one) => isWithin(address, one))
  }
  return {
    lookup: (host, options, callback) =>
      lookup(host, options, (error, found, family) => {
        if (error) return callback(error, found, family)
        const addresses = typeof found === 'string' ? [found] : found.map((one) => one.address)
        const refused = addresses.find((one) => !mayReach(host, one))
        if (addresses.length === 0 || refused !== undefined) return callback(refusal(host, refused), [], 0)
        return callback(null, found, family)
      }),
    refuseAddress: (host) => {
      if (isIP(host) && !mayReach(host, host)) throw refusal(host, host)
    },
    isNamed: (host) => names.has(plain(host)) || (isIP(host) !== 0 && networks.some((one) => isWithin(host, one))),
  }
}

function refusal(host: string, address: string | undefined): Problem {
  const detail = { host }
  if (address === undefined || reachOf(address) === 'never')
    return new Problem(
      'invalid',
      'host-forbidden',
      `${host} leads to no server: such addresses are kept for machines.`,
      {
        detail,
      },
    )
  return new Problem(
    'invalid',
    'host-private',
    `${host} is in a private network. Whoever runs Postroom can allow it: POSTROOM_PRIVATE_HOSTS=${host}`,
    { detail },
  )
}

function plain(host: string): string {
  return host.toLowerCase().replace(/\.$/, '')
}
