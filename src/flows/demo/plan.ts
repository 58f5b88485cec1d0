// What happens on the sample desk, decided before anything is done: who writes when about what, and how far it has got.
// Pure: the same seed and the same instant give the same desk.
import { createRandom, type Random } from '../../kit/random.ts'
import type { Script, Tongue } from './words/script.ts'
import { products, tongues } from './words/words.ts'

export type Fate = 'new' | 'assigned' | 'overdue' | 'snoozed' | 'waiting' | 'resolved'
export type Deed =
  | 'ask'
  | 'take'
  | 'note'
  | 'answer'
  | 'then'
  | 'close'
  | 'resolve'
  | 'snooze'
  | 'bounce'
  | 'away'
  | 'stranger'
  | 'newsletter'

export interface Step {
  at: Date
  deed: Deed
  /** Index of the case it belongs to. */
  of: number
}

export interface Case {
  tongue: Tongue
  script: Script
  customer: { name: string; address: string }
  order: string
  product: string
  inbox: 'help' | 'orders' | 'billing'
  /** Index in the cast. */
  agent: number
  fate: Fate
  isHtml: boolean
  hasCategory: boolean
}

export interface Plan {
  cases: Case[]
  /** In order of time. */
  steps: Step[]
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const NEWSLETTERS = 3

/** Of a hundred conversations. */
const fates: [Fate, number][] = [
  ['resolved', 51],
  ['waiting', 14],
  ['assigned', 12],
  ['new', 11],
  ['overdue', 7],
  ['snoozed', 5],
]

/** `agentsFor` tells which of the cast answer in a language. */
export function planDesk(
  seed: number,
  now: Date,
  count: number,
  agentsFor: (language: string) => readonly number[],
): Plan {
  const random = createRandom(seed)
  const cases: Case[] = []
  const steps: Step[] = []
  for (let of = 0; of < count; of++) {
    const one = caseOf(random, of, agentsFor)
    cases.push(one)
    steps.push(...stepsOf(random, one, of, now, of >= count - NEWSLETTERS))
  }
  // What only one conversation each shows; among the first that were answered.
  const answered = cases.flatMap((one, of) => (one.fate === 'waiting' && one.tongue.language === 'en' ? [of] : []))
  const odd: Deed[] = ['bounce', 'away', 'stranger', 'away', 'stranger']
  odd.forEach((deed, at) => {
    const of = answered[at]
    const answer = steps.find((step) => step.of === of && step.deed === 'answer')
    const when = answer && answer.at.getTime() + (deed === 'stranger' ? 3 * HOUR : 2 * MINUTE)
    if (of !== undefined && when !== undefined)
      steps.push({ at: new Date(Math.min(when, now.getTime() - MINUTE)), deed, of })
  })
  return { cases, steps: steps.toSorted((a, b) => a.at.getTime() - b.at.getTime()) }
}

function weighted<T>(random: Random, list: readonly (readonly [T, number])[]): T {
  let left = random.next() * list.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [one, weight] of list) if ((left -= weight) < 0) return one
  return random.pick(list)[0]
}

function caseOf(random: Random, of: number, agentsFor: (language: string) => readonly number[]): Case {
  const tongue = weighted(
    random,
    tongues.map((one) => [one, one.share] as const),
  )
  const script = random.pick(tongue.scripts)
  const name = random.pick(tongue.people)
  const company = tongue.companies.length > 0 && random.isLucky(0.45) ? random.pick(tongue.companies) : null
  const local = plain(name) || `${tongue.language}${tongue.people.indexOf(name) + 1}`
  return {
    tongue,
    script,
    customer: { name, address: `${local}@${company?.domain ?? `${tongue.language}.mail.example`}` },
    order: String(70_000 + of * 17 + random.between(0, 9)),
    product: random.pick(products),
    inbox: script.about === 'order' ? 'orders' : script.about === 'invoice' && random.isLucky(0.5) ? 'billing' : 'help',
    agent: random.pick(agentsFor(tongue.language)),
    fate: weighted(random, fates),
    isHtml: random.isLucky(0.5),
    hasCategory: random.isLucky(0.85),
  }
}

/** The name as the part of an address before the @: letters without marks, joined by a dot. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/ə/g, 'e')
    .replace(/ı/g, 'i')
    .replace(/ł/g, 'l')
    .replace(/ß/g, 'ss')
    .normalize('NFD')
    .replace(/[^a-z ]/g, '')
    .trim()
    .replace(/ +/g, '.')
}

function stepsOf(random: Random, one: Case, of: number, now: Date, isNewsletter: boolean): Step[] {
  let at = startOf(random, one.fate, now)
  const steps: Step[] = []
  const end = now.getTime() - MINUTE
  const add = (deed: Deed, wait: number) => {
    at = Math.min(at + wait, end)
    steps.push({ at: new Date(at), deed, of })
  }
  if (isNewsletter) {
    add('newsletter', 0)
    return steps
  }
  add('ask', 0)
  if (one.fate === 'new' || one.fate === 'overdue') return steps
  add('take', random.between(5, 90) * MINUTE)
  if (one.script.note && random.isLucky(0.7)) add('note', random.between(2, 30) * MINUTE)
  if (one.fate === 'snoozed') add('snooze', random.between(3, 40) * MINUTE)
  if (one.fate === 'snoozed' || one.fate === 'assigned') return steps
  add('answer', random.between(15, 600) * MINUTE)
  if (one.fate === 'waiting') return steps
  if (one.script.then && random.isLucky(0.75)) {
    add('then', random.between(60, 1_500) * MINUTE)
    if (one.script.close) add('close', random.between(10, 300) * MINUTE)
  }
  add('resolve', random.between(5, 240) * MINUTE)
  return steps
}

/** Mostly in working hours of working days; what is still open came lately, what is overdue did not. */
function startOf(random: Random, fate: Fate, now: Date): number {
  const [least, most] = {
    new: [0.02, 1.6],
    assigned: [0.1, 3],
    overdue: [4, 11],
    snoozed: [1, 8],
    waiting: [1.5, 14],
    resolved: [2, 30],
  }[fate] as [number, number]
  for (let tries = 0; ; tries++) {
    const at = now.getTime() - (least + random.next() * (most - least)) * DAY
    const when = new Date(at)
    const isQuiet = [0, 6].includes(when.getUTCDay()) || when.getUTCHours() < 7 || when.getUTCHours() > 19
    if (!isQuiet || tries > 5 || random.isLucky(0.12)) return at
  }
}
