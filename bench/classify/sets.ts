// Letters with their categories: read from the corpora, drawn from them, and made up at length.
import { readFileSync } from 'node:fs'
import { createClassifier, type Model } from '../../src/ai/classifier/model.ts'
import { randomFrom, shuffle } from '../../src/ai/classifier/random.ts'
import type { Outcome } from '../../src/ai/classifier/reliability.ts'
import { beginTraining, type Example } from '../../src/ai/classifier/train.ts'

export interface Answered extends Outcome {
  isAmongThree: boolean
}

/** Milliseconds of all threads so far. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Two columns, a heading, RFC 4180. */
export function readCsv(file: string): Example[] {
  const cells: string[] = []
  for (const [, quoted, plain = ''] of readFileSync(file, 'utf8').matchAll(
    /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(?:,|\r?\n|$)/g,
  ))
    cells.push(quoted?.replaceAll('""', '"') ?? plain)
  const examples: Example[] = []
  for (let at = 2; at + 1 < cells.length; at += 2)
    examples.push({ subject: '', text: cells[at] ?? '', category: (cells[at + 1] ?? '').trim() })
  return examples
}

/** `count` letters of each category. */
export function draw<One extends Example>(all: readonly One[], count: number, seed: number): One[] {
  const random = randomFrom(seed)
  return [...Map.groupBy(all, ({ category }) => category).values()].flatMap((mine) => {
    const order = Int32Array.from(mine.keys())
    shuffle(order, random)
    return Array.from(order.slice(0, count), (index) => mine[index] as One)
  })
}

/** What is known before the first letter: the categories' names. */
export const namesOnly = (all: readonly Example[]): Example[] =>
  all.map(({ category }) => ({ subject: '', text: '', category }))

/** Categories are named as the set names them. */
export function train(examples: readonly Example[]): Model {
  const categories = [...new Set(examples.map(({ category }) => category))].map((id) => ({ id, name: id }))
  const training = beginTraining({ categories })
  for (const example of examples) if (example.text !== '') training.learn(example)
  return training.finish()
}

export function classified(model: Model, asked: readonly Example[]): Answered[] {
  const classifier = createClassifier(model)
  return asked.map((letter) => {
    const { guesses } = classifier.classify(letter)
    const isRight = guesses[0]?.category === letter.category
    const isAmongThree = guesses.some(({ category }) => category === letter.category)
    return { confidence: guesses[0]?.confidence ?? 0, isRight, isAmongThree }
  })
}

/** Of a hundred. */
export function share(answers: readonly Answered[], what: 'isRight' | 'isAmongThree' = 'isRight'): number {
  return (answers.filter((one) => one[what]).length / Math.max(1, answers.length)) * 100
}

/** 400 words of a language of 30,000, as frequent as words are, 20 categories with 40 words of their own. */
export function longMails(count: number): Example[] {
  const random = randomFrom(4)
  const syllables = Array.from(
    { length: 90 },
    (_, at) => 'bcdfghklmnprstvz'.charAt(at % 16) + 'aeiou'.charAt(at % 5) + 'nrst l'.charAt(at % 6).trim(),
  )
  const word = (rank: number): string => {
    let left = rank + 1
    let made = ''
    for (; left > 0; left = Math.floor(left / 90)) made += syllables[left % 90]
    return made
  }
  const common = (): string => word(Math.floor(30_000 ** random()))
  return Array.from({ length: count }, (_, at) => {
    const own = (): string => word(40_000 + (at % 20) * 40 + Math.floor(random() * 40))
    const words = Array.from({ length: 400 }, () => (random() < 0.03 ? own() : common()))
    return { subject: [own(), common(), common()].join(' '), text: words.join(' '), category: `category ${at % 20}` }
  })
}
