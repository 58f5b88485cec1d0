// How far an address lies from here: out on the internet, in a network of somebody's own, or nowhere a program of ours ever has
// business. By the special-purpose registries (RFC 6890); what only wraps an IPv4 address counts as that one (requirement S3).
import { BlockList, isIP } from 'node:net'

export type Reach = 'public' | 'private' | 'never'

/** Where clouds keep their secrets, the link itself, many at once, nobody. No setting opens these. */
const never = listOf([
  '0.0.0.0/8',
  '169.254.0.0/16', // RFC 3927, and the metadata of most clouds
  '224.0.0.0/3', // multicast, reserved, broadcast
  '100.100.100.200/32',
  '168.63.129.16/32',
  '::/128',
  'fe80::/10',
  'ff00::/8',
  'fd00:ec2::254/128',
])
const ours = listOf([
  '10.0.0.0/8', // RFC 1918
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10', // RFC 6598
  '127.0.0.0/8',
  '192.0.0.0/24',
  '192.0.2.0/24', // RFC 5737, documentation
  '198.51.100.0/24',
  '203.0.113.0/24',
  '192.31.196.0/24', // RFC 7535
  '192.52.193.0/24', // RFC 7450
  '192.88.99.0/24', // RFC 7526
  '192.175.48.0/24', // RFC 7534
  '198.18.0.0/15', // RFC 2544
])
/** Of the IPv6 space only this is given out, and these parts of it lead elsewhere. */
const given = listOf(['2000::/3'])
const odd = listOf([
  '2001::/23', // RFC 2928: Teredo, ORCHID and others
  '2001:db8::/32',
  '2002::/16', // 6to4: leads to whatever it wraps
  '2620:4f:8000::/48',
  '3fff::/20', // RFC 9637
])

/** `address` is a literal, without brackets; anything else is `never`. */
export function reachOf(address: string): Reach {
  if (isIP(address) === 4) return ofIpv4(address)
  const groups = isIP(address) === 6 ? groupsOf(address) : null
  if (!groups) return 'never'
  const bare = address.replace(/%.*$/, '')
  if (never.check(bare, 'ipv6')) return 'never'
  const wrapped = wrappedIn(groups)
  if (wrapped?.as === 'itself') return ofIpv4(wrapped.address)
  if (wrapped && ofIpv4(wrapped.address) === 'never') return 'never'
  return given.check(bare, 'ipv6') && !odd.check(bare, 'ipv6') ? 'public' : 'private'
}

/** `text` is an address, or one with `/bits`. */
export function isWithin(address: string, text: string): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  return isIP(address) !== 0 && listOf([text]).check(address.replace(/%.*$/, ''), family)
}

function ofIpv4(address: string): Reach {
  if (never.check(address, 'ipv4')) return 'never'
  return ours.check(address, 'ipv4') ? 'private' : 'public'
}

/** The IPv4 address that an IPv6 one leads to. `itself`: that is all it says; otherwise the way there is out of use. */
function wrappedIn(groups: number[]): { address: string; as: 'itself' | 'tunnel' } | null {
  const head = groups.slice(0, 6).join(':')
  const [high = 0, low = 0] = groups.slice(6)
  if (head === `0:0:0:0:0:${0xffff}`) return { address: dotted(high, low), as: 'itself' } // RFC 4291 §2.5.5.2
  if (head === `${0x64}:${0xff9b}:0:0:0:0`) return { address: dotted(high, low), as: 'itself' } // RFC 6052 §2.1
  const isCompatible = head === '0:0:0:0:0:0' && (high > 0 || low > 1) // RFC 4291 §2.5.5.1; not :: and ::1
  if (isCompatible) return { address: dotted(high, low), as: 'tunnel' }
  if (groups[0] === 0x2002) return { address: dotted(groups[1] ?? 0, groups[2] ?? 0), as: 'tunnel' } // RFC 3056 §2
  return null
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** The eight numbers of an IPv6 address, however it is written; null when it is none. */
function groupsOf(address: string): number[] | null {
  const plain = URL.parse(`http://[${address.replace(/%.*$/, '')}]`)?.hostname.slice(1, -1)
  if (plain === undefined) return null
  const [before = [], after] = plain.split('::').map((half) => half.split(':').filter(Boolean))
  const zeros = after ? Array<string>(8 - before.length - after.length).fill('0') : []
  return [...before, ...zeros, ...(after ?? [])].map((group) => Number.parseInt(group, 16))
}

function listOf(networks: string[]): BlockList {
  const list = new BlockList()
  for (const one of networks) {
    const [address = '', bits] = one.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (isIP(address)) list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family)
  }
  return list
}
