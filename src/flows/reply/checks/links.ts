// Links that lead elsewhere than they say, nowhere, or to where only this desk's people come; and letters that only look alike.
import { mixesAlphabets, passesForLatin, shownDomain } from '../../../mail/impostor/look-alike.ts'
import type { Around, Found, Read } from './draft.ts'

interface Link {
  /** Where it stands in the text; null where its words are not found there. */
  at: [start: number, end: number] | null
  words: string
  href: string
}

const MOST = 200
const TYPED = /(?<![\p{L}\d@./-])(?:[a-z][a-z+.-]{1,12}:\/\/|https?(?::\/?|\/\/)(?!\/)|www\.)[^\s<>"]{1,1000}/giu
/** As the editor writes links, up to where the mail answered begins. */
const ANCHOR = /<a\s[^<>]{0,1000}?href="([^"<>]{1,2000})"[^<>]{0,1000}>([^<]{0,500})<\/a>/gi
const QUOTE = /<blockquote[^<>]{0,200}type="?cite/i

export function linksOf(read: Read, around: Around): Found[] {
  const found = linksIn(read).flatMap((link) => judged(link, around).map((one) => placed(one, link)))
  return found.filter((one, at) => found.findIndex((other) => other.check === one.check && other.start === one.start && other.values?.['host'] === one.values?.['host']) === at) // prettier-ignore
}

const placed = (one: Found, { at }: Link): Found =>
  at ? { ...one, start: at[0], end: at[1] } : { ...one, where: 'letter' }

function linksIn({ own, html, kind }: Read): Link[] {
  const typed = [...own.matchAll(TYPED)].slice(0, MOST).map(({ 0: written, index }): Link => {
    const href = written.replace(/[.,;:!?)\]'*]{1,20}$/, '')
    return { at: [index, index + href.length], words: '', href }
  })
  if (html === null || kind === 'forward') return typed
  const cut = html.search(QUOTE)
  let seen = 0
  const anchors = [...html.slice(0, cut < 0 ? undefined : cut).matchAll(ANCHOR)]
    .slice(0, MOST)
    .flatMap((anchor): Link[] => {
      const [href, words] = [plain(anchor[1] ?? ''), plain(anchor[2] ?? '').trim()]
      if (words === '' || words === href) return []
      const start = own.indexOf(words, seen)
      if (start >= 0) seen = start + words.length
      return [{ at: start < 0 ? null : [start, seen], words, href }]
    })
  const covered = (one: Link) => anchors.some(({ at }) => at && one.at && one.at[0] < at[1] && at[0] < one.at[1])
  return [...typed.filter((one) => !covered(one)), ...anchors]
}

const plain = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&nbsp;', ' ').replaceAll('&amp;', '&') // prettier-ignore

function judged({ words, href }: Link, { ownHosts }: Around): Found[] {
  if (/^(?:mailto|tel|cid):/i.test(href)) return []
  const url = URL.parse(/^www\./i.test(href) ? `https://${href}` : href)
  if (!url || !isWhole(url, href)) return [{ check: 'linkBroken', values: { href: href.slice(0, 100) } }]
  if (!/^https?:$/.test(url.protocol))
    return MISTYPED.test(url.protocol) ? [{ check: 'linkBroken', values: { href: href.slice(0, 100) } }] : []
  const { hostname: host } = url
  if (isInternal(host) || ownHosts.has(url.host)) return [{ check: 'linkInternal', values: { host: url.host } }]
  const named = hostIn(words)
  const shown = shownDomain(host)
  if ((named !== null && !isSamePlace(named, host)) || url.username !== '')
    return [{ check: 'linkElsewhere', values: { said: words.slice(0, 100), host } }]
  if (mixesAlphabets(shown) || passesForLatin(host))
    return [{ check: 'linkDisguised', values: { host: shown, ascii: host } }]
  if (url.protocol !== 'http:' || /^www\./i.test(href)) return []
  return [{ check: 'linkPlain', values: { host }, mend: words === '' ? { do: 'replace', with: href.replace(/^http:/i, 'https:') } : null }] // prettier-ignore
}

/** Nearly http: what other programs are asked for by other schemes is none of this. */
const MISTYPED = /^(?:h?ttt?ps?|htt?pp?s?|hhttps?|htps?):$/i

/** Without `https://` only what nobody would take for a file or an abbreviation. */
const NAMED =
  /^(?:(?<scheme>https?:\/\/)|www\.)?(?<host>[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{1,63}){1,8})(?:[/:?#]\S{0,1000})?$/iu
const ENDS = /\.(?:com|net|org|edu|gov|info|biz|eu|[a-z]{2}|app|dev|io|shop|online|example)$/i

/** The host that these words name, where they are an address and nothing else. */
function hostIn(words: string): string | null {
  const { scheme, host = '' } = NAMED.exec(words)?.groups ?? {}
  if (!/\p{L}/u.test(host) || (scheme === undefined && !ENDS.test(host))) return null
  return URL.parse(`http://${host}`)?.hostname ?? null
}

function isSamePlace(one: string, other: string): boolean {
  const [a, b] = [one, other].map((host) => host.toLowerCase().replace(/^www\d?\./, '')) as [string, string]
  return a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`)
}

/** `http//acme.example`, `https:/acme.example`, `https://acme`, `https://www.acme.example.`: what no program opens as it is meant. */
function isWhole({ hostname }: URL, href: string): boolean {
  if (/^https?:/i.test(href) && !/^https?:\/\/[^/]/i.test(href)) return false
  return hostname.includes('.') || hostname === 'localhost' || hostname.startsWith('[')
    ? !/\.\.|^\.|-\.|\.-/.test(hostname)
    : false
}

/** Names and numbers that only a network of one's own knows (RFC 1918, 2606, 3927, 4193, 6762, 8375). */
function isInternal(host: string): boolean {
  if (
    /^(?:localhost|.{1,250}\.(?:localhost|local|internal|intranet|lan|corp|home|home\.arpa|localdomain))$/i.test(host)
  )
    return true
  if (/^(?:127|10)(?:\.\d{1,3}){3}$|^192\.168(?:\.\d{1,3}){2}$|^169\.254(?:\.\d{1,3}){2}$|^172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}$/.test(host)) return true // prettier-ignore
  return /^\[(?:::1|f[cd][\da-f]{2}:|fe80:)/i.test(host)
}
