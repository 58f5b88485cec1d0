// npm run bench:checks
// What is looked at before sending: what it costs to judge an answer of 400 words, how many slips each check finds, and how often it
// cries wolf: on the good answers of test/good-answers.ts, and on real mail in the corpora (POSTROOM_CORPORA), where they are there.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { CheckName, CheckRules } from '../src/desk/checks/checks.api.ts'
import { levelIn } from '../src/desk/checks/policies.ts'
import type { Around, Draft } from '../src/flows/reply/checks/draft.ts'
import { judge } from '../src/flows/reply/checks/judge.ts'
import { detectLanguage } from '../src/mail/language.ts'
import { readMail } from '../src/mail/read.ts'
import { caught, missedSo } from '../test/caught-answers.ts'
import { draftOf, goodAnswers, today } from '../test/good-answers.ts'
import { machine } from './processes.ts'

const GOAL_MS = 5
const TIMES = 60
const rules = CheckRules.parse({})
const dora = { name: 'Dora', address: 'dora@acme.example' }
const nobody: Around = {
  rules,
  today,
  isOwn: () => false,
  colleagues: new Set(),
  known: new Set(),
  signsOf: () => [],
  participants: new Set([dora.address]),
  answered: null,
  languages: new Set(['en']),
  isFirstAnswer: true,
  signers: ['Ben', 'Desk'],
  ownHosts: new Set(['desk.example']),
  detect: detectLanguage,
}
const plain: Draft = { kind: 'reply', to: [dora], cc: [], bcc: [], subject: 'Re: Kettle', text: '', html: null, files: 0 } // prettier-ignore

interface Judged {
  draft: Draft
  around: Around
}
interface Tally {
  caught: number
  slips: number
  let: number
  noSlips: number
  wolves: number
  real: number
}
const tallies = new Map<CheckName, Tally>(
  CheckName.options.map((check) => [check, { caught: 0, slips: 0, let: 0, noSlips: 0, wolves: 0, real: 0 }]),
)
const of = (check: CheckName): Tally => tallies.get(check) ?? { caught: 0, slips: 0, let: 0, noSlips: 0, wolves: 0, real: 0 } // prettier-ignore

for (const { code, text, words: _, around = {}, ...draft } of caught) {
  const found = judge({ ...plain, text, ...draft }, { ...nobody, ...around }).find((one) => one.code === code)
  const check = CheckName.options.findLast((one) => code.startsWith(one)) ?? 'date'
  of(check).slips++
  if (found) of(check).caught++
}
for (const { check, text, around = {}, ...draft } of missedSo) {
  const tally = of(CheckName.parse(check))
  tally.noSlips++
  if (!judge({ ...plain, text, ...draft }, { ...nobody, ...around }).some((one) => one.check === check)) tally.let++
}
const good = goodAnswers.map((one): Judged => {
  const draft = draftOf(one)
  const sender = draft.to[0] ?? dora
  const language = detectLanguage(one.asked).language
  const answered = { sender, text: one.asked, whole: one.asked, language, wasBcc: false }
  return { draft, around: { ...nobody, participants: new Set([sender.address]), languages: new Set([one.language]), answered } } // prettier-ignore
})
for (const { draft, around } of good) for (const { check } of judge(draft, around)) of(check).wolves++

