// The one way out by HTTP (safety requirement S3): everything that Postroom fetches on somebody's word goes through here. Every address
// of the host is judged, the connection goes to the very address that was judged, nothing follows a redirect by itself, and
// neither size nor time is the other side's to choose.
import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import { limits } from '../../kit/limits.ts'
import { Problem } from '../../kit/problem.ts'
import type { Destinations } from './destinations.ts'

export interface Asked {
  url: string
  /** Those of WebDAV for address books and calendars (RFC 4918, RFC 3253). */
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | 'PROPFIND' | 'REPORT'
  headers?: Record<string, string>
  body?: string | Buffer
  /** Bytes of the answer; a larger one is cut off and refused. */
  most?: number
  /** Milliseconds from the look-up to the last byte. */
  within?: number
  /** A secret goes along: only over TLS, but to hosts the operator has named. */
  isSecret?: boolean
}

export interface Answered {
  status: number
  headers: Record<string, string>
  /** As sent: no encoding is asked for and none taken, so nothing unfolds. */
  body: Buffer
}

/** Throws a Problem whose text an administrator may read; it names the host, never the path or the query. */
export type Outbound = (asked: Asked) => Promise<Answered>

const PORTS = new Set(['', '80', '443', '8443'])

/** `ports`: others for tests, whose servers stand where there is room. */
export function createOutbound(destinations: Destinations, ports: ReadonlySet<string> = PORTS): Outbound {
  return async (asked) => {
    const url = readUrl(asked.url)
    const host = hostOf(url)
    const isNamed = destinations.isNamed(host)
    if (!isNamed && !ports.has(url.port))
      throw new Problem('invalid', 'url-port', `Port ${url.port} of ${host} is not one for the web: 80, 443 or 8443.`)
    if (asked.isSecret && url.protocol !== 'https:' && !isNamed)
      throw new Problem('invalid', 'url-plain', `What is sent to ${host} is secret and needs https://.`)
    destinations.refuseAddress(host)
    return await send(url, host, asked)
  }

  function send(url: URL, host: string, asked: Asked): Promise<Answered> {
    const { promise, resolve, reject } = Promise.withResolvers<Answered>()
    const { most = limits.outbound.bytes, within = limits.outbound.timeout, body } = asked
    const request = (url.protocol === 'https:' ? https : http).request({
      protocol: url.protocol,
      host,
      port: url.port || (url.protocol === 'https:' ? 443 : 80),
      path: url.pathname + url.search,
      method: asked.method ?? 'GET',
      headers: {
        'user-agent': 'Postroom',
        accept: '*/*',
        'accept-encoding': 'identity',
        ...asked.headers,
        host: url.host,
        ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
      },
      lookup: destinations.lookup,
      agent: false, // a connection for each request: none that was opened for another name
      maxHeaderSize: limits.outbound.headerBytes,
      ...(url.protocol === 'https:' && !isIP(host) && { servername: host }),
    })
    const fail = (error: unknown) => {
      reject(explained(error, host))
      request.destroy()
    }
    const timer = setTimeout(() => fail(new Problem('busy', 'outbound-slow', `${host} took too long.`)), within)
    request.once('error', fail)
    request.once('response', (response) => {
      const parts: Buffer[] = []
      let size = 0
      if (isFolded(response.headers['content-encoding']))
        return fail(new Problem('invalid', 'outbound-encoded', `${host} answered in an encoding nobody asked for.`))
      if (Number(response.headers['content-length'] ?? 0) > most) return fail(tooLarge(host, most))
      response.on('data', (part: Buffer) => {
        size += part.length
        if (size > most) fail(tooLarge(host, most))
        else parts.push(part)
      })
      response.once('error', fail)
      response.once('end', () => {
        if (!response.complete) return fail(new Error('The answer was cut short.'))
        resolve({ status: response.statusCode ?? 0, headers: flat(response.headers), body: Buffer.concat(parts) })
      })
    })
    request.end(body)
    return promise.finally(() => clearTimeout(timer))
  }
}

/** What is wrong with a URL is told without repeating it: it may hold a secret. */
function readUrl(text: string): URL {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || !url.hostname)
    throw new Problem('invalid', 'url-invalid', 'That is no address of the web, like https://desk.example/path.')
  if (url.username || url.password)
    throw new Problem('invalid', 'url-invalid', 'An address of the web may not hold a user name or a password.')
  return url
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
}

function isFolded(encoding: string | undefined): boolean {
  return encoding !== undefined && encoding.trim().toLowerCase() !== 'identity'
}

function flat(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )
}

function tooLarge(host: string, most: number): Problem {
  return new Problem('invalid', 'outbound-large', `The answer of ${host} is larger than ${most} bytes.`)
}

function explained(error: unknown, host: string): Problem {
  if (error instanceof Problem) return error
  const { code = 'unknown' } = error as NodeJS.ErrnoException
  return new Problem('busy', 'outbound-failed', `${host} could not be reached (${code}).`, { cause: error })
}
