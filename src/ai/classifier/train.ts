// From letters whose category is known to a model. Letters are taken one at a time and only their counted features are kept, so that
// they can be streamed. Deterministic: the same letters in the same order, and the same seed, give the same bytes.
import { Problem } from '../../kit/problem.ts'
import type { Letter } from '../letter.ts'
import { probabilities, temperatureOf, USUAL_TEMPERATURE } from './calibrate.ts'
import { type Category, lettersOf } from './category.ts'
import { concentrations } from './concentration.ts'
import { type Counted, createCounter } from './count.ts'
import { featuresOf } from './features.ts'
import { type HeldOut, holdOut } from './held-out.ts'
import type { Model } from './model.ts'
import type { Outcome } from './reliability.ts'
import { createRepeats } from './repeats.ts'
import { emptySolution, FEW, PASSES, rowsOf, type Solution, solve, type TrainingSet } from './svm.ts'
import { createTally } from './tally.ts'
import { knownOf, rarityOf, vocabularyOf } from './vocabulary.ts'

export interface Example extends Letter {
  /** The category's id. */
  category: string
}

export interface Training {
  /** The newest first. An example of a category that there is no more is passed over, and one that says what many have said (repeats.ts). */
  learn(example: Example): void
  finish(): Model
}

export interface TrainingOptions {
  categories: readonly Category[]
  seed?: number
}

/** Of fewer letters nothing is held out: too little to calibrate by. */
const FEWEST_TO_HOLD_OUT = 20
/** Rarer features are left out beyond this, so that a model stays small. */
const MOST_FEATURES = 100_000
/** What a name or a description counts beside a letter. */
const DESCRIBED = 1
const UNLIKE = 0.02

export function beginTraining({ categories, seed = 1 }: TrainingOptions): Training {
  if (categories.length === 0)
    throw new Problem('invalid', 'no-categories', 'There is no category to tell apart. Add one first.')
  const numbers = new Map(categories.map(({ id }, number) => [id, number]))
  const count = createCounter()
  const tally = createTally()
  const counted: Counted[] = []
  const labels: number[] = []
  const repeats = createRepeats()
  /** Of each letter: those of one group have the same words. */
  const groups: number[] = []

  function take(one: Counted, category: number): void {
    tally.add(one.keys)
    counted.push(one)
    labels.push(category)
  }

  return {
    learn(example) {
      const category = numbers.get(example.category)
      if (category === undefined) return
      const one = count(featuresOf(example))
      const group = repeats.groupOf(one)
      if (group === null) return
      groups.push(group)
      take(one, category)
    },
    finish() {
      const letters = labels.length
      for (const [number, category] of categories.entries())
        for (const letter of lettersOf(category)) take(count(featuresOf(letter)), number)
      const { keys, counts } = tally.commonest(MOST_FEATURES)
      const rarities = Float32Array.from(counts, (occursIn) => rarityOf(labels.length, occursIn))
      const everything = vocabularyOf(keys, rarities)
      const known = counted.splice(0).map((one) => knownOf(everything, one))
      const size = { features: keys.length, categories: categories.length }
      const weights = concentrations(known, labels, size).map((one, feature) => one * (rarities[feature] as number))
      const vocabulary = { ...everything, weights }
      const set: TrainingSet = {
        rows: rowsOf(known, weights),
        labels: Uint16Array.from(labels),
        costs: Float32Array.from(labels, (_, example) => (example < letters ? 1 : DESCRIBED)),
        ...size,
      }
      const solution = emptySolution(set)
      solve(set, solution, Int32Array.from(labels.keys()), labels.length < FEW ? PASSES.ofFew : PASSES.fresh, seed)
      const heldOut = letters < FEWEST_TO_HOLD_OUT ? null : holdOut(set, solution, groups, seed)
      const temperature = heldOut ? temperatureOf(heldOut) : USUAL_TEMPERATURE
      return {
        categories: categories.map(({ id }) => id),
        vocabulary,
        ...compact(solution, set),
        temperature,
        ...(heldOut ? judge(heldOut, temperature) : { outcomes: [], unlikeBelow: -Infinity }),
        letters,
        seed,
      }
    },
  }
}

/** A weight is one of 255 steps of its feature's largest. */
function compact(
  { weights, bias, stride }: Solution,
  { features, categories }: TrainingSet,
): Pick<Model, 'weights' | 'sizes' | 'bias'> {
  const steps = new Int8Array(features * categories)
  const sizes = new Float32Array(features)
  for (let feature = 0; feature < features; feature++) {
    const row = weights.subarray(feature * stride, feature * stride + categories)
    const size = row.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127
    sizes[feature] = size
    if (size > 0)
      steps.set(
        row.map((weight) => Math.round(weight / size)),
        feature * categories,
      )
  }
  return { weights: steps, sizes, bias: bias.slice(0, categories) }
}

function judge({ scores, labels, categories }: HeldOut, temperature: number): Pick<Model, 'outcomes' | 'unlikeBelow'> {
  const outcomes: Outcome[] = []
  const bestOfRight: number[] = []
  for (const [example, label] of labels.entries()) {
    const row = scores.slice(example * categories, (example + 1) * categories)
    const best = row.reduce((most, score) => Math.max(most, score), -Infinity)
    const isRight = row[label] === best
    if (isRight) bestOfRight.push(best)
    outcomes.push({ confidence: Math.max(...probabilities(row, temperature)), isRight })
  }
  bestOfRight.sort((one, other) => one - other)
  return { outcomes, unlikeBelow: bestOfRight[Math.floor(bestOfRight.length * UNLIKE)] ?? -Infinity }
}
