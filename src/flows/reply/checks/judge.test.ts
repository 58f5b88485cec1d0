// What is found before sending, and what is let be.
import { expect, test } from 'vitest'
import { CheckRules } from '../../../desk/checks/checks.api.ts'
import { signsAgainst } from '../../../mail/impostor/impostor.ts'
import { detectLanguage } from '../../../mail/language.ts'
import { draftOf, goodAnswers, today } from '../../../../test/good-answers.ts'
import { caught, missedSo } from '../../../../test/caught-answers.ts'
import type { Around, Draft } from './draft.ts'
import { judge } from './judge.ts'
import { cardsIn, MOST_FOUND, nationalNumbersIn } from './numbers.ts'
import { secretsIn } from './secrets.ts'
import { withoutSecrets } from './secrets-of.ts'
import { codes } from './sentences.ts'

const dora = { name: 'Dora', address: 'dora@acme.example' }
const nobody: Around = {
  rules: CheckRules.parse({}),
  today,
  isOwn: (address) => address.endsWith('@desk.example'),
  colleagues: new Set(['cleo@people.example']),
  known: new Set(),
  signsOf: signsAgainst({ addresses: ['support@desk.example'], names: ['Desk'] }),
  participants: new Set(['dora@acme.example']),
  answered: null,
  languages: new Set(['en']),
  isFirstAnswer: true,
  signers: ['Ben', 'Desk'],
  ownHosts: new Set(['desk.example']),
  detect: detectLanguage,
}
const plain: Draft = { kind: 'reply', to: [dora], cc: [], bcc: [], subject: 'Re: Kettle', text: 'Hi Dora,\n\nOf course.\n\nBen', html: null, files: 0 } // prettier-ignore
const codesOf = (draft: Partial<Draft>, around: Partial<Around> = {}) =>
  judge({ ...plain, ...draft }, { ...nobody, ...around }).map((one) => one.code)

test.each(goodAnswers.map((one) => [`${one.language}, ${one.to}`, one] as const))(
  'a good answer is let be: %s',
  (_name, one) => {
    const draft = draftOf(one)
    const sender = draft.to[0] ?? dora
    const answered = {
      sender,
      text: one.asked,
      whole: one.asked,
      language: detectLanguage(one.asked).language,
      wasBcc: false,
    }
    const around = { ...nobody, participants: new Set([sender.address]), languages: new Set([one.language]), answered }

    expect(judge(draft, around).map(({ code, values }) => [code, values])).toEqual([])
  },
)

test.each(caught)('$code in “$text”', ({ code, text, words, around = {}, ...draft }) => {
  const found = judge({ ...plain, text, ...draft }, { ...nobody, ...around }).find((one) => one.code === code)

  expect(found, code).toBeDefined()
  expect(found && found.start !== null ? text.slice(found.start, found.end ?? 0) : null).toBe(words)
})

test.each(missedSo)('no $check in “$text”', ({ check, text, around = {}, ...draft }) => {
  expect(judge({ ...plain, text, ...draft }, { ...nobody, ...around }).filter((one) => one.check === check)).toEqual([])
})

test('what is quoted is nobody’s slip, but a card number in it leaves all the same', () => {
  const quoted =
    'Hi Dora,\n\nThank you.\n\nBen\n\nOn Mon, 02 Mar 2026 09:00 UTC, Dora <dora@acme.example> wrote:\n> See attached {{name}}!!! My card is 4000 0012 3456 7899.'

  expect(judge({ ...plain, text: quoted }, nobody)).toMatchObject([
    { code: 'cardNumber', where: 'quote', mend: { do: 'dropQuote' } },
  ])
})

test('of a forward the words above it are looked at, and the mail passed on is not', () => {
  const text =
    'FYI, Cleo\n\n---------- Forwarded message ----------\nFrom: Dora\nSubject: x\n\nSEE THE ATTACHED FILE NOW!!! {{x}} http://10.0.0.1/'

  expect(codesOf({ kind: 'forward', text })).toEqual([])
})

test('a number that only the HTML says, told apart by tags, is found', () => {
  expect(codesOf({ html: '<p>Card <b>4000</b>001234567899</p>' })).toEqual(['cardNumber'])
})

test('a masked copy keeps the last four digits, and no finding says what was found', () => {
  const [found] = judge({ ...plain, text: 'Card 4000 0012 3456 7899, Ben' }, nobody)

  expect(found?.mend).toEqual({ do: 'replace', with: '•••• •••• •••• 7899' })
  expect(JSON.stringify({ ...found, mend: null })).not.toContain('7899')
  expect(withoutSecrets('it is 4000 0012 3456 7899 of NL91 ABNA 0417 1643 00')).toBe(
    'it is •••• •••• •••• 7899 of NL91 •••• •••• •••• 00',
  )
})

