// Microsoft's contacts (Graph v1.0) as its documentation describes them, as far as a client meets them: rounds of changes with links of
// their own, tokens that end, tags that must match, batches of twenty, room for three addresses, quotas.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

type Fields = Record<string, unknown>
export interface GraphContacts {
  url: string
  people: Map<string, Fields>
  write(id: string, fields: Fields | null): void
  manners: {
    page: number
    busy: number | null
    /** Where links to the next page lead instead. */
    linksTo: string | null
    beforeUpdate: ((id: string) => void) | null
  }
  /** No delta link from before is good any more. */
  expire(): void
  asked: string[]
  close(): Promise<void>
}

export async function startGraphContacts(isGood: (token: string) => boolean): Promise<GraphContacts> {
  const people = new Map<string, Fields>()
  const versions = new Map<string, number>()
  const asked: string[] = []
  const manners: GraphContacts['manners'] = { page: 200, busy: null, linksTo: null, beforeUpdate: null }
  let clock = 1
  let oldest = 0
  let count = 0
  const write = (id: string, fields: Fields | null) => {
    if (fields === null) people.delete(id)
    else people.set(id, fields)
    versions.set(id, ++clock)
  }
  const tagOf = (id: string) => `W/"${versions.get(id)}"`
  const shown = (id: string): Fields => ({ '@odata.etag': tagOf(id), id, ...people.get(id) })
  const refused = (status: number, code: string) => ({ status, body: { error: { code, message: `No: ${code}` } } })

  function answer(
    method: string,
    path: string,
    given: URLSearchParams,
    headers: Record<string, string>,
    body: Fields,
  ): { status: number; body: unknown } {
    // prettier-ignore
    if (path === '/v1.0/me/contacts/delta') {
      const since = Number(given.get('$deltatoken') ?? 0)
      if (given.has('$deltatoken') && since < oldest) return refused(410, 'syncStateNotFound')
      const all = [...versions].filter(([id, version]) => (since === 0 ? people.has(id) : version > since)).map(([id]) => id) // prettier-ignore
      const from = Number(given.get('$skiptoken') ?? 0)
      const next = from + manners.page
      const value = all.slice(from, next).map((id) => (people.has(id) ? shown(id) : { id, '@removed': { reason: 'deleted' } })) // prettier-ignore
      const base = `${manners.linksTo ?? `http://127.0.0.1:${port}`}/v1.0/me/contacts/delta`
      const link = next < all.length ? { '@odata.nextLink': `${base}?$skiptoken=${next}${since ? `&$deltatoken=${since}` : ''}` } : { '@odata.deltaLink': `${base}?$deltatoken=${clock}` } // prettier-ignore
      return { status: 200, body: { value, ...link } }
    }
    if (path === '/v1.0/$batch') {
      const requests = body['requests'] as { id: string; method: string; url: string }[]
      if (requests.length > 20) return refused(400, 'tooMany')
      return { status: 200, body: { responses: requests.map((one) => ({ id: one.id, headers: {}, ...answer(one.method, `/v1.0${one.url.split('?')[0]}`, new URLSearchParams(), {}, {}) })) } } // prettier-ignore
    }
    const tooMany = ((body['emailAddresses'] as unknown[] | undefined)?.length ?? 0) > 3
    if (tooMany) return refused(400, 'ErrorInvalidRequest')
    if (path === '/v1.0/me/contacts' && method === 'POST') {
      const id = `AAMk${++count}==`
      write(id, body)
      return { status: 201, body: shown(id) }
    }
    if (path === '/v1.0/me/contacts') return { status: 200, body: { value: [] } }
    const id = decodeURIComponent(/^\/v1\.0\/me\/contacts\/([^/]+)$/.exec(path)?.[1] ?? '')
    if (method === 'PATCH') manners.beforeUpdate?.(id)
    if (!people.has(id)) return refused(404, 'ErrorItemNotFound')
    const match = headers['if-match']
    if (match !== undefined && match !== tagOf(id)) return refused(412, 'ErrorIrresolvableConflict')
    if (method === 'PATCH') write(id, { ...people.get(id), ...body })
    if (method === 'DELETE') {
      write(id, null)
      return { status: 204, body: {} }
    }
    return { status: 200, body: shown(id) }
  }

  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', 'http://x')
      asked.push(`${request.method} ${url.pathname}`)
      const body = JSON.parse((await text(request)) || '{}') as Fields
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
      const headers = request.headers as Record<string, string>
      const told = !isGood(token) ? refused(401, 'InvalidAuthenticationToken') : manners.busy !== null ? refused(429, 'TooManyRequests') : answer(request.method ?? '', url.pathname, url.searchParams, headers, body) // prettier-ignore
      const wait = told.status === 429 ? { 'retry-after': String(manners.busy) } : {}
      response.writeHead(told.status, { 'content-type': 'application/json', ...wait })
      response.end(told.status === 204 ? '' : JSON.stringify(told.body))
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1.0`,
    people,
    write,
    manners,
    asked,
    expire: () => {
      oldest = ++clock
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
