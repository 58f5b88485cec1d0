// Does harm to the product and sees that it keeps its promises.
//   npm run test:faults                       all faults, at the counts of CI
//   npm run test:faults -- --nightly          the same, longer
//   npm run test:faults -- disk-full kill     only these
//   npm run test:faults -- --seed 7           with the numbers of an earlier run
//   npm run test:faults -- kill --count 5     another count
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Scenario } from './scenario.ts'

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

async function findScenarios(): Promise<Scenario[]> {
  const files = (await readdir(import.meta.dirname)).filter((file) => file.endsWith('.fault.ts')).toSorted()
  const modules = await Promise.all(
    files.map(async (file) => (await import(path.join(import.meta.dirname, file))) as { scenarios: Scenario[] }),
  )
  return modules.flatMap((module) => module.scenarios)
}

const scenarios = await findScenarios()
for (const name of wanted) {
  if (!scenarios.some((one) => one.name === name))
    throw new Error(`There is no fault ${name}. There are: ${scenarios.map((one) => one.name).join(', ')}`)
}
const tell = (line: string) => process.stdout.write(`${line}\n`)
const sum = { passed: 0, failed: 0, skipped: 0 }
tell(`seed ${seed}, ${depth} counts`)
for (const scenario of scenarios) {
  const count = flags.count === undefined ? scenario.counts[depth] : Number(flags.count)
  if (wanted.length > 0 ? !wanted.includes(scenario.name) : count === 0) continue
  const cannot = await scenario.cannotRun?.()
  if (cannot) {
    sum.skipped++
    tell(`skip  ${scenario.name}: ${cannot}`)
    continue
  }
  const began = performance.now()
  const verdict = await scenario
    .run({ count: count || 1, seed, tell: (line) => tell(`      ${line}`) })
    .catch((error: unknown) => ({
      broken: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
      figures: {},
    }))
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const figures = Object.entries(verdict.figures).map(([name, value]) => `${name} ${value}`)
  tell(
    `${verdict.broken.length === 0 ? 'ok   ' : 'FAIL '} ${scenario.name} ×${count} in ${seconds} s: ${figures.join(', ')}`,
  )
  for (const broken of verdict.broken) tell(`      ${broken}`)
  if (verdict.broken.length === 0) sum.passed++
  else {
    sum.failed++
    tell(`      again: npm run test:faults -- ${scenario.name} --seed ${seed}`)
  }
}
tell(`\n${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`)
process.exit(sum.failed > 0 ? 1 : 0)
