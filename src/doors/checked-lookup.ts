// Looks names up as Node does, and hands over no address that is never a mail server: a name of somebody else's may lead anywhere,
// and elsewhere the next time, so it is judged by what the connection really goes to (safety requirement S4).
import dns from 'node:dns'
import type { LookupFunction } from 'node:net'
import { isForbidden } from '../desk/mailboxes/host.ts'
import { Problem } from '../kit/problem.ts'

/** `lookup`: another for tests. One forbidden address among several refuses them all. */
export function createCheckedLookup(lookup: LookupFunction = dns.lookup as LookupFunction): LookupFunction {
  return (hostname, options, callback) =>
    lookup(hostname, options, (error, found, family) => {
      const addresses = typeof found === 'string' ? [found] : (found ?? []).map((one) => one.address)
      if (!error && addresses.some(isForbidden)) return callback(forbidden(hostname), [], 0)
      return callback(error, found, family)
    })
}

function forbidden(host: string): Problem {
  const text = `${host} leads to no mail server: such addresses are kept for machines.`
  return new Problem('invalid', 'host-forbidden', text, { detail: { host } })
}
