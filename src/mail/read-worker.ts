// The thread in which mail is read, one after the other, so that whatever a mail does to its reader happens to nobody else.
import '../kit/prototypes.ts'
import { parentPort } from 'node:worker_threads'
import { must } from '../kit/must.ts'
import { toProblem } from '../kit/problem.ts'
import { attachmentBytes } from './parse/parse.ts'
import { readDegraded } from './read-degraded.ts'
import { readMail } from './read.ts'
import type { Answer, Question } from './read-pool.ts'

const port = must(parentPort, 'to run as a worker thread')

async function answer(question: Question): Promise<Answer> {
  const raw = Buffer.from(question.raw.buffer, question.raw.byteOffset, question.raw.byteLength)
  try {
    if (question.ask === 'read') return { id: question.id, mail: await readMail(raw, question.envelope) }
    if (question.ask === 'degraded') return { id: question.id, mail: readDegraded(raw, question.because) }
    const { name, type, bytes } = await attachmentBytes(raw, question.part)
    return { id: question.id, attachment: { name, type, bytes: new Uint8Array(bytes) } }
  } catch (thrown) {
    const { kind, code, message, detail } = toProblem(thrown)
    return { id: question.id, problem: { kind, code, message, detail } }
  }
}

let last = Promise.resolve()
port.on('message', (question: Question) => {
  last = last.then(async () => {
    const given = await answer(question)
    port.postMessage(given, 'attachment' in given ? [given.attachment.bytes.buffer] : [])
  })
})
port.postMessage('ready')
