// From scores to probabilities that mean what they say. A temperature makes scores of categories into shares; it is chosen on letters
// that were held out when they were scored. With few letters it stays near what was usual for others.
import type { HeldOut } from './held-out.ts'

/** What was found on two sets of short letters, from 600 and 10,000 of them. */
export const USUAL_TEMPERATURE = 0.2
/** It weighs as much as so many letters. */
const USUAL_WEIGHS = 20
const LEAST = 0.02
const MOST = 2
const STEPS = 40

/** Of scores, in place. */
export function probabilities(scores: Float32Array, temperature: number): Float32Array {
  let top = -Infinity
  for (const score of scores) top = Math.max(top, score)
  let total = 0
  for (let at = 0; at < scores.length; at++) {
    const share = Math.exp(((scores[at] as number) - top) / temperature)
    scores[at] = share
    total += share
  }
  for (let at = 0; at < scores.length; at++) scores[at] = (scores[at] as number) / total
  return scores
}

/** The likeliest temperature, by golden section over its logarithm. */
export function temperatureOf({ scores, labels, categories }: HeldOut): number {
  const row = new Float32Array(categories)
  const cost = (log: number): number => {
    const temperature = Math.exp(log)
    let sum = USUAL_WEIGHS * (log - Math.log(USUAL_TEMPERATURE)) ** 2
    for (const [example, label] of labels.entries()) {
      row.set(scores.subarray(example * categories, (example + 1) * categories))
      sum -= Math.log(Math.max(1e-9, probabilities(row, temperature)[label] as number))
    }
    return sum
  }
  const ratio = (Math.sqrt(5) - 1) / 2
  let low = Math.log(LEAST)
  let high = Math.log(MOST)
  let [left, right] = [high - ratio * (high - low), low + ratio * (high - low)]
  let [leftCost, rightCost] = [cost(left), cost(right)]
  for (let step = 0; step < STEPS && high - low > 0.005; step++) {
    if (leftCost < rightCost) {
      ;[high, right, rightCost] = [right, left, leftCost]
      left = high - ratio * (high - low)
      leftCost = cost(left)
    } else {
      ;[low, left, leftCost] = [left, right, rightCost]
      right = low + ratio * (high - low)
      rightCost = cost(right)
    }
  }
  return Math.exp((low + high) / 2)
}
