import { expect, test } from 'vitest'
import { fill, fillOrEmpty, namesOf, plain, refuseUnknownVariables } from './variables.ts'

const values = new Map([
  ['contact.firstName', 'Dora'],
  ['company.name', ''],
])

test('a place is filled, or takes its fallback, or stands where nobody could fill it', () => {
  const filled = fill(
    'Dear {{contact.firstName|there}} of {{company.name|your company}}, {{ company.name }}: {{x}}',
    values,
  )

  expect(filled.text).toBe('Dear Dora of your company, {{ company.name }}: {{x}}')
  expect(filled.unfilled).toEqual(['company.name', 'x'])
  expect(fill('Hello{{company.name|}}.', values)).toEqual({ text: 'Hello.', unfilled: [] })
  expect(fillOrEmpty('{{contact.firstName}} {{company.name}}.', values)).toBe('Dora .')
})

test('a name that nobody knows is refused with the words around it and what was probably meant', () => {
  const known = [...values.keys()]
  const saved = (text: string) => () => refuseUnknownVariables(text, known, 'variants.0.body')

  expect(saved('Dear {{contact.fristName}},')).toThrow('Did you mean {{contact.firstName}}?')
  expect(saved('Dear {{contact.fristName}},')).toThrow('(in “Dear {{contact.fristName}},”)')
  expect(saved('Dear {{contact.firstName,')).toThrow('braces that are no variable')
  expect(saved('Dear {{contact.firstName|there}},')).not.toThrow()
})

test('a value from outside is one line, turns nothing round, and is never a place itself', () => {
  const hostile = plain('Dora\r\nBcc: x\u202E {{user.email}}')

  expect(hostile).toBe('Dora Bcc: x { {user.email} }')
  expect(fill(`Dear ${hostile}`, values).unfilled).toEqual([])
  expect(plain('{{{user.email}}} {{{{x}}}}')).not.toMatch(/\{\{|\}\}/)
  expect(plain('x'.repeat(500))).toHaveLength(200)
})

test('a first name is found however the name is written, and an address is nobody’s name', () => {
  expect(namesOf('Dora Vega Ruiz')).toEqual({ first: 'Dora', last: 'Vega Ruiz' })
  expect(namesOf('Vega, Dora M.')).toEqual({ first: 'Dora', last: 'Vega' })
  expect(namesOf('dora@acme.example')).toEqual({ first: '', last: '' })
})
