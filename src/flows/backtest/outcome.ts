// What comes of one mail under a set of rules: the conversation as it would be, what is done besides, which rules held. And how two
// such outcomes differ. Nothing is chosen and nothing done: whom a strategy would have picked depends on a day that is over.
import { why } from '../../desk/reasons.ts'
import type { Deliberation } from '../../desk/rules/deed.ts'
import { compileRules, withoutStop, type RuleCache, type RuleSet } from '../../desk/rules/evaluate.ts'
import type { Facts, Situation } from '../../desk/rules/facts.ts'
import type { Names } from '../../desk/rules/plain-question.ts'
import type { Rule, WantedRule } from '../../desk/rules/rules.api.ts'
import { inOrder } from '../../desk/rules/same.ts'
import { actionTold } from '../../desk/rules/told.ts'
import type { Id } from '../../kit/id.ts'

export interface Outcome {
  situation: Situation
  /** Besides what the situation shows: replies, forwards, waits …, as JSON; the names know the words for it. */
  does: string[]
  held: Id[]
  stoppedBy: Id | null
  /** What each rule set that a later one set otherwise. */
  outdone: { ruleId: Id; by: Id }[]
}

export interface Reading {
  outcome(facts: Facts): Outcome
  /** Rules that would have held behind the one that stopped. */
  behind(facts: Facts, stopped: Outcome): Id[]
}

/** `cache`: of what both sets say alike the conditions are made ready once. */
export function readingOf(
  rules: Rule[],
  deliberation: Deliberation & { names: Map<string, string> },
  cache: RuleCache,
): Reading {
  const set = compileRules(rules, cache)
  let unstopped: RuleSet | null = null
  return {
    outcome: (facts) => {
      const { situation, actions, traces } = set.evaluate(facts, deliberation, { failures: 0, isTold: false })
      const held = traces.filter((trace) => trace.held)
      const last = held.at(-1)
      return {
        situation,
        does: actions.flatMap(({ action }) => (isShown(action, situation) ? [] : [keyOf(action, deliberation.names)])),
        held: held.map((trace) => trace.ruleId),
        stoppedBy: last?.stopped ? last.ruleId : null,
        outdone: outdoneAmong(actions, situation),
      }
    },
    behind: (facts, stopped) => {
      unstopped ??= compileRules(rules.map(withoutStop), cache)
      const seen = new Set(stopped.held)
      const { traces } = unstopped.evaluate(
        facts,
        { ...deliberation, firstOnly: new Set() },
        { failures: 0, isTold: false },
      )
      return traces.filter((trace) => trace.held && !seen.has(trace.ruleId)).map((trace) => trace.ruleId)
    },
  }
}

/**
 * A choice by strategy has a name of its own in place of a person’s: `by:leastLoaded:42`. The names grow with what is chosen.
 */
export function deliberationOf(
  names: Names,
  given: Omit<Deliberation, 'names' | 'choose'>,
): Deliberation & { names: Map<string, string> } {
  const known = new Map(names)
  return {
    ...given,
    names: known,
    choose: (strategy, teamId) => {
      const userId = `by:${strategy}:${teamId ?? ''}`
      const among = teamId === null ? '' : ` of ${names.get(teamId) ?? 'a team that is gone'}`
      known.set(userId, `somebody${among}, by ${strategy}`)
      return { userId, ...why('later') }
    },
    maySee: (userId, inboxId) => userId.startsWith('by:') || given.maySee?.(userId, inboxId) !== false,
  }
}

type Done = { do: string; [key: string]: unknown }

function keyOf(action: Done, names: Map<string, string>): string {
  const key = inOrder(action)
  if (!names.has(key)) names.set(key, actionTold(action as WantedRule['actions'][number], names))
  return key
}

/** An action that writes what the situation has is told by the situation: its value stands under the same name there. */
function isShown(action: Done, situation: Situation): boolean {
  return partOf(action, situation) !== null
}

function partOf(action: Done, situation: Situation): keyof Situation | null {
  const keys = Object.keys(situation) as (keyof Situation)[]
  const own = Object.keys(action)
  if (action.do === 'assign') return 'assigneeId'
  if (action.do === 'task' || action.do === 'deal') return null // what they name is their own
  return keys.find((key) => own.includes(key)) ?? null
}

function outdoneAmong(actions: readonly { rule: Rule; action: Done }[], situation: Situation): Outcome['outdone'] {
  const last = new Map<keyof Situation, Id>()
  const found: Outcome['outdone'] = []
  for (const { rule, action } of actions.toReversed()) {
    const part = partOf(action, situation)
    if (part === null || Array.isArray(situation[part])) continue
    const by = last.get(part)
    if (by === undefined) last.set(part, rule.id)
    else if (by !== rule.id) found.push({ ruleId: rule.id, by })
  }
  return found
}

export interface Change {
  what: string
  from: string | null
  to: string | null
}

/** Lists member by member; the rest as what it was and what it is. */
export function changesBetween(before: Outcome, after: Outcome): Change[] {
  const keys = Object.keys(after.situation) as (keyof Situation)[]
  const found = keys.flatMap((what): Change[] => {
    const [from, to]: unknown[] = [before.situation[what], after.situation[what]]
    if (Array.isArray(from) && Array.isArray(to)) return membersChanged(what, from.map(String), to.map(String))
    return inOrder(from) === inOrder(to) ? [] : [{ what, from: asText(from), to: asText(to) }]
  })
  return [...found, ...membersChanged('does', before.does, after.does)]
}

function membersChanged(what: string, before: readonly string[], after: readonly string[]): Change[] {
  return [
    ...before.filter((one) => !after.includes(one)).map((from) => ({ what, from, to: null })),
    ...after.filter((one) => !before.includes(one)).map((to) => ({ what, from: null, to })),
  ]
}

function asText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : inOrder(value)
}
