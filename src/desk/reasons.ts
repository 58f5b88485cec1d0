// Why something was decided, as a code with what it is filled with, and beside it as an English sentence for programs and for the log.
import type { Reason } from './reasons.api.ts'
import { sentences, type ReasonCode } from './reason-sentences.ts'

type Values = Record<string, string | number>

export interface Why {
  because: string
  reason: Reason[]
}

/** Words and names of values by turns: rules say thousands of these for one back-test. */
const pieces = new Map(Object.entries(sentences).map(([code, sentence]) => [code, sentence.split(/\{(\w+)\}/)]))

function filled(code: ReasonCode, values: Values): string {
  const all = pieces.get(code) ?? []
  return all.length === 1
    ? sentences[code]
    : all.map((part, at) => (at % 2 === 0 ? part : (values[part] ?? ''))).join('')
}

/** What is left out of `told` is for the screen alone: it writes instants and lengths in its own way. */
export function why(code: ReasonCode, told: Values = {}, exact: Values = {}): Why {
  return { because: filled(code, told), reason: [{ ...told, ...exact, code }] }
}

/** A part of what was kept, in English; empty where nobody knows its code any more. */
export function inEnglish({ code, ...values }: Reason): string {
  return code in sentences ? why(code as ReasonCode, values).because : ''
}

/** One sentence of several: `{ because: 'rule “Invoices”: least loaded: 2 of 6' }`. */
export function joined(parts: readonly Why[], between = ', '): Why {
  return {
    because: parts.map((one) => one.because).join(between),
    reason: parts.flatMap((one) => one.reason),
  }
}

/** Of somebody else's sentence: told by the code of its problem where the screen knows that one. */
export function whyProblem(code: string, text: string, values: Values = {}): Why {
  return why('problem', { text }, { ...values, which: code })
}
