// Reads a request's body within a limit: what is too large is refused while it comes, not after.
import type { Context } from 'hono'
import type { Env } from './env.ts'
import { limits } from '../../kit/limits.ts'
import { Problem } from '../../kit/problem.ts'
import type { Route } from '../../kit/route.ts'
import type { Blobs } from '../../store/blobs.ts'
import { takeIn, type Incoming } from '../../store/incoming.ts'

export async function readBody(request: Request, most: number): Promise<Buffer> {
  if (Number(request.headers.get('content-length') ?? 0) > most) throw tooLarge(most)
  if (!request.body) return Buffer.alloc(0)
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > most) throw tooLarge(most)
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof Problem) throw error
    throw broken(error)
  }
  return Buffer.concat(chunks)
}

/** Bounded as at the SMTP door; what is large is written down while it comes. */
export async function readMailBody(c: Context<Env>, most: number, blobs: Pick<Blobs, 'spool'>): Promise<Incoming> {
  if (Number(c.req.header('content-length') ?? 0) > most) throw tooLarge(most)
  // From the socket where there is one: the stream of a Request leaves a trail of buffers.
  const pieces = c.env?.incoming ?? c.req.raw.body ?? []
  try {
    return await takeIn(pieces as AsyncIterable<Uint8Array>, most, blobs)
  } catch (error) {
    if (!(error instanceof Problem)) throw broken(error)
    throw error.code === 'message-too-large' ? tooLarge(most) : error
  }
}

const tooLarge = (most: number): Problem =>
  new Problem('invalid', 'too-large', `The body is larger than ${most} bytes.`, { detail: { limit: most } })
const broken = (cause: unknown): Problem =>
  new Problem('invalid', 'body-broken', 'The body did not arrive whole.', { cause })

/** Bytes are bounded as uploads, the rest as JSON. */
export function bodyLimit(route: Route): number {
  return route.consumes ? limits.http.uploadBytes : limits.http.jsonBytes
}

/** Nothing at all is an empty object: a POST without fields needs no body. */
export function parseJson(bytes: Buffer, type: string | null): Record<string, unknown> {
  if (bytes.length === 0) return {}
  if (!/^application\/json\s*(;|$)/i.test(type ?? ''))
    throw new Problem('invalid', 'not-json', 'The body must be JSON, with "Content-Type: application/json".')
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw new Problem('invalid', 'bad-json', `The body is not JSON: ${(error as Error).message}`, { cause: error })
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Record<string, unknown>
  throw new Problem('invalid', 'bad-json', 'The body must be a JSON object.')
}

export function refuseWrongType(route: Route, type: string | null): void {
  const given = (type ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const taken = (route.consumes ?? '').split(',').map((one) => one.trim())
  if (taken.some((one) => one === '*/*' || one === given || (one.endsWith('/*') && given.startsWith(one.slice(0, -1)))))
    return
  throw new Problem(
    'invalid',
    'wrong-type',
    `This takes ${taken.join(' or ')}, not ${given || 'a body without a Content-Type'}.`,
  )
}
