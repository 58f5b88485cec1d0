// The faults that everybody meets sooner or later, in short; `npm run test:faults` has them at length, and many more.
import { expect, test } from 'vitest'
import type { FaultContext, Verdict } from '../faults/scenario.ts'
import { databaseAway } from '../faults/database.fault.ts'
import { cannotMount, diskFull } from '../faults/disk.fault.ts'

const context: FaultContext = { count: 1, seed: 7, tell: (line) => process.stdout.write(`   ${line}\n`) }

function tell({ broken, figures }: Verdict): string[] {
  process.stdout.write(`   ${JSON.stringify(figures)}\n`)
  return broken
}

test('a database that is away: mail is put off with 451, pages with 503, and all of it comes back by itself', async () => {
  expect(tell(await databaseAway(context))).toEqual([])
})

test('a full disk: mail is put off with 452, what is here can be read, and mail is taken again when there is room', async ({
  skip,
}) => {
  const cannot = await cannotMount()
  if (cannot) skip(cannot)

  expect(tell(await diskFull(context, 3))).toEqual([])
})
