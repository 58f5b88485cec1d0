// Reads POSTROOM_SMTP_URL and its like: where mail goes out, as whom, and how much encryption is asked for.
import { Problem } from '../../kit/problem.ts'

export interface Relay {
  host: string
  port: number
  /** TLS from the first byte. */
  isImplicit: boolean
  starttls: 'required' | 'optional' | 'none'
  /** Whether the certificate must be good. */
  verify: boolean
  auth: { user: string; pass: string } | null
}

/**
 * `smtp://user:pass@host:587` or `smtps://…`, with `?tls=required|optional|none` and `&verify=no`. Unless told otherwise, a
 * password travels only over verified TLS (but within this machine), and without one TLS is taken if offered, whoever
 * signed the certificate (RFC 7435: better than none).
 */
export function readRelayUrl(text: string): Relay {
  const example = 'Write it as smtp://user:password@host:587 or smtps://user:password@host:465.'
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !url.hostname || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')) {
    throw new Problem('invalid', 'smtp-url', `The address of the outgoing mail server is not understood. ${example}`)
  }
  const isImplicit = url.protocol === 'smtps:'
  const user = decodeURIComponent(url.username)
  const auth = user ? { user, pass: decodeURIComponent(url.password) } : null
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const isHere = host === 'localhost' || host === '::1' || host.startsWith('127.')
  const asked = url.searchParams.get('tls')
  if (asked !== null && asked !== 'required' && asked !== 'optional' && asked !== 'none') {
    throw new Problem('invalid', 'smtp-url', `tls=${asked} is not understood: required, optional or none.`)
  }
  const starttls = asked ?? (auth && !isHere ? 'required' : 'optional')
  return {
    host,
    port: Number(url.port) || (isImplicit ? 465 : auth ? 587 : 25),
    isImplicit,
    starttls,
    verify: url.searchParams.get('verify') !== 'no' && (isImplicit || starttls === 'required'),
    auth,
  }
}
