// A calendar that is only an address of the web (an ICS subscription): fetched whole where it changed, and then like any other
// collection, an event with its exceptions being one thing in it. Nothing is ever put there.
import { createHash } from 'node:crypto'
import { Problem } from '../kit/problem.ts'
import type { Collection, Send } from './client.ts'
import { refusalOf } from './refusal.ts'

/** Bytes; some ten thousand events. */
const MOST = 8 * 1024 * 1024
const WITHIN = 60_000
const REDIRECTS = 5
const MOST_EVENTS = 20_000
/** Of one event with its exceptions. */
const MOST_PIECES = 2_000

/** `url`: with whatever secret is in it; no message ever repeats more than its host. */
export function openFeed(send: Send, url: string): Collection {
  /** By a name of our own: an event as a calendar of its own. */
  let fetched = new Map<string, string>()

  async function fetchIt(token: string | null): Promise<{ text: string | null; token: string | null }> {
    let target = new URL(url)
    for (let hop = 0; hop <= REDIRECTS; hop++) {
      const asked = { url: target.href, method: 'GET' as const, most: MOST, within: WITHIN, isSecret: true as const }
      const answered = await send({ ...asked, headers: { accept: 'text/calendar', ...(token && { 'if-none-match': token }) } }) // prettier-ignore
      if (answered.status === 304 && token !== null) return { text: null, token }
      if ([301, 302, 303, 307, 308].includes(answered.status)) {
        // No password goes along, and the guarded client looks at each address anew; it must only stay as safe as it was.
        const next = URL.parse(answered.headers['location'] ?? '', target.href)
        if (!next || (target.protocol === 'https:' && next.protocol !== 'https:')) throw refusalOf(404, target.host)
        target = next
        continue
      }
      if (answered.status !== 200) throw refusalOf(answered.status, target.host, answered.headers)
      return { text: answered.body.toString(), token: tagIn(answered.headers['etag']) }
    }
    throw new Problem('invalid', 'dav-turns', `${hostOf(url)} sends us round in circles.`)
  }

  return {
    look: async () => {
      const { text, token } = await fetchIt(null)
      return { url, name: nameIn(eventsIn(text ?? '', hostOf(url)).name), isWritable: false, token }
    },
    find: async () => [],
    changes: async (since) => {
      const { text, token } = await fetchIt(since)
      if (text === null) return { changed: [], gone: [], token, isWhole: false }
      fetched = eventsIn(text, hostOf(url)).events
      const changed = [...fetched].map(([href, event]) => ({ href, etag: hash(event) }))
      return { changed, gone: [], token, isWhole: true }
    },
    read: async (hrefs) =>
      hrefs.flatMap((href) => {
        const text = fetched.get(href)
        return text === undefined ? [] : [{ href, etag: hash(text), text }]
      }),
    put: readOnly,
    remove: readOnly,
    hrefOf: (name) => name,
  }
}

async function readOnly(): Promise<never> {
  throw new Problem('invalid', 'dav-denied', 'Nothing can be changed in a calendar that is only read.')
}

const hostOf = (url: string): string => new URL(url).host
const hash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 24)
const tagIn = (etag: string | undefined): string | null => (etag && etag.length <= 500 && /^[\x20-\x7e]+$/.test(etag) ? etag : null) // prettier-ignore
const nameIn = (line: string | undefined): string =>
  (line ?? '').replace(/\\(.)/g, '$1').replace(/[\p{Cc}\s]+/gu, ' ').trim().slice(0, 200) // prettier-ignore

/** By UID, each with the time zones of the whole; by one walk along the lines. */
function eventsIn(text: string, host: string): { name: string | undefined; events: Map<string, string> } {
  const pieces = new Map<string, string[]>()
  const zones: string[] = []
  let name: string | undefined
  let isCalendar = false
  let open: { is: string; from: number; uid: string } | null = null
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from)
    const next = end === -1 ? text.length : end + 1
    const line = text.slice(from, Math.min(next, from + 600)).trimEnd()
    const upper = line.slice(0, 20).toUpperCase()
    if (upper.startsWith('BEGIN:VCALENDAR')) isCalendar = true
    else if (!open && (upper === 'BEGIN:VEVENT' || upper === 'BEGIN:VTIMEZONE'))
      open = { is: line.slice(6).toUpperCase(), from, uid: '' } // prettier-ignore
    else if (open && upper === `END:${open.is}`) {
      const piece = text.slice(open.from, next)
      if (open.is === 'VTIMEZONE') zones.push(piece)
      else {
        const known = pieces.get(open.uid) ?? []
        if (known.length < MOST_PIECES) known.push(piece)
        pieces.set(open.uid, known)
      }
      if (pieces.size > MOST_EVENTS) throw new Problem('invalid', 'dav-many', `A calendar of more than ${MOST_EVENTS} events is not followed.`) // prettier-ignore
      open = null
    } else if (open && upper.startsWith('UID')) open.uid = line.slice(line.indexOf(':') + 1)
    else if (!open && upper.startsWith('X-WR-CALNAME')) name = line.slice(line.indexOf(':') + 1)
    from = next
  }
  if (!isCalendar) throw new Problem('invalid', 'feed-none', `${host} has no calendar at this address.`)
  const around = zones.slice(0, 200).join('')
  const events = [...pieces].map(([uid, all]): [string, string] => [
    `${createHash('sha256').update(uid).digest('base64url').slice(0, 32)}.ics`,
    `BEGIN:VCALENDAR\r\n${around}${all.join('')}END:VCALENDAR\r\n`,
  ])
  return { name, events: new Map(events) }
}
