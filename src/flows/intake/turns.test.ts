import { describe, expect, test } from 'vitest'
import { createTurns } from './turns.ts'

const now = new Date('2026-03-02T09:00:00Z')
const dora = { source: 'smtp', from: 'dora@acme.example', inboxIds: ['1'] }
const ahead = (turn: Date) => turn.getTime() - now.getTime()

describe('a turn', () => {
  test('is now for whoever writes now and then', () => {
    const turns = createTurns()

    const first = turns(dora, now)
    const later = turns(dora, new Date(now.getTime() + 1_000))

    expect([ahead(first), ahead(later)]).toEqual([0, 1_000])
  })

  test('is later and later for one who sends many at once, and at most ten minutes', () => {
    const turns = createTurns()

    const all = Array.from({ length: 5_000 }, () => turns(dora, now))

    expect(ahead(all[10] as Date)).toBe(2_000)
    expect(Math.max(...all.map(ahead))).toBe(600_000)
  })

  test('of others does not wait for one who sends many, not even in the same inbox for long', () => {
    const turns = createTurns()
    for (let at = 0; at < 100; at++) turns(dora, now)

    const ben = turns({ ...dora, from: 'ben@acme.example' }, now)
    const sales = turns({ ...dora, from: 'cleo@acme.example', inboxIds: ['2'] }, now)

    expect(ahead(ben)).toBe(2_000)
    expect(ahead(sales)).toBe(0)
  })

  test('comes first for another inbox where a thousand write to one', () => {
    const turns = createTurns()
    for (let at = 0; at < 1_000; at++) turns({ ...dora, from: `dora${at}@acme.example` }, now)

    expect(ahead(turns({ ...dora, inboxIds: ['2'] }, now))).toBe(0)
    expect(ahead(turns(dora, now))).toBe(20_000)
  })
})
