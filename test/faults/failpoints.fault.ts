// The server dies at one exact place after another, under load, and goes on: nothing is lost, nothing doubled, nothing half done;
// a message that may have left twice says so.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { run } from '../stories/server.ts'
import { rawOf } from './load.ts'
import { places } from './places.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'
import { dieAtPreload, prepareWholeDesk, type WholeDesk } from './whole-desk.ts'

const LETTERS = 12

async function dieEverywhere({ count, seed, tell }: FaultContext): Promise<Verdict> {
  const desk = await prepareWholeDesk({ seed, pause: 120 })
  const missed: string[] = []
  let deaths = 0
  try {
    await desk.server.kill()
    for (let round = 1; round <= count; round++) {
      for (const name of Object.keys(places)) {
        await desk.refresh() // waiting for the last place may have used up what an hour allows
        // Another time another one of the mails that pass there.
        const isFound = name.startsWith('import.')
          ? await dieImporting(desk, name, round)
          : await desk.dieAt(`${name}:${name.startsWith('imap.') ? 1 : round}`)
        if (isFound) deaths++
        else missed.push(`${name} was never reached`)
      }
      await desk.server.start()
      await desk.refresh()
      if (round < count) await desk.server.kill()
      tell(`died ${deaths} times, ${desk.load.acknowledged.size} mails acknowledged`)
    }
    const { broken, figures } = await desk.examine()
    return { broken: [...missed, ...broken], figures: { places: Object.keys(places).length, deaths, ...figures } }
  } finally {
    await desk.remove()
  }
}

/** The import dies beside a server that runs, and is begun again. */
async function dieImporting({ server, expected }: WholeDesk, name: string, round: number): Promise<boolean> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-fault-'))
  try {
    for (let at = 0; at < LETTERS; at++) {
      const mid = `${name}-${round}-${at}@acme.example`
      await writeFile(path.join(folder, `${at}.eml`), rawOf(mid, `dora.${mid.split('@')[0]}@acme.example`, 'An order.'))
      expected.add(mid)
    }
    await server.start()
    const dying = { NODE_OPTIONS: dieAtPreload.join(' '), POSTROOM_TEST_DIE_AT: name }
    const first = await run(['import', folder], { env: { ...server.env, ...dying } })
    const second = await run(['import', folder], { env: server.env })
    await server.kill()
    return first.code === null && second.code === 0
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export const scenarios: Scenario[] = [
  {
    name: 'failpoints',
    row: 'F2',
    what: 'the server dies at each named place under load; 0 lost, 0 doubled, nothing half done, at most one second sending, marked',
    counts: { smoke: 0, ci: 3, nightly: 20 },
    takes: { cores: 0.7, seconds: 240 },
    run: dieEverywhere,
  },
]
