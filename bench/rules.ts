// npm run bench:rules [-- --sizes 10,100,1000,10000]
// What it costs to read a mail by so many rules, side by side with json-rules-engine (which asks every rule) in the same run. Both get
// the same rules and mails, and must find the same: ours also writes the trace.
import { parseArgs } from 'node:util'
import { Engine } from 'json-rules-engine'
import { compileRules } from '../src/desk/rules/evaluate.ts'
import type { Facts } from '../src/desk/rules/facts.ts'
import { fold } from '../src/desk/rules/fold.ts'
import type { Condition, Rule } from '../src/desk/rules/rules.api.ts'
import { machine } from './processes.ts'

const { values: asked } = parseArgs({ options: { sizes: { type: 'string', default: '10,100,1000,10000' } } })
const sizes = asked.sizes.split(',').map(Number)
const GOALS: Record<number, number> = { 10: 50, 10_000: 250 }
const TIMES = 50

let state = 42
/** mulberry32 */
function chance(below: number): number {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
}
const sounds = 'ba be bi bo da de di do fa fe ka ke ki la le li lo ma me mi mo na ne ni no pa pe po ra re ri ro sa se si so ta te ti to va vo za'.split(' ') // prettier-ignore
const word = () => Array.from({ length: 2 + chance(3) }, () => sounds[chance(sounds.length)]).join('')
const vocabulary = Array.from({ length: 30_000 }, word)
/** Few words are said often, and most seldom, as people do. */
const said = () => vocabulary[Math.floor(vocabulary.length ** (chance(1e6) / 1e6)) - 1] ?? 'hello'
const seldom = () => vocabulary[200 + chance(vocabulary.length - 200)] ?? 'hello'
const sentence = (words: number) => Array.from({ length: words }, said).join(' ')

/** As desks write them: mostly words, some senders and addresses, some with a state beside it, a few excluded. */
function conditionBy(number: number): Condition {
  const words: Condition = { field: 'subjectOrBody', operator: 'words', value: `${seldom()} ${seldom()}` }
  switch (number % 10) {
    case 0:
    case 1:
      return { field: 'senderDomain', operator: 'is', value: `${seldom()}.example` }
    case 2:
      return { all: [{ field: 'recipient', operator: 'is', value: `${seldom()}@desk.example` }, { field: 'kind', operator: 'is', value: 'message' }] } // prettier-ignore
    case 3:
      return { any: [words, { field: 'subject', operator: 'contains', value: `${seldom()} ${seldom()}` }] }
    case 4:
      return { all: [{ field: 'language', operator: 'is', value: 'en' }, { field: 'subject', operator: 'contains', value: seldom() }, { not: words }] } // prettier-ignore
    case 5:
      return { all: [{ field: 'priority', operator: 'is', value: 'normal' }, { field: 'body', operator: 'contains', value: `${seldom()} ${seldom()}` }] } // prettier-ignore
    default:
      return { all: [words, { field: 'isNew', operator: 'is', value: true }] }
  }
}

function rulesOf(count: number): Rule[] {
  return Array.from({ length: count }, (_, at) => ({
    id: String(at + 1),
    position: at,
    name: `Rule ${at + 1}`,
    inboxId: null,
    occasion: 'message.received' as const,
    condition: conditionBy(at),
    actions: [{ do: 'addTags' as const, tags: [`tag ${at % 50}`] }],
    isEnabled: true,
    version: 1,
    changedAt: '2026-03-02T09:00:00Z',
  }))
}

/** 200 words, a fifth of the mails with letters beyond ASCII, and a line or two taken from what some rule looks for. */
function mails(count: number, rules: readonly Rule[]): Facts[] {
  return Array.from({ length: count }, (_, at) => {
    const wanted = wordsIn(rules[chance(rules.length)])
    const body = `${sentence(100)}\n\n${wanted} ${sentence(100)}${at % 5 === 0 ? ' naïve café' : ''}`
    const domain = `${seldom()}.example`
    return {
      occasion: 'message.received',
      sender: `dora@${domain}`,
      senderDomain: domain,
      recipients: ['support@desk.example'],
      subject: sentence(7),
      body: { reply: body, whole: body },
      headers: [],
      attachments: [],
      language: 'en',
      kind: 'message',
      authentication: 'pass',
      isNew: true,
      conversation: { inboxId: '1', status: 'open', priority: 'normal', categoryId: null, tags: [], assigneeId: null, teamId: null }, // prettier-ignore
      now: new Date('2026-03-02T09:00:00Z'),
      hours: null,
    }
  })
}

