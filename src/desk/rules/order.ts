// The order of rules, kept so that moving one writes one row: positions leave room between them, and only their order means anything.
import type { Id } from '../../kit/id.ts'

/** Between two positions: so often can something be put between two neighbours before all are numbered anew. */
export const GAP = 65_536
const FARTHEST = 2 ** 30

/** Those that were moved, where the others stay: the fewest that explain the new order. Ids that are only in one list do not count. */
export function movedAmong(before: readonly Id[], after: readonly Id[]): Set<Id> {
  const place = new Map(before.map((id, at) => [id, at]))
  const common = after.filter((id) => place.has(id))
  const stays = longestRising(common.map((id) => place.get(id) ?? 0))
  return new Set(common.filter((_, at) => !stays.has(at)))
}

/** Positions in which `ids` stand in their order: only those that have to change, or are new. */
export function placed(was: ReadonlyMap<Id, number>, ids: readonly Id[]): Map<Id, number> {
  const byPosition = [...was].toSorted(([a, at], [b, to]) => at - to || (BigInt(a) < BigInt(b) ? -1 : 1))
  const known = byPosition.map(([id]) => id).filter(isIn(new Set(ids)))
  const moved = movedAmong(known, ids)
  const stays = (id: Id | undefined): number | undefined =>
    id === undefined || moved.has(id) ? undefined : was.get(id)
  const found = new Map<Id, number>()
  for (let at = 0; at < ids.length;) {
    if (stays(ids[at]) !== undefined) {
      at++
      continue
    }
    let end = at
    while (end < ids.length && stays(ids[end]) === undefined) end++
    const [low, high] = [stays(ids[at - 1]), stays(ids[end])]
    const count = end - at
    const from = low ?? (high === undefined ? 0 : high - GAP * (count + 1))
    const step = low === undefined || high === undefined ? GAP : Math.floor((high - low) / (count + 1))
    if (step < 1 || Math.abs(from + step * count) > FARTHEST) return anew(was, ids)
    for (let n = 0; n < count; n++) found.set(ids[at + n] ?? '', from + step * (n + 1))
    at = end
  }
  return isRising(ids.map((id) => found.get(id) ?? was.get(id) ?? 0)) ? found : anew(was, ids)
}

function anew(was: ReadonlyMap<Id, number>, ids: readonly Id[]): Map<Id, number> {
  const all = ids.map((id, at): [Id, number] => [id, (at + 1) * GAP])
  return new Map(all.filter(([id, position]) => was.get(id) !== position))
}

const isIn = (ids: ReadonlySet<Id>) => (id: Id) => ids.has(id)
const isRising = (all: readonly number[]) => all.every((one, at) => at === 0 || one > (all[at - 1] ?? 0))

/** Indexes of a longest rising subsequence of different numbers (patience sorting). */
function longestRising(numbers: readonly number[]): Set<number> {
  const tails: number[] = [] // indexes: of each length the subsequence that ends lowest
  const before: number[] = []
  numbers.forEach((number, at) => {
    let [low, high] = [0, tails.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((numbers[tails[middle] ?? 0] ?? 0) < number) low = middle + 1
      else high = middle
    }
    before[at] = low > 0 ? (tails[low - 1] ?? -1) : -1
    tails[low] = at
  })
  const found = new Set<number>()
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) found.add(at)
  return found
}
