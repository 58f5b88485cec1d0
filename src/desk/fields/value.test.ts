import { expect, test } from 'vitest'
import { settle } from './asked.ts'
import type { Field, FieldType } from './fields.api.ts'
import { marksOf, pointsOf } from './marks.ts'
import { readValue } from './value.ts'

const choices = [
  { key: 'kettle', name: 'Water kettle', colour: 'red' as const, isArchived: false },
  { key: 'toaster', name: 'Toaster', colour: 'grey' as const, isArchived: false },
  { key: 'iron', name: 'Iron', colour: 'grey' as const, isArchived: true },
]
function field(type: FieldType, more: Partial<Field> = {}): Field {
  const plain = {
    id: '1',
    noun: 'conversation' as const,
    key: type.toLowerCase(),
    name: 'X',
    help: '',
    unit: '',
    decimals: 0,
  }
  return { ...plain, type, currency: 'EUR', choices, isRequired: false, inboxIds: [], defaultValue: null, isArchived: false, version: 1, ...more } // prettier-ignore
}
const read = (type: FieldType, given: unknown, more: Partial<Field> = {}, was: string | string[] | null = null) =>
  readValue(field(type, more), given, was)

test('every kind takes what it means, in one form, and nothing else', () => {
  const taken: [FieldType, unknown, unknown, Partial<Field>?][] = [
    ['text', '  A \n 17 ', 'A 17'],
    ['longText', 'a\r\nb', 'a\nb'],
    ['number', '12', 12],
    ['number', '12.50', 12.5, { decimals: 2 }],
    ['number', -0, 0],
    ['money', '12.50', { amount: 12.5, currency: 'EUR' }],
    ['money', '3 jpy', { amount: 3, currency: 'JPY' }],
    ['money', { amount: 1.1, currency: 'USD' }, { amount: 1.1, currency: 'USD' }],
    ['date', '2028-02-29', '2028-02-29'],
    ['dateTime', '2026-12-31T10:00:00+01:00', '2026-12-31T09:00:00.000Z'],
    ['yesNo', 'yes', true],
    ['choice', 'kettle', 'kettle'],
    ['choices', ['toaster', 'kettle', 'toaster'], ['kettle', 'toaster']],
    ['user', '17', '17'],
    ['email', 'Dora@ACME.example', 'dora@acme.example'],
    ['phone', '+31 (20) 123-4567', '+31 (20) 123-4567'],
    ['link', 'acme.example/a b', 'https://acme.example/a%20b'],
    ['text', '   ', null],
    ['choices', [], null],
  ]
  for (const [type, given, value, more] of taken) expect(read(type, given, more), `${type} ${String(given)}`).toEqual({ value }) // prettier-ignore

  const refused: [FieldType, unknown, Partial<Field>?][] = [
    ['text', 17],
    ['text', 'x'.repeat(501)],
    ['number', '12.5'],
    ['number', 'twelve'],
    ['number', Number.POSITIVE_INFINITY],
    ['number', 1e16],
    ['money', '12.505'],
    ['money', '1.5 JPY'],
    ['money', '1 XXY'],
    ['date', '2027-02-29'],
    ['date', '31.12.2026'],
    ['dateTime', '2026-12-31T09:00:00'],
    ['yesNo', 'maybe'],
    ['choice', 'Water kettle'],
    ['choice', 'iron'],
    ['choices', ['kettle', 'iron']],
    ['user', 'ben'],
    ['email', 'dora'],
    ['phone', 'call me'],
  ]
  for (const [type, given, more] of refused) expect(read(type, given, more), `${type} ${String(given)}`).toHaveProperty('wrong') // prettier-ignore
})

test('an archived choice stays where it is', () => {
  expect(read('choice', 'iron', {}, 'iron')).toEqual({ value: 'iron' })
  expect(read('choices', ['iron', 'kettle'], {}, ['iron'])).toEqual({ value: ['kettle', 'iron'] })
})

test('an address of the web leads to the web, and says where', () => {
  const hostile = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' java\tscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://acme.example/1',
    'https://desk.example@evil.example/',
    'https://user:pass@evil.example/',
    'mailto:dora@acme.example',
    '//evil.example',
    'https://',
    `https://acme.example/${'x'.repeat(2_000)}`,
  ]
  for (const given of hostile) expect(read('link', given), given).toHaveProperty('wrong')

  expect(read('link', 'https://аcme.example/')).toEqual({ value: 'https://xn--cme-5cd.example/' })
})

test('what boards are drawn by is marked first, and what has an order has a point', () => {
  const fields = [
    field('text', { key: 'order' }),
    field('longText', { key: 'story' }),
    field('money', { key: 'price' }),
    field('choices', { key: 'things' }),
    field('date', { key: 'due' }),
    field('choice', { key: 'product' }),
  ]
  const values = {
    order: 'Ä-17',
    story: 'long',
    price: { amount: 5, currency: 'USD' },
    things: ['kettle', 'toaster'],
    due: '1970-01-11',
    product: 'kettle',
  }

  expect(marksOf(fields, values)).toEqual(['product=kettle', 'things=kettle', 'things=toaster', 'order=a-17', 'due=1970-01-11']) // prettier-ignore
  expect(pointsOf(fields, values)).toEqual([
    { key: 'price:USD', value: 5 },
    { key: 'due', value: 10 },
  ])
})

test('a filter is read as its field means it, or refused with what was probably meant', () => {
  const fields = [field('choice', { key: 'product' }), field('date', { key: 'due' }), field('dateTime', { key: 'seen' }), field('longText', { key: 'story' })] // prettier-ignore
  const asked = (key: string, operator: '=' | '<', value: string) => settle(fields, { key, operator, value }, { today: '2026-05-04', where: 'field.0' }) // prettier-ignore

  expect(asked('product', '=', 'water kettle')).toEqual({ is: 'mark', mark: 'product=kettle' })
  expect(asked('product', '=', '')).toEqual({ is: 'empty', key: 'product' })
  expect(asked('due', '=', 'today+1')).toEqual({ is: 'mark', mark: 'due=2026-05-05' })
  expect(asked('due', '<', '1970-01-02')).toMatchObject({ is: 'point', key: 'due', from: null, to: 1, isToIn: false })
  expect(asked('seen', '=', '1970-01-02')).toMatchObject({ from: 86_400_000, isFromIn: true, to: 172_800_000, isToIn: false }) // prettier-ignore
  expect(() => asked('prodct', '=', 'x')).toThrow('Did you mean “product”?')
  expect(() => asked('product', '=', 'boat')).toThrow('none of its choices')
  expect(() => asked('story', '=', 'once')).toThrow('cannot be looked up')
})
