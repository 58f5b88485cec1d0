import { expect, test } from 'vitest'
import { leaverFor, type Sitting } from './leaver.ts'

const now = 100_000
const crowded = 20

/** Who sits there for ten seconds and has said nothing, unless said otherwise. */
function sitting(name: string, network: string, change: Partial<Sitting> = {}) {
  return {
    name,
    network,
    turn: 'command' as const,
    hasBegun: false,
    since: now - 10_000,
    useful: now - 10_000,
    ...change,
  }
}
const inData = { turn: 'data', hasBegun: true, useful: now - 200 } as const
const leaver = (all: ReturnType<typeof sitting>[], network = 'new') =>
  leaverFor(all, network, now, crowded)?.name ?? null

test('the silent leave first: those of the largest network, and of them who has waited longest', () => {
  const all = [
    sitting('longest of all', 'small', { useful: now - 50_000 }),
    sitting('in a message', 'large', inData),
    sitting('later', 'large', { useful: now - 5_000 }),
    sitting('earlier', 'large', { turn: 'greeting', useful: now - 9_000 }),
    sitting('between messages', 'large', { hasBegun: true, useful: now - 60_000 }),
  ]

  expect(leaver(all)).toBe('earlier')
  expect(leaver(all, 'large')).toBe('earlier')
  expect(leaver(all.slice(0, 2))).toBe('longest of all')
})

test('then who has begun a message and stands still, but not for a network that holds as much', () => {
  const still = [sitting('still', 'a', { ...inData, useful: now - 6_000 }), sitting('goes on', 'a', inData)]

  expect(leaver(still)).toBe('still')
  expect(leaver(still, 'a')).toBe('still')
  expect(leaver([...still, sitting('x', 'b', inData), sitting('y', 'b', inData)], 'b')).toBeNull()
})

test('whoever goes on in the middle of a message leaves last, of the largest network, and never for that network', () => {
  const all = [sitting('a1', 'a', inData), sitting('b1', 'b', inData), sitting('b2', 'b', inData)]

  expect(leaver(all)).toBe('b1')
  expect(leaver(all, 'a')).toBe('b1')
  expect(leaver(all, 'b')).toBeNull()
  expect(leaver([...all, sitting('just came', 'c', { useful: now - 10 })])).toBeNull()
  expect(leaver([sitting('ours to answer', 'a', { turn: 'storing', hasBegun: true })])).toBeNull()
})

test('everybody has a second to begin, but not the crowd of one network while others wait outside', () => {
  const fresh = (network: string, count: number) =>
    Array.from({ length: count }, (_, at) => sitting(`${at}`, network, { useful: now - 10 }))

  expect(leaver(fresh('a', 20))).toBeNull()
  expect(leaver(fresh('a', 21))).toBe('0')
  expect(leaver(fresh('a', 21), 'a')).toBeNull()
})