test('recipients: somebody new, a look-alike, the desk itself, firms that never met, and one in Bcc who answers all', () => {
  const person = (address: string) => ({ name: '', address })
  const to = (...addresses: string[]) => ({ text: 'Of course.\n\nBen', to: addresses.map(person) })
  const wasBcc = { sender: dora, text: '', whole: '', language: 'en', wasBcc: true }

  expect(codesOf(to('dora@acme.example', 'eve@evil.test'))).toEqual(['newRecipient'])
  expect(codesOf(to('dora@acme.example', 'eve@other.test'), { known: new Set(['eve@other.test']) })).toEqual([
    'severalCompanies',
  ])
  expect(codesOf(to('dora@acme.example', 'finn@acme.example', 'cleo@people.example'))).toEqual([])
  expect(codesOf(to('dora@acrne.example'))).toEqual(['lookAlike'])
  expect(codesOf(to('doar@acme.example'))).toEqual([])
  expect(codesOf(to('dora.vega@gmial.com'))).toEqual(['lookAlike'])
  expect(codesOf(to('dora.vega@mail.com'), { known: new Set(['dora.vega@mail.com']) })).toEqual([])
  expect(codesOf(to('dora@acme.example', 'support@desk.example'))).toEqual(['ownInbox'])
  expect(codesOf({ ...to('dora@acme.example'), cc: [person('finn@acme.example')] }, { answered: wasBcc })).toEqual([
    'bccAnswer',
  ])
  expect(codesOf({ kind: 'first', ...to('a@one.example', 'b@two.example') }, { participants: new Set() })).toEqual([
    'severalCompanies',
  ])
  expect(codesOf({ kind: 'first', ...to('new@one.example') }, { participants: new Set() })).toEqual([])
  expect(codesOf(to(...Array.from({ length: 10 }, (_, at) => `p${at}@acme.example`)))).toEqual(['manyRecipients'])
})

test('an inbox decides what weighs how much, which phrases are written, and how people are addressed', () => {
  const rules = CheckRules.parse({
    levels: { shouting: 'block', cardNumber: 'off' },
    phrases: [
      { kind: 'banned', words: 'no problem', instead: 'you’re welcome' },
      { kind: 'preferred', words: 'client', instead: 'customer' },
    ],
    formality: { nl: 'formal' },
  })
  const found = judge(
    { ...plain, text: 'Hi Dora,\n\nNo problem!!! The client card is 4000 0012 3456 7899.\n\nBen' },
    { ...nobody, rules },
  )

  expect(found.map(({ code, level, mend }) => [code, level, mend])).toEqual([
    ['shouting', 'block', { do: 'replace', with: '!' }],
    ['bannedPhraseInstead', 'warn', { do: 'replace', with: 'You’re welcome' }],
    ['preferredPhraseInstead', 'hint', { do: 'replace', with: 'customer' }],
  ])
  const dutch =
    'Hoi Dora,\n\nWe hebben je bestelling vanochtend verzonden en hopen dat ze snel bezorgd wordt.\n\nGroeten,\nBen'
  expect(codesOf({ text: dutch }, { rules, languages: new Set(['nl']) })).toEqual(['formalityFormal'])
  expect(judge({ ...plain, text: dutch }, { ...nobody, rules: { ...rules, ownAccounts: [] } }, 'block')).toEqual([])
})

test('every code has its sentence', () => {
  expect(caught.filter(({ code }) => !codes.includes(code))).toEqual([])
})

test('mail of any length and shape is judged in time that grows with it', () => {
  const text = `${'Ab1 '.repeat(20_000)}${'4'.repeat(20_000)} ${'{'.repeat(5_000)}${'!'.repeat(5_000)}${'_'.repeat(20_000)}${'\n> '.repeat(5_000)}`
  const before = process.threadCpuUsage().user

  judge({ ...plain, text, html: `<a href="${'x'.repeat(20_000)}<a `.repeat(3) }, nobody)

  expect((process.threadCpuUsage().user - before) / 1000).toBeLessThan(4_000)
})

test('a mail of nothing but secrets is told of, and stops nobody who quotes it', () => {
  const million = (words: string) => words.repeat(1_000_000 / words.length)

  expect(secretsIn(million('AKIAABCDEFGHIJKLMNOP ')).length).toBe(MOST_FOUND)
  expect(secretsIn(`${million('AKIAABCDEFGHIJKLMNOP ')} password: Kettle-4711`).map((one) => one.check)).toContain('password') // prettier-ignore
  expect(nationalNumbersIn(million('bsn 111222333\n')).length).toBe(MOST_FOUND)
  expect(cardsIn(million('4000 0012 3456 7899 x\n')).length).toBe(MOST_FOUND)
  const before = process.threadCpuUsage().user
  expect(codesOf({ text: million('XXX ').slice(0, 400_000) })).toContain('unfilled')
  expect((process.threadCpuUsage().user - before) / 1000).toBeLessThan(8_000) // it took 30 s
  expect(codesOf({ text: million('{{a}} ').slice(0, 500_000) }).filter((one) => one === 'unfilled')).toHaveLength(10)
})

test('a number that only the HTML says is found however it is written there', () => {
  const card = '4000 0012 3456 7899'
  const coded = Array.from(card, (sign) => `&#${sign.codePointAt(0)};`).join('')

  for (const html of [coded, coded.replaceAll('&#48;', '&#x30;'), card.replaceAll('00', '0\u200b0'), card.replaceAll('00', '0&shy;0')]) expect(codesOf({ html: `<p>${html}</p>` })).toContain('cardNumber') // prettier-ignore
})
