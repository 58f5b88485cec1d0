// Asking a provider of contacts that speaks JSON behind a grant (OAuth 2.0): the token is renewed once where it is refused, and what is
// said of coming back later is heard. Nothing leaves the provider's own origin.
import { Problem } from '../kit/problem.ts'
import type { Send } from './client.ts'
import { refusalOf } from './refusal.ts'

/** `refused`: the one that was not taken. Throws a Problem where somebody has to sign in at the provider. */
export type Token = (refused?: string) => Promise<string>

export interface Said {
  status: number
  headers: Record<string, string>
  body: Record<string, unknown>
}

interface Asked {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  headers?: Record<string, string>
  body?: object
  /** Besides 2xx, what the caller makes sense of. */
  known?: readonly number[]
}

const MOST = 24 * 1024 * 1024
const WITHIN = 60_000

/** `where` below `base`, or whole on its origin, as the provider gives the way to the next page. */
export type AskJson = (where: string, asked?: Asked) => Promise<Said>

export function askJson(send: Send, token: Token, base: string): AskJson {
  const home = new URL(base)
  return async (where, { method = 'GET', headers = {}, body, known = [] } = {}) => {
    const target = /^https?:/.test(where) ? new URL(where) : new URL(home.origin + home.pathname.replace(/\/$/, '') + where) // prettier-ignore
    if (target.origin !== home.origin) throw new Problem('invalid', 'dav-elsewhere', `${home.host} sends us on to ${target.origin}.`) // prettier-ignore
    const ask = async (access: string) =>
      await send({
        url: target.href,
        method,
        headers: {
          authorization: `Bearer ${access}`, // RFC 6750 §2.1
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        most: MOST,
        within: WITHIN,
        isSecret: true,
      })
    const first = await token()
    let answered = await ask(first)
    if (answered.status === 401) answered = await ask(await token(first))
    const { status } = answered
    const told = { status, headers: answered.headers, body: parsed(answered.body) }
    if ((status >= 200 && status <= 299) || known.includes(status)) return told
    throw explained(told, home.host)
  }
}

function explained({ status, headers, body }: Said, host: string): Problem {
  const refused = refusalOf(status, host, headers)
  const words = wordsIn(body)
  if (words === '') return refused
  return new Problem(refused.kind, refused.code, `${refused.message} It said: ${words}`, { detail: refused.detail })
}

/** What it says of what is wrong. */
export function wordsIn(body: Record<string, unknown>): string {
  const { error } = body
  const message =
    typeof error === 'object' && error !== null ? (error as Record<string, unknown>)['message'] : undefined
  return typeof message === 'string' ? message.replace(/[\p{Cc}\s]+/gu, ' ').slice(0, 160) : ''
}

function parsed(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString())
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

export const textIn = (value: unknown, most: number): string => (typeof value === 'string' ? value.slice(0, most) : '')

export const listIn = <T>(value: unknown): T[] =>
  Array.isArray(value) ? value.filter((one): one is T => typeof one === 'object' && one !== null) : []
