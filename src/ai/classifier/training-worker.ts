// The thread in which a model is trained. It is given letters in batches and asks for each, so that no more than one waits.
import '../../kit/prototypes.ts'
import { parentPort } from 'node:worker_threads'
import { must } from '../../kit/must.ts'
import { bytesOf } from './bytes.ts'
import { beginTraining, type Training } from './train.ts'
import type { Given } from './training.ts'

const port = must(parentPort, 'to run as a worker thread')
let training: Training | null = null

port.on('message', (given: Given) => {
  if ('options' in given) training = beginTraining(given.options)
  else if ('examples' in given) for (const example of given.examples) must(training, 'a training')?.learn(example)
  else {
    const bytes = bytesOf(must(training, 'a training').finish())
    port.postMessage(bytes, [bytes.buffer])
    return
  }
  port.postMessage('next')
})
