import { expect, test } from 'vitest'
import { territoryOf } from './territory.ts'

const none = { countries: [], domains: [], companyIds: [], postcodes: [], tags: [] }
const nowhere = { address: '', phone: null, companyId: null, postalAddress: null, tags: [] }
const territories = [
  { ...none, countries: ['NL', 'BE'] },
  { ...none, countries: ['AZ'], domains: ['acme.example'] },
  { ...none, companyIds: ['7'] },
]
const from = (address: string, phone: string | null = null, companyId: string | null = null) =>
  territoryOf(territories, { ...nowhere, address, phone, companyId })

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

test.each([
  ['Keizersgracht 12, 1015 CJ Amsterdam', 0],
  ['Nizami 5, AZ1000 Bakı', 1],
  ['10 Downing Street, London SW1A 2AA', 2],
  ['Kungsgatan 101, 111 43 Stockholm', 3],
  ['ul. Prosta 20, 00-850 Warszawa', 4],
  ['Straat 101, Ergens', null],
])('a postcode is found in an address, and no house number: %s', (postalAddress, place) => {
  const starts = ['101', '10 00', 'SW1', '111', '00-8']
  const byCode = starts.map((start) => ({ ...none, postcodes: [start] }))

  expect(territoryOf(byCode, { ...nowhere, postalAddress })).toBe(place)
})

test('a product is said by a tag, and goes before where somebody writes from', () => {
  const all = [
    { ...none, countries: ['NL'] },
    { ...none, tags: ['Lamps'] },
  ]

  expect(territoryOf(all, { ...nowhere, address: 'jan@bedrijf.nl', tags: ['lamps'] })).toBe(1)
})
