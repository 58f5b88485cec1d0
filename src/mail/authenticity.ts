// Whether a mail's sender is who it says, by the word of a mail server of our own: what it wrote into Authentication-Results
// (RFC 8601) after asking SPF, DKIM and DMARC. We ask no DNS ourselves, so nothing here waits for anybody.
import { domainOf } from './address.ts'

type Field = readonly [name: string, value: string]

export interface Verdict {
  /** The domain of From is proven: DMARC passed, or SPF or DKIM did for that domain (RFC 7489 §3.1). */
  isAligned: boolean
  because: string
}

const MOST = 20_000

/**
 * `servers` are the authserv-ids of our own mail servers. Anybody may send such a field along, so only the topmost of a
 * trusted name counts: what came with the mail stands below it (RFC 8601 §5 has the server remove it besides).
 */
export function authenticityOf(fields: readonly Field[], from: readonly string[], servers: readonly string[]): Verdict {
  const no = (because: string): Verdict => ({ isAligned: false, because })
  const senders = fields.filter(([name]) => name.toLowerCase() === 'from').length
  if (senders !== 1 || from.length !== 1) return no('it has no single sender')
  if (servers.length === 0) return no('no mail server is named whose word is taken for it')
  const trusted = new Set(servers.map((one) => one.toLowerCase()))
  const at = fields.findIndex((field) => trusted.has(serverOf(field) ?? ''))
  if (at < 0) return no('none of our mail servers says anything about its sender')
  const server = serverOf(fields[at])
  const domain = domainOf(from[0] ?? '')
  const results = resultsIn((fields[at]?.[1] ?? '').slice(0, MOST))
  const dmarc = results.find((one) => one.method === 'dmarc')
  if (dmarc && dmarc.result !== 'pass') return no(`${server} says dmarc=${dmarc.result}`)
  if (dmarc && isAligned(dmarc.properties.get('header.from') ?? domain, domain))
    return { isAligned: true, because: `${server} says dmarc=pass` }
  const proven = results.find(
    ({ method, result, properties }) =>
      result === 'pass' &&
      ((method === 'dkim' &&
        isAligned(properties.get('header.d') ?? domainOf(properties.get('header.i') ?? ''), domain)) ||
        (method === 'spf' && isAligned(mailDomain(properties.get('smtp.mailfrom') ?? ''), domain))),
  )
  if (proven) return { isAligned: true, because: `${server} says ${proven.method}=pass for ${domain}` }
  return no(`${server} found no proof for ${domain || 'its sender'}`)
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
