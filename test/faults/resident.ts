// Memory as the system counts it: megabytes that processes hold at this moment.
import { childrenOf, readProc } from './proc.ts'

/** This process. */
export const residentMb = (): number => valueOf(process.pid, 'VmRSS') / 1024

/** A process and all that descend from it, the database too. Pages they share count once each: proportional sizes are added. */
export function residentOf(pid: number): number {
  const own = proportional(pid)
  return childrenOf(pid).reduce((sum, child) => sum + residentOf(child), own)
}

function proportional(pid: number): number {
  const text = readProc(`/proc/${pid}/smaps_rollup`)
  return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024
}

function valueOf(pid: number, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readProc(`/proc/${pid}/status`))?.[1] ?? 0)
}
