// How well the language of a sentence is told, Azerbaijani and Turkish also where they are typed without their letters.
import { readFileSync } from 'node:fs'
import { detectLanguage } from '../../src/mail/language.ts'
import { azerbaijani, others, sentences, turkish, typedPlainly } from '../../test/language-sentences.ts'
import { absent, atLeast, atMost, corpus, type Goal } from './goal.ts'

const told = (text: string): string | null => detectLanguage(text).language
const share = (all: string[], language: string): number =>
  Math.round((all.filter((one) => told(one) === language).length / all.length) * 1000) / 10

export async function goals(): Promise<Goal[]> {
  const known = Object.entries({ ...others, az: azerbaijani, tr: turkish })
  const shares = known.map(([language, text]) => share(sentences(text), language))
  const plainly = (text: string, manner?: 'sh and ch') => sentences(text).map((one) => typedPlainly(one, manner))
  return [
    atLeast('a sentence in twenty languages, the worst of them', 95, Math.min(...shares), ' %'),
    atLeast('Azerbaijani typed without its letters', 90, share(plainly(azerbaijani), 'az'), ' %'),
    atLeast('the same with sh and ch', 90, share(plainly(azerbaijani, 'sh and ch'), 'az'), ' %'),
    atLeast('Turkish typed without its letters', 90, share(plainly(turkish), 'tr'), ' %'),
    english(),
  ]
}

function english(): Goal {
  const name = 'English questions of 60 letters or more taken for Azerbaijani'
  const file = corpus('intents/banking77/test.csv')
  if (!file) return absent(name, '≤ 0', 'intents/banking77')
  const questions = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.length > 60)
  return atMost(name, 0, questions.filter((one) => told(one) === 'az').length)
}
