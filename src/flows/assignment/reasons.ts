// Why somebody gets something, in words: “Dutch + billing, due 14:20”. Pure.
import { openZone } from '../../desk/hours/zone.ts'
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

const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' })

export function reasonFor({ item, isRelaxed, isCapped }: Offer, taker: Taker, told: Told): string {
  const { language, categoryId } = item
  const skills = [
    language !== null && taker.languages?.has(language) ? languageName(language) : null,
    categoryId !== null && taker.categories?.has(categoryId) ? (told.names.get(categoryId) ?? null) : null,
    told.territory ?? null,
  ].filter((one) => one !== null)
  const parts = [
    isCapped ? `has waited longer than anything may (${length(told.now.getTime() - item.since)})` : null,
    item.ownerId === taker.userId ? 'answered this contact last' : null,
    isRelaxed
      ? `nobody more suitable was free for ${length(told.now.getTime() - item.since)}`
      : skills.join(' + ') || null,
    told.dueAt ? due(told.dueAt, told.now, told.timeZone) : null,
  ].filter((one) => one !== null)
  return parts.join(', ') || (told.among === 1 ? 'the only one that waited' : `first of ${told.among} that waited`)
}

function languageName(code: string): string {
  try {
    return languages.of(code) ?? code
  } catch {
    return code // not a language after all
  }
}

function due(at: Date, now: Date, timeZone: string): string {
  const zone = openZone(timeZone)
  const wall = zone.at(at)
  const time = `${String(Math.floor(wall.minutes / 60)).padStart(2, '0')}:${String(wall.minutes % 60).padStart(2, '0')}`
  const day = wall.date === zone.at(now).date ? '' : `${wall.date} `
  return at < now ? `overdue since ${day}${time}` : `due ${day}${time}`
}

function length(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000))
  if (minutes < 120) return `${minutes} min`
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`
}
