// How far a probability can be trusted, as figures for a diagram; and from which probability on a stated share of answers is right.

/** One answer to a letter whose category is known. */
export interface Outcome {
  confidence: number
  isRight: boolean
}

export interface Bin {
  from: number
  to: number
  count: number
  /** Means of these. */
  confidence: number
  right: number
}

export interface Threshold {
  /** The share of answers that was to be right. */
  target: number
  /** From this confidence on; null where no confidence is known to be enough, so that all is left to people. */
  from: number | null
  /** Share of letters above it, and share of those that were right, where it was chosen. */
  coverage: number
  precision: number
}

/** Of equal width, from 0 to 1; empty ones are left out. */
export function reliabilityOf(outcomes: readonly Outcome[], bins = 15): Bin[] {
  const found = Array.from({ length: bins }, (_, bin) => ({
    from: bin / bins,
    to: (bin + 1) / bins,
    count: 0,
    confidence: 0,
    right: 0,
  }))
  for (const { confidence, isRight } of outcomes) {
    const bin = found[Math.min(bins - 1, Math.floor(confidence * bins))] as Bin
    bin.count++
    bin.confidence += confidence
    if (isRight) bin.right++
  }
  return found
    .filter((bin) => bin.count > 0)
    .map((bin) => ({ ...bin, confidence: bin.confidence / bin.count, right: bin.right / bin.count }))
}

/** The mean distance between what was said and what was so. */
export function calibrationError(bins: readonly Bin[]): number {
  const count = bins.reduce((sum, bin) => sum + bin.count, 0)
  return bins.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.right) * bin.count, 0) / Math.max(1, count)
}

/** Four times in five the true share lies above Wilson's lower bound. */
const Z = 0.84
/** Of fewer answers nothing is concluded. */
const FEWEST = 30

/**
 * The lowest confidence above which the answers are right as often as `target`, and probably not by chance alone. On few letters this
 * is careful: 30 right ones in a row are not yet 95 %.
 */
export function thresholdFor(outcomes: readonly Outcome[], target: number): Threshold {
  const sorted = outcomes.toSorted((one, other) => other.confidence - one.confidence)
  let best: Threshold = { target, from: null, coverage: 0, precision: 0 }
  let right = 0
  for (const [index, outcome] of sorted.entries()) {
    if (outcome.isRight) right++
    const count = index + 1
    if (count < FEWEST || sorted[count]?.confidence === outcome.confidence) continue
    if (wilson(right, count) >= target)
      best = { target, from: outcome.confidence, coverage: count / sorted.length, precision: right / count }
  }
  return best
}

/** The lower end of the interval in which a share probably lies (Wilson 1927). */
export function wilson(right: number, count: number, z = Z): number {
  if (count === 0) return 0
  const share = right / count
  const square = (z * z) / count
  const spread = z * Math.sqrt((share * (1 - share)) / count + square / (4 * count))
  return (share + square / 2 - spread) / (1 + square)
}
