// Axes: from zero to a round number, in steps that can be read. Pure.

/** Three to five marks from 0 up; the last is as high as the highest value, or higher. `bases`: what steps may begin with. */
export function marksFor(highest: number, bases: readonly number[] = [1, 2, 5, 10]): number[] {
  if (!(highest > 0)) return [0, 1]
  const rough = highest / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, (bases.find((one) => one * power >= rough) ?? 10) * power)
  return Array.from({ length: Math.ceil(highest / step) + 1 }, (_, at) => at * step)
}

/** The same of seconds: in minutes, hours or days. */
export function marksOfTime(highest: number): number[] {
  const steps = [60, 300, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400, 172_800, 604_800]
  const step = steps.find((one) => highest / one <= 4)
  if (step === undefined) return marksFor(highest / 86_400).map((days) => days * 86_400)
  return Array.from({ length: Math.max(1, Math.ceil(highest / step)) + 1 }, (_, at) => at * step)
}

/** Places of the labels below: the first, the last, and as many between as have room. */
export function labelled(count: number, room: number): Set<number> {
  if (count <= room) return new Set(Array.from({ length: count }, (_, at) => at))
  const every = Math.ceil((count - 1) / (room - 1))
  return new Set(Array.from({ length: Math.ceil(count / every) }, (_, at) => at * every))
}
