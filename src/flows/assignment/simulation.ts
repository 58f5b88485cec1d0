// What would have happened: the same arrivals and the same people under one way of giving out work, event by event. Pure, and the
// same every time for one seed; it steps, so that whoever runs it can let others go first. Instants are milliseconds.
import type { Priority } from '../../desk/conversations/change.ts'
import type { Id } from '../../kit/id.ts'
import type { Random } from '../../kit/random.ts'
import { choose, type Strategy } from './choose.ts'
import { createHeap } from './heap.ts'
import { createWaiting, isSkilled, type Item, type Taker, type Terms } from './waiting.ts'

export interface Arrival {
  at: number
  priority: Priority
  categoryId: Id | null
  language: string | null
  /** Of the work this one takes, to what its category usually takes. */
  effort: number
}

export interface Worker extends Taker {
  name: string
  /** When they are there, in order. */
  shifts: readonly (readonly [from: number, until: number])[]
  /** What rules and turns may give them. */
  capacity: number
}

export interface Scenario {
  people: readonly Worker[]
  /** In order of time. */
  arrivals: readonly Arrival[]
  /** Of working time, until the first answer. */
  target: Record<Priority, number>
  worked(instant: number): number
  /** The instant at which so much working time has passed since another. */
  after(instant: number, length: number): number
  /** In which order people work off what is theirs already: as it came, or by when it is due. */
  own?: 'age' | 'due'
  terms?: Partial<Pick<Terms, 'asksSkills' | 'relaxAfter' | 'patience' | 'cap'>>
}

export const simulated = ['roundRobin', 'leastLoaded', 'weighted', 'takeNext', 'lateBinding'] as const
export type Simulated = (typeof simulated)[number]

