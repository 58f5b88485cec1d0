// The words that decided an answer. The model is linear, so what each word added to the score of a category is exact, not a guess.
import { type Evidence, type Letter, type Span, spanned } from '../letter.ts'
import { createCounter } from './count.ts'
import { BLOCKS, featuresOf, type Occurrences } from './features.ts'
import type { Model } from './model.ts'
import { numberOf, vectorOf } from './vocabulary.ts'

/** Of what spoke for it; less is chance. */
const LEAST_SHARE = 0.04

/** Strongest first; neighbouring words that count stand together. Empty where no word is known. */
export function explain(model: Model, letter: Letter, category: string, most = 5): Evidence[] {
  const number = model.categories.indexOf(category)
  if (number < 0) return []
  const occurrences = featuresOf(letter)
  const sums = sumsOf(occurrences, contributionsOf(model, occurrences, number))
  const total = [...sums.text, ...sums.subject].reduce((sum, value) => sum + Math.max(0, value), 0)
  if (total === 0) return []
  const found = (['subject', 'text'] as const).flatMap((of) => phrasesOf(occurrences, of, sums[of], total))
  return found
    .sort((one, other) => other.weight - one.weight)
    .slice(0, most)
    .map(({ weight, ...span }) => spanned(letter, span, weight))
}

/** What each key adds to the category's score beyond what it adds to all of them, for each time it occurs. */
function contributionsOf(model: Model, occurrences: Occurrences, category: number): Map<number, number> {
  const counted = createCounter()(occurrences)
  const { features, values } = vectorOf(model.vocabulary, counted)
  const categories = model.categories.length
  const found = new Map<number, number>()
  const counts = new Map<number, number>()
  for (const [at, key] of counted.keys.entries()) {
    const number = numberOf(model.vocabulary, key)
    if (number >= 0) counts.set(number, counted.counts[at] as number)
  }
  for (const [at, feature] of features.entries()) {
    const row = model.weights.subarray(feature * categories, (feature + 1) * categories)
    const mean = row.reduce((sum, step) => sum + step, 0) / categories
    const size = (model.sizes[feature] as number) * (values[at] as number)
    found.set(
      model.vocabulary.keys[feature] as number,
      (((row[category] as number) - mean) * size) / (counts.get(feature) ?? 1),
    )
  }
  return found
}

/** Of each word. A pair of words gives each half. */
function sumsOf(
  { keys, ends, first, last, words }: Occurrences,
  contributions: Map<number, number>,
): Record<Span['of'], Float64Array> {
  const sums = { text: new Float64Array(words.text.length), subject: new Float64Array(words.subject.length) }
  let at = 0
  for (const [block, { of }] of BLOCKS.entries()) {
    const sum = sums[of]
    for (const end = ends[block] as number; at < end; at++) {
      const contribution = contributions.get(keys[at] as number)
      if (contribution === undefined) continue
      const [from, to] = [first[at] as number, last[at] as number]
      for (let word = from; word <= to; word++) sum[word] = (sum[word] as number) + contribution / (to - from + 1)
    }
  }
  return sums
}

function phrasesOf(
  { words }: Occurrences,
  of: Span['of'],
  sums: Float64Array,
  total: number,
): (Span & { weight: number })[] {
  const phrases: (Span & { weight: number })[] = []
  let open: (Span & { weight: number }) | null = null
  for (const [index, { start, end }] of words[of].entries()) {
    const weight = (sums[index] as number) / total
    if (weight < LEAST_SHARE) {
      open = null
      continue
    }
    if (open) Object.assign(open, { end, weight: open.weight + weight })
    else phrases.push((open = { of, start, end, weight }))
  }
  return phrases
}
