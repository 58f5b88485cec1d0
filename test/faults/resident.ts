// Memory as the system counts it: megabytes that processes hold at this moment.
import { readFileSync } from 'node:fs'

/** This process. */
export const residentMb = (): number => valueOf(process.pid, 'VmRSS') / 1024

/** A process and all that descend from it, the database too. Pages they share count once each: proportional sizes are added. */
export function residentOf(pid: number): number {
  const own = proportional(pid)
  return childrenOf(pid).reduce((sum, child) => sum + residentOf(child), own)
}

function proportional(pid: number): number {
  const text = read(`/proc/${pid}/smaps_rollup`)
  return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024
}

function valueOf(pid: number, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(read(`/proc/${pid}/status`))?.[1] ?? 0)
}

function childrenOf(pid: number): number[] {
  return read(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // it has ended
  }
}