export interface Outcome {
  strategy: Simulated
  arrived: number
  answered: number
  /** Shares in time: of all, and of what is high or urgent. */
  inTime: number
  highInTime: number
  /** Working minutes until the answer. */
  wait: { p50: number; p95: number; longest: number }
  utilisation: number
  /** Jain's index of the share of their time that people worked: 1 is even. R. Jain, D. Chiu, W. Hawe, DEC-TR-301 (1984). */
  fairness: number
  people: { userId: Id; name: string; answered: number; workedMinutes: number; presentMinutes: number }[]
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const INBOX = '0'

interface Held {
  item: Item
  arrival: Arrival
}
interface State {
  worker: Worker
  shift: number
  isBusy: boolean
  /** Theirs already, in the order in which they will do them. */
  mine: Held[]
  turn: number
  answered: number
  worked: number
  present: number
}
type Happening =
  | { at: number; what: 'arrived'; arrival: Arrival }
  | { at: number; what: 'came'; state: State }
  | { at: number; what: 'finished'; state: State; held: Held; length: number }

/** Yields now and then; returns what came of it. */
export function* simulate(scenario: Scenario, strategy: Simulated): Generator<void, Outcome> {
  const { people, arrivals, target, worked, after } = scenario
  const terms: Terms = {
    order: strategy === 'takeNext' ? 'due' : 'cost',
    asksSkills: true,
    leastLevel: 1,
    relaxAfter: null,
    territories: [],
    overflow: null,
    patience: 8 * HOUR,
    cap: 24 * HOUR,
    worked,
    ...scenario.terms,
  }
  const ableOf = abilities(people, terms)
  const waiting = createWaiting(
    () => terms,
    (item) => ableOf(item).length,
  )
  const arrivalOf = new Map<Id, Arrival>()
  const states = people.map((worker): State => ({ worker, shift: 0, isBusy: false, mine: [], turn: 0, answered: 0, worked: 0, present: 0 })) // prettier-ignore
  const stateOf = new Map(states.map((state) => [state.worker.userId, state]))
  const events = createHeap<Happening>((one, other) => one.at - other.at)
  const tally = { answered: 0, inTime: 0, high: 0, highInTime: 0, waits: [] as number[] }
  let turn = 0
  let number = 0

  // Afterwards they only finish what is left: that says nothing about how busy they are.
  const last = arrivals.at(-1)?.at ?? 0
  for (const arrival of arrivals) events.push({ at: arrival.at, what: 'arrived', arrival })
  for (const state of states)
    for (const [from, until] of state.worker.shifts) {
      state.present += Math.max(0, Math.min(until, last) - from)
      events.push({ at: from, what: 'came', state })
    }

  const isThere = (state: State, at: number): boolean => {
    const { shifts } = state.worker
    while (state.shift < shifts.length && (shifts[state.shift]?.[1] ?? 0) <= at) state.shift++
    const shift = shifts[state.shift]
    return shift !== undefined && shift[0] <= at
  }
  const begin = (state: State, held: Held, at: number): void => {
    const length = Math.max(MINUTE / 2, state.worker.handle(held.arrival.categoryId) * held.arrival.effort)
    state.isBusy = true
    events.push({ at: at + length, what: 'finished', state, held, length })
  }
  const goOn = (state: State, at: number): void => {
    if (state.isBusy || !isThere(state, at)) return
    const own = state.mine.shift()
    if (own) return begin(state, own, at)
    const offer = waiting.bestFor(state.worker, at)
    const arrival = offer && arrivalOf.get(offer.item.id)
    if (!offer || !arrival) return
    waiting.remove(offer.item.id)
    arrivalOf.delete(offer.item.id)
    begin(state, { item: offer.item, arrival }, at)
  }
  /** At once to one of those who are there, and theirs from now on. */
  const giveTo = (item: Item, arrival: Arrival, by: Strategy, at: number): void => {
    const able = ableOf(item).map((id) => stateOf.get(id)).filter((one) => one !== undefined) // prettier-ignore
    const there = able.filter((state) => isThere(state, at))
    const asked = there.length > 0 ? there : able
    const load = (state: State) => state.mine.length + (state.isBusy ? 1 : 0)
    const candidates = asked.map((state) => ({ userId: state.worker.userId, isAway: false, open: load(state), capacity: state.worker.capacity, turn: state.turn })) // prettier-ignore
    const unbounded = candidates.map((one) => ({ ...one, capacity: 1e6 }))
    // What nobody has room for piles up on those who are there.
    const userId = choose(by, candidates).userId ?? choose(by, unbounded).userId
    const chosen = userId === null ? undefined : stateOf.get(userId)
    if (!chosen) return
    chosen.turn = ++turn
    const place = scenario.own === 'due' ? chosen.mine.findIndex((one) => one.item.dueAt > item.dueAt) : -1
    chosen.mine.splice(place < 0 ? chosen.mine.length : place, 0, { item, arrival })
    goOn(chosen, at)
  }
  /** Somebody suitable has nothing to do: the quickest of them, and among equals whoever can do least else and has done least. */
  const idleFor = (item: Item, at: number): State | undefined => {
    const idle = ableOf(item).map((id) => stateOf.get(id)).filter((one) => one !== undefined && !one.isBusy && isThere(one, at)) as State[] // prettier-ignore
    const cost = ({ worker, worked: done, present }: State) =>
      worker.handle(item.categoryId) / MINUTE + breadth(worker) + (40 * done) / Math.max(1, present)
    return idle.toSorted((a, b) => cost(a) - cost(b))[0]
  }
  const arrive = (arrival: Arrival, at: number): void => {
    const dueAt = after(at, target[arrival.priority])
    const { priority, categoryId, language } = arrival
    const item: Item = { id: String(++number), inboxId: INBOX, teamId: null, priority, categoryId, language, territory: null, since: at, dueAt, ownerId: null, keptUntil: 0, declinedBy: [] } // prettier-ignore
    if (strategy !== 'takeNext' && strategy !== 'lateBinding') return giveTo(item, arrival, strategy, at)
    const idle = idleFor(item, at)
    if (idle) return begin(idle, { item, arrival }, at)
    arrivalOf.set(item.id, arrival)
    waiting.add(item)
  }

  const end = scenario.people.reduce((last, { shifts }) => Math.max(last, shifts.at(-1)?.[1] ?? 0), 0)
  let steps = 0
  for (let event = events.pop(); event; event = events.pop()) {
    if (++steps % 500 === 0) yield
    if (event.what === 'arrived') arrive(event.arrival, event.at)
    else if (event.what === 'came') goOn(event.state, event.at)
    else {
      const { state, held, length, at } = event
      state.isBusy = false
      state.answered++
      state.worked += Math.max(0, Math.min(at, last) - (at - length))
      tally.answered++
      tally.waits.push((worked(at) - worked(held.arrival.at)) / MINUTE)
      if (at <= held.item.dueAt) {
        tally.inTime++
        if (isHigh(held.arrival)) tally.highInTime++
      }
      if (at < end) goOn(state, at)
    }
  }
  const high = arrivals.filter(isHigh).length
  return {
    strategy,
    arrived: arrivals.length,
    answered: tally.answered,
    // What nobody ever answered is late too.
    inTime: share(tally.inTime, arrivals.length),
    highInTime: share(tally.highInTime, high),
    wait: quantiles(tally.waits),
    utilisation: share(sum(states.map((one) => one.worked)), sum(states.map((one) => one.present))),
    fairness: jain(states.filter((one) => one.present > 0).map((one) => one.worked / one.present)),
    people: states.map(({ worker, answered, worked: done, present }) => ({
      userId: worker.userId,
      name: worker.name,
      answered,
      workedMinutes: Math.round(done / MINUTE),
      presentMinutes: Math.round(present / MINUTE),
    })),
  }
}

/** To its end, without letting anybody go first. */
export function runSimulation(scenario: Scenario, strategy: Simulated): Outcome {
  const steps = simulate(scenario, strategy)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** Who could do what, by category and language; nobody's skills are asked for where nobody has them. */
function abilities(people: readonly Worker[], terms: Terms): (item: Item) => readonly Id[] {
  const known = new Map<string, Id[]>()
  return (item) => {
    const key = `${item.categoryId} ${item.language}`
    const found = known.get(key)
    if (found) return found
    const skilled = people.filter((one) => isSkilled(one, item, terms))
    const able = (skilled.length > 0 ? skilled : people).map((one) => one.userId)
    known.set(key, able)
    return able
  }
}

/** Who can do much is kept for what few can do. */
const breadth = ({ categories, languages }: Taker): number =>
  (categories ? categories.size : 10) * 0.5 + (languages ? languages.size : 3)

const isHigh = ({ priority }: Arrival) => priority === 'high' || priority === 'urgent'
const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0)
const share = (part: number, whole: number) => (whole === 0 ? 1 : part / whole)

export function jain(shares: readonly number[]): number {
  const squares = sum(shares.map((one) => one * one))
  return squares === 0 ? 1 : sum(shares) ** 2 / (shares.length * squares)
}

function quantiles(waits: number[]): Outcome['wait'] {
  const sorted = waits.toSorted((a, b) => a - b)
  const at = (part: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0)
  return { p50: at(0.5), p95: at(0.95), longest: at(1) }
}

/** Log-normal with mean 1: what one mail takes, to what its kind takes on average. `cv`: its coefficient of variation. */
export function effort(random: Random, cv: number): number {
  const variance = Math.log(1 + cv * cv)
  const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
  return Math.exp(Math.sqrt(variance) * normal - variance / 2)
}
