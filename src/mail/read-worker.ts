// The thread in which mail is read, one after the other, so that whatever a mail does to its reader happens to nobody else.
import '../kit/prototypes.ts'
import { parentPort } from 'node:worker_threads'
import { must } from '../kit/must.ts'
import { toProblem } from '../kit/problem.ts'
import { attachmentBytes, findAttachment } from './parse/parse.ts'
import { readDegraded, readStreamedDegraded } from './read-degraded.ts'
import { piecesFrom } from './read-feed.ts'
import { readMail, readStreamed } from './read.ts'
import { visibleReply } from './reply-text/reply-text.ts'
import type { Answer, Question } from './read-pool.ts'

const port = must(parentPort, 'to run as a worker thread')

async function answer(question: Question): Promise<Answer> {
  const { id, raw } = question
  try {
    if (question.ask === 'reply') return { id, reply: visibleReply(question.told) }
    if (!(raw instanceof Uint8Array)) return await answerStreamed(question, piecesFrom(raw))
    const mail = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
    if (question.ask === 'read') return { id, mail: await readMail(mail, question.envelope) }
    if (question.ask === 'degraded') return { id, mail: readDegraded(mail, question.because) }
    return { id, attachment: handedOver(await attachmentBytes(mail, question.part)) }
  } catch (thrown) {
    const { kind, code, message, detail } = toProblem(thrown)
    return { id, problem: { kind, code, message, detail } }
  }
}

async function answerStreamed(
  question: Exclude<Question, { ask: 'reply' }>,
  pieces: AsyncIterable<Buffer>,
): Promise<Answer> {
  const { id } = question
  if (question.ask === 'read') return { id, mail: await readStreamed(pieces, question.envelope) }
  if (question.ask === 'degraded') return { id, mail: await readStreamedDegraded(pieces, question.because) }
  const found = await findAttachment(pieces, question.part)
  return 'place' in found ? { id, found } : { id, attachment: handedOver(found) }
}

const handedOver = ({ name, type, bytes }: { name: string; type: string; bytes: Buffer }) => ({
  name,
  type,
  bytes: new Uint8Array(bytes),
})

let last = Promise.resolve()
port.on('message', (question: Question) => {
  last = last.then(async () => {
    const given = await answer(question)
    port.postMessage(given, 'attachment' in given ? [given.attachment.bytes.buffer] : [])
  })
})
port.postMessage('ready')
