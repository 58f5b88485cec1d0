// A disk that fills up: a small tmpfs in a mount namespace of its own, which only root or an unprivileged user namespace can have.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'

const SIZE = '480m'
const asRoot = ['--mount', '--propagation', 'private']
/** Outside root's: a namespace in which we may mount, and within it one in which we are ourselves again. */
const asUser = ['--user', '--map-root-user', ...asRoot]

async function run(command: string): Promise<{ code: number | null; out: string; err: string }> {
  const isRoot = process.getuid?.() === 0
  const again = isRoot ? '' : `exec unshare --user --map-user=${process.getuid?.()} `
  const script = command.replace('THEN', again)
  const child = spawn('unshare', [...(isRoot ? asRoot : asUser), 'sh', '-c', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (piece: Buffer) => (out += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => (err += piece.toString()))
  const failed = new Promise<void>((resolve) => child.once('error', () => resolve()))
  await Promise.race([once(child, 'close'), failed])
  return { code: child.exitCode, out, err }
}

export async function cannotMount(): Promise<string | null> {
  if (process.platform !== 'linux') return 'there is no tmpfs here'
  const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-disk-'))
  try {
    const { code, err } = await run(`mount -t tmpfs -o size=1m tmpfs '${folder}' && THEN true`)
    return code === 0 ? null : `this user may not mount a small disk: ${err.trim().split('\n')[0] ?? ''}`
  } finally {
    await rm(folder, { recursive: true })
  }
}

export async function diskFull({ count }: Pick<FaultContext, 'count'>, slack = 1): Promise<Verdict> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-disk-'))
  const program = path.join(import.meta.dirname, 'disk-full.ts')
  try {
    const { out, err } = await run(
      `mount -t tmpfs -o size=${SIZE},mode=755 tmpfs '${folder}' && THEN '${process.execPath}' '${program}' '${folder}' ${count} ${slack}`,
    )
    const verdict = out.trim().split('\n').at(-1) ?? ''
    if (!verdict.startsWith('{')) throw new Error(`no verdict: ${err.slice(-2_000)}`)
    return JSON.parse(verdict) as Verdict
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export const scenarios: Scenario[] = [
  {
    name: 'disk-full',
    row: 'F7',
    what: 'The disk is filled to its reserve, and to its last byte, while mail comes in: 452, reading goes on, an alarm, back within 5 s, nothing lost.',
    counts: { smoke: 0, ci: 2, nightly: 10 },
    takes: { cores: 0.3, seconds: 60 },
    cannotRun: cannotMount,
    run: (context) => diskFull(context),
  },
]
