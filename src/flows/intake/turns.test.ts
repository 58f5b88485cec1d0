import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

function clocked() {
  const clock = { at: 0 }
  return { clock, turns: createTurns(() => clock.at) }
}

test('mail that comes no faster than it is filed is filed at once', () => {
  const { clock, turns } = clocked()
  for (clock.at = 0; clock.at < 60_000; clock.at += 50) {
    turns.accepted(10, 3)
    expect(turns.mayFile()).toBe(true)
    turns.takenUp(10)
  }
})

test('a burst is taken in first, and filed as soon as nothing comes any more', () => {
  const { clock, turns } = clocked()
  for (; clock.at < 1_000; clock.at += 10) {
    turns.accepted(20, 3)
    if (clock.at > 200) expect(turns.mayFile()).toBe(false)
  }
  clock.at += 40
  expect(turns.mayFile()).toBe(true)
})

test('mail that comes one by one is filed as it comes, however slow the disk', () => {
  const { clock, turns } = clocked()
  for (; clock.at < 10_000; clock.at += 5) {
    turns.accepted(1, 30)
    expect(turns.mayFile()).toBe(true)
    turns.takenUp(1)
  }
})

test('where filing is in the way of many senders, it makes way', () => {
  const { clock, turns } = clocked()
  for (; clock.at < 1_000; clock.at += 10) {
    turns.accepted(4, 20)
    turns.takenUp(4)
    if (clock.at > 500) expect(turns.mayFile()).toBe(false)
  }
})

test('a flood that does not end keeps filing waiting for ten seconds, then for as long not again', () => {
  const { clock, turns } = clocked()
  const filed: number[] = []
  for (; clock.at < 40_000; clock.at += 10) {
    turns.accepted(20, 3)
    if (turns.mayFile()) filed.push(clock.at)
  }
  const longestWait = filed.slice(1).reduce((most, at, index) => Math.max(most, at - (filed[index] ?? 0)), 0)
  expect(longestWait).toBeLessThanOrEqual(10_020)
  expect(filed.length).toBeGreaterThan(1_900) // half of the time
})

test('mail that other processes accepted does not count', () => {
  const { turns } = clocked()
  turns.takenUp(1_000)
  turns.accepted(201, 3)
  expect(turns.mayFile()).toBe(false)
})

test('mail that other processes take up is not waited for', () => {
  const { clock, turns } = clocked()
  for (; clock.at < 60_000; clock.at += 30) {
    turns.accepted(2, 3)
    expect(turns.mayFile()).toBe(true)
    turns.takenUp(1)
    turns.caughtUp()
  }
})
