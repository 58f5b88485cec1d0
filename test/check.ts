// Everything that must hold, as a list of named steps: the same for a developer and for CI. A step that fails does not keep the
// others from being tried. Test files that fail are tried once more, by themselves: what passes then is no failure of the product
// but an unsteady test, and is named as one. At the end each failed test is named again; the last line is plainly `N passed, N failed`.
//   npm test              all steps
//   npm test -- unit web  only these
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'

const root = path.resolve(import.meta.dirname, '..')
const modules = path.join(root, 'node_modules')
const scratch = mkdtempSync(path.join(os.tmpdir(), 'postroom-check-'))
const node = process.execPath
// Servers, workers and commands start by the hundred: what Node makes of their sources it need make only once.
process.env.NODE_COMPILE_CACHE = path.join(scratch, 'compiled')

interface Step {
  name: string
  what: string
  command: string[]
  env?: Record<string, string>
  /** Where vitest leaves its counts; other steps count as one. */
  results?: string
  /** A matter of seconds that needs nothing of the others: two of them run side by side, before the rest. */
  isQuick?: boolean
}

const vitest = (name: string, what: string, args: string[], env: Record<string, string> = {}): Step => {
  const results = path.join(scratch, `${name}.json`)
  return {
    name,
    what,
    env,
    results,
    command: [
      node,
      path.join(modules, 'vitest/vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${results}`,
      ...args,
    ],
  }
}
const bin = (name: string, ...args: string[]) => [path.join(modules, '.bin', name), ...args]
const typescript = path.join(modules, 'typescript/bin/tsc')
const serverUrl = process.env.POSTROOM_TEST_DATABASE_URL

const steps: Step[] = [
  { name: 'format', what: 'the formatter has nothing to change', command: bin('oxfmt', '--check'), isQuick: true },
  {
    name: 'lint',
    what: 'the linter is content',
    command: bin('oxlint', '--type-aware', '--deny-warnings'),
    isQuick: true,
  },
  { name: 'types', what: 'the server type-checks', command: [node, typescript, '-p', 'tsconfig.json'], isQuick: true },
  {
    name: 'types-web',
    what: 'the web app type-checks',
    command: [node, typescript, '-p', 'web/tsconfig.json'],
    isQuick: true,
  },
  {
    name: 'unused',
    what: 'nothing is dead',
    command: [node, path.join(modules, 'knip/bin/knip.js'), '--no-progress'],
    isQuick: true,
  },
  {
    name: 'openapi',
    what: 'openapi.json is what the routes say',
    command: [node, 'src/doors/http/write-openapi.ts', '--check'],
    isQuick: true,
  },
  {
    name: 'web',
    what: 'the web app builds',
    command: [node, path.join(modules, 'vite/bin/vite.js'), 'build', 'web', '--logLevel', 'warn'],
    isQuick: true,
  },
  vitest('unit', 'tests beside the code, on the embedded database', [], { POSTROOM_TEST_DATABASE_URL: '' }),
  ...(serverUrl ? [vitest('unit-server', 'the same on the server of POSTROOM_TEST_DATABASE_URL', [])] : []),
  vitest('stories', 'real mail from end to end', ['--config', 'test/stories/vitest.config.ts']),
  {
    name: 'faults',
    what: 'the quickest of the faults (npm run test:faults has all)',
    command: [node, 'test/faults/run.ts', '--smoke'],
  },
  {
    name: 'fuzz',
    what: 'damaged mail is read all the same (npm run fuzz has more)',
    command: [node, 'test/fuzz/run.ts'],
  },
  vitest('browser', 'the web app in a real browser', ['--config', 'test/browser/vitest.config.ts']),
]

interface Outcome {
  passed: number
  failed: number
  skipped: number
  /** What to read first, told again at the very end: of a long output often only that is seen. */
  told: string[]
  /** Test files, relative to the root, and what of theirs is in the counts. */
  failedFiles: string[]
  ofThese: { passed: number; skipped: number }
}

interface Results {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[]
  }[]
}

const noFiles = { failedFiles: [], ofThese: { passed: 0, skipped: 0 } }

const firstLine = (text = '') => stripVTControlCharacters(text).trim().split('\n')[0] ?? ''

