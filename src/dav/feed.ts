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
/** Letters of one time zone, and zones of one calendar: a longer one is known by its name alone. */
const LONGEST_ZONE = 20_000
const MOST_ZONES = 200
/** Zones that go along with one event. */
const ZONES = 10

/** An event with its exceptions, as text with the zones that it names. */
interface Event {
  etag: string
  text: () => string
}

/** `url`: with whatever secret is in it; no message ever repeats more than its host. */
export function openFeed(send: Send, url: string): Collection {
  /** By a name of our own: an event as a calendar of its own. */
  let fetched = new Map<string, Event>()

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
      const changed = [...fetched].map(([href, { etag }]) => ({ href, etag }))
      return { changed, gone: [], token, isWhole: true }
    },
    read: async (hrefs) =>
      hrefs.flatMap((href) => {
        const event = fetched.get(href)
        return event === undefined ? [] : [{ href, etag: event.etag, text: event.text() }]
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
const tagIn = (etag: string | undefined): string | null => (etag && etag.length <= 500 && /^[\x20-\x7e]+$/.test(etag) ? etag : null) // prettier-ignore
const nameIn = (line: string | undefined): string =>
  (line ?? '').replace(/\\(.)/g, '$1').replace(/[\p{Cc}\s]+/gu, ' ').trim().slice(0, 200) // prettier-ignore

/** By UID, each with the time zones that it names; by one walk along the lines. Of what is repeated for each nothing is copied. */
function eventsIn(text: string, host: string): { name: string | undefined; events: Map<string, Event> } {
  const pieces = new Map<string, string[]>()
  const zones = new Map<string, { text: string; etag: string }>()
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
      if (open.is === 'VTIMEZONE') {
        const zone = piece.length <= LONGEST_ZONE && zones.size < MOST_ZONES ? zoneIn(piece) : ''
        if (zone !== '' && !zones.has(zone)) zones.set(zone, { text: piece, etag: hashOf([piece]) })
      } else {
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
  const events = [...pieces].map(([uid, all]): [string, Event] => {
    const around = namedIn(all).flatMap((name) => zones.get(name) ?? [])
    return [
      `${hashOf([uid], 32)}.ics`,
      {
        etag: hashOf([...around.map((zone) => zone.etag), ...all]),
        text: () => `BEGIN:VCALENDAR\r\n${around.map((zone) => zone.text).join('')}${all.join('')}END:VCALENDAR\r\n`,
      },
    ]
  })
  return { name, events: new Map(events) }
}

const unfolded = (piece: string): string => piece.replace(/\r?\n[ \t]/g, '') // RFC 5545 §3.1
const zoneIn = (piece: string): string => (/^TZID[^:\n]{0,200}:(.{1,200})$/im.exec(unfolded(piece))?.[1] ?? '').trim()

/** Time zones. */
function namedIn(pieces: readonly string[]): string[] {
  const found = new Set<string>()
  for (const piece of pieces) {
    for (const [, quoted, name] of unfolded(piece).matchAll(/;TZID=(?:"([^"\r\n]{1,200})"|([^";:\r\n]{1,200}))/gi)) {
      found.add((quoted ?? name ?? '').trim())
      if (found.size === ZONES) return [...found]
    }
  }
  return [...found]
}

function hashOf(texts: readonly string[], length = 24): string {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(`${text.length}:`).update(text)
  return hash.digest('base64url').slice(0, length)
}
