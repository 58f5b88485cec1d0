// One process of the simulation: plays its share of the seeds on a database of its own and tells what broke, a line of JSON each.
//   node run-seeds.ts CONNECTION FIRST STEP COUNT
import type pg from 'pg'
import { openGround } from './ground.ts'
import { broken } from './invariants.ts'
import { play } from './script.ts'

const [connection = '{}', first = '1', step = '1', count = '1'] = process.argv.slice(2)
const ground = await openGround(JSON.parse(connection) as pg.PoolConfig)
const NOTHING = { told: [], relayed: [], turns: 0, faults: 0, deaths: 0 }
const say = (told: object) => process.stdout.write(`${JSON.stringify(told)}\n`)
for (let at = 0; at < Number(count); at++) {
  const seed = Number(first) + at * Number(step)
  const from = await ground.begin()
  const played = await play(ground, seed).catch((error: unknown) => ({ thrown: String(error) }))
  const wrong = 'thrown' in played ? [played.thrown] : await broken(ground, from, played)
  const { told, relayed, ...counted } = 'told' in played ? played : NOTHING
  const { turns, faults, deaths } = counted
  say({ seed, wrong, told: wrong.length > 0 ? told : [], relayed: relayed.length, turns, faults, deaths })
}
process.exit(0)
