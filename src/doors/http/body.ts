// Reads a request's body within a limit: what is too large is refused while it comes, not after.
import { limits } from '../../kit/limits.ts'
import { Problem } from '../../kit/problem.ts'
import type { Route } from '../../kit/route.ts'

export async function readBody(request: Request, most: number): Promise<Buffer> {
  const tooLarge = () =>
    new Problem('invalid', 'too-large', `The body is larger than ${most} bytes.`, { detail: { limit: most } })
  if (Number(request.headers.get('content-length') ?? 0) > most) throw tooLarge()
  if (!request.body) return Buffer.alloc(0)
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > most) throw tooLarge()
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem('invalid', 'body-broken', 'The body did not arrive whole.', { cause: error })
  }
  return Buffer.concat(chunks)
}

/** Mail is bounded as at the SMTP door, other bytes as uploads, the rest as JSON. */
export function bodyLimit(route: Route): number {
  if (!route.consumes) return limits.http.jsonBytes
  return route.consumes.includes('rfc822') ? limits.message.bytes : limits.http.uploadBytes
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
