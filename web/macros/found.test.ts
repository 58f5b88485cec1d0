import { expect, test } from 'vitest'
import type { MacroRow } from '../../src/desk/macros/macros.api.ts'
import { findMacros, pathOf } from './found.ts'

const usage = { uses: 0, usesThisMonth: 0, edited: 0, settled: 0, resolved: 0, lastAt: null }
const macro = (id: string, title: string, part: Partial<MacroRow> = {}): MacroRow => ({
  id,
  title,
  folderId: null,
  ownerId: null,
  teamId: null,
  inboxIds: [],
  actions: [],
  version: 1,
  changedAt: '',
  archivedAt: null,
  isSample: false,
  mayWrite: false,
  languages: ['en'],
  excerpt: '',
  usage,
  ...part,
})
const folders = [
  { id: '1', parentId: null, name: 'Orders', isOwn: false },
  { id: '2', parentId: '1', name: 'Late', isOwn: false },
]
const titles = (typed: string, macros: MacroRow[]) =>
  findMacros({ folders, macros }, typed, '7').map((one) => one.macro.title)

test('what is typed is looked for in title, folder and first words, without accents; titles come first', () => {
  const macros = [
    macro('1', 'Apology', { excerpt: 'We refund you' }),
    macro('2', 'Refund', { folderId: '2' }),
    macro('3', 'Später', { usage: { ...usage, usesThisMonth: 3 } }),
  ]

  expect(titles('refund', macros)).toEqual(['Refund', 'Apology'])
  expect(titles('spat', macros)).toEqual(['Später'])
  expect(titles('late ref', macros)).toEqual(['Refund'])
  expect(titles('', macros)[0]).toBe('Später')
  expect(pathOf(folders, '2')).toBe('Orders / Late')
})

test('what is for another inbox is not found', () => {
  expect(titles('', [macro('1', 'Here', { inboxIds: ['7'] }), macro('2', 'There', { inboxIds: ['8'] })])).toEqual([
    'Here',
  ])
})
