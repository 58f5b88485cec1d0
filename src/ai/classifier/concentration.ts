// Whether a feature tells categories apart. What stands in the letters of all of them alike, as greetings, signatures and disclaimers do,
// says nothing, however seldom it is; and in a letter it would drown what does.
import type { Known } from './vocabulary.ts'

/** Only what is spread widely is made light: the fourth power of 0.5 is 0.06, of 0.9 it is 0.66. */
const STEEPNESS = 4
/** What is less concentrated than this counts for nothing. */
const LEAST = 0.4

/** Of each feature: 1 where it occurs in one category only, 0 where it is nearly as likely in each. By the entropy of its categories. */
export function concentrations(
  letters: readonly Known[],
  labels: readonly number[],
  { features, categories }: { features: number; categories: number },
): Float32Array {
  const sizes = new Uint32Array(categories)
  for (const label of labels) sizes[label] = (sizes[label] as number) + 1
  const shares = new Float32Array(features * categories)
  for (const [letter, label] of labels.entries()) {
    const share = 1 / (sizes[label] as number)
    for (const feature of (letters[letter] as Known).features) {
      const at = feature * categories + label
      shares[at] = (shares[at] as number) + share
    }
  }
  const most = Math.log(Math.max(2, categories))
  return Float32Array.from({ length: features }, (_, feature) => {
    const entropy = entropyOf(shares.subarray(feature * categories, (feature + 1) * categories))
    const concentration = 1 - (entropy / most) ** STEEPNESS
    return concentration < LEAST ? 0 : concentration
  })
}

function entropyOf(shares: Float32Array): number {
  let total = 0
  for (const share of shares) total += share
  let entropy = 0
  for (const share of shares) if (share > 0) entropy -= (share / total) * Math.log(share / total)
  return entropy
}
