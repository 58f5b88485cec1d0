// The thread in which a file is looked through: whatever is in it, pages and mail go on meanwhile (index-file.ts).
import '../../kit/prototypes.ts'
import { parentPort, workerData } from 'node:worker_threads'
import { Problem } from '../../kit/problem.ts'
import { textOf } from './csv.ts'
import { indexOf } from './file-index.ts'
import type { AskedIndex, ToldIndex } from './index-file.ts'

function told({ bytes, format, layout }: AskedIndex): ToldIndex {
  try {
    return { index: indexOf(textOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)), format, layout) }
  } catch (error) {
    if (error instanceof Problem) return { problem: { code: error.code, message: error.message } }
    throw error
  }
}

parentPort?.postMessage(told(workerData as AskedIndex))
