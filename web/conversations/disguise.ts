// Links that say one place and lead to another. Pure.

export interface Disguise {
  /** Where it leads, as the DNS has it: letters that only look alike show themselves as `xn--…`. */
  host: string
  /** `place`: its words name another one. `letters`: its name has letters beyond ASCII. */
  why: 'place' | 'letters'
}

/** Null where the link leads where its words say, or where they name no place at all. */
export function disguiseOf(words: string, href: string): Disguise | null {
  const url = URL.parse(href)
  if (!url || !/^https?:$/.test(url.protocol)) return null
  const host = url.hostname
  const named = hostIn(words)
  if ((named !== null && !isSamePlace(named, host)) || url.username !== '') return { host, why: 'place' }
  return /(?:^|\.)xn--/.test(host) ? { host, why: 'letters' } : null
}

/** The host that these words name, where they are an address and nothing else. */
function hostIn(words: string): string | null {
  const text = words
    .replace(/\p{Cf}/gu, '')
    .trim()
    .slice(0, 500)
  const [, scheme, name = ''] = /^(https?:\/\/)?([\p{L}\p{N}.-]{1,253})(?:[/:?#]\S*)?$/u.exec(text) ?? []
  if (!/\p{L}/u.test(name) || (scheme === undefined && !KNOWN_ENDS.test(name))) return null
  return URL.parse(`http://${name}`)?.hostname ?? null
}

/** Without `https://` only what nobody would take for a file or an abbreviation. */
const KNOWN_ENDS = /^www\.|\.(?:com|net|org|edu|gov|info|biz|eu|[a-z]{2}|app|dev|io|example)$/i

function isSamePlace(one: string, other: string): boolean {
  const [a, b] = [bare(one), bare(other)]
  return a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`)
}

function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^www\d?\./, '')
    .replace(/\.$/, '')
}
