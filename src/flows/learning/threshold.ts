// From which confidence on the classifier may act by itself. Chosen on letters it had not seen; where people then correct it more often
// than was promised, it rises to where they do not, or gives way to them altogether. Looked at anew each time: when the mail is again
// such as it was learned from, it comes down by itself.
import { type Outcome, thresholdFor } from '../../ai/classifier/reliability.ts'
import type { ChosenBy } from '../../desk/readings/learning.api.ts'
import type { Band } from '../../desk/readings/readings.api.ts'

export interface Chosen {
  /** Null: nowhere; all is left to people. */
  from: number | null
  chosenBy: ChosenBy
  /** Of the letters held out. */
  coverage: number
  precision: number
}

/** Of fewer answers in practice nothing is concluded. */
const FEWEST_LIVE = 20
/** From here on a guess is likelier than all others together. */
const LIKELY = 0.5

/** `live`: what was answered in practice, and whether people let it stand. */
export function chooseThreshold(heldOut: readonly Outcome[], live: readonly Outcome[], target: number): Chosen {
  const nowhere = { from: null, coverage: 0, precision: 0 }
  const { from: exactly, coverage, precision } = thresholdFor(heldOut, target)
  const from = exactly === null ? null : Math.floor(exactly * 1_000) / 1_000 // as confidences are kept
  if (from === null) return { ...nowhere, chosenBy: heldOut.length === 0 ? 'too-few' : 'not-precise' }
  const above = live.filter(({ confidence }) => confidence >= from)
  if (above.length < FEWEST_LIVE || shareRight(above) >= target)
    return { from, coverage, precision, chosenBy: 'held-out' }
  const risen = risenTo(above, target)
  if (risen === null) return { ...nowhere, chosenBy: 'live-not-precise' }
  const left = heldOut.filter(({ confidence }) => confidence >= risen)
  return { from: risen, coverage: left.length / heldOut.length, precision: shareRight(left), chosenBy: 'live' }
}

/** The lowest confidence above which people let as many stand as was promised. */
function risenTo(live: readonly Outcome[], target: number): number | null {
  const sorted = live.toSorted((one, other) => other.confidence - one.confidence)
  let best: number | null = null
  let right = 0
  for (const [index, { confidence, isRight }] of sorted.entries()) {
    if (isRight) right++
    const isLastOfIts = sorted[index + 1]?.confidence !== confidence
    if (isLastOfIts && index + 1 >= FEWEST_LIVE && right / (index + 1) >= target) best = confidence
  }
  return best
}

const shareRight = (outcomes: readonly Outcome[]): number =>
  outcomes.length === 0 ? 0 : outcomes.filter(({ isRight }) => isRight).length / outcomes.length

export function bandOf(confidence: number, { from, isUnlike }: { from: number | null; isUnlike: boolean }): Band {
  if (isUnlike) return 'unsure'
  if (from !== null && confidence >= from) return 'sure'
  return confidence >= LIKELY ? 'likely' : 'unsure'
}
