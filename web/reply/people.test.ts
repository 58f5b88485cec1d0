// What is typed into To, Cc and Bcc.
import { expect, test } from 'vitest'
import { asPerson, asText, isAddress } from './people.ts'

test('a name with an address is taken apart and put together again', () => {
  const dora = asPerson('Dora Vega <dora@acme.example>')

  expect(dora).toEqual({ name: 'Dora Vega', address: 'dora@acme.example' })
  expect(asText(dora)).toBe('Dora Vega <dora@acme.example>')
})

test('quotation marks around a name are not part of it', () => {
  expect(asPerson('"Vega, Dora" <dora@acme.example>')).toEqual({ name: 'Vega, Dora', address: 'dora@acme.example' })
})

test('a bare address has no name', () => {
  expect(asPerson(' dora@acme.example ')).toEqual({ name: '', address: 'dora@acme.example' })
})

test.each(['dora', 'dora@', '@acme.example', 'do ra@acme.example', ''])('"%s" is no address', (text) => {
  expect(isAddress(text)).toBe(false)
})

test('an address in another script is one', () => {
  expect(isAddress('dörte@müller.example')).toBe(true)
})
