import { expect, test } from 'vitest'
import { limits } from '../../kit/limits.ts'
import { createPasswords } from './passwords.ts'

test('the right password is recognised, also written with other code points, and no other', async () => {
  const passwords = createPasswords({ log2N: 8 })
  const hash = await passwords.hash('caf\u00e9 au lait')

  expect(await passwords.verify('cafe\u0301 au lait', hash)).toBe(true)
  expect(await passwords.verify('cafe au lait', hash)).toBe(false)
  expect(await passwords.verify('', null)).toBe(false)
  expect(await passwords.verify('', '')).toBe(false)
  expect(await passwords.verify('', 'scrypt$8$$')).toBe(false)
})

test('a hash says what it cost, so that a higher cost later still reads it', async () => {
  const hash = await createPasswords({ log2N: 8 }).hash('hunter2')

  expect(hash).toMatch(/^scrypt\$8\$/)
  expect(await createPasswords({ log2N: 9 }).verify('hunter2', hash)).toBe(true)
})

test('when too many wait, the next is turned away, and those who wait are served', async () => {
  const passwords = createPasswords({ log2N: 12, atOnce: 2, waiting: 3 })

  const hashed = await Promise.allSettled(Array.from({ length: 8 }, () => passwords.hash('x')))

  expect(hashed.filter((one) => one.status === 'fulfilled')).toHaveLength(5)
  expect(hashed.find((one) => one.status === 'rejected')?.reason).toMatchObject({ kind: 'busy' })
})

test('while a flood of people signs in the rest of the program goes on, and most of the flood is turned away', async () => {
  const { verify } = createPasswords({ log2N: 12 })
  let [turns, isOver] = [0, false]
  const turn = () => {
    turns++
    if (!isOver) setImmediate(turn)
  }

  const flood = Promise.allSettled(Array.from({ length: 100 }, () => verify('wrong', null)))
  turn()
  const results = await flood
  isOver = true

  const { hashing, waiting } = limits.login
  expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(hashing + waiting)
  expect(results.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'sign-in-busy' })
  expect(turns).toBeGreaterThan(hashing + waiting) // each on another thread, or there would be one for each at most
})
