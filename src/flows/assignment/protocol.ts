// A team nobody works in, for comparing ways of giving out work when there is no history yet, and for the benchmark: twelve people of
// different skills and speeds, staggered shifts, a day with two humps, one mail in five of high priority. The same for one seed.
import { createRandom, type Random } from '../../kit/random.ts'
import { effort, type Arrival, type Scenario, type Worker } from './simulation.ts'
import type { Level } from './waiting.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** A Monday. The office is open from 8 to 18. */
const START = Date.UTC(2026, 0, 5)
const [OPEN, CLOSE] = [8, 18]
/** Average minutes of work, and share of the mail. */
const kinds = [
  { id: '1', minutes: 6, share: 0.24 },
  { id: '2', minutes: 9, share: 0.2 },
  { id: '3', minutes: 12, share: 0.16 },
  { id: '4', minutes: 14, share: 0.14 },
  { id: '5', minutes: 18, share: 0.1 },
  { id: '6', minutes: 8, share: 0.08 },
  { id: '7', minutes: 25, share: 0.05 },
  { id: '8', minutes: 30, share: 0.03 },
]
const weekdays = [1.25, 1.08, 1, 0.95, 0.72]
const CV = 0.9
const ABSENT = 0.08
const HIGH = 0.2
const DUTCH = 0.25

export interface Protocol {
  seed: number
  weeks: number
  /** Work that comes, to the time people are there. */
  utilisation: number
  people: number
}

export function syntheticScenario({ seed, weeks, utilisation, people: count }: Protocol): Scenario {
  const random = createRandom(seed)
  const people = Array.from({ length: count }, (_, at) => person(random, at, weeks))
  const present = people.flatMap(({ shifts }) => shifts).filter(([from]) => from < START + weeks * 7 * DAY)
  const time = present.reduce((sum, [from, until]) => sum + until - from, 0)
  return {
    people,
    arrivals: arrivalsOf(random, weeks, (time * utilisation) / meanWork(people)),
    target: { urgent: HOUR, high: HOUR, normal: 4 * HOUR, low: 4 * HOUR },
    worked,
    after,
  }
}

/** Everybody knows most of what is common and some of what is rare; half of them Dutch as well. */
function person(random: Random, at: number, weeks: number): Worker {
  const speed = 0.8 + 0.4 * random.next()
  const known = kinds.filter((_, kind) => kind % 4 === at % 4 || (kind + at) % 3 === 0 || random.isLucky(0.35))
  const categories = new Map<string, Level>(known.map(({ id }) => [id, 2]))
  const languages = new Map<string, Level>([['en', 3]])
  if (at % 2 === 0) languages.set('nl', 2)
  const begins = [8, 9, 10][at % 3] ?? 9
  const shifts: [number, number][] = []
  // A week more than there is mail, so that what is left over is answered too.
  for (let day = 0; day < (weeks + 1) * 7; day++) {
    const isAbsent = random.isLucky(ABSENT)
    if (day % 7 > 4 || isAbsent) continue
    shifts.push([START + day * DAY + begins * HOUR, START + day * DAY + (begins + 8) * HOUR])
  }
  const minutes = new Map(kinds.map((one) => [one.id, one.minutes]))
  return {
    userId: String(at + 1),
    name: `Person ${at + 1}`,
    inboxIds: new Set(['0']),
    teamIds: new Set(),
    languages,
    categories,
    handle: (categoryId) => (minutes.get(categoryId ?? '') ?? 12) * MINUTE * speed,
    shifts,
    capacity: 40,
  }
}

/** Of one mail, done by those who can: whoever is twice as quick does twice as many. */
function meanWork(people: readonly Worker[]): number {
  return kinds.reduce((sum, { id, share }) => {
    const able = people.filter((one) => one.categories?.has(id) ?? true)
    const asked = able.length > 0 ? able : people
    return sum + (share * asked.length) / asked.reduce((rate, one) => rate + 1 / one.handle(id), 0)
  }, 0)
}

/** A Poisson process whose rate follows the day and the week. */
function arrivalsOf(random: Random, weeks: number, expected: number): Arrival[] {
  const slots = Array.from({ length: weeks * 7 * 24 * 12 }, (_, slot) => slot)
  const rates = slots.map((slot) => rateAt(slot * 5 * MINUTE))
  const whole = rates.reduce((sum, one) => sum + one, 0)
  return slots.flatMap((slot) => {
    const mean = (expected * (rates[slot] ?? 0)) / whole
    return Array.from({ length: poisson(random, mean) }, () => random.next())
      .toSorted((a, b) => a - b)
      .map((part): Arrival => ({
        at: START + (slot + part) * 5 * MINUTE,
        priority: random.isLucky(HIGH) ? 'high' : 'normal',
        categoryId: kindOf(random.next()),
        language: random.isLucky(DUTCH) ? 'nl' : 'en',
        effort: effort(random, CV),
      }))
  })
}

/** Humps at 10:30 and 14:30; nothing while the office is closed. */
function rateAt(sinceMonday: number): number {
  const day = Math.floor(sinceMonday / DAY) % 7
  const hour = (sinceMonday % DAY) / HOUR
  if (hour < OPEN || hour >= CLOSE) return 0
  const hump = (middle: number) => Math.exp(-((hour - middle) ** 2) / (2 * 1.3 ** 2))
  return (weekdays[day] ?? 0) * (0.35 + hump(10.5) + 0.8 * hump(14.5))
}

function kindOf(chance: number): string {
  let left = chance
  for (const { id, share } of kinds) if ((left -= share) < 0) return id
  return '1'
}

/** Knuth, The Art of Computer Programming 2, §3.4.1: for small means. */
function poisson(random: Random, mean: number): number {
  const limit = Math.exp(-mean)
  let product = random.next()
  let count = 0
  while (product > limit) {
    product *= random.next()
    count++
  }
  return count
}

const LENGTH = (CLOSE - OPEN) * HOUR

/** Office time since the beginning. */
function worked(instant: number): number {
  const since = instant - START
  const day = Math.floor(since / DAY)
  const [week, weekday] = [Math.floor(day / 7), ((day % 7) + 7) % 7]
  const today = weekday > 4 ? 0 : Math.min(LENGTH, Math.max(0, since - day * DAY - OPEN * HOUR))
  return (week * 5 + Math.min(5, weekday)) * LENGTH + today
}

function after(instant: number, length: number): number {
  const at = worked(instant) + length
  const days = Math.ceil(at / LENGTH) - 1
  const day = Math.floor(days / 5) * 7 + (days % 5)
  return START + day * DAY + OPEN * HOUR + (at - days * LENGTH)
}
