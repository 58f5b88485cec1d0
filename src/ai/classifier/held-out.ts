// How a model does on letters it has not seen: each is scored by a solution in which it, and the others of its fold, never were.
import { foldsOf } from './random.ts'
import { PASSES, scoreRow, solve, type Solution, type TrainingSet, without } from './svm.ts'

export interface HeldOut {
  /** `scores[place * categories + category]`: of the letters that were held out, in no order that means anything. */
  scores: Float32Array
  labels: Uint16Array
  categories: number
}

/** So few are missing from each solution that it is nearly as good as the whole one. */
const FOLDS = 10
const FEWEST_FOLDS = 3
/** Multiplications, some four seconds: of very many letters not every fold is held out, which would only take time. */
const WORK = 3e9

/**
 * `groups`: of each example that may be held out, the first ones; those behind them describe the categories. Those of one group are held
 * out together: what was learned from a letter proves nothing on one of the same words.
 */
export function holdOut(set: TrainingSet, full: Solution, groups: readonly number[], seed: number): HeldOut {
  const { categories } = set
  const folds = togetherBy(groups, foldsOf(set.labels.subarray(0, groups.length), FOLDS, seed))
  const work = set.rows.features.length * full.stride * PASSES.again
  const chosen = Math.min(FOLDS, Math.max(FEWEST_FOLDS, Math.floor(WORK / work)))
  const held = folds.reduce((sum, fold) => sum + (fold < chosen ? 1 : 0), 0)
  const scores = new Float32Array(held * categories)
  const labels = new Uint16Array(held)
  let place = 0
  const row = new Float32Array(full.stride)
  const all = Int32Array.from({ length: set.labels.length }, (_, example) => example)
  for (let fold = 0; fold < chosen; fold++) {
    const out = all.filter((example) => folds[example] === fold)
    const left = without(set, full, out)
    const others = all.filter((example) => folds[example] !== fold)
    solve(set, left, others, PASSES.again, seed + fold)
    for (const example of out) {
      scoreRow(set, left, example, row)
      labels[place] = set.labels[example] as number
      scores.set(row.subarray(0, categories), place++ * categories)
    }
  }
  return { scores, labels, categories }
}

/** Where the first of a group is, all of it are. */
function togetherBy(groups: readonly number[], folds: Uint8Array): Uint8Array {
  const first = new Map<number, number>()
  return folds.map((fold, example) => {
    const group = groups[example] as number
    const its = first.get(group) ?? fold
    first.set(group, its)
    return its
  })
}
