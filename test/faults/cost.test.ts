import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { meter } from './cost.ts'
import { readProc } from './proc.ts'

const isLinux = process.platform === 'linux'
const BURN = 'while (process.cpuUsage().user < 400_000);'
/** Starts another that burns and then does what `after` says; tells its number, and that it has ended. */
function parentOf(after: string): ChildProcess {
  const script = `const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(BURN + after)}], { detached: true })
    child.on('exit', () => console.log('over'))
    console.log(child.pid)
    setInterval(() => 0, 1000)`
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void parent.kill('SIGKILL'))
  return parent
}
const told = async (parent: ChildProcess) =>
  String(((await once(parent.stdout ?? parent, 'data')) as [Buffer])[0]).trim()

test.skipIf(!isLinux)('what a process costs holds what it started, also when that has ended', async () => {
  const parent = parentOf('')
  const used = meter(parent.pid ?? 0)
  onTestFinished(used.stop)

  while (!(await told(parent)).includes('over'));

  expect(used.read()).toBeGreaterThan(0.3)
})

test.skipIf(!isLinux)('what a process costs holds what it left behind, also when that has ended', async () => {
  const parent = parentOf('setInterval(() => 0, 1000)')
  const used = meter(parent.pid ?? 0)
  onTestFinished(used.stop)
  const pid = Number.parseInt(await told(parent), 10)
  used.read()

  parent.kill('SIGKILL')
  await expect.poll(() => used.read(), { timeout: 30_000 }).toBeGreaterThan(0.3)
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => readProc(`/proc/${pid}/stat`), { timeout: 30_000 }).toBe('')

  expect(used.read()).toBeGreaterThan(0.3)
})
