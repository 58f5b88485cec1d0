import { expect, test } from 'vitest'
import { compareIds, createMint } from './id.ts'

test('ids sort by when they were minted, whatever their length and however close they are', () => {
  const mint = createMint(1)
  const minted = [mint(1_735_689_600_001), mint(1_800_000_000_000), mint(1_800_000_000_000), mint(1_900_000_000_000)]

  expect(minted.toReversed().toSorted(compareIds)).toEqual(minted)
  expect(new Set(minted.map((id) => id.length)).size).toBeGreaterThan(1)
  expect(compareIds('7', '7')).toBe(0)
})
