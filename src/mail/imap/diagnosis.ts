// Why a mail account could not be entered, told apart so that somebody can be told what to do: by the codes of the network and of
// TLS, by the response codes of IMAP (RFC 5530), and where servers only say it in words, by those words.

/** What is wrong; `told`: our own words say it already, `unknown`: nobody can tell. */
export type Trouble =
  | 'name-unknown'
  | 'names-away'
  | 'port-closed'
  | 'no-answer'
  | 'certificate-name'
  | 'certificate-expired'
  | 'certificate-early'
  | 'certificate-untrusted'
  | 'tls-not-offered'
  | 'tls-not-first'
  | 'tls-first'
  | 'not-imap'
  | 'closed'
  | 'password-wrong'
  | 'password-for-apps'
  | 'password-expired'
  | 'password-or-imap-off'
  | 'imap-off'
  | 'password-not-taken'
  | 'web-sign-in'
  | 'account-denied'
  | 'tls-needed'
  | 'administrator'
  | 'server-busy'
  | 'too-many'
  | 'permission-refused'
  | 'not-connected'
  | 'folder-missing'
  | 'folder-denied'
  | 'told'
  | 'unknown'

export interface Tried {
  host: string
  isSecure: boolean
  isToken: boolean
  /** The provider takes no password that people sign in with on the web. */
  wantsAppPassword: boolean
}

/** As Node and imapflow throw. */
interface Thrown {
  message?: string
  code?: string
  cause?: unknown
  kind?: string
  responseText?: string
  responseStatus?: string
  serverResponseCode?: string
  authenticationFailed?: boolean
  mailboxMissing?: boolean
  greeting?: string
}

const CODES: Readonly<Record<string, Trouble>> = {
  ENOTFOUND: 'name-unknown',
  ENODATA: 'name-unknown',
  EAI_AGAIN: 'names-away',
  ECONNREFUSED: 'port-closed',
  ETIMEDOUT: 'no-answer',
  ETIMEOUT: 'no-answer',
  CONNECT_TIMEOUT: 'no-answer',
  EHOSTUNREACH: 'no-answer',
  ENETUNREACH: 'no-answer',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-name',
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-early',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate-untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate-untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate-untrusted',
  ERR_SSL_WRONG_VERSION_NUMBER: 'tls-not-first',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'tls-not-first',
  EPROTO: 'tls-not-first',
  ETHROTTLE: 'too-many',
}

/** RFC 5530 §3; LIMIT there too. */
const RESPONSES: Readonly<Record<string, Trouble>> = {
  UNAVAILABLE: 'server-busy',
  AUTHORIZATIONFAILED: 'account-denied',
  EXPIRED: 'password-expired',
  PRIVACYREQUIRED: 'tls-needed',
  CONTACTADMIN: 'administrator',
  NOPERM: 'folder-denied',
  INUSE: 'server-busy',
  LIMIT: 'too-many',
  NONEXISTENT: 'folder-missing',
  TRYCREATE: 'folder-missing',
  WEBALERT: 'web-sign-in', // Gmail's
}

/** In the servers' own words, where no code says it; the first that matches. */
const WORDS: readonly [RegExp, Trouble][] = [
  [/user is authenticated but not connected/i, 'not-connected'], // Microsoft, once signed in
  [/basic ?auth(?:entication)? ?(?:is )?(?:blocked|disabled)|BasicAuthBlocked/i, 'password-not-taken'],
  [/app(?:lication)?[- ]specific password|app(?:lication)? password|app-password/i, 'password-for-apps'],
  [/credentials or imap is disabled/i, 'password-or-imap-off'], // Yandex
  [/not enabled for imap|imap (?:access )?(?:is )?(?:disabled|not enabled)|enable imap|imap.{0,30}nicht freigeschaltet/i, 'imap-off'], // prettier-ignore
  [/web login required|log ?in via your web browser|login to your account via a web browser/i, 'web-sign-in'],
  [/too many (?:simultaneous )?connections|maximum number of connections/i, 'too-many'],
  [/login is disabled|unsupported authentication mechanism|logindisabled|plaintext authentication (?:disallowed|disabled)/i, 'tls-needed'], // prettier-ignore
]

const MICROSOFT = /(?:^|\.)(?:outlook\.office365\.com|outlook\.office\.com|imap-mail\.outlook\.com|outlook\.com)$/i

/** `said`: a line of text; of what answers in another protocol nothing, for it may be anything that listens there. */
export function diagnose(thrown: unknown, tried: Tried): { trouble: Trouble; said: string } {
  const chain = causes(thrown)
  const [greeting = ''] = chain.flatMap((one) => one.greeting ?? [])
  const isRefusal = greeting.startsWith('* ') && !/^\* (?:OK|PREAUTH)\b/i.test(greeting)
  const spoken = chain.map((one) => one.responseText ?? '').find(Boolean) ?? (isRefusal ? greeting : '')
  const said = spoken || (chain[0]?.message ?? '')
  return { trouble: troubleOf(chain, said, tried), said: oneLine(said) }
}

/** Without what breaks lines, cannot be seen, or turns what is read round. */
function oneLine(text: string): string {
  const line = text
    .slice(0, 2_000)
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
  return line.length > 200 ? `${line.slice(0, 199).toWellFormed()}…` : line
}

function causes(thrown: unknown): Thrown[] {
  const chain: Thrown[] = []
  for (let at = thrown; at instanceof Error && chain.length < 5; at = at.cause) chain.push(at as Thrown)
  return chain
}

function troubleOf(chain: Thrown[], said: string, tried: Tried): Trouble {
  if (chain.some((one) => one.kind !== undefined)) return 'told' // a Problem
  const [code] = chain.flatMap((one) => CODES[one.code ?? ''] ?? [])
  if (code) return code
  if (chain.some((one) => /does not support STARTTLS/.test(one.message ?? ''))) return 'tls-not-offered'
  const [worded] = WORDS.flatMap(([words, trouble]) => (words.test(said) ? [trouble] : []))
  if (worded) return worded === 'tls-needed' && tried.isSecure ? 'password-not-taken' : worded
  const [response] = chain.flatMap((one) => RESPONSES[one.serverResponseCode ?? ''] ?? [])
  if (response) return response
  if (chain.some((one) => one.authenticationFailed)) return refusedOf(tried)
  if (chain.some((one) => one.mailboxMissing)) return 'folder-missing'
  if (chain.some((one) => one.greeting && !one.greeting.startsWith('* '))) return 'not-imap'
  if (chain.some((one) => one.code === 'GREETING_TIMEOUT')) return tried.isSecure ? 'no-answer' : 'tls-first'
  return chain.some((one) => /^Closed|NoConnection|ECONNRESET/.test(one.code ?? '')) ? 'closed' : 'unknown'
}

function refusedOf({ host, isToken, wantsAppPassword }: Tried): Trouble {
  if (isToken) return 'permission-refused'
  if (MICROSOFT.test(host)) return 'password-not-taken'
  return wantsAppPassword ? 'password-for-apps' : 'password-wrong'
}
