import { expect, test } from 'vitest'
import type { Finding } from '../../../src/flows/reply/checks/judge.api.ts'
import { emptyLetter } from '../drafts.tsx'
import { asHtml } from '../plain.ts'
import { mended, signOf } from './asked.ts'

const finding: Finding = {
  check: 'cardNumber',
  level: 'block',
  code: 'cardNumber',
  says: 'A payment card’s number.',
  values: {},
  where: 'text',
  start: 5,
  end: 21,
  mend: { do: 'replace', with: '••••' },
}
const dora = { name: 'Dora', address: 'dora@acme.example' }
const letter = { ...emptyLetter, isPlain: true, text: 'Card 4000001234567899 is charged.', to: [dora] }

test('a number in plain text is masked where it stands, in the words and in what is sent', () => {
  expect(mended(letter, finding, asHtml)).toMatchObject({
    text: 'Card •••• is charged.',
    html: '<p>Card •••• is charged.</p>',
  })
})

test('rich text is left to the editor, which knows where the words are by now', () => {
  expect(mended({ ...letter, isPlain: false }, finding, asHtml)).toBeNull()
})

test('a recipient is taken out wherever they stand, and the quotation is left out', () => {
  const remove = { ...finding, mend: { do: 'removeRecipient' as const, address: 'DORA@acme.example' } }

  expect(mended(letter, remove, asHtml)).toMatchObject({ to: [] })
  expect(mended({ ...letter, withQuote: true }, { ...finding, mend: { do: 'dropQuote' } }, asHtml)).toMatchObject({
    withQuote: false,
  })
})

test('what was asked about once is known again by what it says, not by where it stands', () => {
  expect(signOf([{ ...finding, start: 9, end: 25 }])).toBe(signOf([finding]))
  expect(signOf([finding, finding])).not.toBe(signOf([finding]))
})