function wordsIn(rule: Rule | undefined): string {
  const text = JSON.stringify(rule?.condition ?? {})
  return /"words","value":"([^"]+)"/.exec(text)?.[1] ?? ''
}

/** The same conditions; its texts are folded once for each mail, as ours are. */
function theirEngine(rules: readonly Rule[]): Engine {
  const engine = new Engine([], { allowUndefinedFacts: true })
  engine.addOperator('contains text', (text: string, wanted: string) => text.includes(wanted))
  engine.addOperator('has text', (texts: string[], wanted: string) => texts.some((one) => one.includes(wanted)))
  for (const rule of rules)
    engine.addRule({ conditions: { all: [theirs(rule.condition)] } as never, event: { type: rule.id } })
  return engine
}

function theirs(condition: Condition): object {
  if ('not' in condition) return { not: theirs(condition.not) }
  if ('all' in condition) return { all: condition.all.map(theirs) }
  if ('any' in condition) return { any: condition.any.map(theirs) }
  const value = 'value' in condition ? condition.value : null
  if (condition.field === 'subjectOrBody') return { any: ['subjectWords', 'bodyWords'].map((fact) => ({ fact, operator: 'contains text', value: ` ${fold(String(value))} ` })) } // prettier-ignore
  if (condition.operator === 'contains') return { fact: condition.field, operator: 'contains text', value: fold(String(value)) } // prettier-ignore
  if (condition.field === 'recipient') return { fact: 'recipients', operator: 'contains', value }
  return { fact: condition.field, operator: 'equal', value }
}

function theirFacts(facts: Facts): Record<string, unknown> {
  const [subject, body] = [fold(facts.subject), fold(facts.body.whole)]
  const words = (text: string) => ` ${text.split(/[^\p{L}\p{N}]+/u).join(' ')} `
  const { senderDomain, recipients, kind, language, isNew, conversation } = facts
  return { subject, body, subjectWords: words(subject), bodyWords: words(body), senderDomain, recipients, kind, language, isNew, priority: conversation.priority } // prettier-ignore
}

/** Of processor time: what others do on this machine meanwhile is not counted. */
const since = (from: number) => process.cpuUsage().user + process.cpuUsage().system - from
const median = (all: number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0

console.log(machine())
console.log('| rules | made ready, ms | Postroom, µs a mail | goal | json-rules-engine, µs | times | rules that held |')
console.log('|---|---|---|---|---|---|---|')
let isMissed = false
for (const size of sizes) {
  const rules = rulesOf(size)
  const before = since(0)
  const set = compileRules(rules)
  const all = mails(200, rules)
  set.evaluate(all[0] ?? must())
  const ready = since(before) / 1000
  for (let round = 0; round < 5; round++) for (const facts of all) set.evaluate(facts)
  const rounds: number[] = []
  let held = 0
  for (let round = 0; round < 9; round++) {
    held = 0
    const from = since(0)
    for (const facts of all) held += set.evaluate(facts).traces.filter((trace) => trace.held).length
    rounds.push(since(from) / all.length)
  }
  const few = all.slice(0, Math.max(3, Math.min(200, Math.floor(40_000 / size))))
  const engine = theirEngine(rules)
  await engine.run(theirFacts(few[0] ?? must()))
  const from = since(0)
  const found: number[] = []
  for (const facts of few) found.push((await engine.run(theirFacts(facts))).events.length)
  const other = since(from) / few.length
  const ourFound = few.map((facts) => set.evaluate(facts).traces.filter((trace) => trace.held).length)
  if (String(found) !== String(ourFound))
    throw new Error(`they find other rules: ${found.join(' ')} instead of ${ourFound.join(' ')}`)
  const ours = median(rounds)
  const goal = GOALS[size]
  isMissed ||= (goal !== undefined && ours > goal) || (size === 10_000 && other / ours < TIMES)
  console.log(
    `| ${size.toLocaleString('en')} | ${ready.toFixed(0)} | **${ours.toFixed(1)}** | ${goal ?? ''} | ${other.toFixed(0)} | ${(other / ours).toFixed(0)} × | ${(held / all.length).toFixed(2)} |`,
  )
}
if (isMissed) process.exitCode = 1

function must(): never {
  throw new Error('expected a mail')
}
