// Does harm to the product and sees that it keeps its promises.
//   npm run test:faults                       all faults, at the counts of CI
//   npm run test:faults -- --nightly          the same, longer
//   npm run test:faults -- disk-full kill     only these
//   npm run test:faults -- F10                only those of a row of docs/faults.md
//   npm run test:faults -- --seed 7           with the numbers of an earlier run
//   npm run test:faults -- kill --count 5     another count
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { postroom } from '../stories/server.ts'
import { runAlone } from './alone.ts'
import { machineTime } from './cost.ts'
import { findScenarios } from './find.ts'
import type { Scenario } from './scenario.ts'
import { schedule } from './schedule.ts'
import { table, type Outcome } from './table.ts'

const { values: flags, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    nightly: { type: 'boolean' },
    smoke: { type: 'boolean' },
    seed: { type: 'string' },
    count: { type: 'string' },
  },
})
const depth = flags.nightly ? 'nightly' : flags.smoke ? 'smoke' : 'ci'
const seed = Number(flags.seed ?? Date.now() % 1_000_000)
const tell = (line: string) => process.stdout.write(`${line}\n`)

const known = await findScenarios()
const isNamed = (one: Scenario, name: string) => one.name === name || one.row === name
for (const name of wanted) {
  if (!known.some((one) => isNamed(one, name)))
    throw new Error(`There is no fault ${name}. There are: ${known.map((one) => one.name).join(', ')}`)
}
const countOf = (one: Scenario) => (flags.count === undefined ? one.counts[depth] : Number(flags.count))
const chosen = known.filter((one) => (wanted.length > 0 ? wanted.some((name) => isNamed(one, name)) : countOf(one) > 0))

async function run(one: Scenario): Promise<Outcome> {
  const count = countOf(one) || 1
  const about = { row: one.row, name: one.name, count }
  const cannot = await one.cannotRun?.()
  if (cannot) {
    tell(`skip  ${one.row} ${one.name}: ${cannot}`)
    return { ...about, seconds: 0, processor: 0, result: 'skipped', figures: { because: cannot } }
  }
  const began = performance.now()
  const { verdict, processor } = await runAlone(one.name, {
    count,
    seed,
    tell: (line) => tell(`      ${one.name}: ${line}`),
  })
  const { broken, figures } = verdict
  const seconds = (performance.now() - began) / 1000
  tell(
    `${broken.length === 0 ? 'ok   ' : 'FAIL '} ${one.row} ${one.name} ×${count} in ${seconds.toFixed(1)} s, ${processor.toFixed(1)} s of processors`,
  )
  for (const sentence of broken) tell(`      ${one.name}: ${sentence}`)
  if (broken.length > 0) tell(`      again: npm run test:faults -- ${one.name} --seed ${seed} --count ${count}`)
  return { ...about, seconds, processor, result: broken.length === 0 ? 'passed' : 'failed', figures }
}

// Hundreds of servers start: what Node makes of their sources it need make only once. One that is killed keeps nothing of it.
const compiled = mkdtempSync(path.join(os.tmpdir(), 'postroom-compiled-'))
process.once('exit', () => rmSync(compiled, { recursive: true, force: true }))
process.env.NODE_COMPILE_CACHE = compiled
execFileSync(process.execPath, [postroom, '--help'])

tell(`seed ${seed}, ${depth} counts, ${chosen.length} faults`)
const [began, before] = [performance.now(), machineTime()]
const outcomes = await schedule(chosen, run)
tell(`\n${table(outcomes)}`)
const after = machineTime()
const ours = outcomes.reduce((sum, one) => sum + one.processor, 0)
const others = Math.max(0, after.busy - before.busy - ours)
tell(`\nall together: ${((performance.now() - began) / 1000).toFixed(0)} s, seed ${seed}`)
tell(
  `seconds of processors: ours ${ours.toFixed(0)}, others ${others.toFixed(0)}, idle ${(after.idle - before.idle).toFixed(0)}`,
)
const times = (result: Outcome['result']) => outcomes.filter((one) => one.result === result).length
const skipped = times('skipped') > 0 ? `, ${times('skipped')} skipped` : ''
tell(`${times('passed')} passed, ${times('failed')} failed${skipped}`)
process.exit(times('failed') > 0 ? 1 : 0)
