// What stands around a phrase in the same clause: words that turn it round, and other phrases that belong to it.
import type { Letter } from '../letter.ts'
import { negations } from './feeling-table.ts'
import type { Match } from './phrases.ts'

/** Characters that are looked at. */
const NEAR = 60
const BREAK = /[.,;:!?\n]/
const notWords = new Set(negations.split('|'))
/** Where what is denied stands before it ("şikayet yok"). */
const AFTER = 1

const wordsIn = (text: string): string[] => text.toLowerCase().match(/[\p{L}'’]{1,40}/gu) ?? []

/** "not at all angry", "geen klacht", "şikayet yok": among so many words before it, or right behind it. */
export function isNegated(letter: Letter, { of, start, end }: Match<string>, within: number): boolean {
  const before =
    letter[of]
      .slice(Math.max(0, start - NEAR), start)
      .split(BREAK)
      .at(-1) ?? ''
  const after = letter[of].slice(end, end + NEAR).split(BREAK, 1)[0] ?? ''
  const near = [...wordsIn(before).slice(-within), ...wordsIn(after).slice(0, AFTER)]
  return near.some((word) => notWords.has(word))
}

/** Whether two phrases stand in one clause with no more than so many words between. */
export function areTogether(letter: Letter, one: Match<string>, other: Match<string>, within: number): boolean {
  if (one.of !== other.of) return false
  const [first, second] = one.start < other.start ? [one, other] : [other, one]
  const between = letter[one.of].slice(first.end, second.start)
  return between.length <= NEAR && !BREAK.test(between) && wordsIn(between).length <= within
}
