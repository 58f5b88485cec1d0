// Everything that must hold, as a list of named steps: the same for a developer and for CI. A step that fails does not keep the
// others from being tried. The last line is plainly `N passed, N failed`.
//   npm test              all steps
//   npm test -- unit web  only these
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const modules = path.join(root, 'node_modules')
const scratch = mkdtempSync(path.join(os.tmpdir(), 'postroom-check-'))
const node = process.execPath

interface Step {
  name: string
  what: string
  command: string[]
  env?: Record<string, string>
  /** Where vitest leaves its counts; other steps count as one. */
  results?: string
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
  { name: 'format', what: 'the formatter has nothing to change', command: bin('oxfmt', '--check') },
  { name: 'lint', what: 'the linter is content', command: bin('oxlint', '--type-aware', '--deny-warnings') },
  { name: 'types', what: 'the server type-checks', command: [node, typescript, '-p', 'tsconfig.json'] },
  { name: 'types-web', what: 'the web app type-checks', command: [node, typescript, '-p', 'web/tsconfig.json'] },
  { name: 'unused', what: 'nothing is dead', command: [node, path.join(modules, 'knip/bin/knip.js'), '--no-progress'] },
  {
    name: 'openapi',
    what: 'openapi.json is what the routes say',
    command: [node, 'src/doors/http/write-openapi.ts', '--check'],
  },
  {
    name: 'web',
    what: 'the web app builds',
    command: [node, path.join(modules, 'vite/bin/vite.js'), 'build', 'web', '--logLevel', 'warn'],
  },
  vitest('unit', 'tests beside the code, on the embedded database', [], { POSTROOM_TEST_DATABASE_URL: '' }),
  ...(serverUrl ? [vitest('unit-server', 'the same on the server of POSTROOM_TEST_DATABASE_URL', [])] : []),
  vitest('stories', 'real mail from end to end', ['--config', 'test/stories/vitest.config.ts']),
  {
    name: 'faults',
    what: 'the quickest of the faults (npm run test:faults has all)',
    command: [node, 'test/faults/run.ts', '--smoke'],
  },
  vitest('browser', 'the web app in a real browser', ['--config', 'test/browser/vitest.config.ts']),
]

function countsOf(step: Step, status: number | null): { passed: number; failed: number; skipped: number } {
  if (step.results) {
    try {
      const found = JSON.parse(readFileSync(step.results, 'utf8')) as Record<
        'numPassedTests' | 'numFailedTests' | 'numPendingTests' | 'numFailedTestSuites',
        number
      >
      // A file that could not even be loaded, or an error outside all tests, has no failed test of its own.
      const failed = Math.max(found.numFailedTests, status === 0 ? 0 : 1)
      return { passed: found.numPassedTests, failed, skipped: found.numPendingTests }
    } catch {
      return { passed: 0, failed: 1, skipped: 0 }
    }
  }
  return status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }
}

const wanted = process.argv.slice(2)
const chosen = steps.filter((step) => wanted.length === 0 || wanted.includes(step.name))
const sum = { passed: 0, failed: 0, skipped: 0 }
const failedSteps: string[] = []
for (const step of chosen) {
  const started = Date.now()
  process.stdout.write(`\n── ${step.name}: ${step.what}\n`)
  const [program = '', ...args] = step.command
  const run = spawnSync(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...step.env } })
  const counts = countsOf(step, run.status)
  for (const key of ['passed', 'failed', 'skipped'] as const) sum[key] += counts[key]
  if (counts.failed > 0) failedSteps.push(step.name)
  process.stdout.write(
    `   ${step.name}: ${counts.failed === 0 ? 'ok' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s\n`,
  )
}
rmSync(scratch, { recursive: true, force: true })
if (failedSteps.length > 0) process.stdout.write(`\nFailed: ${failedSteps.join(', ')}\n`)
process.stdout.write(
  `\n${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}\n`,
)
process.exitCode = sum.failed > 0 ? 1 : 0
