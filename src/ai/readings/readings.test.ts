// What is read in letters beside their category, in eight languages.
import { expect, test } from 'vitest'
import { beginTraining } from '../classifier/train.ts'
import { rarityIn } from '../classifier/vocabulary.ts'
import type { Letter } from '../letter.ts'
import { bandsOf, likeness, signatureOf } from './duplicates.ts'
import { readEntities } from './entities.ts'
import { orderFinder } from './entities/orders.ts'
import { createFeelingReader } from './feeling.ts'
import { createIntentReader } from './intent.ts'
import { keyPhrases } from './key-phrases.ts'
import { createOriginReader } from './origin.ts'
import { createPriorityReader } from './priority.ts'
import { createReader } from './readings.ts'

const letter = (text: string, subject = ''): Letter => ({ subject, text })
const readIntents = createIntentReader()
const readFeeling = createFeelingReader()
const readPriority = createPriorityReader()
const readOrigin = createOriginReader()
const calendar = { today: '2026-03-05' }
const read = createReader()
const needsReply = (text: string, headers: [string, string][] = []) =>
  read(letter(text), { headers, calendar }).needsReply

const intents: Record<string, string[]> = {
  quotation: [
    'Please send a quotation for 20 chairs',
    'Graag ontvang ik een offerte',
    'Bitte machen Sie mir ein Angebot',
    'Pouvez-vous m’envoyer un devis ?',
    'Necesito un presupuesto',
    'Fiyat teklifi rica ederim',
    'Qiymət təklifi göndərin',
    'Пришлите коммерческое предложение',
  ],
  refund: [
    'I want a refund',
    'Ik wil mijn geld terug',
    'Ich möchte mein Geld zurück',
    'Je demande le remboursement',
    'Quiero el reembolso',
    'Para iadesi istiyorum',
    'Pulumu geri istəyirəm',
    'Прошу вернуть деньги',
  ],
  'order-status': [
    'Where is my order?',
    'Waar is mijn bestelling?',
    'Wo ist meine Bestellung?',
    'Où est ma commande ?',
    '¿Dónde está mi pedido?',
    'Siparişim nerede?',
    'Sifarişim haradadır?',
    'Где мой заказ?',
  ],
  cancellation: [
    'I want to cancel',
    'Ik wil annuleren',
    'Hiermit kündige ich',
    'Je souhaite résilier',
    'Quiero darme de baja',
    'İptal etmek istiyorum',
    'Ləğv etmək istəyirəm',
    'Хочу отменить',
  ],
  thanks: ['Thank you!', 'Bedankt!', 'Vielen Dank!', 'Merci !', '¡Gracias!', 'Teşekkürler', 'Çox sağ olun', 'Спасибо!'],
}

test.each(Object.entries(intents))('what asks for %s is known in eight languages', (intent, texts) => {
  expect(texts.map((text) => readIntents(letter(text))[0]?.value)).toEqual(texts.map(() => intent))
})

test('who asks for something and says thank you asks for something; thanks in advance are no thanks', () => {
  expect(readIntents(letter('Thanks for the lamp. I want a refund.'))[0]?.value).toBe('refund')
  expect(readIntents(letter('Thanks in advance'))).toEqual([])
})

test('what somebody gives thanks for, or says there is none of, is not wanted', () => {
  const first = (text: string) => readIntents(letter(text))[0]?.value

  expect(first('Thanks for the quick refund')).toBe('thanks')
  expect(first('Hızlı para iadesi için teşekkürler')).toBe('thanks')
  expect(first('Thanks for the lamp, but I want a refund')).toBe('refund')
  expect(first('No complaints from our side')).toBeUndefined()
  expect(first('Şikayet yok')).toBeUndefined()
})

test('that something was cancelled is doubtful, that it shall be is not', () => {
  const confidence = (text: string) => readIntents(letter(text))[0]?.confidence

  expect(confidence('The training was cancelled')).toBeLessThan(0.7)
  expect(confidence('Please cancel the training')).toBeGreaterThan(0.7)
})

