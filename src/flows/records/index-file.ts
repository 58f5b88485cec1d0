// Looks through a file in a thread of its own, for a bounded time: a file that is broken from end to end holds nobody up.
import { Worker } from 'node:worker_threads'
import { Problem } from '../../kit/problem.ts'
import type { FileIndex } from './file-index.ts'
import type { Format, Layout } from './source.ts'

export interface AskedIndex {
  bytes: Uint8Array
  format: Format
  layout: Layout
}

export type ToldIndex = { index: FileIndex } | { problem: { code: string; message: string } }

const SCRIPT = import.meta.url.endsWith('.ts') ? './index-worker.ts' : './index-worker.js'
/** Milliseconds; the largest file takes a second or two. */
const LONGEST = 30_000
const HEAP_MB = 512

export async function indexFile(asked: AskedIndex): Promise<FileIndex> {
  const worker = new Worker(new URL(SCRIPT, import.meta.url), {
    workerData: asked,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  })
  const clock = setTimeout(() => void worker.terminate(), LONGEST)
  try {
    const told = await new Promise<ToldIndex | null>((resolve) => {
      worker.once('message', resolve)
      worker.once('error', () => resolve(null)) // it took more room than a file may
      worker.once('exit', () => resolve(null))
    })
    if (told === null) throw new Problem('invalid', 'import-broken', 'This file is no table that can be read. Save it anew as CSV.') // prettier-ignore
    if ('problem' in told) throw new Problem('invalid', told.problem.code, told.problem.message)
    return told.index
  } finally {
    clearTimeout(clock)
    await worker.terminate()
  }
}
