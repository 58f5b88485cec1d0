// Reads damaged mails one after the other and tells of each when it begins, so that whoever watches knows which one hangs.
import { parentPort, workerData } from 'node:worker_threads'
import { must } from '../../src/kit/must.ts'
import { cpuMs } from '../cpu.ts'
import { mutants } from '../faults/mutants-of-mail.ts'
import { broken } from './hold.ts'

export interface Told {
  name: string
  /** Null when it begins. */
  broken: string[] | null
  ms: number
  raw?: Uint8Array
}

const port = must(parentPort, 'to run as a worker thread')
const { seed, seconds, count } = workerData as { seed: number; seconds: number; count: number }
const tell = (told: Told): void => port.postMessage(told)
const until = performance.now() + seconds * 1_000

for (const { name, raw } of mutants(count, seed)) {
  if (performance.now() > until) break
  tell({ name, broken: null, ms: 0 })
  const began = cpuMs()
  const found = await broken(raw).catch((thrown: unknown) => [`thrown: ${String(thrown)}`])
  tell({ name, broken: found, ms: cpuMs() - began, ...(found.length > 0 && { raw: new Uint8Array(raw) }) })
}
