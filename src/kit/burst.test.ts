import { expect, test } from 'vitest'
import { createBurst } from './burst.ts'

function burstAt() {
  let time = 0
  const burst = createBurst({ waiting: 100, perSecond: 200 }, () => time)
  /** So many a second, evenly, for so long. */
  const come = (perSecond: number, ms: number) => {
    for (let n = 0; n < (perSecond * ms) / 1_000; n++) {
      time += 1_000 / perSecond
      burst.came()
    }
  }
  return { burst, come, pass: (ms: number) => (time += ms) }
}

test('more than can be done is a burst, until no more comes', () => {
  const { burst, come, pass } = burstAt()

  come(400, 1_000)
  expect(burst.isOn()).toBe(true)
  pass(300)
  expect(burst.isOn()).toBe(false)
})

test('much that is done as it comes is none, nor is little that nobody does', () => {
  const quick = burstAt()
  quick.come(400, 1_000)
  quick.burst.done(350)
  expect(quick.burst.isOn()).toBe(false)

  const slow = burstAt()
  slow.come(100, 10_000)
  expect(slow.burst.isOn()).toBe(false)
})

test('what does not end is no burst', () => {
  const { burst, come } = burstAt()

  for (let second = 0; second < 59; second++) {
    come(400, 1_000)
    expect(burst.isOn()).toBe(true)
  }
  come(400, 2_000)
  expect(burst.isOn()).toBe(false)
})
