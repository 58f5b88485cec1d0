// Which servers an administrator may name. A mail server in one's own network is usual; the addresses where clouds keep their
// secrets, and those of the link, are never one (safety requirement S4).
import { BlockList } from 'node:net'
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

/** Of an address literal; other names are what their network makes of them. */
export function isForbidden(host: string): boolean {
  if (/^(metadata|instance-data)(\.|$)|\.internal$/.test(host)) return true
  if (host.includes(':')) {
    const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host) // RFC 4291 §2.5.5.2
    if (!mapped) return never.check(host, 'ipv6')
    const [high, low] = [Number.parseInt(mapped[1] ?? '', 16), Number.parseInt(mapped[2] ?? '', 16)]
    return never.check([high >> 8, high & 255, low >> 8, low & 255].join('.'), 'ipv4')
  }
  return /^\d+\.\d+\.\d+\.\d+$/.test(host) && never.check(host, 'ipv4')
}
