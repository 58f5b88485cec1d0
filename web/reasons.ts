// Why something was decided, in the reader's language: from its code and what it is filled with. What was kept before there were codes,
// and what a colleague wrote, is shown as it is.
import { useEffect } from 'react'
import { Reasons, type Reason } from '../src/desk/reasons.api.ts'
import type { RuleTrace } from '../src/desk/rules/rules.api.ts'
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
  const parsed = Reasons.safeParse(reason)
  if (!parsed.success || parsed.data.length === 0) return kept
  const parts = parsed.data.map((one) => partInWords(one, words))
  if (parts.includes('')) return kept
  return parts.reduce((said, part, at) => `${said}${opens(parsed.data[at - 1]) ? ': ' : ', '}${part}`)
}

/** What comes behind it is its own reason. */
const opens = (before: Reason | undefined) => /^(?:rule|policy|did\w+)$/.test(before?.code ?? '')

function partInWords({ code, ...values }: Reason, words: Words): string {
  const { tOr, language } = words
  const { name, priority, status, instant, minutes, counts, which, when, names } = values
  const length = typeof minutes === 'number' ? duration(minutes * 60, language) : values['length']
  const skills = [languageName(values['language'], language), names].filter(Boolean).join(' + ')
  return tOr(code === 'policy' ? `reason.policy.${when}` : `reason.${code}`, '', {
    ...values,
    name: name ?? '',
    length: counts === 'business' ? tOr('length.business', `${length}`, { length }) : length,
    ...(typeof priority === 'string' && { priority: tOr(`priority.${priority}`, priority) }),
    ...(typeof status === 'string' && { status: tOr(`status.${status}`, status) }),
    ...(typeof which === 'string' && { measure: tOr(`measure.${which}`, which) }),
    ...(typeof instant === 'string' && { at: momentIn(instant, language) }),
    ...(code === 'skills' && { skills: skills || values['skills'] }),
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

/** The one sentence for a glance, made of the same lines. */
export function routingInWords(kept: string, traces: readonly RuleTrace[], words: Words): string {
  const { tOr } = words
  const held = traces.filter((one) => one.held)
  // How many were read is in the sentence that was kept.
  const none = /^(?:The one rule did not hold|None of (\d+) rules held)\.$/.exec(kept)
  if (none) return tOr('routing.noneHeld', kept, { count: Number(none[1] ?? 1) })
  if (kept === 'There was no rule to look at.') return tOr('routing.noRule', kept)
  if (held.length === 0 || !kept.startsWith('Rule “') || held.some((one) => one.done.length < one.did.length))
    return kept
  return held
    .map((one) => {
      const done = [...didInWords(one, words), ...(one.stopped ? [tOr('routing.noFurther', '')] : [])]
      return tOr('routing.held', '', { name: one.name, did: done.join(', ') || tOr('routing.nothingToDo', '') })
    })
    .join(' ')
}
