import { expect, test } from 'vitest'
import { bytesOf, modelFrom } from './bytes.ts'
import { createClassifier } from './model.ts'
import { beginTraining, type Example } from './train.ts'
import { trainApart } from './training.ts'

const categories = [
  { id: 'refund', name: 'Refunds' },
  { id: 'delivery', name: 'Delivery' },
]
const examples: Example[] = Array.from({ length: 60 }, (_, at) =>
  at % 2 === 0
    ? { subject: '', text: `money back for order ${at}`, category: 'refund' }
    : { subject: '', text: `where is parcel ${at}`, category: 'delivery' },
)

test('a thread of its own gives the same model as this one', async () => {
  const training = beginTraining({ categories, seed: 5 })
  for (const example of examples) training.learn(example)

  const bytes = await trainApart(examples, { categories, seed: 5 })

  expect(Buffer.compare(bytes, bytesOf(training.finish()))).toBe(0)
  const { guesses } = createClassifier(modelFrom(bytes)).classify({ subject: '', text: 'my money back' })
  expect(guesses[0]?.category).toBe('refund')
})

test('it ends when nobody wants it any more, and asks for no more letters', async () => {
  const stop = new AbortController()
  let asked = 0
  async function* endless(): AsyncGenerator<Example> {
    for (;;) {
      if (++asked === 500) stop.abort(new Error('enough'))
      yield examples[asked % examples.length] as Example
    }
  }

  await expect(trainApart(endless(), { categories }, stop.signal)).rejects.toThrow('enough')

  expect(asked).toBeLessThan(1_000)
})

test('a store that fails is what went wrong', async () => {
  function* failing(): Generator<Example> {
    yield examples[0] as Example
    throw new Error('the store is away')
  }

  await expect(trainApart(failing(), { categories })).rejects.toThrow('the store is away')
})
