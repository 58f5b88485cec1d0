// What came of asking a test: whether it holds, and what was found, as words and as codes.
import type { Reason } from '../reasons.api.ts'
import { why, type Why } from '../reasons.ts'

export interface Verdict {
  held: boolean
  found: string
  /** The same as codes. */
  answer: Reason[]
}

export const verdict = (held: boolean, { because, reason }: Why): Verdict => ({ held, found: because, answer: reason })

/** What stands in the mail, or is called so: alike in every language. */
export const shown = (text: string): Why => ({ because: text, reason: [{ code: 'found', text }] })
export const shownOr = (text: string, none: Parameters<typeof why>[0]): Why => (text === '' ? why(none) : shown(text))
