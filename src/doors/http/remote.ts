// Which machine a request comes from. X-Forwarded-For is believed only from the proxies named in the settings, and only
// as far as they vouch for it: the last address that is not a proxy of ours.
import { BlockList, isIP } from 'node:net'

export interface RemoteOf {
  (socketAddress: string | undefined, headers: Headers): string
}

export function createRemoteOf(trustedProxies: readonly string[]): RemoteOf {
  const trusted = new BlockList()
  for (const one of trustedProxies) {
    const [address = '', bits] = one.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) trusted.addAddress(address, family)
    else trusted.addSubnet(address, Number(bits), family)
  }
  const isTrusted = (address: string) =>
    isIP(address) > 0 && trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

  return (socketAddress, headers) => {
    const hops = (headers.get('x-forwarded-for') ?? '').split(',').map((one) => plain(one.trim()))
    let address = plain(socketAddress ?? '127.0.0.1')
    while (isTrusted(address)) {
      const before = hops.pop()
      if (!before || !isIP(before)) break
      address = before
    }
    return address
  }
}

/** An IPv4 address that came over an IPv6 socket, as itself. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}

/** Nobody between us and a program on this machine: neither a proxy that says so nor one that passes on the name it was called by. */
export function isLocal(socketAddress: string | undefined, asked: Pick<Request, 'headers' | 'url'>): boolean {
  const address = plain(socketAddress ?? '127.0.0.1')
  const isForwarded = [...asked.headers.keys()].some((name) => /^(x-forwarded-.*|forwarded|via|x-real-ip)$/.test(name))
  return !isForwarded && (address === '::1' || address.startsWith('127.')) && isThisMachine(hostOf(asked))
}

/** The name this was asked by, without its port. */
export function hostOf({ headers, url }: Pick<Request, 'headers' | 'url'>): string {
  return URL.parse(`http://${headers.get('host') ?? URL.parse(url)?.host ?? ''}`)?.hostname ?? ''
}

/** A name of somebody else's can be made to point here; an address cannot. */
export function isNameOfOurs(host: string, publicUrl: string | null): boolean {
  const isAddress = isIP(host.replace(/^\[(.*)\]$/, '$1')) > 0
  return isAddress || isThisMachine(host) || (publicUrl !== null && host === URL.parse(publicUrl)?.hostname)
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '127.0.0.1' || host === '[::1]'
}
