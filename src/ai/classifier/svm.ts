// A linear support vector machine with squared hinge loss, one against the rest for each category, all categories together: an
// example's features are walked once for all of them. Dual coordinate descent (Hsieh et al., "A Dual Coordinate Descent Method for
// Large-scale Linear SVM", ICML 2008), in an order of chance that the seed decides.
import { randomFrom, shuffle } from './random.ts'
import { type Known, knownValues } from './vocabulary.ts'

/** Vectors one behind the other. */
export interface Rows {
  ends: Uint32Array
  features: Uint32Array
  values: Float32Array
}

export interface TrainingSet {
  rows: Rows
  /** Each example's category, by number. */
  labels: Uint16Array
  /** How much each example counts; 1 is ordinary. */
  costs: Float32Array
  categories: number
  features: number
}

export interface Solution {
  /** A feature's weights stand together: `weights[feature * stride + category]`. */
  weights: Float32Array
  /** The number of categories, rounded up so that scores can be summed four at a time. */
  stride: number
  bias: Float32Array
  /** How much each example holds up each category; nearly all are 0. */
  alphas: Float32Array
}

/** An example of a category counts so much more for it than one of another does against it, of which there are many. */
const OWN = 4
/** The penalty of a violated margin. */
const C = 1
/** Passes over all examples; over few, which is soon done; and from a solution that is nearly right, as with one fold held out. */
export const PASSES = { fresh: 6, ofFew: 20, again: 3 }
/** Examples. */
export const FEW = 2_000
/** Less is not worth walking the features for. */
const LEAST_MOVE = 1e-3
/** An example that moved nothing by more sits out the next passes. */
const SMALL_MOVE = 0.02
const REST = 2

export function emptySolution(set: TrainingSet): Solution {
  const stride = Math.ceil(set.categories / 4) * 4
  return {
    weights: new Float32Array(set.features * stride),
    stride,
    bias: new Float32Array(stride),
    alphas: new Float32Array(set.labels.length * set.categories),
  }
}

/** Goes on from `solution`, in place. */
export function solve(set: TrainingSet, solution: Solution, which: Int32Array, passes: number, seed: number): void {
  const random = randomFrom(seed)
  const order = which.slice()
  const rests = new Uint8Array(set.labels.length)
  const scores = new Float32Array(solution.stride)
  const moves: Moves = { of: new Int32Array(set.categories), by: new Float32Array(set.categories), count: 0, most: 0 }
  for (let pass = 0; pass < passes; pass++) {
    shuffle(order, random)
    for (const example of order) {
      if ((rests[example] as number) > 0) {
        rests[example] = (rests[example] as number) - 1
        continue
      }
      findMoves(set, solution, example, scores, moves)
      if (moves.most < SMALL_MOVE) rests[example] = REST
      if (moves.count > 0) move(set, solution, example, moves)
    }
  }
}

interface Moves {
  of: Int32Array
  by: Float32Array
  count: number
  /** The largest of them. */
  most: number
}

/** What this example changes, by its category; remembers it in the alphas. */
function findMoves(set: TrainingSet, solution: Solution, example: number, scores: Float32Array, moves: Moves): void {
  const { categories } = set
  const { alphas } = solution
  scoreRow(set, solution, example, scores)
  const label = set.labels[example] as number
  const softness = 1 / (2 * C * (set.costs[example] as number))
  moves.count = 0
  moves.most = 0
  for (let category = 0; category < categories; category++) {
    const at = example * categories + category
    const sign = category === label ? 1 : -1
    const soft = category === label ? softness / OWN : softness
    const alpha = alphas[at] as number
    const slope = sign * (scores[category] as number) - 1 + soft * alpha
    if (alpha === 0 && slope >= 0) continue
    // The vector's length is 1 (less where not all of it is known, which only takes longer), and so is the bias's.
    const next = Math.max(0, alpha - slope / (2 + soft))
    if (Math.abs(next - alpha) < LEAST_MOVE) continue
    alphas[at] = next
    moves.most = Math.max(moves.most, Math.abs(next - alpha))
    moves.of[moves.count] = category
    moves.by[moves.count++] = (next - alpha) * sign
  }
}

function move(
  { rows }: TrainingSet,
  { weights, bias, stride }: Solution,
  example: number,
  { of, by, count }: Moves,
): void {
  for (let one = 0; one < count; one++) {
    const category = of[one] as number
    bias[category] = (bias[category] as number) + (by[one] as number)
  }
  for (let at = startOf(rows, example), end = rows.ends[example] as number; at < end; at++) {
    const base = (rows.features[at] as number) * stride
    const value = rows.values[at] as number
    for (let one = 0; one < count; one++) {
      const place = base + (of[one] as number)
      weights[place] = (weights[place] as number) + value * (by[one] as number)
    }
  }
}

/** Four categories at a time: their sums stay in registers, which makes training three times as fast. `scores` is `stride` long. */
export function scoreRow({ rows }: TrainingSet, solution: Solution, example: number, scores: Float32Array): void {
  const { weights, stride, bias } = solution
  const { features, values } = rows
  const start = startOf(rows, example)
  const end = rows.ends[example] as number
  for (let four = 0; four < stride; four += 4) {
    let [one, two, three, last] = [0, 0, 0, 0]
    for (let at = start; at < end; at++) {
      const base = (features[at] as number) * stride + four
      const value = values[at] as number
      one += (weights[base] as number) * value
      two += (weights[base + 1] as number) * value
      three += (weights[base + 2] as number) * value
      last += (weights[base + 3] as number) * value
    }
    scores[four] = one + (bias[four] as number)
    scores[four + 1] = two + (bias[four + 1] as number)
    scores[four + 2] = three + (bias[four + 2] as number)
    scores[four + 3] = last + (bias[four + 3] as number)
  }
}

/** A solution as if these examples had never been: what they hold up is taken away. To be gone on from. */
export function without(set: TrainingSet, solution: Solution, examples: Int32Array): Solution {
  const { weights, bias, alphas, stride } = solution
  const left = { weights: weights.slice(), bias: bias.slice(), alphas: alphas.slice(), stride }
  const { categories } = set
  const moves: Moves = { of: new Int32Array(categories), by: new Float32Array(categories), count: 0, most: 0 }
  for (const example of examples) {
    moves.count = 0
    for (let category = 0; category < categories; category++) {
      const alpha = left.alphas[example * categories + category] as number
      if (alpha === 0) continue
      moves.of[moves.count] = category
      moves.by[moves.count++] = set.labels[example] === category ? -alpha : alpha
      left.alphas[example * categories + category] = 0
    }
    move(set, left, example, moves)
  }
  return left
}

export const startOf = (rows: Rows, row: number): number => (row === 0 ? 0 : (rows.ends[row - 1] as number))

/** With what each feature says. Those that say nothing are left out: the rest of a letter weighs the more, and is sooner walked. */
export function rowsOf(letters: readonly Known[], weights: Float32Array): Rows {
  const most = letters.reduce((sum, { features }) => sum + features.length, 0)
  const rows = {
    ends: new Uint32Array(letters.length),
    features: new Uint32Array(most),
    values: new Float32Array(most),
  }
  let length = 0
  for (const [index, known] of letters.entries()) {
    for (const [at, value] of knownValues(known, weights).entries()) {
      if (value === 0) continue
      rows.features[length] = known.features[at] as number
      rows.values[length++] = value
    }
    rows.ends[index] = length
  }
  return { ...rows, features: rows.features.subarray(0, length), values: rows.values.subarray(0, length) }
}
