// Refuses what another site makes a browser do here (CSRF), without tokens: browsers say where a request comes from.
// The rule is that of Go's net/http.CrossOriginProtection.
import { Problem } from '../../kit/problem.ts'

/** `publicOrigin` is trusted besides the host the request names: a proxy may have changed `Host`. */
export function refuseCrossSite(headers: Headers, publicOrigin: string | null): void {
  const origin = headers.get('origin')
  if (origin !== null && origin === publicOrigin) return
  const site = headers.get('sec-fetch-site')
  if (site === 'same-origin' || site === 'none') return
  if (site === null) {
    if (origin === null) return // not a browser
    if (URL.parse(origin)?.host === headers.get('host')) return // a browser from before 2020
  }
  throw new Problem(
    'denied',
    'cross-site',
    'This request came from another site. If Postroom is behind a proxy, set POSTROOM_PUBLIC_URL to the address people use.',
  )
}
