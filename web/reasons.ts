// Why something was decided, in the reader's language: from its code and what it is filled with. What was kept before there were codes,
// and what a colleague wrote, is shown as it is.
import { useEffect } from 'react'
import type { Reason } from '../src/desk/reasons.api.ts'
import type { RuleTrace } from '../src/desk/rules/try.api.ts'
import { dayAndTime, duration, shortTime } from './when.ts'
import { learnWords, useWords, type Words } from './words.ts'

/** The words for reasons, fetched where they are not known yet; until then the sentence as it was kept is shown. */
export function useReasons(): Words {
  const words = useWords()
  const isLearnt = words.tOr('reason.rule', '') !== ''
  useEffect(() => {
    if (!isLearnt) void learnWords('reasons')
  }, [isLearnt, words.language])
  return words
}

/** `kept`: the English sentence, or whatever somebody wrote. */
export function reasonInWords(reason: unknown, kept: string, words: Words): string {
  const all = codesIn(reason)
  const parts = all.map((one) => partInWords(one, words))
  if (parts.length === 0 || parts.includes('')) return kept
  return parts.reduce((said, part, at) => `${said}${between(all[at - 1], all[at])}${part}`)
}

/** Of an event anything may be kept: none where it is no list of codes. By hand, as no schema comes with the first page. */
function codesIn(reason: unknown): Reason[] {
  if (!Array.isArray(reason)) return []
  const isOne = (one: unknown): one is Reason =>
    typeof one === 'object' && one !== null && 'code' in one && typeof one.code === 'string'
  return reason.every(isOne) ? reason : []
}

const isDeed = (one: Reason | undefined) => one?.code.startsWith('did') === true
/** Behind these stands all that was done together. */
const holdsDeeds = /^did(?:Escalated|EscalatedBy|Macro)$/

/** Behind a rule, a deed and a clock stands its own reason; several deeds of one are parted by more than a comma. */
function between(before: Reason | undefined, next: Reason | undefined): string {
  if (isDeed(next) && before) return holdsDeeds.test(before.code) ? ': ' : '; '
  return isDeed(before) || /^(?:rule|policy|ackNotSent)$/.test(before?.code ?? '') ? ': ' : ', '
}

/** What a value is called in every language, by the beginning of its key in the catalogue. */
const called = { kind: 'kind', proof: 'proof', origin: 'origin', band: 'band', priority: 'priority', status: 'status', verdict: 'verdict', spf: 'verdict', dkim: 'verdict' } as const // prettier-ignore

/** `counts: 'business'` is said of a length, and `which` names a clock. */
function partInWords({ code, ...values }: Reason, words: Words): string {
  const { tOr, language } = words
  const { name, instant, minutes, counts, which, when, names, intents, whom, whose, strategy } = values
  if (code === 'problem') return tOr(`problem.${which}`, String(values['text'] ?? ''), values)
  const length = typeof minutes === 'number' ? duration(minutes * 60, language) : values['length']
  const skills = [languageName(values['language'], language), names].filter(Boolean).join(' + ')
  const translated = Object.entries(called).flatMap(([key, word]) => {
    const value = values[key]
    return typeof value === 'string' ? [[key, tOr(`${word}.${value}`, value)]] : []
  })
  const told = (key: string, all: unknown) =>
    String(all).split(/,\s*/).filter(Boolean).map((one) => tOr(`${key}.${one}`, one)).join(', ') // prettier-ignore
  return tOr(code === 'policy' ? `reason.policy.${when}` : `reason.${code}`, '', {
    ...values,
    ...Object.fromEntries(translated),
    name: name ?? '',
    length: counts === 'business' ? tOr('length.business', `${length}`, { length }) : length,
    ...(typeof which === 'string' && { measure: tOr(`measure.${which}`, which) }),
    ...(typeof instant === 'string' && { at: momentIn(instant, language) }),
    ...(typeof intents === 'string' && { intents: told('intent', intents) }),
    ...(typeof whom === 'string' && {
      names: [told('reason.whom', whom), values['people']].filter(Boolean).join(', '),
    }),
    ...(typeof whose === 'string' && { owner: told('reason.whom', whose) }),
    ...(typeof strategy === 'string' && { way: tOr(`reason.way.${strategy}`, strategy) }),
    ...(code === 'skills' && { skills: skills || values['skills'] }),
    ...(code === 'foundLanguage' && { language: languageName(values['language'], language) }),
  })
}

function momentIn(instant: string, language: string): string {
  const at = new Date(instant)
  return Math.abs(at.getTime() - Date.now()) < 86_400_000 ? shortTime(at, language) : dayAndTime(at, language)
}

function languageName(code: unknown, language: string): string {
  if (typeof code !== 'string') return ''
  return new Intl.DisplayNames([language], { type: 'language', fallback: 'code' }).of(code) ?? code
}

/** What a rule that held did, line by line. */
export function didInWords({ did, done }: Pick<RuleTrace, 'did' | 'done'>, words: Words): string[] {
  return did.map((kept, at) => reasonInWords(done[at], kept, words))
}

/** “Passed over: Cleo has 6 of 6, outside the hours of Ben.” */
export function passedOverInWords(passed: readonly Reason[], words: Words): string {
  const people = passed.map((one) => reasonInWords([one], '', words)).filter(Boolean)
  return people.length === 0 ? '' : words.tOr('routing.passedOver', '', { people: people.join('; ') })
}

/** The one sentence for a glance, made of the same lines; `acknowledged`: what came of the inbox’s own automatic reply. */
export function routingInWords(
  kept: string,
  traces: readonly RuleTrace[],
  words: Words,
  acknowledged: readonly Reason[] = [],
): string {
  const said = rulesInWords(kept, traces, words)
  if (acknowledged.length === 0 || said === null) return said ?? kept
  const reply = reasonInWords(acknowledged, '', words)
  return reply === '' ? kept : `${said} ${reply.charAt(0).toLocaleUpperCase(words.language)}${reply.slice(1)}.`
}

/** Null: it cannot be told anew. */
function rulesInWords(kept: string, traces: readonly RuleTrace[], words: Words): string | null {
  const { tOr } = words
  const held = traces.filter((one) => one.held)
  // How many were read is in the sentence that was kept.
  const none = /^(?:The one rule did not hold|None of (\d+) rules held)\./.exec(kept)
  if (none) return tOr('routing.noneHeld', kept, { count: Number(none[1] ?? 1) })
  if (kept.startsWith('There was no rule to look at.')) return tOr('routing.noRule', kept)
  const [first] = traces
  if (held.length === 0 && first?.waited)
    return tOr('routing.noLonger', kept, { name: first.name, length: lengthOf(first.waited, words) })
  if (held.length === 0 || !kept.startsWith('Rule “') || held.some((one) => one.done.length < one.did.length))
    return null
  return held
    .map((one) => {
      const done = [...didInWords(one, words), ...(one.stopped ? [tOr('routing.noFurther', '')] : [])]
      const values = { name: one.name, did: done.join(', ') || tOr('routing.nothingToDo', '') }
      if (!one.waited) return tOr('routing.held', '', values)
      return tOr('routing.heldAfter', '', { ...values, length: lengthOf(one.waited, words) })
    })
    .join(' ')
}

function lengthOf({ minutes, counts }: NonNullable<RuleTrace['waited']>, { tOr, language }: Words): string {
  const length = duration(minutes * 60, language)
  return counts === 'business' ? tOr('length.business', length, { length }) : length
}
