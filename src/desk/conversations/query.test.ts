import { expect, test } from 'vitest'
import { createRandom } from '../../../bench/load/random.ts'
import { parseQuery, printQuery, QUERY_KEYS, queryKey, type QueryKeyName, type Term } from './query.api.ts'
import { findNamed } from './query-names.ts'

const plain = (terms: readonly Term[]) => terms.map(({ key, values, isNot }) => ({ key, values, isNot }))

test('terms and words are told apart, each term with its place', () => {
  const query = parseQuery('is:open refund -team:"Back office",none "exact words" older:4h -late')

  expect(plain(query.terms)).toEqual([
    { key: 'is', values: ['open'], isNot: false },
    { key: 'team', values: ['Back office', 'none'], isNot: true },
    { key: 'older', values: ['4h'], isNot: false },
  ])
  expect(query.words).toBe('refund "exact words" -late')
  expect(query.mistakes).toEqual([])
  expect(query.terms[1]).toMatchObject({ at: 15, end: 39 })
})

test('what only looks like a term is part of the words', () => {
  for (const text of [
    're: hello',
    'http://shop.example/a?b=1',
    '12:30',
    'from: Dora wrote',
    'term: 30 days',
    '"is:open"',
  ])
    expect([text, parseQuery(text).terms, parseQuery(text).mistakes]).toEqual([text, [], []])
})

test('a mistake says where it is, and what was probably meant', () => {
  const said = (text: string) =>
    parseQuery(text).mistakes.map(({ code, word, near, at, end }) => [code, word, near, text.slice(at, end)])

  expect(said('parcel asigned:me')).toEqual([['query-unknown-key', 'asigned', 'assigned', 'asigned:me']])
  expect(said('is:opne')).toEqual([['query-unknown-value', 'opne', 'open', 'is:opne']])
  expect(said('is:zzz')).toEqual([['query-unknown-value', 'zzz', null, 'is:zzz']])
  expect(said('team:')).toEqual([['query-no-value', '', null, 'team:']])
  expect(said('tag:a,')).toEqual([['query-no-value', '', null, 'tag:a,']])
  expect(said('older:4 x')).toEqual([['query-bad-value', '4', null, 'older:4']])
  expect(said('before:2026-02-30')).toEqual([['query-bad-value', '2026-02-30', null, 'before:2026-02-30']])
  expect(said('due:2h')).toEqual([['query-bad-value', '2h', null, 'due:2h']])
  expect(said('from:dora')).toEqual([['query-bad-value', 'dora', null, 'from:dora']])
  expect(said('is:open,unread')).toEqual([['query-mixed', 'unread', null, 'is:open,unread']])
  expect(said('older:1h,2h')).toEqual([['query-one-value', '2h', null, 'older:1h,2h']])
  expect(said('is:open '.repeat(31))).toEqual([['query-too-long', '', null, 'is:open ']])
})

test('whatever is printed reads as the same query again', () => {
  const random = createRandom(4)
  const of = <T>(all: readonly T[]): T => all[random.below(all.length)] as T
  const names = ['Billing', 'Back office', 'Ünal, Inc.', '#17', 'a:b', 'none', '-x', 'İş']
  const value = (key: QueryKeyName): string => {
    const { words, noun, also } = queryKey(key)
    if (words.length > 0 && random.isOneIn(0.5)) return of(words)
    if (noun || also === 'text') return of(names)
    if (also === 'span') return of(['1m', '4h', '12mo', '3w'])
    if (also === 'bound') return of(['<2h', '>9999d'])
    if (also === 'date') return of(['2026', '2026-06', '2026-06-01'])
    return also === 'address' ? of(['acme.example', 'dora+x@acme.example']) : of(words)
  }
  for (let n = 0; n < 800; n++) {
    const terms = Array.from({ length: random.below(4) }, (): Term => {
      const key = of(Object.keys(QUERY_KEYS) as QueryKeyName[])
      return { key, values: [value(key)], isNot: random.isOneIn(0.3) }
    })
    const words = of(['', 'refund', 'refund ', '-late "in this order', '"two words" 我的', '"is:open" -'])
    const printed = printQuery({ terms, words })

    const again = parseQuery(printed)

    expect([printed, plain(again.terms), again.words, again.mistakes]).toEqual([printed, terms, words, []])
    expect(printQuery(again)).toBe(printed)
  }
})

test('a name is found whatever its case, accents and blanks; what is gone only where nothing that stands has it', () => {
  const thing = (id: string, name: string, more: object = {}) => ({ id, name, alias: null, isGone: false, ...more })
  const things = [
    thing('1', 'Back office'),
    thing('2', 'Billing', { isGone: true }),
    thing('3', 'Billing'),
    thing('4', 'Ben Ünal', { alias: 'ben@people.example' }),
    thing('5', 'Returns', { isGone: true }),
  ]

  expect(findNamed(things, 'backoffice')).toEqual({ id: '1' })
  expect(findNamed(things, 'BILLING')).toEqual({ id: '3' })
  expect(findNamed(things, 'ben')).toEqual({ id: '4' })
  expect(findNamed(things, 'ben@people.example')).toEqual({ id: '4' })
  expect(findNamed(things, 'returns')).toEqual({ id: '5' })
  expect(findNamed(things, 'biling')).toEqual({ near: 'Billing' })
  expect(findNamed(things, '—')).toEqual({ near: null })
})
