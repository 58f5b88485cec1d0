// The session cookie. Over https its name binds it to this host and to TLS (`__Host-`); browsers refuse that name without
// `Secure`, so plain http, meant for one machine, has a plain name.
import { sessionTimes } from '../../desk/users/actors.ts'
import type { SessionCookie } from '../../desk/users/sessions.ts'

export function createSessionCookie(isHttps: boolean): SessionCookie & { read: (headers: Headers) => string | null } {
  const name = isHttps ? '__Host-pr_session' : 'pr_session'
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isHttps ? '; Secure' : ''}`
  return {
    issue: (token) => ({ 'set-cookie': `${name}=${token}; ${attributes}; Max-Age=${sessionTimes.absolute / 1000}` }),
    clear: () => ({ 'set-cookie': `${name}=; ${attributes}; Max-Age=0` }),
    read: (headers) => {
      for (const pair of headers.get('cookie')?.split(';') ?? []) {
        const at = pair.indexOf('=')
        if (pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim() || null
      }
      return null
    },
  }
}
