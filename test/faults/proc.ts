// What Linux tells of its processes; of one that has ended, and on other systems, nothing.
import { readFileSync } from 'node:fs'

export const childrenOf = (pid: number): number[] =>
  readProc(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number)

export function readProc(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
