// What makes a second click on Send safe: the same words carry the same Idempotency-Key until their answer has come. Pure.
import { freshKey, Refusal } from '../call.ts'

/** An attempt whose answer may still be owed. */
export interface Sending {
  key: string
  /** All that was asked, so that other words get another key. */
  asked: string
}

/** The attempt to make now: the one before where it asks the very same, else a new one. */
export function sendingOf(before: Sending | null, asked: object): Sending {
  const said = JSON.stringify(asked)
  return before?.asked === said ? before : { key: freshKey(), asked: said }
}

/** These very words are on their way, and whether they left is not known yet: what is asked must not become another question. */
export function isOwed(sending: Sending | null, words: { text: string; subject: string }): boolean {
  if (!sending) return false
  const { text, subject } = JSON.parse(sending.asked) as { text?: unknown; subject?: unknown }
  return text === words.text && subject === words.subject
}

/** A refusal is an answer; a lost line, a broken server and "the first is still running" leave open what became of it. */
export function isAnswered(error: unknown): boolean {
  if (!(error instanceof Refusal)) return false
  return error.status >= 400 && error.status < 500 && error.code !== 'idempotency-running'
}
