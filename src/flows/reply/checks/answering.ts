// Whether it answers: in the customer's language, and each question that they asked. The second can only be guessed at, by words that
// a question and its answer share; where that says nothing, nothing is said.
import { commonWords } from '../../../ai/readings/common-words.ts'
import { wordsOf } from '../../../ai/words.ts'
import type { Around, Found, Read } from './draft.ts'

/** Languages that a short text is easily taken for one another. */
const KIN = ['no da sv nb nn', 'cs sk', 'pt es gl ca it', 'ru uk bg be mk sr', 'hr sr bs sl', 'az tr tk', 'nl af de fy', 'id ms', 'hi mr ne', 'zh ja'].map((line) => line.split(' ')) // prettier-ignore
const ENOUGH_WORDS = 15

export const answeringChecks = (read: Read, around: Around): Found[] => [
  ...languageOf(read, around),
  ...questionsIn(read, around),
]

function languageOf(read: Read, { languages }: Around): Found[] {
  const { language } = read
  if (language === null || languages.size === 0 || languages.has(language) || read.words.length < ENOUGH_WORDS)
    return []
  if ([...languages].some((one) => KIN.some((kin) => kin.includes(one) && kin.includes(language)))) return []
  return [{ check: 'language', where: 'letter', values: { written: language, theirs: [...languages].join(', ') } }]
}

/** A question is a line or sentence with a mark; so many words of it that say something are needed for judging. */
const QUESTION = /[^.!?\n]{8,300}\?/g
const TELLING = 2
/** Letters in which inflected forms of a word agree. */
const STEM = 5

function questionsIn(read: Read, { answered }: Around): Found[] {
  if (!answered || read.kind === 'forward' || read.language === null || answered.language !== read.language) return []
  const asked = [...answered.text.slice(0, 20_000).matchAll(QUESTION)].map(([question]) => question.trim()).slice(0, 12)
  if (asked.length < 2) return []
  const said = new Set(read.words.map(({ text }) => text.slice(0, STEM)))
  const judged = asked.flatMap((question) => {
    const telling = tellingWords(question)
    return telling.length < TELLING ? [] : [{ question, isTouched: telling.some((word) => said.has(word)) }]
  })
  // Where no question shares a word with the answer the two are just worded differently.
  if (!judged.some((one) => one.isTouched)) return []
  return judged
    .filter((one) => !one.isTouched)
    .map(({ question }) => ({ check: 'question', where: 'letter', values: { question: question.slice(0, 200) } }))
}

function tellingWords(question: string): string[] {
  return wordsOf(question, 60)
    .map(({ text }) => text)
    .filter((text) => text.length >= 4 && !commonWords.has(text) && !text.startsWith('#'))
    .map((text) => text.slice(0, STEM))
}
