// A trained classifier: plain data and what it answers. Never changed; what was learned since stands beside it (patch.ts).
import type { Letter } from '../letter.ts'
import { probabilities } from './calibrate.ts'
import { type Counted, createLetterCounter } from './count.ts'
import type { Outcome } from './reliability.ts'
import { type Vector, vectorOf, type Vocabulary } from './vocabulary.ts'

export interface Model {
  /** Ids; a category's number is its place here. */
  categories: readonly string[]
  vocabulary: Vocabulary
  /** `weights[feature * categories + category]`, as steps of the feature's size. */
  weights: Int8Array
  /** How much a step is, for each feature. */
  sizes: Float32Array
  bias: Float32Array
  temperature: number
  /** Of letters held out when they were scored, in no order: what thresholds are chosen by. Empty where there were too few. */
  outcomes: readonly Outcome[]
  /** Below this best score a letter is unlike all that were learned from; 49 of 50 right ones lay above it. */
  unlikeBelow: number
  /** Letters that it learned from. */
  letters: number
  seed: number
}

export interface Guess {
  category: string
  /** Calibrated. */
  confidence: number
}

export interface Answer {
  /** Likeliest first; all categories. */
  guesses: Guess[]
  /** Such letters were not learned from: whatever the probabilities say, a person should look. */
  isUnlike: boolean
}

/** Adds what was learned since. */
export type Adjust = (counted: Counted, scores: Float32Array) => void

export interface Classifier {
  /** `most` guesses. */
  classify(letter: Letter, most?: number): Answer
}

/** Holds a table of some 300 kB to count with, so make one for a model, not one for a letter; or give it one that several share. */
export function createClassifier(model: Model, adjust?: Adjust, count = createLetterCounter()): Classifier {
  return {
    classify(letter, most = 3) {
      const { counted } = count(letter)
      const scores = scoresOf(model, vectorOf(model.vocabulary, counted))
      adjust?.(counted, scores)
      return answerOf(model, scores, most)
    },
  }
}

export function scoresOf(model: Model, { features, values }: Vector): Float32Array {
  const { weights, sizes } = model
  const categories = model.categories.length
  const scores = model.bias.slice()
  for (let at = 0; at < features.length; at++) {
    const feature = features[at] as number
    const value = (values[at] as number) * (sizes[feature] as number)
    const base = feature * categories
    for (let category = 0; category < categories; category++)
      scores[category] = (scores[category] as number) + (weights[base + category] as number) * value
  }
  return scores
}

function answerOf(model: Model, scores: Float32Array, most: number): Answer {
  const isUnlike = model.outcomes.length > 0 && scores.every((score) => score < model.unlikeBelow)
  const guesses = Array.from(probabilities(scores, model.temperature), (confidence, category) => ({
    category: model.categories[category] as string,
    confidence,
  }))
  return { guesses: guesses.sort((one, other) => other.confidence - one.confidence).slice(0, most), isUnlike }
}
