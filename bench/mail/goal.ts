// What a subject of `npm run bench:mail` yields: what was wanted, what was reached, and where the mail for it is found.
import { existsSync } from 'node:fs'
import path from 'node:path'

export interface Goal {
  /** A few words: what was counted, on which mail. */
  goal: string
  /** In words, with its unit: `≥ 2,000 mails per CPU-second`. */
  wanted: string
  reached: string
  /** Null where it could not be tried, and `reached` says why; it fails nothing. */
  passed: boolean | null
}

const CORPORA = process.env.POSTROOM_CORPORA ?? path.resolve(import.meta.dirname, '../../../shared/corpora')

/** A folder or file of the corpora; null where it is absent. */
export function corpus(name: string): string | null {
  const found = path.join(CORPORA, name)
  return existsSync(found) ? found : null
}

/** In place of goals that need what is not here. */
export const absent = (goal: string, wanted: string, name: string): Goal => ({
  goal,
  wanted,
  reached: `not tried: there is no ${name} (POSTROOM_CORPORA names the folder of the corpora)`,
  passed: null,
})

export const atLeast = (goal: string, least: number, reached: number, unit = ''): Goal => ({
  goal,
  wanted: `≥ ${shown(least)}${unit}`,
  reached: `${shown(reached)}${unit}`,
  passed: reached >= least,
})

export const atMost = (goal: string, most: number, reached: number, unit = ''): Goal => ({
  goal,
  wanted: `≤ ${shown(most)}${unit}`,
  reached: `${shown(reached)}${unit}`,
  passed: reached <= most,
})

const shown = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 3 })
