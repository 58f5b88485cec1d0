// The words that decided an answer. The model is linear, so what each word added to the score of a category is exact, not a guess.
import { type Evidence, type Letter, type Span, spanned } from '../letter.ts'
import { type Counted, createLetterCounter } from './count.ts'
import { BLOCKS, type Occurrences } from './features.ts'
import type { Model } from './model.ts'
import { numberOf, vectorOf } from './vocabulary.ts'

/** Of what spoke for it; less is chance. */
const LEAST_SHARE = 0.04

/**
 * Strongest first; neighbouring words that count stand together. Empty where no word is known. `count`: whoever explains many keeps one.
 */
export function explain(
  model: Model,
  letter: Letter,
  category: string,
  most = 5,
  count = createLetterCounter(),
): Evidence[] {
  const number = model.categories.indexOf(category)
  if (number < 0) return []
  const { occurrences, counted } = count(letter)
  const sums = sumsOf(model, occurrences, contributionsOf(model, counted, number))
  const total = [...sums.text, ...sums.subject].reduce((sum, value) => sum + Math.max(0, value), 0)
  if (total === 0) return []
  const found = (['subject', 'text'] as const).flatMap((of) => phrasesOf(occurrences, of, sums[of], total))
  return found
    .sort((one, other) => other.weight - one.weight)
    .slice(0, most)
    .map(({ weight, ...span }) => spanned(letter, span, weight))
}

/** What each known feature adds to the category's score beyond what it adds to all of them, for each time it occurs. */
function contributionsOf(model: Model, counted: Counted, category: number): Map<number, number> {
  const { features, values } = vectorOf(model.vocabulary, counted)
  const categories = model.categories.length
  const found = new Map<number, number>()
  let place = 0
  for (let at = 0; at < counted.keys.length; at++) {
    const feature = numberOf(model.vocabulary, counted.keys[at] as number)
    if (feature < 0 || feature !== features[place]) continue
    const base = feature * categories
    let sum = 0
    for (let one = 0; one < categories; one++) sum += model.weights[base + one] as number
    const beyond = (model.weights[base + category] as number) - sum / categories
    const size = (model.sizes[feature] as number) * (values[place++] as number)
    found.set(feature, (beyond * size) / (counted.counts[at] as number))
  }
  return found
}

/** Of each word. A pair of words gives each half. */
function sumsOf(
  model: Model,
  { keys, ends, first, last, words }: Occurrences,
  contributions: Map<number, number>,
): Record<Span['of'], Float64Array> {
  const sums = { text: new Float64Array(words.text.length), subject: new Float64Array(words.subject.length) }
  let at = 0
  for (const [block, { of }] of BLOCKS.entries()) {
    const sum = sums[of]
    for (const end = ends[block] as number; at < end; at++) {
      const contribution = contributions.get(numberOf(model.vocabulary, keys[at] as number))
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
