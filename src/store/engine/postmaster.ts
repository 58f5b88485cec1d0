// The server's process: started apart from ours (so that Ctrl-C reaches only us), found again after our own death, ended.
import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { readdir, readFile, readlink, rename, rm, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { kill } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Place } from './place.ts'

const ORPHAN_PATIENCE = 5_000
const LOG_KEPT = 4 * 1024 * 1024

/** Runs a program of the bundle to its end, `folder` being the data directory it works on. */
export async function runToEnd(
  place: Place,
  folder: string,
  program: string,
  args: string[],
): Promise<{ status: number; output: string }> {
  const child = launch(place, folder, program, args, 'pipe')
  let output = ''
  child.stdout?.on('data', (text: Buffer) => {
    output += text.toString()
  })
  child.stderr?.on('data', (text: Buffer) => {
    output += text.toString()
  })
  const status = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      output += error.message
      resolve(127)
    })
    child.on('close', (code) => resolve(code ?? 1))
  })
  return { status, output }
}

/** The promise within ends when the process does, with what it wrote since the start. */
export async function startPostmaster(
  place: Place,
  program: string,
  args: string[],
): Promise<{ ended: Promise<string> }> {
  const size = await stat(place.log).then(
    (found) => found.size,
    () => 0,
  )
  if (size > LOG_KEPT) await rename(place.log, `${place.log}.1`)
  const from = size > LOG_KEPT ? 0 : size
  const log = openSync(place.log, 'a', 0o600)
  const child = launch(place, place.cluster, program, args, log)
  closeSync(log)
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('exit', () => {
      readFile(place.log).then(
        (all) => resolve(all.subarray(from).toString()),
        () => resolve(''),
      )
    })
  })
  child.unref()
  return { ended }
}

function launch(place: Place, folder: string, program: string, args: string[], output: 'pipe' | number): ChildProcess {
  const through = place.serverCluster !== place.cluster
  const opened = through ? [openSync(folder, 'r'), openSync(place.host, 'r')] : []
  try {
    return spawn(program, ['-D', through ? place.serverCluster : folder, ...args], {
      ...place.user.switchTo,
      cwd: '/',
      detached: true,
      env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
      stdio: ['ignore', output, output, ...opened],
    })
  } finally {
    for (const descriptor of opened) closeSync(descriptor)
  }
}

/** The process that holds the data directory, if one does: from the server's own lock file, believed only where it is true. */
export async function findPostmaster(cluster: string): Promise<{ pid: number } | undefined> {
  const lines = (await readFile(path.join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  const pid = Number(lines[0])
  return Number.isInteger(pid) && pid > 1 && (await isServerOf(pid, cluster)) ? { pid } : undefined
}

/** A number may have been given to another process since; a server stands in its data directory. */
async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  if (os.platform() === 'linux') return (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === cluster
  return isAlive(pid)
}

export function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false // 0 and less are groups
  try {
    return kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * After the server was killed: ends children of it that are still at work (nobody else may write there while they do), and clears
 * its lock files where their number means another process or one that is dead but unburied, as in a container without an init.
 * Other stale lock files the server clears itself.
 */
export async function clearRemains(place: Place): Promise<void> {
  if (os.platform() !== 'linux') return
  const locks = [path.join(place.cluster, 'postmaster.pid'), path.join(place.host, `.s.PGSQL.${place.port}.lock`)]
  const pids = await Promise.all(
    locks.map((file) =>
      readFile(file, 'utf8').then(
        (text) => Number.parseInt(text, 10) || 0,
        () => 0,
      ),
    ),
  )
  if (pids.every((pid) => pid === 0)) return
  for (const orphan of await processesIn(place.cluster))
    await endPostmaster(orphan, place.cluster, ORPHAN_PATIENCE, ['SIGQUIT', 'SIGKILL'])
  for (const [index, file] of locks.entries()) if (isAlive(Math.abs(pids[index] ?? 0))) await rm(file, { force: true })
}

async function processesIn(cluster: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const isOurs = await Promise.all(pids.map((pid) => isServerOf(pid, cluster)))
  return pids.filter((_, index) => isOurs[index])
}

/** Fast shutdown: clients are cut, what is committed is flushed. After `patience` ms, an immediate one (recovery at next start). */
export async function endPostmaster(
  pid: number,
  cluster: string,
  patience: number,
  signals: NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'],
): Promise<void> {
  for (const signal of signals) {
    if (!(await isServerOf(pid, cluster))) return
    try {
      kill(pid, signal)
    } catch {
      return
    }
    for (let waited = 0; waited < patience; waited += 10) {
      if (!(await isServerOf(pid, cluster))) return
      await sleep(10)
    }
  }
}
