// What is learned at once from a correction, beside a model, until the next training makes it part of one (passive-aggressive
// learning: Crammer et al., "Online Passive-Aggressive Algorithms", JMLR 2006). Words and categories that the model never met are
// learned too. To have it again after a restart, learn the same corrections again: each takes some tens of microseconds.
import type { Letter } from '../letter.ts'
import { type Category, lettersOf } from './category.ts'
import { createCounter, type Counted } from './count.ts'
import { featuresOf } from './features.ts'
import { type Adjust, type Model, scoresOf } from './model.ts'
import { numberOf, valuesOf, vectorOf, rarityOf } from './vocabulary.ts'

export interface Patch {
  /** `category`: an id of the model's. Afterwards this letter, and what is like it, is mostly classified so. */
  learn(letter: Letter, category: string): void
  adjust: Adjust
}

/** By how much the right category shall lead. */
const LEAD = 1
/** One correction moves no more than this, so that a slip of the finger does little harm. */
const MOST = 1.5

export function createPatch(model: Model): Patch {
  const count = createCounter()
  const changes = new Map<number, Float32Array>()
  const unknown = rarityOf(model.letters, 0)

  const valuesIn = (counted: Counted): Float32Array =>
    valuesOf(counted, (at) => {
      const number = numberOf(model.vocabulary, counted.keys[at] as number)
      return number < 0 ? unknown : (model.vocabulary.weights[number] as number)
    })

  const adjust: Adjust = (counted, scores) => {
    if (changes.size === 0) return
    const values = valuesIn(counted)
    for (const [at, key] of counted.keys.entries()) {
      const change = changes.get(key)
      if (!change) continue
      const value = values[at] as number
      for (let category = 0; category < scores.length; category++)
        scores[category] = (scores[category] as number) + (change[category] as number) * value
    }
  }

  return {
    adjust,
    learn(letter, category) {
      const right = model.categories.indexOf(category)
      if (right < 0) return
      const counted = count(featuresOf(letter))
      const scores = scoresOf(model, vectorOf(model.vocabulary, counted))
      adjust(counted, scores)
      const rival = rivalOf(scores, right)
      if (rival < 0) return
      const loss = LEAD - (scores[right] as number) + (scores[rival] as number)
      if (loss <= 0) return
      const by = Math.min(MOST, loss / 2)
      const values = valuesIn(counted)
      for (const [at, key] of counted.keys.entries()) {
        const change = changes.get(key) ?? new Float32Array(model.categories.length)
        changes.set(key, change)
        change[right] = (change[right] as number) + by * (values[at] as number)
        change[rival] = (change[rival] as number) - by * (values[at] as number)
      }
    },
  }
}

function rivalOf(scores: Float32Array, right: number): number {
  let rival = -1
  for (const [category, score] of scores.entries())
    if (category !== right && (rival < 0 || score > (scores[rival] as number))) rival = category
  return rival
}

/** The same model with room for categories added since; it knows nothing of them until a patch learns them. */
export function withCategories(model: Model, added: readonly Category[]): Model {
  const fresh = added.filter(({ id }) => !model.categories.includes(id))
  if (fresh.length === 0) return model
  const before = model.categories.length
  const after = before + fresh.length
  const weights = new Int8Array(model.sizes.length * after)
  for (let feature = 0; feature < model.sizes.length; feature++)
    weights.set(model.weights.subarray(feature * before, (feature + 1) * before), feature * after)
  // As likely beforehand as the others are on average.
  const bias = new Float32Array(after).fill(model.bias.reduce((sum, one) => sum + one, 0) / before)
  bias.set(model.bias)
  return { ...model, categories: [...model.categories, ...fresh.map(({ id }) => id)], weights, bias }
}

/** What the keepers say of categories added since. */
export function learnCategories(patch: Patch, added: readonly Category[]): void {
  for (const category of added) for (const letter of lettersOf(category)) patch.learn(letter, category.id)
}
