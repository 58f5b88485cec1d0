// Whether somebody is likely frustrated: no smile or frown for every mail, but a flag with the words that raised it and what happened
// before. Rather silent than wrong.
import type { Letter, Reading } from '../letter.ts'
import { isNegated } from './clauses.ts'
import { feelings, type Feeling } from './feeling-table.ts'
import { evidenceOf, phrasesOf, together } from './phrases.ts'

/** What the conversation tells. */
export interface Before {
  /** Mails of theirs in a row that nobody has answered, this one included. */
  unanswered: number
  /** It was resolved, and this mail opened it again. */
  isReopened: boolean
}

export type ReadFeeling = (letter: Letter, before?: Before) => Reading<Feeling>

const FRUSTRATED_FROM = 0.7
const FELT_FROM = 0.5 // and no doubtful phrase is surer than this
/** Letters in a row of capitals that are no abbreviation, and how many such words shout. */
const CAPITALS = /\p{Lu}{4,30}/gu
const SHOUTING = 4
const NEGATED_WITHIN = 4
const SIGNS = /[!?]{3,20}/

/** Reads its table once: keep what it gives. */
export function createFeelingReader(): ReadFeeling {
  const find = phrasesOf(feelings)
  return (letter, before) => {
    const matches = find(letter).filter((match) => !isNegated(letter, match, NEGATED_WITHIN))
    const against = matches.filter(({ value }) => value !== 'positive')
    const signs = signsOf(letter, before)
    const cross = matches.filter(({ value }) => value === 'frustrated')
    const frustration = 1 - signs.reduce((doubt, { share }) => doubt * (1 - share), 1 - together(letter, cross))
    const because = signs.map(({ because: one }) => one).join(', ')
    const isPlain = signs.length > 0 || cross.some(({ strength }) => strength > FELT_FROM)
    if (frustration >= FRUSTRATED_FROM && isPlain)
      return { value: 'frustrated', confidence: frustration, evidence: evidenceOf(letter, against), ...said(because) }
    const [bad, good] = [
      together(letter, against),
      together(
        letter,
        matches.filter((one) => !against.includes(one)),
      ),
    ]
    const [value, confidence] = bad >= good ? (['negative', bad] as const) : (['positive', good] as const)
    if (confidence < FELT_FROM) return { value: 'neutral', confidence: 1 - Math.max(bad, good), evidence: [] }
    const mine = matches.filter((one) => (one.value === 'positive') === (value === 'positive'))
    return { value, confidence, evidence: evidenceOf(letter, mine), ...said(because) }
  }
}

const said = (because: string): { because?: string } => (because === '' ? {} : { because })

function signsOf({ subject, text }: Letter, before?: Before): { share: number; because: string }[] {
  const shouted = text.match(CAPITALS)?.length ?? 0
  const capitals =
    shouted >= SHOUTING && text.replace(/[^\p{Lu}]/gu, '').length > text.replace(/[^\p{Ll}]/gu, '').length
  const signs = [
    {
      holds: (before?.unanswered ?? 0) >= 3,
      share: 0.5,
      because: `mail ${before?.unanswered} in a row without an answer`,
    },
    { holds: before?.isReopened === true, share: 0.2, because: 'it was resolved before' },
    { holds: capitals, share: 0.4, because: 'written in capitals' },
    { holds: SIGNS.test(subject) || SIGNS.test(text), share: 0.3, because: 'with many !!! or ???' },
  ]
  return signs.filter(({ holds }) => holds)
}
