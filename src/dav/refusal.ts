// Why an address book or a calendar could not be entered or read, told apart so that somebody can be told what to do.
import { Problem, type ProblemKind } from '../kit/problem.ts'

/** What is wrong; `told`: our own words say it already. The pages say each in words. */
export type BookTrouble =
  | 'name-unknown'
  | 'names-away'
  | 'port-closed'
  | 'no-answer'
  | 'certificate'
  | 'tls-missing'
  | 'password-wrong'
  | 'denied'
  | 'not-found'
  | 'not-dav'
  | 'no-book'
  | 'no-calendar'
  | 'too-large'
  | 'grant-missing'
  | 'grant-revoked'
  | 'elsewhere'
  | 'busy'
  | 'failed'
  | 'told'

const STATUSES: Readonly<Record<number, [ProblemKind, string, string]>> = {
  401: ['invalid', 'dav-password', 'does not take this user name and password'],
  403: ['invalid', 'dav-denied', 'does not let this user in there'],
  404: ['invalid', 'dav-missing', 'has nothing at this address'],
  410: ['invalid', 'dav-missing', 'has nothing at this address'],
  429: ['busy', 'dav-busy', 'asks us to come back later'],
  503: ['busy', 'dav-busy', 'asks us to come back later'],
}

/** `headers`: where it may say when to come back (RFC 9110 §10.2.3). */
export function refusalOf(status: number, host: string, headers: Readonly<Record<string, string>> = {}): Problem {
  const [kind, code, text] = STATUSES[status] ?? (status >= 500 ? FAILED : NOT)
  const seconds = Number(headers['retry-after'] ?? Number.NaN)
  const retryAfter = Number.isInteger(seconds) && seconds >= 0 ? { retryAfter: Math.min(seconds, LONGEST_WAIT) } : {}
  return new Problem(kind, code, `${host} ${text} (${status}).`, { detail: { status, ...retryAfter } })
}

/** Seconds. */
const LONGEST_WAIT = 6 * 3_600

const FAILED: [ProblemKind, string, string] = ['busy', 'dav-failed', 'failed']
const NOT: [ProblemKind, string, string] = ['invalid', 'dav-not', 'does not speak CardDAV or CalDAV at this address']

const CODES: Readonly<Record<string, BookTrouble>> = {
  'dav-password': 'password-wrong',
  'dav-denied': 'denied',
  'dav-missing': 'not-found',
  'dav-not': 'not-dav',
  'xml-broken': 'not-dav',
  'dav-no-book': 'no-book',
  'dav-no-calendar': 'no-calendar',
  'feed-none': 'no-calendar',
  'outbound-large': 'too-large',
  'grant-missing': 'grant-missing',
  'grant-revoked': 'grant-revoked',
  'dav-elsewhere': 'elsewhere',
  'dav-busy': 'busy',
  'dav-failed': 'failed',
  'outbound-slow': 'no-answer',
  'url-plain': 'tls-missing',
}
/** As Node names them. */
const NETWORK: Readonly<Record<string, BookTrouble>> = {
  ENOTFOUND: 'name-unknown',
  ENODATA: 'name-unknown',
  EAI_AGAIN: 'names-away',
  ECONNREFUSED: 'port-closed',
  ETIMEDOUT: 'no-answer',
  EHOSTUNREACH: 'no-answer',
  ENETUNREACH: 'no-answer',
  ECONNRESET: 'no-answer',
  ERR_SSL_WRONG_VERSION_NUMBER: 'tls-missing',
  EPROTO: 'tls-missing',
}

export function troubleOf(problem: Problem): BookTrouble {
  const known = CODES[problem.code]
  if (known) return known
  const { code = '' } = (problem.cause ?? {}) as NodeJS.ErrnoException
  if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(code)) return 'certificate'
  return NETWORK[code] ?? 'told'
}
