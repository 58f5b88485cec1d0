// An own meeting as an event of a calendar (RFC 5545), and the same changed where it lies there: only the lines that must are written anew.
// It names no attendees: servers would write to them (RFC 6638).
import { type CardLine, escaped, linesOf, written } from '../../dav/lines.ts'
import { occurrencesIn, type Window } from '../../mail/calendar/occurrences.ts'

export interface Said {
  uid: string
  start: Date
  end: Date
  title: string
  /** Names with addresses, for its description. */
  people: readonly string[]
}

const basic = (at: Date): string => `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`

export function newEvent({ uid, start, end, title, people }: Said, now: Date): string {
  const lines: [string, string][] = [
    ['BEGIN', 'VCALENDAR'],
    ['VERSION', '2.0'],
    ['PRODID', '-//Postroom//Postroom//EN'],
    ['BEGIN', 'VEVENT'],
    ['UID', escaped(uid)],
    ['DTSTAMP', basic(now)],
    ['DTSTART', basic(start)],
    ['DTEND', basic(end)],
    ['SUMMARY', escaped(title)],
    ...(people.length > 0 ? [['DESCRIPTION', escaped(people.join('\n'))] as [string, string]] : []),
    ['END', 'VEVENT'],
    ['END', 'VCALENDAR'],
  ]
  return lines.map(([name, value]) => written(name, value, '\r\n')).join('')
}

/** The same text where nothing of it is said otherwise. */
export function changedEvent(text: string, said: Said, window: Window, now: Date): string {
  const [was] = occurrencesIn(text, { ...window, from: new Date(0), until: new Date(8_640_000_000_000_000) })
  const isTime = was?.start.getTime() === said.start.getTime() && was.end.getTime() === said.end.getTime()
  const isTitle = was?.summary === said.title.replace(/\s+/g, ' ').trim().slice(0, 500)
  if (isTime && isTitle) return text
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const fresh: [string, string][] = [
    ['DTSTAMP', basic(now)],
    ...(isTime
      ? []
      : ([
          ['DTSTART', basic(said.start)],
          ['DTEND', basic(said.end)],
        ] as [string, string][])),
    ...(isTitle ? [] : ([['SUMMARY', escaped(said.title)]] as [string, string][])),
  ]
  const gone = new Set([...fresh.map(([name]) => name), ...(isTime ? [] : ['DURATION'])])
  const found: string[] = []
  let depth: string[] = []
  let isDone = false
  for (const line of linesOf(text)) {
    const inside = depth.at(-1) === 'VEVENT' && !isDone
    depth = below(depth, line)
    if (inside && gone.has(line.name)) continue
    if (inside && line.name === 'END') {
      found.push(...fresh.map(([name, value]) => written(name, value, end)))
      isDone = true // the first one is it; what it is beside is another's
    }
    found.push(line.raw)
  }
  return found.join('')
}

function below(depth: readonly string[], { name, value }: CardLine): string[] {
  if (name === 'BEGIN') return [...depth, value.trim().toUpperCase()]
  return name === 'END' ? depth.slice(0, -1) : [...depth]
}
