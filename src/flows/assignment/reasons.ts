// Why somebody gets something, in words: “Dutch + billing, due 14:20”. Pure.
import { openZone } from '../../desk/hours/zone.ts'
import { joined, why, type Why } from '../../desk/reasons.ts'
import type { Id } from '../../kit/id.ts'
import type { Offer, Taker } from './waiting.ts'

export interface Told {
  names: ReadonlyMap<Id, string>
  /** Of the inbox. */
  timeZone: string
  now: Date
  /** When it is due; undefined where nothing is promised. */
  dueAt: Date | undefined
  /** Of the territory it is in. */
  territory: string | undefined
  /** How many waited. */
  among: number
}

/** Why it is kept for somebody. */
export const ownings = { answered: 'answeredLast', contact: 'ownsContact', company: 'ownsCompany' } as const

const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' })

export function reasonFor({ item, isRelaxed, isCapped }: Offer, taker: Taker, told: Told): Why {
  const waited = told.now.getTime() - item.since
  const parts = [
    isCapped ? why('waitedTooLong', { length: length(waited) }, { minutes: minutesOf(waited) }) : null,
    item.ownerId === taker.userId ? why(ownings[item.ownedAs ?? 'answered']) : null,
    isRelaxed ? why('relaxed', { length: length(waited) }, { minutes: minutesOf(waited) }) : skilled(item, taker, told),
    told.dueAt ? due(told.dueAt, told.now, told.timeZone) : null,
  ].filter((one) => one !== null)
  if (parts.length > 0) return joined(parts)
  return told.among === 1 ? why('onlyWaiting') : why('firstOf', { among: told.among })
}

/** “Dutch + Billing”: the screen calls the language as its reader does. */
function skilled({ language, categoryId }: Offer['item'], taker: Taker, told: Told): Why | null {
  const speaks = language !== null && taker.languages?.has(language) ? language : null
  const names = [
    categoryId !== null && taker.categories?.has(categoryId) ? (told.names.get(categoryId) ?? null) : null,
    told.territory ?? null,
  ].filter((one) => one !== null)
  const skills = [...(speaks === null ? [] : [languageName(speaks)]), ...names]
  if (skills.length === 0) return null
  return why(
    'skills',
    { skills: skills.join(' + ') },
    { names: names.join(' + '), ...(speaks !== null && { language: speaks }) },
  )
}

function languageName(code: string): string {
  try {
    return languages.of(code) ?? code
  } catch {
    return code // not a language after all
  }
}

function due(at: Date, now: Date, timeZone: string): Why {
  const zone = openZone(timeZone)
  const wall = zone.at(at)
  const time = `${String(Math.floor(wall.minutes / 60)).padStart(2, '0')}:${String(wall.minutes % 60).padStart(2, '0')}`
  const day = wall.date === zone.at(now).date ? '' : `${wall.date} `
  return why(at < now ? 'overdue' : 'due', { at: `${day}${time}` }, { instant: at.toISOString() })
}

const minutesOf = (ms: number) => Math.max(1, Math.round(ms / 60_000))

function length(ms: number): string {
  const minutes = minutesOf(ms)
  if (minutes < 120) return `${minutes} min`
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`
}
