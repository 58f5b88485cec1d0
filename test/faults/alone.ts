// One scenario in a process of its own: its senders, clocks and memory are nobody else's, and a mistake in it ends nobody else.
//   node bin/run.js test/faults/alone.ts NAME COUNT SEED
import { fork } from 'node:child_process'
import { meter } from './cost.ts'
import { findScenarios } from './find.ts'
import type { FaultContext, Verdict } from './scenario.ts'

type Told = { line: string } | { verdict: Verdict }

export interface Alone {
  verdict: Verdict
  /** Processor seconds of it and all its servers. */
  processor: number
}

/** Never rejects: a process that ends without a verdict is one thing more that does not hold. */
export function runAlone(name: string, { count, seed, tell }: FaultContext): Promise<Alone> {
  return new Promise((resolve) => {
    const child = fork(import.meta.filename, [name, String(count), String(seed)])
    const used = meter(child.pid ?? 0)
    let verdict: Verdict | undefined
    let processor = 0
    const end = () => child.kill('SIGTERM')
    process.once('exit', end)
    child.on('message', (told: Told) => {
      if ('line' in told) tell(told.line)
      else {
        verdict = told.verdict
        processor = used.read() // while it lives and tells of its children
      }
    })
    child.on('exit', (code, signal) => {
      process.off('exit', end)
      used.stop()
      const early: Verdict = { broken: [`it ended with ${signal ?? code} before it was over`], figures: {} }
      resolve({ verdict: verdict ?? early, processor })
    })
  })
}

async function runHere(name: string, count: number, seed: number): Promise<Verdict> {
  const scenario = (await findScenarios()).find((one) => one.name === name)
  if (!scenario) throw new Error(`There is no fault ${name}.`)
  return scenario.run({ count, seed, tell: (line) => process.send?.({ line } satisfies Told) })
}

if (process.argv[1] === import.meta.filename) {
  // Whoever asks it to end wants its servers gone too: they are ended at `exit`.
  process.once('SIGTERM', () => process.exit(1))
  process.once('disconnect', () => process.exit(1))
  const [, , name = '', count = '1', seed = '1'] = process.argv
  const verdict = await runHere(name, Number(count), Number(seed)).catch((error: unknown): Verdict => {
    const broken = [error instanceof Error ? (error.stack ?? error.message) : String(error)]
    return { broken, figures: {} }
  })
  process.send?.({ verdict } satisfies Told, () => process.exit(0))
}
