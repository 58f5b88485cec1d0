// What waits to be given to somebody, kept so that the best for one person is found without looking at everything: alike items stand
// in one line, by when they are due, and of a line only its heads can be the best. Pure; instants are milliseconds.
import type { Priority } from '../../desk/conversations/change.ts'
import type { Id } from '../../kit/id.ts'
import { mostWorth, weightOf, worthOf } from './worth.ts'

export interface Item {
  id: Id
  inboxId: Id
  /** Only for members of this team. */
  teamId: Id | null
  priority: Priority
  categoryId: Id | null
  language: string | null
  /** Place in the inbox's list of territories. */
  territory: number | null
  since: number
  dueAt: number
  /** Whoever answered this contact last and is back in time: nobody else gets it before `keptUntil`. */
  ownerId: Id | null
  /** Why it is theirs: they answered last, or look after the contact or the company. */
  ownedAs?: 'answered' | 'contact' | 'company'
  keptUntil: number
  /** Those who gave it back: they never get it again. */
  declinedBy: readonly Id[]
}

/** Levels: 1 learns it, 2 does it, 3 masters it. */
export type Level = 1 | 2 | 3

export interface Taker {
  userId: Id
  inboxIds: ReadonlySet<Id>
  teamIds: ReadonlySet<Id>
  /** Null: whatever language it is in. */
  languages: ReadonlyMap<string, Level> | null
  categories: ReadonlyMap<Id, Level> | null
  /** Expected milliseconds of work. */
  handle(categoryId: Id | null): number
}

/** How an inbox gives out what waits in it. */
export interface Terms {
  order: 'cost' | 'due'
  /** Skills and territories are asked for; after `relaxAfter` of waiting whoever sees the inbox will do. Null: never. */
  asksSkills: boolean
  leastLevel: Level
  relaxAfter: number | null
  /** Each with those who serve it. */
  territories: readonly ReadonlySet<Id>[]
  /** Whoever is in `userIds` is asked only for what has waited for so long. */
  overflow: { userIds: ReadonlySet<Id>; after: number } | null
  patience: number
  /** What has waited for so long comes first, whatever else there is. */
  cap: number
  /** Working time since whenever: of the hours by which the inbox is measured. */
  worked(instant: number): number
}

export interface Offer {
  item: Item
  worth: number
  /** Beyond their skills, or theirs only because it waited so long. */
  isRelaxed: boolean
  isCapped: boolean
}

interface Entry {
  item: Item
  since: number
  due: number
}
interface Line {
  like: Item
  /** By when they are due. */
  entries: Entry[]
  /** None of them waits since before. */
  since: number
}

export interface Waiting {
  readonly size: number
  add(item: Item): void
  /** Answers whether it was there. */
  remove(id: Id): boolean
  /** The item this person should take now; `skip` leaves out what somebody else is just taking. */
  bestFor(taker: Taker, now: number, skip?: ReadonlySet<Id>): Offer | null
}

/** So many of a line are looked at where the first were given back by this person: more of them is nobody's everyday. */
const FURTHER = 50

