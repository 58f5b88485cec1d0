// Google's contacts (People API v1) as its documentation describes them, as far as a client meets them: pages, sync tokens that end, etags
// of the contact's source, single fields that are replaced whole, quotas.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

type Fields = Record<string, unknown>
export interface GooglePeople {
  url: string
  /** By resource name, without what Google says itself. */
  people: Map<string, Fields>
  /** As if its owner had, on their telephone: null deletes. */
  write(name: string, fields: Fields | null): void
  manners: { page: number; /** Seconds that everybody is asked to wait. */ busy: number | null; beforeUpdate: ((name: string) => void) | null } // prettier-ignore
  /** No sync token from before is good any more. */
  expire(): void
  /** Method and path of what was asked, in order; and of writes that came while another was under way. */
  asked: string[]
  overlapping: number
  close(): Promise<void>
}

const SINGLE = ['names', 'biographies']

export async function startGooglePeople(isGood: (token: string) => boolean): Promise<GooglePeople> {
  const people = new Map<string, Fields>()
  const versions = new Map<string, number>()
  const asked: string[] = []
  const manners: GooglePeople['manners'] = { page: 1_000, busy: null, beforeUpdate: null }
  let clock = 1
  let oldest = 0
  let count = 0
  let writing = 0
  const state = { overlapping: 0 }
  const write = (name: string, fields: Fields | null) => {
    if (fields === null) people.delete(name)
    else people.set(name, fields)
    versions.set(name, ++clock)
  }
  const shown = (name: string): Fields => {
    const version = versions.get(name) ?? 0
    const source = { type: 'CONTACT', id: name.slice(8), etag: `#v${version}`, updateTime: new Date(1_700_000_000_000 + version * 1_000).toISOString() } // prettier-ignore
    const fields = people.get(name)
    if (!fields) return { resourceName: name, metadata: { sources: [source], deleted: true } }
    const names = (fields['names'] as { unstructuredName?: string; displayName?: string }[] | undefined)?.map((one) => ({ ...one, displayName: one.displayName ?? one.unstructuredName, metadata: { primary: true } })) // prettier-ignore
    return {
      resourceName: name,
      etag: `%p${version}`,
      metadata: { sources: [source] },
      ...fields,
      ...(names && { names }),
    }
  }
  const refused = (code: number, status: string, reason?: string) => ({ status: code, body: { error: { code, message: `No: ${status}`, status, details: reason ? [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason }] : [] } } }) // prettier-ignore

  function answer(method: string, url: URL, body: Fields): { status: number; body: unknown } {
    const path = url.pathname
    const given = url.searchParams
    if (path === '/v1/people/me/connections') {
      const since = given.get('syncToken')
      if (since !== null && Number(since) < oldest) return refused(400, 'INVALID_ARGUMENT', 'EXPIRED_SYNC_TOKEN')
      const all = [...versions.keys()].filter((name) => (since === null ? people.has(name) : (versions.get(name) ?? 0) > Number(since))) // prettier-ignore
      const from = Number(given.get('pageToken') ?? 0)
      const size = Math.min(Number(given.get('pageSize') ?? 100), manners.page)
      const next = from + size
      return {
        status: 200,
        body: { connections: all.slice(from, next).map(shown), ...(next < all.length ? { nextPageToken: String(next) } : given.get('requestSyncToken') && { nextSyncToken: String(clock) }) }, // prettier-ignore
      }
    }
    if (path === '/v1/people:batchGet') {
      const names = given.getAll('resourceNames')
      if (names.length > 200) return refused(400, 'INVALID_ARGUMENT')
      return { status: 200, body: { responses: names.map((name) => (people.has(name) ? { httpStatusCode: 200, person: shown(name), requestedResourceName: name } : { httpStatusCode: 404, requestedResourceName: name })) } } // prettier-ignore
    }
    if (path === '/v1/people:createContact' && method === 'POST') {
      const name = `people/c${++count}00`
      write(name, body)
      return { status: 200, body: shown(name) }
    }
    const [, name = '', verb] = /^\/v1\/(people\/c\w+)(?::(\w+))?$/.exec(path) ?? []
    if (verb === 'updateContact' && method === 'PATCH') {
      manners.beforeUpdate?.(name)
      const was = people.get(name)
      if (!was) return refused(404, 'NOT_FOUND')
      const [source] = (body['metadata'] as { sources?: { etag?: string }[] } | undefined)?.sources ?? []
      if (!source) return refused(400, 'INVALID_ARGUMENT')
      if (source.etag !== `#v${versions.get(name)}`) return refused(400, 'FAILED_PRECONDITION')
      const fields = (given.get('updatePersonFields') ?? '').split(',')
      if (fields.some((one) => SINGLE.includes(one) && ((body[one] as unknown[] | undefined)?.length ?? 0) > 1)) return refused(400, 'INVALID_ARGUMENT') // prettier-ignore
      write(name, { ...was, ...Object.fromEntries(fields.map((one) => [one, body[one] ?? []])) })
      return { status: 200, body: shown(name) }
    }
    if (verb === 'deleteContact' && method === 'DELETE') {
      if (!people.has(name)) return refused(404, 'NOT_FOUND')
      write(name, null)
      return { status: 200, body: {} }
    }
    return refused(404, 'NOT_FOUND')
  }

  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', 'http://x')
      asked.push(`${request.method} ${url.pathname}`)
      const isWrite = request.method !== 'GET'
      if (isWrite && ++writing > 1) state.overlapping++
      const body = JSON.parse((await text(request)) || '{}') as Fields
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
      const told = !isGood(token) ? refused(401, 'UNAUTHENTICATED') : manners.busy !== null ? refused(429, 'RESOURCE_EXHAUSTED') : answer(request.method ?? '', url, body) // prettier-ignore
      if (isWrite) writing--
      const headers = told.status === 429 ? { 'retry-after': String(manners.busy) } : {}
      response.writeHead(told.status, { 'content-type': 'application/json', ...headers })
      response.end(JSON.stringify(told.body))
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    people,
    write,
    manners,
    asked,
    expire: () => {
      oldest = ++clock
    },
    get overlapping() {
      return state.overlapping
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
