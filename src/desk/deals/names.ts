// What a deal is found by: the words of its name, folded. Pure.
import { fold } from '../../kit/fold.ts'

const wordsOf = (text: string): string[] => fold(text).match(/[\p{L}\p{N}]+/gu) ?? []

/** As PostgreSQL writes a tsvector. */
export const wordsKept = (name: string): string => [...new Set(wordsOf(name))].map((word) => `'${word}'`).join(' ')

/** All of them, each as a beginning; null: nothing to look for. */
export function wordsAsked(q: string): string | null {
  const words = wordsOf(q)
  return words.length === 0 ? null : words.map((word) => `'${word}':*`).join(' & ')
}
