// Problems as HTTP answers (RFC 9457). The kind gives the status; a few codes that only exist at this door have their own.
import { Problem, translations } from '../../kit/problem.ts'

const statusOfCode: Record<string, number> = {
  'not-signed-in': 401,
  'method-not-allowed': 405,
  'precondition-failed': 412,
  'too-large': 413,
  'not-json': 415,
  'wrong-type': 415,
  'idempotency-mismatch': 422,
  'too-many-attempts': 429,
  'too-many-requests': 429,
  'too-many-pages': 429,
  'ration-spent': 429,
}

export function statusOf(problem: Problem): number {
  return statusOfCode[problem.code] ?? translations[problem.kind].http
}

/** `requestId` lets a person find the lines of the log that belong to what they saw. */
export function problemResponse(problem: Problem, requestId: string): Response {
  const status = statusOf(problem)
  const headers: Record<string, string> = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="postroom"' // RFC 9110 §15.5.2
  if (status === 503) headers['retry-after'] = '5'
  if (status === 429) {
    const { retryAfter } = problem.detail
    headers['retry-after'] = typeof retryAfter === 'number' ? String(retryAfter) : '900'
  }
  const body = {
    type: `urn:postroom:problem:${problem.code}`,
    title: problem.message,
    status,
    code: problem.code,
    requestId,
    ...problem.detail,
  }
  return new Response(JSON.stringify(body), { status, headers })
}

/**
 * What PostgreSQL refuses because of what was sent: a value that no column of this kind can hold (letters as an id, a NUL in a
 * text), a second of what there is one of, a reference to what does not exist. A verb that cares says it better itself.
 */
export function explained(thrown: unknown): unknown {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const { code } = error as { code?: unknown }
    if (typeof code !== 'string') continue
    if (/^22(003|021|P02|P05)$/.test(code))
      return new Problem('invalid', 'bad-value', 'A value has a form that it cannot have, e.g. letters in an id.', {
        cause: thrown,
      })
    if (code === '23505')
      return new Problem('conflict', 'already-there', 'There is one of these already.', { cause: thrown })
    if (code === '23503')
      return new Problem('invalid', 'not-there', 'This refers to something that does not exist.', { cause: thrown })
  }
  return thrown
}
