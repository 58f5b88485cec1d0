// Which canned reply answers a mail: as the desk learns it, one use after another, with a training now and then. Exits 1 when the goal
// is missed.
//   npm run bench:macros
// Each intent of BANKING77 is a macro that is called as the set calls it; it is used ten times, in any order, and then every mail of
// the test set is asked about. Drawn five times.
import { createLetterCounter } from '../src/ai/classifier/count.ts'
import { randomFrom, shuffle } from '../src/ai/classifier/random.ts'
import { beginTraining, type Example } from '../src/ai/classifier/train.ts'
import { enough } from '../src/flows/macros/train.ts'
import { coldModel, learnedFrom, type Learned } from '../src/flows/learning/learned.ts'
import { cpuMs, draw, readCsv } from './classify/sets.ts'
import { absent, atLeast, atMost, corpus, type Goal } from './mail/goal.ts'

const SEEDS = [1, 2, 3, 4, 5]
const USES = 10
const MARKS = { true: 'reached', false: 'MISSED', null: 'absent' } as const

type Macro = { id: string; name: string }

/** As suggest.ts and train.ts do it together. */
function used(macros: Macro[], uses: readonly Example[]): Learned {
  const count = createLetterCounter()
  let learned = learnedFrom(coldModel(macros), macros, count)
  let [trained, since] = [0, 0]
  for (const [at, use] of uses.entries()) {
    learned.learn(use, use.category)
    if (++since < enough(trained)) continue
    const training = beginTraining({ categories: macros })
    for (const one of uses.slice(0, at + 1)) training.learn(one)
    learned = learnedFrom(training.finish(), macros, count)
    ;[trained, since] = [at + 1, 0]
  }
  return learned
}

const recall = (learned: Learned, asked: readonly Example[], most: number): number =>
  (asked.filter((one) => learned.rank(one).slice(0, most).includes(one.category)).length / asked.length) * 100

function inAnyOrder(examples: readonly Example[], seed: number): Example[] {
  const order = Int32Array.from(examples.keys())
  shuffle(order, randomFrom(seed))
  return Array.from(order, (at) => examples[at] as Example)
}

function banking(): Goal[] {
  const folder = corpus('intents/banking77')
  if (!folder) return [absent('the right macro among three', '≥ 89 %', 'intents/banking77')]
  const [all, asked] = [readCsv(`${folder}/train.csv`), readCsv(`${folder}/test.csv`)]
  const macros = [...new Set(all.map(({ category }) => category))].map((id) => ({ id, name: id }))
  const began = cpuMs()
  const learned = SEEDS.map((seed) => used(macros, inAnyOrder(draw(all, USES, seed), seed)))
  const seconds = (cpuMs() - began) / SEEDS.length / 1000
  const three = learned.map((one) => recall(one, asked, 3))
  const first = learned.map((one) => recall(one, asked, 1))
  const cold = learnedFrom(coldModel(macros), macros)
  const before = cpuMs()
  for (const one of asked.slice(0, 500)) learned[0]?.rank(one)
  const each = (cpuMs() - before) / 500
  console.log(
    `by titles alone: ${recall(cold, asked, 3).toFixed(1)} %; the likeliest after ten uses: ${mean(first).toFixed(1)} %`,
  )
  console.log(
    `ten uses of ${macros.length} macros, five draws: ${three.map((one) => one.toFixed(1)).join(', ')} %; learned in ${seconds.toFixed(1)} s`,
  )
  return [
    atLeast('the right macro among three after ten uses each, mean of five', 89, round(mean(three)), ' %'),
    atMost('a suggestion: CPU', 2, round(each), ' ms'),
  ]
}

const mean = (some: readonly number[]): number => some.reduce((sum, one) => sum + one, 0) / some.length
const round = (one: number): number => Math.round(one * 100) / 100

const goals = banking()
const row = ({ goal, wanted, reached, passed }: Goal) =>
  `| ${MARKS[String(passed) as keyof typeof MARKS]} | ${goal} | ${wanted} | ${reached} |`
console.log(['', '| | goal | wanted | reached |', '|---|---|---|---|', ...goals.map(row)].join('\n'))
process.exitCode = goals.some(({ passed }) => passed === false) ? 1 : 0
