import { expect, test } from 'vitest'
import { territoryOf } from './territory.ts'

const territories = [
  { countries: ['NL', 'BE'], domains: [], companyIds: [] },
  { countries: ['AZ'], domains: ['acme.example'], companyIds: [] },
  { countries: [], domains: [], companyIds: ['7'] },
]
const from = (address: string, phone: string | null = null, companyId: string | null = null) =>
  territoryOf(territories, { address, phone, companyId })

test('a company goes before a domain, a domain before a country', () => {
  expect(from('dora@acme.example', '+31 20 555 0100', '7')).toBe(2)
  expect(from('dora@mail.acme.example', '+31 20 555 0100')).toBe(1)
  expect(from('jan@bedrijf.nl')).toBe(0)
})

test('the country of the telephone, and of a domain that belongs to one', () => {
  expect(from('leyla@post.example', '+994 12 555 01 00')).toBe(1)
  expect(from('leyla@post.example', '0032 2 555 01 00')).toBe(0)
  expect(from('somebody@start.io')).toBeNull()
  expect(from('somebody@notacme.example')).toBeNull()
  expect(from('', '020 555 0100')).toBeNull()
})