/** `said` is what a step without results printed last. */
function outcomeOf(step: Step, status: number | null, said: string): Outcome {
  if (!step.results) {
    const told = stripVTControlCharacters(said).trim().split('\n').slice(-15)
    return status === 0
      ? { passed: 1, failed: 0, skipped: 0, told: [], ...noFiles }
      : { passed: 0, failed: 1, skipped: 0, told: told.map((line) => `  ${line}`), ...noFiles }
  }
  try {
    const found = JSON.parse(readFileSync(step.results, 'utf8')) as Results
    const told = found.testResults.flatMap(({ name, status: whole, message, assertionResults }) => {
      const failed = assertionResults.filter((one) => one.status === 'failed')
      const file = path.relative(root, name)
      // A file that could not even be loaded, or a hook of all its tests, has no failed test of its own.
      if (whole === 'failed' && failed.length === 0) return [`  ${file}`, `      ${firstLine(message)}`]
      return failed.flatMap((one) => [`  ${file} > ${one.fullName}`, `      ${firstLine(one.failureMessages[0])}`])
    })
    const isOutside = status !== 0 && told.length === 0
    const failed = found.testResults.filter((one) => one.status === 'failed')
    const count = (status: string) =>
      failed.flatMap((one) => one.assertionResults).filter((one) => one.status === status).length
    return {
      passed: found.numPassedTests,
      failed: Math.max(found.numFailedTests, status === 0 ? 0 : 1),
      skipped: found.numPendingTests,
      told: isOutside ? ['  an error outside of all tests: look for "Unhandled" above'] : told,
      failedFiles: failed.map((one) => path.relative(root, one.name)),
      ofThese: { passed: count('passed'), skipped: count('skipped') + count('pending') },
    }
  } catch {
    return { passed: 0, failed: 1, skipped: 0, told: ['  it ended without results'], ...noFiles }
  }
}

/** Where several run side by side each is printed as a whole. */
async function run(step: Step, isBeside: boolean): Promise<Outcome> {
  const started = Date.now()
  const title = `\n── ${step.name}: ${step.what}\n`
  if (!isBeside) process.stdout.write(title)
  const [program = '', ...args] = step.command
  const output = step.results ? 'inherit' : 'pipe'
  const child = spawn(program, args, {
    cwd: root,
    stdio: ['inherit', output, output],
    env: { ...process.env, ...step.env },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (piece: Buffer) => {
      said += piece.toString()
      if (!isBeside) process.stdout.write(piece)
    })
  const status = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      said += String(error)
      resolve(null)
    })
    child.once('close', resolve)
  })
  const outcome = outcomeOf(step, status, said)
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  const end = `   ${step.name}: ${outcome.failed === 0 ? 'ok' : 'FAILED'} in ${seconds} s\n`
  process.stdout.write(isBeside ? `${title}${said}${end}` : end)
  return outcome
}

/** More than these are no accident. */
const MOST_UNSTEADY = 3
const unsteady: string[] = []

/** The failed files once more, nothing beside them. An error outside of all tests has no file, and stays. */
async function runWithSecondTry(step: Step): Promise<Outcome> {
  const first = await run(step, false)
  const files = first.failedFiles
  if (files.length === 0 || files.length > MOST_UNSTEADY) return first
  const second = await run(
    {
      ...step,
      what: `${files.join(', ')} again, alone`,
      command: [...step.command, ...files.map((file) => path.join(root, file)), '--maxWorkers=1'],
    },
    false,
  )
  if (second.failed > 0) return first
  unsteady.push(...first.told)
  const counted = (key: 'passed' | 'skipped') => first[key] - first.ofThese[key] + second[key]
  return { ...first, passed: counted('passed'), skipped: counted('skipped'), failed: 0, told: [] }
}

const wanted = process.argv.slice(2)
const chosen = steps.filter((step) => wanted.length === 0 || wanted.includes(step.name))
const outcomes = new Map<Step, Outcome>()
const quick = chosen.filter((step) => step.isQuick)
const takeQuick = async () => {
  for (let step = quick.shift(); step; step = quick.shift()) outcomes.set(step, await run(step, true))
}
await Promise.all([takeQuick(), takeQuick()])
for (const step of chosen) if (!step.isQuick) outcomes.set(step, await runWithSecondTry(step))
rmSync(scratch, { recursive: true, force: true })

const sum = { passed: 0, failed: 0, skipped: 0 }
for (const [step, outcome] of outcomes) {
  for (const key of ['passed', 'failed', 'skipped'] as const) sum[key] += outcome[key]
  if (outcome.failed > 0) process.stdout.write(`\nFailed in ${step.name}:\n${outcome.told.join('\n')}\n`)
}
if (unsteady.length > 0)
  process.stdout.write(`\nUnsteady, failed beside others and passed alone:\n${unsteady.join('\n')}\n`)
process.stdout.write(
  `\n${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}\n`,
)
process.exitCode = sum.failed > 0 ? 1 : 0
