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

/** A refusal is an answer; a lost line, a broken server and "the first is still running" leave open what became of it. */
export function isAnswered(error: unknown): boolean {
  if (!(error instanceof Refusal)) return false
  return error.status >= 400 && error.status < 500 && error.code !== 'idempotency-running'
}
