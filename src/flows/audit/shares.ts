// Shares and what may be said of them: an interval for one, and whether two differ by more than chance.
import { wilson } from '../../ai/classifier/reliability.ts'
import type { Share } from './audits.api.ts'

/** 19 times in 20. */
const Z = 1.96

export function shareOf(count: number, of: number): Share {
  const low = Math.max(0, wilson(count, of, Z)) // rounding may leave a hair below
  const high = of === 0 ? 1 : Math.min(1, 1 - wilson(of - count, of, Z))
  return { count, of, share: of === 0 ? 0 : count / of, low, high }
}

/**
 * How much a distribution has moved: the population stability index, Σ (now − before) · ln(now / before) over the shares of each kind.
 * Below 0.1 nothing has happened, above 0.25 much has (the bounds of credit scoring: Siddiqi 2006). Half a case is added to each kind,
 * or one that is new would be infinitely far.
 */
export function movement(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): number {
  const kinds = [...new Set([...before.keys(), ...now.keys()])]
  const sumOf = (counts: ReadonlyMap<string, number>) =>
    [...counts.values()].reduce((sum, one) => sum + one, 0) + kinds.length / 2
  const [all, allNow] = [sumOf(before), sumOf(now)]
  return kinds.reduce((sum, kind) => {
    const [was, is] = [((before.get(kind) ?? 0) + 0.5) / all, ((now.get(kind) ?? 0) + 0.5) / allNow]
    return sum + (is - was) * Math.log(is / was)
  }, 0)
}

/** Whether the second share is larger than the first by more than chance: two proportions, pooled, one-sided, one time in 200. */
export function hasGrown(before: Pick<Share, 'count' | 'of'>, now: Pick<Share, 'count' | 'of'>): boolean {
  if (before.of === 0 || now.of === 0) return false
  const pooled = (before.count + now.count) / (before.of + now.of)
  const spread = Math.sqrt(pooled * (1 - pooled) * (1 / before.of + 1 / now.of))
  return spread > 0 && (now.count / now.of - before.count / before.of) / spread > 2.576
}
