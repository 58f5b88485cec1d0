// What processes cost, from /proc: processor time and memory of a server and of its database together. Linux only; elsewhere
// the figures are NaN and the tables say so.
import { readdirSync, readFileSync } from 'node:fs'
import os from 'node:os'

const TICK = 10 // milliseconds: USER_HZ is 100 on every Linux that matters

interface Process {
  pid: number
  parent: number
  /** Milliseconds of its own and of the children it has buried. */
  cpu: number
}

function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = read(`/proc/${name}/stat`)
      if (!stat) return []
      const fields = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number)
      const [, parent = 0] = fields
      const cpu = [11, 12, 13, 14].reduce((sum, at) => sum + (fields[at] ?? 0), 0) * TICK
      return [{ pid: Number(name), parent, cpu }]
    })
}

/** These and all below them. */
function family(roots: number[]): Process[] {
  const all = processes()
  const inside = new Set(roots)
  for (let before = -1; before !== inside.size;) {
    before = inside.size
    for (const one of all) if (inside.has(one.parent)) inside.add(one.pid)
  }
  return all.filter((one) => inside.has(one.pid))
}

/** Milliseconds so far. */
export function cpuOf(roots: number[]): number {
  return hasProc ? family(roots).reduce((sum, one) => sum + one.cpu, 0) : Number.NaN
}

/** Of one process: its main thread, and all its others. */
export function threadCpuOf(pid: number): { main: number; others: number } {
  if (!hasProc) return { main: Number.NaN, others: Number.NaN }
  const sum = { main: 0, others: 0 }
  for (const name of readdirSync(`/proc/${pid}/task`)) {
    const stat = read(`/proc/${pid}/task/${name}/stat`)
    const fields =
      stat
        ?.slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number) ?? []
    sum[name === String(pid) ? 'main' : 'others'] += ((fields[11] ?? 0) + (fields[12] ?? 0)) * TICK
  }
  return sum
}

/** MiB; the proportional size counts a page that several share once, the resident size each time. */
export function memoryOf(roots: number[]): { rss: number; pss: number; count: number } {
  const sum = { rss: 0, pss: 0, count: 0 }
  if (!hasProc) return { rss: Number.NaN, pss: Number.NaN, count: 0 }
  for (const { pid } of family(roots)) {
    const told = read(`/proc/${pid}/smaps_rollup`)
    if (!told) continue
    sum.rss += Number(/^Rss:\s+(\d+)/m.exec(told)?.[1] ?? 0) / 1024
    sum.pss += Number(/^Pss:\s+(\d+)/m.exec(told)?.[1] ?? 0) / 1024
    sum.count++
  }
  return sum
}

/** MiB, of this process alone. */
export function residentOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1] ?? Number.NaN) / 1024
}

/** Milliseconds for which the whole machine was busy since it started. */
export function busyMachine(): number {
  const fields = (read('/proc/stat')?.split('\n')[0] ?? '').split(/\s+/).slice(1).map(Number)
  return [0, 1, 2, 5, 6].reduce((sum, at) => sum + (fields[at] ?? 0), 0) * TICK
}

export function machine(): string {
  const [cpu] = os.cpus()
  const load = os
    .loadavg()
    .map((one) => one.toFixed(1))
    .join(' ')
  return `${os.availableParallelism()} cores ${cpu?.model ?? ''}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()} ${os.release().split('-')[0]}, Node ${process.versions.node}; load average ${load}`
}

const hasProc = os.type() === 'Linux'

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined // it has ended
  }
}
