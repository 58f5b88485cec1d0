// Reading rules: given a message and its conversation as plain data, which rules hold, what they would have done, and why.
// Nothing is done here. Triage acts on the answer; trying a rule out only shows it.
import { deedOf, type Deed, type Deliberation } from './deed.ts'
import { compileCondition, type Check } from './condition.ts'
import { gather } from './evidence.ts'
import type { Facts, Situation } from './facts.ts'
import type { Rule, RuleTrace } from './rules.api.ts'

export interface Evaluation {
  /** One for each rule that was looked at, in order. */
  traces: RuleTrace[]
  /** What is to be done, in order; `deed.trace` and `deed.line` say where the traces tell it. */
  actions: Deed[]
  because: string
  /** The conversation as it will be when all is done. */
  situation: Situation
}

/** Rules made ready once and read many times. What is behind it may become an index: only `evaluate` is promised. */
export interface RuleSet {
  evaluate(facts: Facts, deliberation?: Deliberation): Evaluation
}

interface Ready {
  rule: Rule
  check: Check
}
/** Keeps compiled conditions from one batch to the next; held by whoever compiles, one for each process. */
export type RuleCache = Map<string, Ready>

const nothingKnown: Deliberation = { names: new Map() }

/** In the order of their positions, whatever order they come in. Disabled rules are left out. */
export function compileRules(rules: Rule[], cache: RuleCache = new Map()): RuleSet {
  const enabled = rules.filter((rule) => rule.isEnabled)
  const ready = enabled
    .toSorted((a, b) => a.position - b.position || Number(BigInt(a.id) - BigInt(b.id)))
    .map((rule) => {
      const known = cache.get(keyOf(rule))
      return { rule, check: known?.check ?? compileCondition(rule.condition) }
    })
  cache.clear()
  for (const one of ready) cache.set(keyOf(one.rule), one)
  return { evaluate: (facts, deliberation = nothingKnown) => evaluateReady(ready, facts, deliberation) }
}

/** For one message and a set of rules that is not kept. */
export function evaluate(rules: Rule[], facts: Facts, deliberation?: Deliberation): Evaluation {
  return compileRules(rules).evaluate(facts, deliberation)
}

/**
 * All rules for this occasion and inbox in order, until one says stop. What a rule sets, the rules after it see: also the
 * inbox, so a conversation that was moved is read by the rules of where it is now.
 */
function evaluateReady(ready: Ready[], facts: Facts, deliberation: Deliberation): Evaluation {
  const evidence = gather(facts)
  const traces: RuleTrace[] = []
  const actions: Deed[] = []
  for (const { rule, check } of ready) {
    if (rule.occasion !== facts.occasion) continue
    if (rule.inboxId !== null && rule.inboxId !== evidence.situation.inboxId) continue
    const trace: RuleTrace = { ruleId: rule.id, name: rule.name, held: false, tests: [], did: [], stopped: false }
    traces.push(trace)
    trace.held = check(evidence, deliberation.names, trace.tests)
    if (!trace.held) continue
    for (const action of rule.actions) {
      if (action.do === 'stop') {
        trace.stopped = true
        continue
      }
      const { said, action: settled } = deedOf(action, evidence.situation, deliberation)
      trace.did.push(said)
      if (settled) actions.push({ rule, action: settled, trace: traces.length - 1, line: trace.did.length - 1 })
    }
    if (trace.stopped) break
  }
  return { traces, actions, because: explain(traces), situation: evidence.situation }
}

/** The one sentence for a glance: which rules held, and what came of it. */
export function explain(traces: RuleTrace[]): string {
  const held = traces.filter((trace) => trace.held)
  if (traces.length === 0) return 'There was no rule to look at.'
  if (held.length === 0)
    return traces.length === 1 ? 'The one rule did not hold.' : `None of ${traces.length} rules held.`
  return held
    .map(({ name, did, stopped }) => {
      const done = stopped ? [...did, 'no further rules'] : did
      return `Rule “${name}”: ${done.join(', ') || 'nothing to do'}.`
    })
    .join(' ')
}

function keyOf(rule: Rule): string {
  return `${rule.id}:${rule.version}`
}
