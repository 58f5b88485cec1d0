// Whom a choice passed over and why, as codes: those first who were nearest to it, and of a large team only how many more. Pure.
import type { Reason } from '../../desk/reasons.api.ts'
import { why } from '../../desk/reasons.ts'
import type { Person } from './person.ts'

/** What kept somebody from getting it, the nearest first; `later`: they are asked once it has waited longer. */
const barriers = ['full', 'hours', 'away', 'timeOff', 'declined', 'skill', 'later', 'team'] as const
export type Barrier = (typeof barriers)[number]

/** So many are named. */
const NAMED = 8

/** `barrierOf` answers null for who was not passed over: they have it, or would be next. `most`: how many they may have at once. */
export function passedOver(
  people: Iterable<Person>,
  barrierOf: (person: Person) => Barrier | null,
  most: (person: Person) => number,
): Reason[] {
  const kept = new Map<Barrier, Person[]>(barriers.map((one) => [one, []]))
  let all = 0
  for (const person of people) {
    const barrier = barrierOf(person)
    if (barrier === null) continue
    all++
    const those = kept.get(barrier)
    if (those && those.length < NAMED) those.push(person)
  }
  const named = [...kept].flatMap(([barrier, those]) => those.flatMap((person) => told(barrier, person, most(person))))
  const more = all - Math.min(NAMED, all)
  return [...named.slice(0, NAMED), ...(more > 0 ? why('overMore', { count: more }).reason : [])]
}

/** They said so, have time off, or it is outside their hours. */
export function absenceOf({ presence, isAway }: Person): Barrier | null {
  return presence.absence ?? (isAway ? 'away' : null)
}

function told(barrier: Barrier, { userId, name, open, presence }: Person, most: number): Reason[] {
  if (barrier === 'full') return why('overFull', { name, open, capacity: most }, { userId }).reason
  const back: Record<string, string> =
    absences.has(barrier) && presence.backAt !== null ? { instant: presence.backAt.toISOString() } : {}
  return why(codes[barrier], { name }, { userId, ...back }).reason
}

const absences: ReadonlySet<Barrier> = new Set(['hours', 'timeOff'])
const codes = {
  hours: 'overHours',
  away: 'overAway',
  timeOff: 'overTimeOff',
  declined: 'overDeclined',
  skill: 'overSkill',
  later: 'overLater',
  team: 'overTeam',
} as const
