// What is acknowledged is kept, whenever the server dies; and the harness that says so notices when it is not. A dozen kills each time;
// `npm run test:faults -- kill` has fifty.
import { expect, test } from 'vitest'
import { earlyProgram, killAtRandom } from '../faults/kill.ts'

const kills = Number(process.env.POSTROOM_KILLS) || 12
const tell = (line: string) => process.stdout.write(`   ${line}\n`)

test(
  `${kills} times killed while mail came in: every acknowledged mail is there, once, and nothing is half done`,
  { timeout: 180_000 + kills * 20_000 },
  async () => {
    const tally = await killAtRandom({ kills, seed: Date.now() % 100_000, tell })

    tell(`${tally.acknowledged} acknowledged, ${tally.repeated} sent again, in ${tally.seconds.toFixed(0)} s`)
    expect(tally).toMatchObject({ lost: [], doubled: [], left: 0, orphans: 0, bodiless: 0, crooked: 0 })
    expect(tally.acknowledged).toBeGreaterThan(kills)
  },
)

test('the same harness catches a server that says 250 before it has committed', { timeout: 300_000 }, async () => {
  const tally = await killAtRandom({ kills: 6, seed: 7, program: earlyProgram, isHurried: true })

  tell(`planted: ${tally.lost.length} of ${tally.acknowledged} acknowledged mails were lost, and it was noticed`)
  expect(tally.lost.length).toBeGreaterThan(0)
})
