import { expect, test } from 'vitest'
import { createRate } from './rate.ts'

test('after a minute a token has its requests again, and is told how long that is', () => {
  let now = 0
  const rate = createRate(2, () => now)
  for (const at of [0, 40_000]) {
    now = at
    rate.count('1')
  }

  now = 41_500
  expect(() => rate.count('1')).toThrow(expect.objectContaining({ detail: { retryAfter: 19 } }))
  now = 60_000
  expect(() => rate.count('1')).not.toThrow()
})
