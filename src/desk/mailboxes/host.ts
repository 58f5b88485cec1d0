// Which servers an administrator may name, as far as the text tells. What a name leads to is judged again, address by address,
// when connecting: doors/outbound/destinations.ts.
import { isIP } from 'node:net'
import { Problem } from '../../kit/problem.ts'
import { reachOf } from '../../kit/reach.ts'

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

/** The addresses where clouds keep their secrets, and those of the link, are never a mail server. */
function isForbidden(host: string): boolean {
  if (/^(metadata|instance-data)(\.|$)|\.internal$/.test(host)) return true
  return isIP(host) !== 0 && reachOf(host) === 'never'
}