test('the words that say so are where they are said to be', () => {
  const asked = letter('Hello. Please REFUND me: money back!', 'Refunds')

  const evidence = readIntents(asked).flatMap((one) => one.evidence)

  expect(evidence.map(({ words }) => words).sort()).toEqual(['REFUND', 'Refunds', 'money back'])
  for (const { of, start, end, words } of evidence) expect(asked[of].slice(start, end)).toBe(words)
})

test.each([
  'This is unacceptable and I am furious',
  'Dit is onacceptabel en belachelijk',
  'Das ist inakzeptabel, eine Frechheit',
  'C’est inadmissible, une honte',
  'Es inaceptable, una vergüenza',
  'Bu kabul edilemez, rezalet',
  'Bu biabırçılıqdır',
  'Это безобразие',
])('%s is frustration', (text) => {
  expect(readFeeling(letter(text))).toMatchObject({ value: 'frustrated' })
})

test('who is not angry is not frustrated, and nobody is by being brief', () => {
  expect(readFeeling(letter('I am not angry at all')).value).not.toBe('frustrated')
  expect(readFeeling(letter('Ik ben helemaal niet boos')).value).not.toBe('frustrated')
  expect(readFeeling(letter('I never got an answer, this is unacceptable')).value).toBe('frustrated')
  expect(readFeeling(letter('I am a lawyer, our lawyers need chairs')).value).not.toBe('frustrated')
  expect(readFeeling(letter('You will hear from my lawyer')).value).toBe('frustrated')
  expect(readFeeling(letter('Invoice attached.')).value).toBe('neutral')
  expect(readFeeling(letter('Thank you, excellent!')).value).toBe('positive')
})

test('what happened before counts: a third mail that nobody answered', () => {
  const asked = letter('Still waiting for an answer!!!')

  expect(readFeeling(asked).value).not.toBe('frustrated')
  expect(readFeeling(asked, { unanswered: 3, isReopened: false })).toMatchObject({
    value: 'frustrated',
    because: 'mail 3 in a row without an answer, with many !!! or ???',
  })
})

test('what is urgent is told from what is said not to be', () => {
  expect(readPriority(letter('Our server is down, please help asap')).value).toBe('urgent')
  expect(readPriority(letter('Dit is niet dringend')).value).toBe('low')
  expect(readPriority(letter('Срочно!')).value).toBe('urgent')
  expect(readPriority(letter('A question about chairs')).value).toBe('normal')
})

test('newsletters, programs and spam are known by their headers, newsletters also by several of their phrases', () => {
  const news = letter('Special offer! View in browser. Unsubscribe')

  expect(readOrigin(letter(''), [['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click']]).value).toBe('newsletter')
  expect(readOrigin(letter(''), [['Auto-Submitted', 'auto-generated']]).value).toBe('program')
  expect(
    readOrigin(letter(''), [
      ['X-Spam-Flag', 'YES'],
      ['List-Id', '<a.b>'],
    ]).value,
  ).toBe('spam')
  expect(readOrigin(news, []).value).toBe('newsletter')
  expect(readOrigin(letter('Please unsubscribe me'), []).value).toBe('person')
})

test('a question needs a reply, a thank-you and a program do not', () => {
  expect(needsReply('Is it in stock?')).toMatchObject({ value: true, because: 'it asks a question' })
  expect(needsReply('Bitte senden Sie mir die Rechnung').value).toBe(true)
  expect(needsReply('Bedankt, opgelost!').value).toBe(false)
  expect(needsReply('Thanks! Could you also send the manual').value).toBe(true)
  expect(needsReply('For your information: we are closed on 4 May.')).toMatchObject({
    value: false,
    because: 'it only tells something',
  })
  expect(needsReply('For your information: the lamp is broken.').value).toBe(true)
  expect(needsReply('Ter info: wij zijn gesloten. Graag een bevestiging.').value).toBe(true)
  expect(needsReply('Your backup ended?', [['Auto-Submitted', 'auto-generated']]).value).toBe(false)
  expect(needsReply('see https://acme.example/?a=1').value).toBe(true)
})

