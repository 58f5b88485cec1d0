// Reading rules: given a message and its conversation as plain data, which rules hold, what they would have done, and why.
// Nothing is done here. Triage acts on the answer; trying a rule out only shows it.
import { deedsOf, type Deed, type Deliberation } from './deed.ts'
import { compileCondition, type Check } from './condition.ts'
import { gather, type Evidence } from './evidence.ts'
import type { Facts, Situation } from './facts.ts'
import { needOf, keys, rarest } from './needs.ts'
import { buildSieve, type Sieve, type Sifting } from './sieve.ts'
import { countReach, type Reach } from './reach.ts'
import { compareIds, type Id } from '../../kit/id.ts'
import type { Rule } from './rules.api.ts'
import type { RuleTrace } from './try.api.ts'
import { why } from '../reasons.ts'
import { lengthInWords, waitInWords } from './wait.ts'

export interface Evaluation {
  /** In order: each rule that held, and of the others as many as were to be told. */
  traces: RuleTrace[]
  /** How many rules were for this occasion and inbox, whether or not they had to be asked. */
  looked: number
  /** What is to be done, in order; `deed.line` says which line of its trace tells it. */
  actions: Deed[]
  because: string
  /** The conversation as it will be when all is done. */
  situation: Situation
}

export interface Telling {
  /** Of how many rules that do not hold is told why: the first ones in order, then such as came close. */
  failures: number
  /** False: only which rules hold and what they do; no test is told. */
  isTold?: boolean
}

/** Rules made ready once and read many times, in a time that grows with what they find and not with how many there are. */
export interface RuleSet {
  evaluate(facts: Facts, deliberation?: Deliberation, telling?: Telling): Evaluation
}

interface Ready {
  rule: Rule
  check: Check
}
/** Keeps compiled conditions from one compilation to the next; held by whoever compiles, one for each process. */
export type RuleCache = Map<string, Ready>

const nothingKnown: Deliberation = { names: new Map() }
const allTold: Telling = { failures: Infinity }
/** Of those to be told, so many are asked for the telling's sake alone; the rest must have come close. */
const FIRST = 20

/** In the order of their positions, whatever order they come in. Disabled rules are left out. */
export function compileRules(rules: readonly Rule[], cache: RuleCache = new Map()): RuleSet {
  const ready = readyRules(rules, cache)
  const sets = new Map<Rule['occasion'], { ready: Ready[]; reach: Reach; sieve: Sieve }>()
  const setFor = (occasion: Rule['occasion']) => {
    const known = sets.get(occasion)
    if (known) return known
    const those = ready.filter(({ rule }) => rule.occasion === occasion)
    const all = those.map(({ rule }) => rule)
    const set = { ready: those, reach: countReach(all), sieve: buildSieve(all.map(needOfRule)) }
    sets.set(occasion, set)
    return set
  }
  return {
    evaluate: (facts, deliberation = nothingKnown, telling = { failures: 100 }) => {
      const set = setFor(facts.occasion)
      const evidence = gather(facts, { isTold: telling.isTold ?? true })
      return read(set, set.sieve, evidence, deliberation, telling)
    },
  }
}

/** For one message and rules that are not kept: asks one after the other, and tells of each. What the index must agree with. */
export function evaluate(
  rules: readonly Rule[],
  facts: Facts,
  deliberation = nothingKnown,
  telling = allTold,
): Evaluation {
  const ready = readyRules(rules, new Map()).filter(({ rule }) => rule.occasion === facts.occasion)
  const set = { ready, reach: countReach(ready.map(({ rule }) => rule)) }
  return read(set, everything, gather(facts), deliberation, telling)
}

/** Lets every rule through. */
const everything: Sieve = { sift: () => ({ next: (from) => from, turned: () => undefined }) }

function readyRules(rules: readonly Rule[], cache: RuleCache): Ready[] {
  const ready = rules
    .filter((rule) => rule.isEnabled)
    .toSorted((a, b) => a.position - b.position || compareIds(a.id, b.id))
    .map((rule) => ({ rule, check: cache.get(keyOf(rule))?.check ?? compileCondition(rule.condition) }))
  cache.clear()
  for (const one of ready) cache.set(keyOf(one.rule), one)
  return ready
}

