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
  found['early-250'] = await untilFound(async (more) => {
    const kills = count * more
    return (await killAtRandom({ kills, seed: seed + more, program: earlyProgram, isHurried: true })).lost.length
  })
  for (const name of Object.keys(mutants)) {
    let complaints: string[] = []
    await untilFound(async (more) => {
      complaints = await complaintsAbout(name, count * more, seed + more)
      return complaints.length
    })
    tell(`${name}: ${complaints[0] ?? 'nothing was noticed'}`)
    found[name] = complaints.length
  }
  for (const [name, complaints] of Object.entries(found)) if (complaints === 0) broken.push(`${name} was not noticed`)
  const caught = Object.values(found).filter((complaints) => complaints > 0).length
  return { broken, figures: { caught: `${caught} of ${Object.keys(found).length}` } }
}

/** Dying at a random moment finds a bug by chance: what was not found by so many deaths is looked for by twice and by three times as many. */
async function untilFound(look: (times: number) => Promise<number>): Promise<number> {
  for (const times of [1, 2, 3]) {
    const found = await look(times)
    if (found > 0) return found
  }
  return 0
}

async function complaintsAbout(name: string, kills: number, seed: number): Promise<string[]> {
  const random = randomFrom(seed)
  const desk = await prepareWholeDesk({ seed, nodeArgs: preload, env: { POSTROOM_TEST_MUTANT: name } })
  const { server } = desk
  try {
    for (let kill = 0; kill < kills; kill++) {
      await someMore(desk.load.acknowledged)
      await sleep(200 + random() * 500)
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

/** On a slow machine less happens in a second than there must be to lose. */
async function someMore(acknowledged: ReadonlySet<string>): Promise<void> {
  const before = acknowledged.size
  for (const end = performance.now() + 10_000; acknowledged.size < before + 4 && performance.now() < end;)
    await sleep(20)
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
