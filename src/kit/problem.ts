// The one error that Postroom throws on purpose. A door (HTTP, SMTP, the command line) or the worker catches it and
// translates the kind; nothing below a door names a status.

export type ProblemKind = 'invalid' | 'denied' | 'missing' | 'conflict' | 'busy' | 'broken'

interface ProblemOptions {
  /** For the operator and the API client: ids, positions, limits. Never mail text, never a secret. */
  detail?: Record<string, unknown>
  cause?: unknown
}

export class Problem extends Error {
  readonly kind: ProblemKind
  readonly code: string
  readonly detail: Record<string, unknown>

  constructor(kind: ProblemKind, code: string, message: string, options: ProblemOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Problem'
    this.kind = kind
    this.code = code
    this.detail = options.detail ?? {}
  }
}

interface Translation {
  /** HTTP status (RFC 9110 §15), given as RFC 9457 problem details. */
  http: number
  /** SMTP reply and enhanced status (RFC 5321 §4.2, RFC 3463). */
  smtp: { code: number; enhanced: string }
  /** Exit status of a command (sysexits.h). */
  exit: number
  /** Whether a job that failed so is tried again. */
  retry: boolean
}

export const translations: Record<ProblemKind, Translation> = {
  invalid: { http: 400, smtp: { code: 554, enhanced: '5.6.0' }, exit: 65, retry: false },
  denied: { http: 403, smtp: { code: 550, enhanced: '5.7.1' }, exit: 77, retry: false },
  missing: { http: 404, smtp: { code: 550, enhanced: '5.1.1' }, exit: 67, retry: false },
  conflict: { http: 409, smtp: { code: 451, enhanced: '4.3.0' }, exit: 75, retry: true },
  busy: { http: 503, smtp: { code: 451, enhanced: '4.3.2' }, exit: 75, retry: true },
  broken: { http: 500, smtp: { code: 451, enhanced: '4.3.0' }, exit: 75, retry: true },
}

/** Whatever was thrown, as a Problem: an unknown error is `broken`, and its text stays in the cause. */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  return new Problem('broken', 'unexpected', 'Something went wrong inside Postroom. The log has the details.', {
    cause: thrown,
  })
}
