import { expect, test } from 'vitest'
import type { CardValues } from '../../dav/card.ts'
import { merge, type Directions, type Sides } from './merge.ts'

const dora: CardValues = {
  name: 'Dora Vega',
  addresses: ['dora@acme.example'],
  phones: ['+31 20 123 4567'],
  company: 'Acme',
  title: 'Buyer',
  website: '',
  postalAddress: '',
  notes: '',
}
const noon = new Date('2026-03-02T12:00:00Z')
const later = new Date('2026-03-02T13:00:00Z')

function merged(
  here: Partial<CardValues>,
  there: Partial<CardValues>,
  more: Partial<Sides> = {},
  directions: Directions = {},
) {
  // prettier-ignore
  const sides = { base: dora, here: { ...dora, ...here }, there: { ...dora, ...there }, hereAt: {}, thereAt: noon }
  return merge({ ...sides, ...more }, directions)
}

test('what one side changed holds on both, whatever else the other changed', () => {
  const { here, there, conflicts } = merged({ title: 'Head buyer' }, { company: 'Acme Tools' })

  expect(here).toEqual({ company: 'Acme Tools' })
  expect(there).toEqual({ title: 'Head buyer' })
  expect(conflicts).toEqual([])
})

test('what both changed alike is no conflict, also where they write it differently', () => {
  const { here, there, conflicts } = merged(
    { phones: ['+31 20 765 4321'], website: 'https://acme.example/' },
    { phones: ['+31207654321'], website: 'acme.example' },
  )

  expect([here, there, conflicts]).toEqual([{}, {}, []])
})

test('where both changed one thing differently the later holds for now, and both are noted', () => {
  const early = merged({ title: 'CEO' }, { title: 'CTO' }, { hereAt: { title: noon }, thereAt: later })
  const late = merged({ title: 'CEO' }, { title: 'CTO' }, { hereAt: { title: later } })

  expect(early.here).toEqual({ title: 'CTO' })
  expect(late.there).toEqual({ title: 'CEO' })
  expect(late.conflicts).toEqual([{ field: 'title', base: 'Buyer', here: 'CEO', there: 'CTO', winner: 'here' }])
})

test('the side that is preferred wins a conflict, and gives way where it said nothing new', () => {
  const both = merged({ title: 'CEO' }, { title: 'CTO' }, { thereAt: later }, { title: 'postroom' })
  const one = merged({}, { title: 'CTO' }, {}, { title: 'postroom' })

  expect(both.there).toEqual({ title: 'CEO' })
  expect(both.conflicts).toMatchObject([{ winner: 'here' }])
  expect(one.here).toEqual({ title: 'CTO' })
  expect(one.conflicts).toEqual([])
})

test('a source of truth is put right everywhere, and what somebody wrote elsewhere is noted', () => {
  const { here, there, conflicts } = merged({}, { title: 'CTO', phones: [] }, {}, { title: 'postroom-only', phones: 'postroom-only' }) // prettier-ignore

  expect(here).toEqual({})
  expect(there).toEqual({ title: 'Buyer', phones: dora.phones })
  expect(conflicts.map((one) => one.field)).toEqual(['phones', 'title'])
})

test('of lists each one added or taken away on either side is added or taken away on both', () => {
  const { here, there, conflicts } = merged(
    { addresses: ['dora@acme.example', 'vega@acme.example'], phones: ['+31 6 111'] },
    { addresses: ['dora@acme.example', 'd.vega@home.example'], phones: ['+31 20 123 4567', '+31 6 222'] },
  )

  expect(here).toEqual({
    addresses: ['dora@acme.example', 'vega@acme.example', 'd.vega@home.example'],
    phones: ['+31 6 111', '+31 6 222'],
  })
  expect(there).toEqual(here)
  expect(conflicts).toEqual([])
})

test('the last address of a contact is not taken away by a card, and a name is never emptied', () => {
  const { here, there, conflicts } = merged({}, { addresses: [], name: '' })

  expect(here).toEqual({})
  expect(there).toEqual({ addresses: dora.addresses, name: dora.name })
  expect(conflicts.map((one) => one.field)).toEqual(['addresses'])
})

test('when a card and a contact first meet, each fills the gaps of the other', () => {
  const { here, there, conflicts } = merged(
    { phones: [], title: 'Buyer' },
    { title: '', company: 'ACME Tools', website: 'acme.example' },
    { base: {}, hereAt: { company: later, title: noon } },
  )

  expect(here).toEqual({ phones: dora.phones, website: 'acme.example' })
  expect(there).toEqual({ title: 'Buyer', company: 'Acme' })
  expect(conflicts.map((one) => one.field)).toEqual(['company'])
})

test('what only stood in a mail gives way to a card, and is not written on one', () => {
  const { here, there, conflicts } = merged({ name: 'dora', company: 'Acme' }, { company: '' }, { base: {} })

  expect([here, there, conflicts]).toEqual([{ name: 'Dora Vega' }, {}, []])
})

test('a field that is never kept in step is left alone on both sides', () => {
  expect(merged({ title: 'CEO' }, { title: 'CTO' }, {}, { title: 'never' })).toEqual({
    here: {},
    there: {},
    conflicts: [],
  })
})
