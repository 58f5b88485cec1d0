import { expect, test } from 'vitest'
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