/** `able` answers how many could do what is like this one. */
export function createWaiting(termsOf: (inboxId: Id) => Terms, able: (item: Item) => number = () => 4): Waiting {
  const lines = new Map<string, Line>()
  const byInbox = new Map<Id, Line[]>()
  const kept = new Map<Id, Map<Id, Entry>>()
  const held: Entry[] = [] // by keptUntil, the first last
  const byId = new Map<Id, { entry: Entry; line: Line | null }>()

  const enter = (entry: Entry): void => {
    const { item } = entry
    const key = `${item.inboxId} ${item.teamId} ${item.priority} ${item.categoryId} ${item.language} ${item.territory}`
    const line = lines.get(key) ?? begin(key, item)
    line.since = line.entries.length === 0 ? entry.since : Math.min(line.since, entry.since)
    line.entries.splice(placeOf(line.entries, entry.due, true), 0, entry)
    byId.set(item.id, { entry, line })
  }
  const begin = (key: string, like: Item): Line => {
    const line = { like, entries: [], since: 0 }
    lines.set(key, line)
    // What weighs most is looked at first, so that the rest can be passed over.
    const all = [...(byInbox.get(like.inboxId) ?? []), line]
    byInbox.set(
      like.inboxId,
      all.toSorted((a, b) => weightOf[b.like.priority] - weightOf[a.like.priority]),
    )
    return line
  }
  const release = (now: number): void => {
    for (let next = held.at(-1); next && next.item.keptUntil <= now; next = held.at(-1)) {
      held.pop()
      if (byId.get(next.item.id)?.entry !== next) continue // taken meanwhile
      unkeep(next.item)
      enter(next)
    }
  }
  const unkeep = ({ id, ownerId }: Item): void => {
    const theirs = ownerId === null ? undefined : kept.get(ownerId)
    theirs?.delete(id)
    if (theirs?.size === 0 && ownerId !== null) kept.delete(ownerId)
  }

  return {
    get size() {
      return byId.size
    },
    add: (item) => {
      const { worked } = termsOf(item.inboxId)
      const entry = { item, since: worked(item.since), due: worked(item.dueAt) }
      if (item.ownerId === null) {
        enter(entry)
        return
      }
      byId.set(item.id, { entry, line: null })
      const theirs = kept.get(item.ownerId) ?? new Map<Id, Entry>()
      kept.set(item.ownerId, theirs.set(item.id, entry))
      held.splice(
        placeBy(held.length, (at) => (held[at]?.item.keptUntil ?? 0) > item.keptUntil),
        0,
        entry,
      )
    },
    remove: (id) => {
      const found = byId.get(id)
      if (!found) return false
      byId.delete(id)
      if (!found.line) {
        unkeep(found.entry.item)
        return true
      }
      const { entries } = found.line
      for (let at = placeOf(entries, found.entry.due, false); at < entries.length; at++)
        if (entries[at] === found.entry) {
          entries.splice(at, 1)
          break
        }
      return true
    },
    bestFor: (taker, now, skip) => {
      release(now)
      let best: Found | null = null
      for (const inboxId of taker.inboxIds) {
        const terms = termsOf(inboxId)
        const at = terms.worked(now)
        const consider = (entry: Entry | undefined, needs: number, isTheirs: boolean) => {
          const waited = entry ? at - entry.since : 0
          if (!entry || waited < needs) return
          const { item, due } = entry
          const { priority, categoryId } = item
          const slack = due - at
          const isCapped = waited >= terms.cap
          const worth =
            terms.order === 'due'
              ? -slack
              : worthOf({ priority, slack, waited, handle: taker.handle(categoryId), able: able(item), isTheirs, patience: terms.patience }) // prettier-ignore
          if (!best || comesBefore({ worth, waited, isCapped }, best))
            best = { item, worth, waited, isRelaxed: needs > 0, isCapped }
        }
        for (const line of byInbox.get(inboxId) ?? []) {
          const { like, entries } = line
          if (entries.length === 0 || isHopeless(line, taker, terms, at, best)) continue
          const needs = waitNeeded(taker, like, terms)
          if (needs === null || at - line.since < needs) continue
          const first = firstFree(entries, 0, taker, skip)
          consider(first, needs, false)
          if (terms.order === 'due') continue
          // The soonest that can still be saved: before it all are overdue.
          const soonest = firstFree(entries, placeOf(entries, at, false), taker, skip)
          if (soonest !== first) consider(soonest, needs, false)
        }
        for (const entry of kept.get(taker.userId)?.values() ?? []) {
          const { id, declinedBy, inboxId: itsInbox } = entry.item
          if (itsInbox === inboxId && !skip?.has(id) && !declinedBy.includes(taker.userId)) consider(entry, 0, true)
        }
      }
      return best
    },
  }
}

type Found = Offer & { waited: number }

/** What has waited too long before all else, and of those the oldest. */
function comesBefore(one: Pick<Found, 'worth' | 'waited' | 'isCapped'>, than: Found): boolean {
  if (one.isCapped !== than.isCapped) return one.isCapped
  return one.isCapped ? one.waited > than.waited : one.worth > than.worth
}

/** Nothing in it can come before what was found. */
function isHopeless(line: Line, taker: Taker, terms: Terms, at: number, best: Found | null): boolean {
  if (best === null || terms.order === 'due') return false
  const waited = at - line.since
  if (waited >= terms.cap || best.isCapped) return waited < terms.cap
  const { priority, categoryId } = line.like
  return mostWorth({ priority, waited, handle: taker.handle(categoryId), patience: terms.patience }) <= best.worth
}

/** How long something like this must have waited before this person is asked; null: never. */
export function waitNeeded(
  taker: Taker,
  like: Pick<Item, 'teamId' | 'language' | 'categoryId' | 'territory'>,
  terms: Terms,
): number | null {
  const isOverflow = terms.overflow?.userIds.has(taker.userId) ?? false
  if (like.teamId !== null && !isOverflow && !taker.teamIds.has(like.teamId)) return null
  const after = isOverflow && terms.overflow ? terms.overflow.after : 0
  if (!terms.asksSkills || isSkilled(taker, like, terms)) return after
  return terms.relaxAfter === null ? null : Math.max(after, terms.relaxAfter)
}

export function isSkilled(
  taker: Taker,
  like: Pick<Item, 'language' | 'categoryId' | 'territory'>,
  terms: Terms,
): boolean {
  const masters = (skills: ReadonlyMap<string, Level> | null, id: string | null) =>
    skills === null || id === null || (skills.get(id) ?? 0) >= terms.leastLevel
  if (!masters(taker.languages, like.language) || !masters(taker.categories, like.categoryId)) return false
  return like.territory === null || (terms.territories[like.territory]?.has(taker.userId) ?? true)
}

function firstFree(
  entries: readonly Entry[],
  from: number,
  { userId }: Taker,
  skip: ReadonlySet<Id> | undefined,
): Entry | undefined {
  for (let at = from; at < entries.length && at < from + FURTHER; at++) {
    const entry = entries[at]
    if (entry && !skip?.has(entry.item.id) && !entry.item.declinedBy.includes(userId)) return entry
  }
  return undefined
}

/** The first that is due at `due` or later; `after`: later than it. */
function placeOf(entries: readonly Entry[], due: number, after: boolean): number {
  return placeBy(entries.length, (at) => {
    const one = entries[at]?.due ?? Infinity
    return after ? one <= due : one < due
  })
}

/** How many from the beginning hold. */
function placeBy(length: number, holds: (at: number) => boolean): number {
  let [from, until] = [0, length]
  while (from < until) {
    const middle = (from + until) >>> 1
    if (holds(middle)) from = middle + 1
    else until = middle
  }
  return from
}
