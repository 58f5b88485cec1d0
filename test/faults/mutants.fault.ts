// A harness that never fails proves nothing: each planted bug must be found by it.
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { randomFrom } from '../../bench/letters.ts'
import { earlyProgram, killAtRandom } from './kill.ts'
import { mutants } from './mutants.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'
import { prepareWholeDesk } from './whole-desk.ts'

const preload = ['--import', path.join(import.meta.dirname, 'mutate.ts')]

async function findMutants({ count, seed, tell }: FaultContext): Promise<Verdict> {
  const found: Record<string, number> = {}
  const broken: string[] = []
  const early = await killAtRandom({ kills: count, seed, program: earlyProgram, isHurried: true })
  found['early-250'] = early.lost.length
  for (const name of Object.keys(mutants)) {
    const complaints = await complaintsAbout(name, count, seed)
    tell(`${name}: ${complaints[0] ?? 'nothing was noticed'}`)
    found[name] = complaints.length
  }
  for (const [name, complaints] of Object.entries(found)) if (complaints === 0) broken.push(`${name} was not noticed`)
  const caught = Object.values(found).filter((complaints) => complaints > 0).length
  return { broken, figures: { caught: `${caught} of ${Object.keys(found).length}` } }
}

async function complaintsAbout(name: string, kills: number, seed: number): Promise<string[]> {
  const random = randomFrom(seed)
  const desk = await prepareWholeDesk({ seed, nodeArgs: preload, env: { POSTROOM_TEST_MUTANT: name } })
  const { server } = desk
  try {
    for (let kill = 0; kill < kills; kill++) {
      await sleep(500 + random() * 500)
      if (mutants[name]?.by === 'power-cut') {
        process.kill(server.pid(), 'SIGUSR2')
        while (server.isRunning()) await sleep(5)
      } else await server.kill()
      await server.start()
    }
    return (await desk.examine({ patience: 10_000 })).broken
  } finally {
    await desk.remove()
  }
}

export const scenarios: Scenario[] = [
  {
    name: 'mutants',
    row: 'F3',
    what: 'five planted bugs that lose or double mail; each is noticed',
    counts: { smoke: 0, ci: 6, nightly: 10 },
    takes: { cores: 0.8, seconds: 110 },
    run: findMutants,
  },
]
