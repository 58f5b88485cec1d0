import { eld } from 'eld/extrasmall'
import { expect, test } from 'vitest'
import { scoreLanguages } from './ngrams.ts'

/** What eld makes of a text before it scores it. */
const prepared = (text: string): string =>
  text
    .replace(/[^\p{L}]+(?<!['`’])/gu, ' ')
    .trim()
    .toLowerCase()

const TEXTS = [
  'Where is my order? It should have arrived on Monday, and I don’t know whom to ask.',
  'Waar blijft mijn bestelling? Die zou maandag komen.',
  'Merhaba, siparişim hâlâ gelmedi, yardım eder misiniz?',
  'Уважаемые коллеги, пришлите, пожалуйста, счёт за прошлый месяц.',
  'Доброго дня, чи можна змінити адресу доставки?',
  'ご注文の商品がまだ届いていません。お手数ですがご確認ください。',
  '주문한 상품이 아직 도착하지 않았습니다.',
  'أين طلبي؟ كان من المفترض أن يصل يوم الاثنين.',
  'मेरा ऑर्डर अभी तक नहीं आया है।',
  'Πού είναι η παραγγελία μου;',
  'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzverordnungsentwurf ist ein langes Wort. '.repeat(9),
  'a bb ccc dddd eeeee',
  '',
]

test.each(TEXTS)('is told as eld tells it: %s', (text) => {
  const theirs = eld.detect(text)

  const ours = scoreLanguages(prepared(text))

  expect(ours.language).toBe(theirs.language)
  expect(ours.score).toBeCloseTo(theirs.getScores()[theirs.language] ?? 0, 9)
})