/** Real mail as if it had been written here: to whom it went, with the files it has, in the language it is in. */
async function realMails(): Promise<Judged[]> {
  const corpora = process.env['POSTROOM_CORPORA'] ?? path.resolve('../shared/corpora')
  const volume = path.join(corpora, 'volume')
  if (!existsSync(volume)) return []
  const files = readdirSync(volume, { recursive: true, encoding: 'utf8' }).filter((name) => /easy-ham.*\.(?:txt|eml)$/.test(name)) // prettier-ignore
  const mails: Judged[] = []
  for (const name of files) {
    const mail = await readMail(readFileSync(path.join(volume, name)), { from: null })
    const [from] = mail.from
    if (!from || mail.reply.trim() === '') continue
    const to = mail.to.slice(0, 5)
    const draft = { ...plain, to, subject: mail.subject, text: mail.text, files: mail.attachments.length }
    const day = (mail.date ?? new Date('2002-09-01')).toISOString().slice(0, 10)
    mails.push({
      draft,
      around: {
        ...nobody,
        today: day,
        participants: new Set(to.map(({ address }) => address.toLowerCase())),
        languages: new Set(mail.language ? [mail.language] : []),
        isFirstAnswer: false,
        signers: [from.name, from.address.split('@', 1)[0] ?? ''],
        ownHosts: new Set(),
      },
    })
  }
  return mails
}
const real = await realMails()
let [asked, held] = [0, 0]
const show = process.argv.includes('--show') ? process.argv[process.argv.indexOf('--show') + 1] : null
for (const { draft, around } of real) {
  const findings = judge(draft, around)
  for (const check of new Set(findings.map((one) => one.check))) of(check).real++
  for (const one of findings)
    if (one.check === show)
      console.log(JSON.stringify(one.values), JSON.stringify(draft.text.slice(Math.max(0, (one.start ?? 0) - 60), (one.end ?? 0) + 60))) // prettier-ignore
  if (findings.some(({ level }) => level !== 'hint')) asked++
  if (findings.some(({ level }) => level === 'block')) held++
}

const percent = (part: number, whole: number) => (whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)} %`)
console.log(machine())
console.log('\n| check | weighs | slips found | look-alikes let be | in good answers | in real mail |')
console.log('|---|---|---:|---:|---:|---:|')
for (const [check, one] of tallies)
  console.log(
    `| ${check} | ${levelIn(rules, check)} | ${one.caught}/${one.slips} | ${one.let}/${one.noSlips} | ${one.wolves}/${good.length} | ${percent(one.real, real.length)} |`,
  )
console.log(
  `\n${good.length} good answers; ${real.length} real mails: Send would have asked once more in ${percent(asked, real.length)}, held back ${percent(held, real.length)}.`,
)

/** 400 words, without and with what there is to find. */
const sentence = 'Your order left our warehouse this morning and the driver will ring the bell at your door on Thursday between nine and twelve. ' // prettier-ignore
const long = `Hi Dora,\n\n${sentence.repeat(18)}\n\nSee https://track.parcels.example/4711 for order 4711-88.\n\nKind regards,\nBen`
const slips = `${long.replace('Thursday', 'THURSDAY OR FRIDAY MAYBE')}\nCard 4000 0012 3456 7899, {{x}}, NL91 ABNA 0417 1643 00, please find attached, you failed to, http://10.0.0.1/ !!!` // prettier-ignore
const phrases = Array.from({ length: 200 }, (_, at) => ({ kind: 'banned' as const, words: `phrase number ${at}`, instead: '' })) // prettier-ignore
const measured: [string, string, Around][] = [
  ['plain', long, nobody],
  ['with slips', slips, nobody],
  ['with 200 phrases of the house', long, { ...nobody, rules: { ...rules, phrases } }],
]
console.log('\n| an answer of 400 words | CPU, median | p95 | goal |\n|---|---:|---:|---:|')
for (const [name, text, around] of measured) {
  const took: number[] = []
  for (let at = 0; at < TIMES; at++) {
    const before = process.threadCpuUsage()
    // The clock of a thread ticks seldom: ten at once.
    for (let again = 0; again < 10; again++) judge({ ...plain, text: `${text} ${at}${again}`, html: `<p>${text}</p>` }, around) // prettier-ignore
    const { user, system } = process.threadCpuUsage(before)
    took.push((user + system) / 10_000)
  }
  took.sort((a, b) => a - b)
  const at = (share: number) => `${(took[Math.floor(took.length * share)] ?? 0).toFixed(2)} ms`
  console.log(`| ${name} (${text.split(/\s+/).length} words) | ${at(0.5)} | ${at(0.95)} | ${GOAL_MS} ms |`)
}
