import { expect, test } from 'vitest'
import { azerbaijani, others, sentences, turkish, typedPlainly } from '../../test/language-sentences.ts'
import { detectLanguage } from './language.ts'

test.each([
  ['en', 'Where is my order? It should have arrived on Monday.'],
  ['nl', 'Waar blijft mijn bestelling? Die zou maandag komen.'],
  ['tr', 'Merhaba, siparişim hâlâ gelmedi, yardım eder misiniz?'],
  ['tr', 'Merhaba, siparisim hala gelmedi, lutfen yardim eder misiniz? Tesekkurler'],
  ['az', 'Salam, sifarişim hələ gəlməyib, zəhmət olmasa cavab verin.'],
  ['az', 'Salam, men dunen sizden telefon almisam, amma hele catmayib. Zehmet olmasa komek edin.'],
  ['ja', 'ご注文の商品がまだ届いていません。'],
  ['en', 'Hi men, please send the var values to the QA box asap, thanks'],
])('%s: %s', (language, text) => {
  expect(detectLanguage(text).language).toBe(language)
})

test('too little text, or nothing but links and numbers, is no language', () => {
  for (const text of ['', 'ok thx', '4711 / 2026-03-02', 'https://acme.example/a/very/long/path dora@acme.example']) {
    expect(detectLanguage(text)).toEqual({ language: null, confidence: 0 })
  }
})

const told = (text: string): string | null => detectLanguage(text).language

test('one sentence is enough, in twenty languages', () => {
  const all = Object.entries({ az: azerbaijani, tr: turkish, ...others })
  const wrong = all.flatMap(([language, text]) => sentences(text).filter((one) => told(one) !== language))
  expect(wrong).toEqual([])
})

test('Azerbaijani and Turkish are told apart without their letters, but for one sentence in twenty', () => {
  const plainly = (text: string, manner?: 'sh and ch') => sentences(text).map((one) => typedPlainly(one, manner))
  for (const [language, all] of [
    ['az', plainly(azerbaijani)],
    ['az', plainly(azerbaijani, 'sh and ch')],
    ['tr', plainly(turkish)],
  ] as const) {
    const wrong = all.filter((one) => told(one) !== language)
    expect(wrong.slice(Math.floor(all.length / 20))).toEqual([])
  }
})
