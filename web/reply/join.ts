// Joining what two people wrote into the same draft: paragraph by paragraph, against what both began with. Where both changed the same
// paragraphs nobody decides for them: it is a clash, and both are kept, one after the other, should they be joined all the same. Pure.

export interface Joined<T> {
  parts: T[]
  /** Stretches that both changed. */
  clashes: number
}

/** `sameness`: what two equal parts have in common, as text. */
export function join<T>(
  base: readonly T[],
  mine: readonly T[],
  theirs: readonly T[],
  sameness: (part: T) => string,
): Joined<T> {
  const names = (parts: readonly T[]) => parts.map(sameness)
  const inMine = matches(names(base), names(mine))
  const inTheirs = matches(names(base), names(theirs))
  const parts: T[] = []
  let clashes = 0
  let [atBase, atMine, atTheirs] = [0, 0, 0]
  /** Everything up to the next part that all three have. */
  const stretch = (endBase: number, endMine: number, endTheirs: number) => {
    const was = base.slice(atBase, endBase)
    const ours = mine.slice(atMine, endMine)
    const others = theirs.slice(atTheirs, endTheirs)
    const isSame = (one: readonly T[], other: readonly T[]) => names(one).join('\n') === names(other).join('\n') && one.length === other.length // prettier-ignore
    if (isSame(ours, was) || isSame(ours, others)) parts.push(...others)
    else if (isSame(others, was)) parts.push(...ours)
    else {
      clashes++
      parts.push(...ours, ...others)
    }
    ;[atBase, atMine, atTheirs] = [endBase, endMine, endTheirs]
  }
  for (let at = 0; at < base.length; at++) {
    const [one, other] = [inMine.get(at), inTheirs.get(at)]
    if (one === undefined || other === undefined) continue
    stretch(at, one, other)
    parts.push(mine[one] as T)
    ;[atBase, atMine, atTheirs] = [at + 1, one + 1, other + 1]
  }
  stretch(base.length, mine.length, theirs.length)
  return { parts, clashes }
}

/** More paragraphs than this are compared only from both ends. */
const MOST = 2_000

/** Places in `one` with their places in `other`: the longest common run, in order. */
function matches(one: readonly string[], other: readonly string[]): Map<number, number> {
  const found = new Map<number, number>()
  let from = 0
  while (from < one.length && from < other.length && one[from] === other[from]) found.set(from, from++)
  let [endOne, endOther] = [one.length, other.length]
  const tail: [number, number][] = []
  while (endOne > from && endOther > from && one[endOne - 1] === other[endOther - 1]) tail.push([--endOne, --endOther])
  const [rows, columns] = [endOne - from, endOther - from]
  if (rows > 0 && columns > 0 && rows <= MOST && columns <= MOST) {
    const longest = Array.from({ length: rows + 1 }, () => new Uint16Array(columns + 1))
    for (let row = rows - 1; row >= 0; row--)
      for (let column = columns - 1; column >= 0; column--)
        (longest[row] as Uint16Array)[column] =
          one[from + row] === other[from + column]
            ? 1 + (longest[row + 1]?.[column + 1] ?? 0)
            : Math.max(longest[row + 1]?.[column] ?? 0, longest[row]?.[column + 1] ?? 0)
    let [row, column] = [0, 0]
    while (row < rows && column < columns)
      if (one[from + row] === other[from + column]) found.set(from + row++, from + column++)
      else if ((longest[row + 1]?.[column] ?? 0) >= (longest[row]?.[column + 1] ?? 0)) row++
      else column++
  }
  for (const [a, b] of tail.toReversed()) found.set(a, b)
  return new Map([...found].toSorted(([a], [b]) => a - b))
}