const keyOf = ({ id, version }: Rule) => `${id}:${version}`

function needOfRule({ inboxId, condition }: Rule) {
  const inbox = inboxId === null ? null : { anyOf: [{ is: 'state' as const, key: keys.inbox(inboxId) }], share: 100 }
  return rarest([needOf(condition), inbox])
}

/**
 * All rules for this occasion and inbox in order, until one says stop. What a rule sets, the rules after it see: also the
 * inbox, so a conversation that was moved is read by the rules of where it is now.
 */
function read(
  { ready, reach }: { ready: readonly Ready[]; reach: Reach },
  sieve: Sieve,
  evidence: Evidence,
  deliberation: Deliberation,
  { failures }: Telling,
): Evaluation {
  const { situation } = evidence
  const traces: RuleTrace[] = []
  const actions: Deed[] = []
  let toAsk = Math.min(failures, FIRST)
  let toTell = failures
  let looked = 0
  let since = 0
  const passed = (inboxId: Id, until: number) => {
    looked += reach(inboxId, since, until)
    since = until
  }
  // Only when all that is to be asked in any case has been: a small set is never sifted.
  let sifting: Sifting | undefined
  const next = (from: number) => (toAsk > 0 ? from : (sifting ??= sieve.sift(evidence)).next(from))
  for (let at = next(0); at < ready.length; at = next(at + 1)) {
    const one = ready[at]
    if (!one || (one.rule.inboxId !== null && one.rule.inboxId !== situation.inboxId)) continue
    const { rule, check } = one
    const trace: RuleTrace = {
      ruleId: rule.id,
      name: rule.name,
      held: false,
      tests: [],
      did: [],
      done: [],
      passedOver: [],
      stopped: false,
    }
    evidence.scope = rule.inboxId
    trace.held = check(evidence, deliberation.names, trace.tests)
    if (!trace.held) {
      toAsk--
      if (toTell-- > 0) traces.push(trace)
      continue
    }
    traces.push(trace)
    const { inboxId } = situation
    decide(rule, trace, situation, deliberation, actions)
    if (trace.stopped || situation.inboxId !== inboxId) passed(inboxId, at + 1)
    if (trace.stopped) break
    sifting?.turned()
  }
  if (traces.at(-1)?.stopped !== true) passed(situation.inboxId, ready.length)
  return { traces, looked, actions, because: explain(traces, looked), situation }
}

/** What a rule that holds does. One that waits first does nothing yet, and stops no other. */
function decide(rule: Rule, trace: RuleTrace, situation: Situation, deliberation: Deliberation, actions: Deed[]): void {
  if (rule.after) {
    trace.done.push(
      why('didWaits', { length: lengthInWords(rule.after) }, { minutes: rule.after.minutes, counts: rule.after.counts })
        .reason,
    )
    trace.did.push(waitInWords(rule.after))
    actions.push({ rule, action: { do: 'wait', after: rule.after }, trace, line: 0 })
    return
  }
  trace.stopped = deliberation.firstOnly?.has(situation.inboxId) === true
  for (const action of rule.actions) {
    if (action.do === 'stop') {
      trace.stopped = true
      continue
    }
    const { said, told, passedOver = [], actions: settled } = deedsOf(action, situation, deliberation)
    const line = trace.did.push(said) - 1
    trace.done[line] = told
    trace.passedOver.push(...passedOver)
    actions.push(...settled.map((one) => ({ rule, action: one, trace, line })))
  }
}

/** The same rule, as if others were read behind it. */
export const withoutStop = (rule: Rule): Rule => ({
  ...rule,
  actions: rule.actions.filter(({ do: does }) => does !== 'stop'),
})

/** The one sentence for a glance: which rules held, and what came of it. */
export function explain(traces: readonly RuleTrace[], looked = traces.length): string {
  const held = traces.filter((trace) => trace.held)
  if (looked === 0) return 'There was no rule to look at.'
  if (held.length === 0) return looked === 1 ? 'The one rule did not hold.' : `None of ${looked} rules held.`
  return held
    .map(({ name, did, stopped }) => {
      const done = stopped ? [...did, 'no further rules'] : did
      return `Rule “${name}”: ${done.join(', ') || 'nothing to do'}.`
    })
    .join(' ')
}
