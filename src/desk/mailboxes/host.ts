// Which servers an administrator may name. A mail server in one's own network is usual; the addresses where clouds keep their
// secrets, and those of the link, are never one (safety requirement S4).
import { BlockList, isIP } from 'node:net'
import { Problem } from '../../kit/problem.ts'

const never = new BlockList()
never.addSubnet('169.254.0.0', 16, 'ipv4') // RFC 3927, and the metadata of most clouds
never.addSubnet('0.0.0.0', 8, 'ipv4')
never.addSubnet('224.0.0.0', 3, 'ipv4') // multicast, reserved, broadcast
never.addAddress('100.100.100.200', 'ipv4')
never.addAddress('168.63.129.16', 'ipv4')
never.addSubnet('fe80::', 10, 'ipv6')
never.addSubnet('ff00::', 8, 'ipv6')
never.addAddress('::', 'ipv6')
never.addAddress('fd00:ec2::254', 'ipv6')

/** The name in the form a resolver takes, without the tricks by which an address can look like a name; a Problem where it may not be. */
export function checkedHost(text: string): string {
  const bare = text.trim().replace(/^\[(.*)\]$/, '$1')
  // The URL parser reads 2852039166 and 0xa9.0xfe.1 as the address that they are (WHATWG URL §3.5).
  const parsed = URL.parse(`http://${bare.includes(':') ? `[${bare}]` : bare}`)
  const isPlain = parsed !== null && !parsed.username && !parsed.port && parsed.pathname === '/' && !parsed.search
  const host = isPlain && !/[/@?#\\\s]/.test(bare) ? parsed.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '') : ''
  if (!host)
    throw new Problem('invalid', 'host-invalid', `“${text}” is not the name of a server, like imap.desk.example.`)
  if (isForbidden(host))
    throw new Problem('invalid', 'host-forbidden', `${host} is no mail server: such addresses are kept for machines.`, {
      detail: { host },
    })
  return host
}

/** Of an address or a name as it stands. What a name leads to is asked again of each address when connecting. */
export function isForbidden(host: string): boolean {
  if (/^(metadata|instance-data)(\.|$)|\.internal$/.test(host)) return true
  if (!host.includes(':')) return isIP(host) === 4 && never.check(host, 'ipv4')
  const groups = groupsOf(host)
  if (!groups) return true
  if (never.check(host.replace(/%.*$/, ''), 'ipv6')) return true
  const inner = embedded(groups)
  return inner !== null && never.check(inner, 'ipv4')
}

/** The IPv4 address that an IPv6 one leads to, where it is of a kind that holds one. */
function embedded(groups: number[]): string | null {
  const head = groups.slice(0, 6).join(':')
  const isMapped = head === `0:0:0:0:0:${0xffff}` // RFC 4291 §2.5.5.2
  const isTranslated = head === `${0x64}:${0xff9b}:0:0:0:0` // RFC 6052 §2.1
  const [high = 0, low = 0] = groups.slice(6)
  const isCompatible = head === '0:0:0:0:0:0' && (high > 0 || low > 1) // RFC 4291 §2.5.5.1; not :: and ::1
  if (isMapped || isTranslated || isCompatible) return dotted(high, low)
  return groups[0] === 0x2002 ? dotted(groups[1] ?? 0, groups[2] ?? 0) : null // RFC 3056 §2
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
