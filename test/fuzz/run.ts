// Damaged mails, thousands of them, through everything that reads mail: parser, bounce reader, reply text and the rest. None may
// throw, hang, lose a part, or come out in another form than is promised. The seed is printed; the same gives the same mails.
//   npm run fuzz                                   a quarter of a minute, as in CI
//   npm run fuzz -- --seconds 600 --seed 7         longer, other mails
//   npm run fuzz -- --seed 7 --keep FOLDER         and keep what fails
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import type { Told } from './worker.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '15' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'string' },
  },
})
const seed = Number(values.seed)
const seconds = Number(values.seconds)
/** Milliseconds of computing for one mail; the product's readers get as long before they are given up. */
const MOST_MS = 10_000
/** Of no word from the thread. A busy machine may be slow, so this is far more. */
const HANGS_MS = 120_000

const worker = new Worker(new URL('./worker.ts', import.meta.url), {
  workerData: { seed, seconds, count: 10_000_000 },
  resourceLimits: { maxOldGenerationSizeMb: 512 },
  env: process.env,
})
const problems: string[] = []
let count = 0
let slowest = { name: 'none', ms: 0 }
let current = 'the first mail'
let silent = setTimeout(hangs, HANGS_MS)

function hangs(): void {
  problems.push(`${current} hangs`)
  void worker.terminate()
}

worker.on('message', (told: Told) => {
  clearTimeout(silent)
  silent = setTimeout(hangs, HANGS_MS)
  current = told.name
  if (told.broken === null) return
  count++
  if (told.ms > slowest.ms) slowest = told
  if (told.ms > MOST_MS) problems.push(`${told.name} takes ${Math.round(told.ms)} ms of computing`)
  problems.push(...told.broken.map((one) => `${told.name}: ${one}`))
  if (values.keep && told.raw) {
    mkdirSync(values.keep, { recursive: true })
    writeFileSync(path.join(values.keep, `${told.name.replace(/[^\w.-]+/g, '-')}-seed-${seed}.eml`), told.raw)
  }
})
worker.on('error', (error) => problems.push(`${current} ended its reader: ${error.message}`))
worker.on('exit', () => {
  clearTimeout(silent)
  for (const problem of problems.slice(0, 50)) console.log(`FAILED ${problem}`)
  console.log(
    `${count} mails of seed ${seed}, ${problems.length} failures; the slowest took ${Math.round(slowest.ms)} ms (${slowest.name})`,
  )
  process.exitCode = problems.length > 0 || count === 0 ? 1 : 0
})