const entities = (text: string, patterns: string[] = []) =>
  readEntities(letter(text), orderFinder(patterns), calendar).map(({ kind, value }) => `${kind} ${value}`)

test('dates are read in eight languages', () => {
  const written =
    '2026-03-17, 17.03.2026, 17/3/2026, 17 March 2026, March 17, 17 maart 2026, 17. März 2026, 17 mars 2026, 17 mart 2026'

  expect(entities(written)).toEqual(Array.from({ length: 9 }, () => 'date 2026-03-17'))
  expect(entities('17 марта, 17 de marzo de 2026')).toEqual(['date 2026-03-17', 'date 2026-03-17'])
  expect(entities('tomorrow, gestern, sabah')).toEqual(['date 2026-03-06', 'date 2026-03-04', 'date 2026-03-06'])
  expect(entities('31.02.2026 and 99/99/2026 and version 1.2.2026.4')).toEqual([])
})

test('amounts are read whichever sign parts the cents', () => {
  expect(entities('€ 1.234,50; $1,234.50; 1 234,50 EUR; 99 manat; 5,5 TL; USD 7')).toEqual([
    'amount EUR 1234.50',
    'amount USD 1234.50',
    'amount EUR 1234.50',
    'amount AZN 99',
    'amount TRY 5.50',
    'amount USD 7',
  ])
})

test('a telephone number is neither a date nor an order, and an order none', () => {
  expect(entities('Order no. 20261234567, call +31 20 123 45 67 or tel: 555 1234 before 01.04.2026')).toEqual([
    'order 20261234567',
    'phone +31201234567',
    'phone 5551234',
    'date 2026-04-01',
  ])
})

test('a desk says what its order numbers look like', () => {
  expect(entities('My kettle ab-123456 (AB-123456) and 123456', ['AB-[0-9]{6}'])).toEqual([
    'order AB-123456',
    'order AB-123456',
  ])
  expect(() => orderFinder(['AB-[0-9'])).toThrow(expect.objectContaining({ code: 'pattern-bad' }))
})

test('a pattern made to take for ever does not', () => {
  expect(entities(`${'a'.repeat(20_000)}!`, ['(a+)+$'])).toEqual([])
})

test('key phrases are what a letter repeats and others seldom say', () => {
  const asked = letter('The espresso machine leaks. I cleaned the espresso machine twice.', 'Espresso machine')

  const [first] = keyPhrases(asked, (word) => (word === 'espresso' || word === 'machine' ? 5 : 1))

  expect(first?.words.toLowerCase()).toBe('espresso machine')
})

test('what a desk’s own mail says all the time is no key phrase of a letter', () => {
  const training = beginTraining({ categories: [{ id: 'a', name: 'shop' }] })
  for (let at = 0; at < 50; at++) training.learn({ ...letter(`kettle number ${at}`), category: 'a' })

  const [first] = keyPhrases(letter('A kettle, a samovar'), rarityIn(training.finish().vocabulary))

  expect(first?.words).toBe('samovar')
})

test('two letters that differ in a word are alike, two others are not', () => {
  const text =
    'the kettle that I ordered from you last week has arrived today and it does not boil any water at all please help me'
  const [one, same, other] = [
    signatureOf(letter(text)),
    signatureOf(letter(`${text} soon`)),
    signatureOf(letter('where can I find the invoice of the four chairs that were delivered in may to our office')),
  ]

  expect(likeness(one as Uint32Array, same as Uint32Array)).toBeGreaterThan(0.8)
  expect(likeness(one as Uint32Array, other as Uint32Array)).toBeLessThan(0.1)
  const bands = bandsOf(one as Uint32Array)
  expect(bandsOf(same as Uint32Array).some((band) => bands.includes(band))).toBe(true)
  expect(signatureOf(letter('Thank you'))).toBeNull()
})

test('a letter of nothing, and one of a megabyte, are read', () => {
  for (const text of ['', '!'.repeat(1_000_000), '1'.repeat(1_000_000), 'tel 1 '.repeat(100_000)]) {
    const readings = read(letter(text), { headers: [], calendar })
    expect(readings.priority.value).toBe('normal')
  }
})
