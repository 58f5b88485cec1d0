// Asks the server: a route object says where and how, its schema what to send and what comes back.
import { learnWords, wordsOf } from './words.ts'
import type { AskedOf, OutputOf, Route } from '../src/kit/route.ts'

/** What the server refused and why (RFC 9457). `status` 0: it could not be reached. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly detail: Record<string, unknown>

  constructor(status: number, code: string, message: string, detail: Record<string, unknown> = {}) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.code = code
    this.detail = detail
  }
}

/** The address of a route, e.g. for a link or an image; what is no part of the path becomes the query. */
export function addressOf(
  route: Route,
  asked: Record<string, unknown>,
): { url: string; rest: Record<string, unknown> } {
  const rest = { ...asked }
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  return { url: `/api/v1${path}`, rest }
}

function queryOf(rest: Record<string, unknown>): string {
  const given = Object.entries(rest).filter(([, value]) => value !== undefined && value !== null && value !== '')
  const pairs = given.flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => [key, String(one)]),
  )
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`
}

/** Text that no other call will ever carry. */
export function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export async function refusalOf(status: number, text: string): Promise<Refusal> {
  try {
    const { code, title, ...detail } = JSON.parse(text) as { code?: string; title?: string } & Record<string, unknown>
    await learnToTell(code ?? '')
    return new Refusal(status, code ?? 'unexpected', title ?? '', detail)
  } catch {
    return new Refusal(status, 'unexpected', '')
  }
}

/** What refusals are called is fetched with the first; where even that is refused, the server's English will do. */
async function learnToTell(code: string): Promise<void> {
  if (wordsOf().tOr(`problem.${code}`, '') === '') await learnWords('problems').catch(() => undefined)
}

/** One that the page finds out by itself. */
export async function refusal(status: number, code: string): Promise<Refusal> {
  await learnToTell(code)
  return new Refusal(status, code, '')
}

interface Options {
  signal?: AbortSignal
  /** The same key twice does the thing once, whatever happened in between; left out, every POST gets its own. */
  key?: string
}

/** Throws a `Refusal`, always: also where the network is away. */
export async function call<R extends Route>(route: R, asked: AskedOf<R>, options: Options = {}): Promise<OutputOf<R>> {
  const { url, rest } = addressOf(route, asked as Record<string, unknown>)
  const hasBody = route.method === 'POST' || route.method === 'PUT' || route.method === 'PATCH'
  const headers: Record<string, string> = { accept: 'application/json' }
  if (hasBody) headers['content-type'] = 'application/json'
  const key = options.key ?? (route.method === 'POST' ? freshKey() : undefined)
  if (key) headers['idempotency-key'] = key
  let answer: Response
  try {
    answer = await fetch(hasBody ? url : url + queryOf(rest), {
      method: route.method,
      headers,
      body: hasBody ? JSON.stringify(rest) : null,
      signal: options.signal ?? null,
    })
  } catch (error) {
    if (options.signal?.aborted) throw error
    throw new Refusal(0, 'unreachable', '')
  }
  if (!answer.ok) throw await refusalOf(answer.status, await answer.text())
  return (answer.status === 204 ? {} : await answer.json()) as OutputOf<R>
}

/** The bytes of a route that gives them. */
export async function callBytes<R extends Route>(
  route: R,
  asked: AskedOf<R>,
  { signal }: Pick<Options, 'signal'> = {},
): Promise<Blob> {
  const { url, rest } = addressOf(route, asked as Record<string, unknown>)
  const isPost = route.method === 'POST'
  const answer = await fetch(isPost ? url : url + queryOf(rest), {
    method: route.method,
    ...(isPost && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(rest) }),
    signal: signal ?? null,
  }).catch(() => null)
  if (!answer) throw new Refusal(0, 'unreachable', '')
  if (!answer.ok) throw await refusalOf(answer.status, await answer.text())
  return answer.blob()
}

/** Gives a file away while telling how much of it has gone (0–1). */
export function upload<R extends Route>(
  route: R,
  asked: AskedOf<R>,
  file: Blob,
  told: (share: number) => void,
): { done: Promise<OutputOf<R>>; stop: () => void } {
  const { url, rest } = addressOf(route, asked as Record<string, unknown>)
  const request = new XMLHttpRequest()
  const done = new Promise<OutputOf<R>>((resolve, reject) => {
    request.open(route.method, url + queryOf(rest))
    request.setRequestHeader('content-type', file.type || 'application/octet-stream')
    request.setRequestHeader('idempotency-key', freshKey())
    request.upload.addEventListener('progress', (event) => event.lengthComputable && told(event.loaded / event.total))
    request.addEventListener('load', () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText) as OutputOf<R>)
      else void refusalOf(request.status, request.responseText).then(reject)
    })
    request.addEventListener('error', () => reject(new Refusal(0, 'unreachable', '')))
    request.addEventListener('abort', () => reject(new Refusal(0, 'stopped', '')))
    request.send(file)
  })
  return { done, stop: () => request.abort() }
}
