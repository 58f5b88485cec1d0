// What a scenario takes of the machine: the processor time of a process, of all that came from it, and of those it left behind.
import { childrenOf, readProc } from './proc.ts'

/** Linux counts in hundredths of a second. */
const TICK = 0.01
const EVERY = 200

interface Seen {
  parent: number
  /** Its own, and of those that ended before it and that it was told about. */
  seconds: number
}

export interface Meter {
  /** Processor seconds until now; of what was killed within the last moment a little less. */
  read(): number
  stop(): void
}

/** Elsewhere than on Linux it reads 0. */
export function meter(pid: number): Meter {
  let living = new Map<number, Seen>()
  /** Of those that are gone and whose parents were gone before them: nobody else counts them. */
  let gone = 0
  const look = () => {
    const now = new Map<number, Seen>()
    for (const one of [pid, ...living.keys()]) gather(one, now)
    for (const [one, { parent, seconds }] of living) if (!now.has(one) && !living.has(parent)) gone += seconds
    living = now
  }
  const timer = setInterval(look, EVERY)
  timer.unref()
  look()
  return {
    read() {
      look()
      return [...living.values()].reduce((sum, one) => sum + one.seconds, gone)
    },
    stop: () => clearInterval(timer),
  }
}

/** A process and those that came from it, where they live. */
function gather(pid: number, into: Map<number, Seen>): void {
  if (into.has(pid)) return
  const seen = timesOf(pid)
  if (!seen) return
  into.set(pid, seen)
  for (const child of childrenOf(pid)) gather(child, into)
}

/** proc_pid_stat(5): after the name in brackets state, parent and, from the twelfth on, the times. */
function timesOf(pid: number): Seen | null {
  const text = readProc(`/proc/${pid}/stat`)
  if (text === '') return null
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const times = fields.slice(11, 15).map(Number)
  return { parent: Number(fields[1]), seconds: times.reduce((sum, ticks) => sum + ticks, 0) * TICK }
}

export interface MachineTime {
  busy: number
  idle: number
}

/** Processor seconds of the whole machine since it started: what was computed by anybody, and what nobody wanted. */
export function machineTime(): MachineTime {
  const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, soft = 0, stolen = 0] =
    /^cpu +(.*)$/m.exec(readProc('/proc/stat'))?.[1]?.split(' ').map(Number) ?? []
  return { busy: (user + nice + system + irq + soft + stolen) * TICK, idle: (idle + waiting) * TICK }
}
