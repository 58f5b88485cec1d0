// The faults that everybody meets sooner or later, in short; `npm run test:faults` has them at length, and many more.
import { expect, test } from 'vitest'
import type { FaultContext, Verdict } from '../faults/scenario.ts'
import { databaseAway } from '../faults/database.fault.ts'

const context: FaultContext = { count: 1, seed: 7, tell: (line) => process.stdout.write(`   ${line}\n`) }

function tell({ broken, figures }: Verdict): string[] {
  process.stdout.write(`   ${JSON.stringify(figures)}\n`)
  return broken
}

test('a database that is away: mail is put off with 451, pages with 503, and all of it comes back by itself', async () => {
  expect(tell(await databaseAway(context))).toEqual([])
})
