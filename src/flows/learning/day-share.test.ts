import { expect, test } from 'vitest'
import { createMint } from '../../kit/id.ts'
import { createDayShare, MOST_A_DAY } from './day-share.ts'

const mint = createMint(1)
const [monday, tuesday] = [Date.UTC(2026, 2, 2, 9), Date.UTC(2026, 2, 3, 9)]

test('of what one person decides in a day only so much teaches; the next day, and of others, as much again', () => {
  const decided = (actorId: string | null, at: number) =>
    Array.from({ length: MOST_A_DAY + 300 }, (_, index) => ({ id: mint(at + index), actorId }))
  const isTaught = createDayShare()

  const taught = [...decided('1', monday), ...decided('1', tuesday), ...decided('2', monday)].filter(isTaught)
  const unknown = decided(null, monday).filter(isTaught)

  expect(taught).toHaveLength(3 * MOST_A_DAY)
  expect(unknown).toHaveLength(MOST_A_DAY + 300)
})
