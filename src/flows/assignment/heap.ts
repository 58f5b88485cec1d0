// What comes next: a binary heap, the least first; among equals whichever came first.

export interface Heap<T> {
  push(one: T): void
  pop(): T | undefined
}

export function createHeap<T>(compare: (one: T, other: T) => number): Heap<T> {
  const all: { one: T; place: number }[] = []
  let place = 0
  const isBefore = (a: number, b: number): boolean => {
    const [first, second] = [all[a], all[b]]
    if (!first || !second) return false
    const order = compare(first.one, second.one)
    return order < 0 || (order === 0 && first.place < second.place)
  }
  const swap = (a: number, b: number): void => {
    const [first, second] = [all[a], all[b]]
    if (first && second) [all[a], all[b]] = [second, first]
  }
  return {
    push: (one) => {
      all.push({ one, place: place++ })
      for (let at = all.length - 1; at > 0 && isBefore(at, (at - 1) >> 1); at = (at - 1) >> 1) swap(at, (at - 1) >> 1)
    },
    pop: () => {
      swap(0, all.length - 1)
      const least = all.pop()
      for (let at = 0; ;) {
        let next = 2 * at + 1
        if (isBefore(next + 1, next)) next++
        if (!isBefore(next, at)) break
        swap(at, next)
        at = next
      }
      return least?.one
    },
  }
}
