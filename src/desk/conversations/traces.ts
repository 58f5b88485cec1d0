// Traces of rules as they are kept and as they are told: of what a test found only the codes are kept, and its sentence is made of them
// again. Traces from before there were codes have nothing but sentences, and stay as they are.
import { inEnglish } from '../reasons.ts'
import { Reasons } from '../reasons.api.ts'

interface Line {
  found: string
  answer: unknown[]
  isNot: boolean
  named: Record<string, string>
}

/** There is a row for every mail: what stands on most lines alike is left out. */
export function traceKept<L extends Line, T extends { tests: L[]; passedOver: unknown[] }>(trace: T): object {
  const { passedOver, tests, ...rest } = trace
  return { ...rest, tests: tests.map(lineKept), ...(passedOver.length > 0 && { passedOver }) }
}

function lineKept({ found, isNot, named, ...line }: Line): object {
  const isTold = line.answer.length === 0
  return { ...line, ...(isTold && { found }), ...(isNot && { isNot }), ...(Object.keys(named).length > 0 && { named }) }
}

/** As the API gives it. What nobody could have kept is given as it stands. */
export function traceTold(kept: unknown): unknown {
  if (!Array.isArray(kept)) return kept
  return kept.map((one: { tests?: unknown }) =>
    Array.isArray(one?.tests) ? { ...one, tests: one.tests.map(lineTold) } : one,
  )
}

function lineTold(line: { found?: unknown; answer?: unknown }): unknown {
  if (typeof line?.found === 'string') return line
  const answer = Reasons.safeParse(line?.answer)
  return { ...line, found: answer.success ? answer.data.map(inEnglish).join(', ') : '' }
}
