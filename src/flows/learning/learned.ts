// A model with what was decided since it was made: what a process keeps in memory for one field of one inbox.
import { type Category, lettersOf } from '../../ai/classifier/category.ts'
import { createLetterCounter } from '../../ai/classifier/count.ts'
import { explain } from '../../ai/classifier/explain.ts'
import { createClassifier, type Model } from '../../ai/classifier/model.ts'
import { createPatch, learnCategories, withCategories } from '../../ai/classifier/patch.ts'
import { beginTraining } from '../../ai/classifier/train.ts'
import { rarityIn } from '../../ai/classifier/vocabulary.ts'
import type { Evidence, Letter } from '../../ai/letter.ts'
import { commonWords } from '../../ai/readings/common-words.ts'
import type { Rarity } from '../../ai/readings/key-phrases.ts'
import { wordsOf } from '../../ai/words.ts'
import type { Suggestion } from '../../desk/readings/readings.api.ts'
import { bandOf } from './threshold.ts'

export interface Learned {
  model: Model
  /** How seldom a word is in the mail it learned from. */
  rarity: Rarity
  learn(letter: Letter, value: string): void
  /** Null where no category is left to choose. */
  suggest(letter: Letter, threshold: number | null): Omit<Suggestion, 'isPreselected'> | null
  /** Those in use, likeliest first. */
  rank(letter: Letter): string[]
}

const SHOWN = 3
const WORDS = 4

/** Of names, descriptions and keywords alone. */
export function coldModel(categories: readonly Category[]): Model {
  return beginTraining({ categories }).finish()
}

/** `categories`: those in use. Others that the model knows are never answered; those it does not know are learned by their names. */
export function learnedFrom(made: Model, categories: readonly Category[], count = createLetterCounter()): Learned {
  const added = categories.filter((one) => !made.categories.includes(one.id) && lettersOf(one).length > 0)
  const model = withCategories(made, added)
  const patch = createPatch(model)
  learnCategories(patch, added)
  const classifier = createClassifier(model, patch.adjust, count)
  const inUse = new Set(categories.map(({ id }) => id))
  return {
    model,
    rarity: rarityIn(model.vocabulary),
    learn: (letter, value) => patch.learn(letter, value),
    rank: (letter) =>
      classifier
        .classify(letter, model.categories.length)
        .guesses.map(({ category }) => category)
        .filter((category) => inUse.has(category)),
    suggest(letter, threshold) {
      const { guesses: all, isUnlike } = classifier.classify(letter, model.categories.length)
      const left = all.filter(({ category }) => inUse.has(category))
      const sum = left.reduce((total, { confidence }) => total + confidence, 0)
      const guesses = left.slice(0, SHOWN).map(({ category, confidence }) => {
        const share = rounded(sum > 0 ? confidence / sum : 0)
        return { value: category, confidence: share, band: bandOf(share, { from: threshold, isUnlike }) }
      })
      const [first] = guesses
      return first
        ? { guesses, evidence: deciding(telling(explain(model, letter, first.value, 2 * WORDS, count))), isUnlike }
        : null
    },
  }
}

/** "and", "when": they count, and say nothing to a reader where others do. */
export function telling(evidence: readonly Evidence[]): readonly Evidence[] {
  const some = evidence.filter(({ words }) => wordsOf(words, 40).some(({ text }) => !commonWords.has(text)))
  return some.length > 0 ? some : evidence
}

const LONGEST = 60

/** As it is kept: the words without their places. */
export function deciding(evidence: readonly Evidence[]): { words: string; weight: number }[] {
  return evidence
    .slice(0, WORDS)
    .map(({ words, weight }) => ({ words: words.replace(/\s+/g, ' ').slice(0, LONGEST), weight: rounded(weight) }))
}

export const rounded = (share: number): number => Math.round(share * 1_000) / 1_000
