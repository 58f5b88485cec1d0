// Whether a mail's sender is who it says, by the word of a mail server of our own: what it wrote into Authentication-Results
// (RFC 8601) after asking SPF, DKIM and DMARC. Nothing here waits for anybody; who asks the DNS is authenticate.ts.
import { domainOf } from './address.ts'

type Field = readonly [name: string, value: string]

export interface Authenticity {
  /**
   * `pass`: the domain of From is proven (DMARC passed, or SPF or DKIM did for that domain, RFC 7489 §3.1). `fail`: its DMARC
   * failed. `none`: nobody says. `unchecked`: it could not be found out.
   */
  result: 'pass' | 'fail' | 'none' | 'unchecked'
  because: string
  /** Who found out: `postroom`, or the name of a mail server of ours. */
  by: string
  /** What each method came to, in the words of RFC 8601; null where it was not asked. */
  spf: string | null
  dkim: string | null
  dmarc: string | null
  arc: string | null
}

const MOST = 20_000
const nothing = { result: 'none', by: '', spf: null, dkim: null, dmarc: null, arc: null } as const
const UNKNOWN = /^(?:temperror|permerror)$/

/**
 * `servers` are the authserv-ids of our own mail servers. Anybody may send such a field along, so only the topmost of a
 * trusted name counts: what came with the mail stands below it (RFC 8601 §5 has the server remove it besides).
 */
export function authenticityOf(
  fields: readonly Field[],
  from: readonly string[],
  servers: readonly string[],
): Authenticity {
  const no = (because: string): Authenticity => ({ ...nothing, because })
  const senders = fields.filter(([name]) => name.toLowerCase() === 'from').length
  if (senders !== 1 || from.length !== 1) return no('it has no single sender')
  if (servers.length === 0) return no('no mail server is named whose word is taken for it')
  const trusted = new Set(servers.map((one) => one.toLowerCase()))
  const at = fields.findIndex((field) => trusted.has(serverOf(field) ?? ''))
  if (at < 0) return no('none of our mail servers says anything about its sender')
  const server = serverOf(fields[at])
  const domain = domainOf(from[0] ?? '')
  const results = resultsIn((fields[at]?.[1] ?? '').slice(0, MOST))
  const said = (method: string): string | null =>
    results.find((one) => one.method === method && one.result === 'pass')?.result ??
    results.find((one) => one.method === method)?.result ??
    null
  const told = { by: server ?? '', spf: said('spf'), dkim: said('dkim'), dmarc: said('dmarc'), arc: said('arc') }
  const dmarc = results.find((one) => one.method === 'dmarc')
  const because = `${server} says dmarc=${dmarc?.result}`
  if (dmarc?.result === 'fail') return { ...told, result: 'fail', because }
  if (UNKNOWN.test(dmarc?.result ?? '')) return { ...told, result: 'unchecked', because }
  if (dmarc?.result === 'pass' && isAligned(dmarc.properties.get('header.from') ?? domain, domain))
    return { ...told, result: 'pass', because }
  const proven = results.find(
    ({ method, result, properties }) =>
      result === 'pass' &&
      ((method === 'dkim' &&
        isAligned(properties.get('header.d') ?? domainOf(properties.get('header.i') ?? ''), domain)) ||
        (method === 'spf' && isAligned(mailDomain(properties.get('smtp.mailfrom') ?? ''), domain))),
  )
  if (proven) return { ...told, result: 'pass', because: `${server} says ${proven.method}=pass for ${domain}` }
  return { ...told, result: 'none', because: `${server} found no proof for ${domain || 'its sender'}` }
}

const mailDomain = (text: string) => (text.includes('@') ? domainOf(text) : text.toLowerCase())

/** Relaxed, without a list of public suffixes: equal, or one below the other and itself no top-level name. */
function isAligned(proven: string, domain: string): boolean {
  const [one, other] = [proven.toLowerCase().replace(/\.$/, ''), domain]
  if (one === '' || other === '') return false
  const below = (long: string, short: string) => short.includes('.') && long.endsWith(`.${short}`)
  return one === other || below(other, one) || below(one, other)
}

/** Lower case; null where the field is another, or names nobody. */
function serverOf(field: Field | undefined): string | null {
  if (field?.[0].toLowerCase() !== 'authentication-results') return null
  return (
    /^\s*"?([^\s;"]+)"?(?:\s+\d+)?\s*(?:;|$)/.exec(withoutComments(field[1].slice(0, MOST)))?.[1]?.toLowerCase() ?? null
  )
}

interface Result {
  method: string
  result: string
  properties: Map<string, string>
}

/** RFC 8601 §2.2: `method[/version]=result [reason=…] ptype.property=value …` between semicolons. */
function resultsIn(value: string): Result[] {
  return statementsOf(withoutComments(value))
    .slice(1)
    .flatMap((statement) => {
      const head = /^\s*([a-z][\w-]*)\s*(?:\/\s*\d+\s*)?=\s*([a-z]+)/i.exec(statement)
      if (!head) return []
      const properties = new Map<string, string>()
      for (const [, name = '', quoted, bare = ''] of statement
        .slice(head[0].length)
        .matchAll(/([a-z]{1,40}\s{0,9}\.\s{0,9}[\w-]{1,80}|reason)\s{0,9}=\s{0,9}(?:"([^"]*)"|([^\s;"]+))/gi)) {
        const key = name.replace(/\s/g, '').toLowerCase()
        if (!properties.has(key)) properties.set(key, (quoted ?? bare).toLowerCase())
      }
      return [{ method: (head[1] ?? '').toLowerCase(), result: (head[2] ?? '').toLowerCase(), properties }]
    })
}

/** A semicolon or a bracket inside quotes is the sender's, not the server's. */
function statementsOf(text: string): string[] {
  return text.match(/(?:"(?:\\.|[^"\\])*"|[^;"])+/g) ?? []
}

function withoutComments(text: string): string {
  let depth = 0
  let isQuoted = false
  let kept = ''
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at)
    if (sign === '\\') at++
    else if (depth === 0 && sign === '"') isQuoted = !isQuoted
    else if (!isQuoted && sign === '(') depth++
    else if (!isQuoted && sign === ')') {
      depth = Math.max(0, depth - 1)
      continue
    }
    if (depth === 0) kept += sign === '\\' ? '_' : sign
  }
  return kept
}
