// Training away from the thread that answers people. Letters are streamed; whoever loses interest ends it at any time.
import { Worker } from 'node:worker_threads'
import { Problem, toProblem } from '../../kit/problem.ts'
import { beginTraining, type Example, type TrainingOptions } from './train.ts'

/** What the thread is told, in this order; it says 'next' to each but the last, which it answers with the model's bytes. */
export type Given = { options: TrainingOptions } | { examples: Example[] } | { finish: true }

const SCRIPT = import.meta.url.endsWith('.ts') ? './training-worker.ts' : './training-worker.js'
const BATCH = 200
const HEAP_MB = 1_024

/** The model's bytes (`modelFrom`). Rejects with the signal's reason once that is aborted; nothing is left running then. */
export async function trainApart(
  examples: AsyncIterable<Example> | Iterable<Example>,
  options: TrainingOptions,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  signal?.throwIfAborted()
  beginTraining(options) // says at once what is wrong with the categories
  const worker = new Worker(new URL(SCRIPT, import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    execArgv: [],
    env: {},
  })
  const failed = new Promise<never>((_, reject) => {
    worker.once('error', (cause) => reject(failure(cause)))
    worker.once('exit', () => reject(failure(new Error('its thread ended'))))
    signal?.addEventListener('abort', () => reject(toAborted(signal)), { once: true })
  })
  failed.catch(() => {}) // also where nobody waits at that moment
  const tell = (given: Given): Promise<unknown> => {
    const answer = new Promise((resolve) => worker.once('message', resolve))
    worker.postMessage(given)
    return Promise.race([answer, failed])
  }
  try {
    await tell({ options })
    let batch: Example[] = []
    for await (const example of examples) {
      signal?.throwIfAborted()
      if (batch.push(example) < BATCH) continue
      await tell({ examples: batch })
      batch = []
    }
    await tell({ examples: batch })
    return (await tell({ finish: true })) as Uint8Array
  } finally {
    await worker.terminate()
  }
}

const toAborted = (signal: AbortSignal): Error =>
  signal.reason instanceof Error ? signal.reason : toProblem(signal.reason)

const failure = (cause: Error): Problem =>
  new Problem('busy', 'training-failed', 'The classifier could not be trained. The one before stays in use.', { cause })
