// How well mail is understood: every goal beside what was reached, a subject at a time. Exits 1 when one is missed.
//   npm run bench:mail                 all subjects
//   npm run bench:mail -- parse trust  only these
//   npm run bench:mail -- programs     what other programs measure: mail accounts, large mail, hostile HTML in a browser
// A subject is a file of bench/mail/ that exports `goals(): Promise<Goal[]>`.
import { readdirSync } from 'node:fs'
import path from 'node:path'
import type { Goal } from './mail/goal.ts'

const folder = path.join(import.meta.dirname, 'mail')
const subjects = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'goal.ts')
  .map((name) => path.basename(name, '.ts'))

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !subjects.includes(name))
if (unknown.length > 0) throw new Error(`There is no subject ${unknown.join(', ')}; there are ${subjects.join(', ')}.`)

const MARKS = { true: 'reached', false: 'MISSED', null: 'absent' } as const

function row(goal: Goal): string {
  const mark = MARKS[String(goal.passed) as keyof typeof MARKS]
  return `| ${mark} | ${goal.goal} | ${goal.wanted} | ${goal.reached} |`
}

const all: Goal[] = []
for (const subject of subjects.filter((name) => wanted.length === 0 || wanted.includes(name))) {
  const { goals } = (await import(`./mail/${subject}.ts`)) as { goals(): Promise<Goal[]> }
  const found = await goals()
  all.push(...found)
  console.log(
    [`\n### ${subject}\n`, '| | goal | wanted | reached |', '|---|---|---|---|', ...found.map(row)].join('\n'),
  )
}

const count = (passed: boolean | null) => all.filter((goal) => goal.passed === passed).length
console.log(`\n${count(true)} reached, ${count(false)} missed, ${count(null)} not tried`)
process.exitCode = count(false) > 0 ? 1 : 0
