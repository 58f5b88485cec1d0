// How well mail is classified and read: every goal beside what was reached. Exits 1 when one is missed.
//   npm run bench:classify
// Nothing was chosen by the test sets: the figures of svm.ts, features.ts, vocabulary.ts and concentration.ts were found by cross-validation of the
// training sets. Times are of the processor, not of the clock.
import { absent, atLeast, atMost, corpus, type Goal } from './mail/goal.ts'
import { calibrationError, reliabilityOf, thresholdFor } from '../src/ai/classifier/reliability.ts'
import { classified, cpuMs, draw, longMails, namesOnly, readCsv, share, train } from './classify/sets.ts'
import { bytesOf } from '../src/ai/classifier/bytes.ts'
import { createClassifier } from '../src/ai/classifier/model.ts'
import { beginTraining } from '../src/ai/classifier/train.ts'
import { mailGoals } from './classify/mail-shaped.ts'
import { duplicateGoals, readingGoals, voiceGoals } from './classify/signals.ts'

const DRAWS = [1, 2, 3, 4, 5]
const MARKS = { true: 'reached', false: 'MISSED', null: 'absent' } as const

function banking(): Goal[] {
  const folder = corpus('intents/banking77')
  if (!folder) return [absent('BANKING77', 'five goals', 'intents/banking77')]
  const [learned, asked] = [readCsv(`${folder}/train.csv`), readCsv(`${folder}/test.csv`)]
  const before = cpuMs()
  const model = train(learned)
  const seconds = (cpuMs() - before) / 1000
  const answers = classified(model, asked)
  const { from, coverage, precision } = thresholdFor(model.outcomes, 0.95)
  const sure = answers.filter(({ confidence }) => from !== null && confidence >= from)
  const few = DRAWS.map((seed) => share(classified(train(draw(learned, 10, seed)), asked)))
  const bare = share(classified(train(namesOnly(learned)), asked))
  const note = `BANKING77: threshold ${from?.toFixed(3)} (held out: ${percent(coverage)} covered, ${percent(precision)} right)`
  console.log(
    `${note}; trained in ${seconds.toFixed(1)} s; names alone ${bare.toFixed(1)} %; ten each: ${few.map((one) => one.toFixed(1)).join(', ')}`,
  )
  return [
    atLeast('BANKING77, in full: right', 91.5, round(share(answers)), ' %'),
    atLeast('BANKING77, the right one among three', 96.5, round(share(answers, 'isAmongThree')), ' %'),
    atLeast('BANKING77, ten each and names: right, mean of five', 77, round(mean(few)), ' %'),
    atMost('BANKING77, calibration error', 3, round(calibrationError(reliabilityOf(answers)) * 100), ' %'),
    atLeast('BANKING77 at a target of 95 %: covered', 92, round((sure.length / answers.length) * 100), ' %'),
    atLeast('BANKING77 at a target of 95 %: right', 94.5, round(share(sure)), ' %'),
  ]
}

function curekart(): Goal[] {
  const folder = corpus('intents/curekart')
  if (!folder) return [absent('Curekart', '≥ 86 %', 'intents/curekart')]
  const model = train(readCsv(`${folder}/curekart_train.csv`))
  const asked = readCsv(`${folder}/curekart_test.csv`)
  const within = asked.filter(({ category }) => model.categories.includes(category))
  return [atLeast('Curekart, what it knows: right', 86, round(share(classified(model, within))), ' %')]
}

function costs(): Goal[] {
  const mails = longMails(5_200)
  const categories = [...new Set(mails.map(({ category }) => category))].map((id) => ({ id, name: id }))
  const before = cpuMs()
  const training = beginTraining({ categories })
  for (const mail of mails.slice(0, 5_000)) training.learn(mail)
  const model = training.finish()
  const seconds = (cpuMs() - before) / 1000
  const classifier = createClassifier(model)
  for (const mail of mails.slice(0, 300)) classifier.classify(mail)
  const start = cpuMs()
  for (const mail of mails.slice(5_000)) classifier.classify(mail)
  return [
    atMost('a mail of 400 words, 20 categories: CPU', 1, round((cpuMs() - start) / 200), ' ms'),
    atMost('5,000 such mails learned, calibration included: CPU', 6, round(seconds), ' s'),
    atMost('that model', 8, round(bytesOf(model).length / 1e6), ' MB'),
  ]
}

const percent = (one: number): string => `${(one * 100).toFixed(1)} %`
const round = (one: number): number => Math.round(one * 100) / 100
const mean = (some: readonly number[]): number => some.reduce((sum, one) => sum + one, 0) / some.length

/** Its mark first. */
function row(goal: Goal): string {
  const mark = MARKS[String(goal.passed) as keyof typeof MARKS]
  return `| ${mark} | ${goal.goal} | ${goal.wanted} | ${goal.reached} |`
}

const all = [
  ...banking(),
  ...curekart(),
  ...costs(),
  ...mailGoals(),
  ...duplicateGoals(),
  ...readingGoals(),
  ...voiceGoals(),
]
console.log(['', '| | goal | wanted | reached |', '|---|---|---|---|', ...all.map(row)].join('\n'))
const count = (passed: boolean | null): number => all.filter((goal) => goal.passed === passed).length
console.log(`\n${count(true)} reached, ${count(false)} missed, ${count(null)} not tried`)
process.exitCode = count(false) > 0 ? 1 : 0
