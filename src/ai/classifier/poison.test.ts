// Who wants the classifier to go wrong: by mail, or by what they teach it.
import { expect, test } from 'vitest'
import { createClassifier, type Model } from './model.ts'
import { createPatch } from './patch.ts'
import { randomFrom } from './random.ts'
import { thresholdFor } from './reliability.ts'
import { beginTraining, type Example } from './train.ts'

const ids = ['refund', 'delivery', 'account'] as const
const categories = ids.map((id) => ({ id, name: id }))
const random = randomFrom(11)

/** Made-up words: thirty of each category's own, among two hundred of everybody's. */
const own = (category: number): string => `${'bdg'.charAt(category)}own${letters(Math.floor(random() * 30))}`
const common = (): string => `word${letters(Math.floor(random() * 200))}`
function letters(number: number): string {
  return 'klmnprstvz'.charAt(number % 10) + 'aeiou'.charAt(Math.floor(number / 10) % 5) + 'xyqw'.charAt(number / 50)
}
const wordsOf = (category: number, count = 12): string =>
  Array.from({ length: count }, (_, at) => (at % 3 === 0 ? own(category) : common())).join(' ')

function taught(count: number, shift = 0): Example[] {
  return Array.from({ length: count }, (_, at) => ({
    subject: wordsOf(at % 3, 4),
    text: wordsOf(at % 3),
    category: ids[(at + shift) % 3] ?? '',
  }))
}

function trained(some: readonly Example[]): Model {
  const training = beginTraining({ categories })
  for (const example of some) training.learn(example)
  return training.finish()
}

const fresh = taught(150)

function answered(model: Model) {
  const { classify } = createClassifier(model)
  const { from } = thresholdFor(model.outcomes, 0.95)
  const answers = fresh.map((one) => {
    const [first] = classify(one).guesses
    const isRight = first?.category === one.category
    return { isRight, isActedOn: from !== null && (first?.confidence ?? 0) >= from }
  })
  return {
    right: answers.filter(({ isRight }) => isRight).length / answers.length,
    actedWrongly: answers.filter(({ isRight, isActedOn }) => isActedOn && !isRight).length,
  }
}

test('a mail that comes a thousand times, under a wrong category, teaches no more than ten of it', () => {
  const right = taught(120)
  const text = wordsOf(0, 60)
  const flood = Array.from({ length: 1_000 }, () => ({ subject: '', text, category: 'delivery' }))

  const model = trained([...flood, ...right])

  expect(model.letters).toBe(130)
  expect(answered(model).right).toBeGreaterThan(0.97)
})

test('who teaches wrongly as much as all others rightly makes it ask people, not do what is wrong', () => {
  const before = answered(trained(taught(300)))

  const after = answered(trained([...taught(300), ...taught(300, 1)]))

  expect(before).toMatchObject({ right: 1, actedWrongly: 0 })
  expect(after.actedWrongly).toBe(0)
})

test('who teaches wrongly a quarter as much as the others does not change what most mail is taken for', () => {
  const { right, actedWrongly } = answered(trained([...taught(300), ...taught(75, 1)]))

  expect(right).toBeGreaterThan(0.9)
  expect(actedWrongly).toBe(0)
})

test('a megabyte of one word, wrongly taught, turns neither the word nor anything else', () => {
  const word = 'downka'
  const flood = { subject: `${word} `.repeat(20_000), text: `${word} `.repeat(150_000), category: 'delivery' }
  const model = trained([...taught(300), flood])
  const patch = createPatch(model)

  patch.learn(flood, 'delivery')

  const { guesses } = createClassifier(model, patch.adjust).classify({ subject: '', text: wordsOf(0) })
  expect(guesses[0]?.category).toBe('refund')
  expect(answered(model).right).toBeGreaterThan(0.97)
})

test('a subject stuffed with words of another category does not outvote what the text says', () => {
  const { classify } = createClassifier(trained(taught(300)))
  const stuffed = fresh.map((one, at) => ({
    ...one,
    subject: Array.from({ length: 60 }, () => own((at + 1) % 3)).join(' '),
  }))

  const right = stuffed.filter((one) => classify(one).guesses[0]?.category === one.category)

  expect(right.length / stuffed.length).toBeGreaterThan(0.8)
})
