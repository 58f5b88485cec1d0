// What the database's errors mean to everybody above: away, full, slow, contended. Others go up as they are.
import { Problem } from '../../kit/problem.ts'

const AWAY_CODES = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
])
const AWAY_WORDS =
  /Connection terminated|connection of doubtful use|timeout expired|server closed the connection|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Cannot use a pool after/i

const SLOW_WORDS = /Query read timeout|patience with the database is over/

const MARK = Symbol('from the database')

/** Marks what fails here: an error of the same code from a disk or from somebody else's server says nothing about the database. */
export async function fromDatabase<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Error) Object.defineProperty(error, MARK, { value: true })
    throw error
  }
}

const isOurs = (error: unknown): error is Error => error instanceof Error && MARK in error

/** Whether the connection itself is of no more use: it was cut, or an answer on it never came. */
export function isLost(error: unknown): error is Error {
  if (!isOurs(error)) return false
  return AWAY_CODES.has(codeOf(error)) || AWAY_WORDS.test(error.message) || SLOW_WORDS.test(error.message)
}

/** Serialization failure, deadlock: the transaction is undone and may simply be run again. */
export function isRetryable(error: unknown): boolean {
  return isOurs(error) && ['40001', '40P01'].includes(codeOf(error))
}

/** The same error where it means nothing in particular, e.g. a violated constraint. */
export function toStoreProblem(error: unknown, wasCommitting = false): unknown {
  if (error instanceof Problem || !isOurs(error)) return error
  const code = codeOf(error)
  if (wasCommitting) {
    // safety: the answer to a COMMIT was lost, and 20 times of 20 the row was there.
    return new Problem(
      'busy',
      'commit-unknown',
      'The database was lost while saving. It may have been saved: look before trying again.',
      { cause: error },
    )
  }
  if (AWAY_CODES.has(code) || AWAY_WORDS.test(error.message)) {
    return new Problem(
      'busy',
      'database-away',
      'The database does not answer. Nothing was changed; try again in a moment.',
      { cause: error },
    )
  }
  if (code === '22P02' || code === '22003')
    return new Problem('invalid', 'bad-value', 'A value has the wrong form; an id is a number.', { cause: error })
  if (code === '53100') {
    return new Problem(
      'busy',
      'disk-full',
      'The disk of the database is full. Nothing was changed; somebody has to make room.',
      { cause: error },
    )
  }
  if (code === '57014' || code === '55P03' || SLOW_WORDS.test(error.message)) {
    return new Problem(
      'busy',
      'database-slow',
      'The database took too long. Nothing was changed; try again in a moment.',
      { cause: error },
    )
  }
  if (isRetryable(error)) {
    return new Problem(
      'busy',
      'database-contended',
      'Others were changing the same thing all the time. Nothing was changed; try again.',
      { cause: error },
    )
  }
  return error
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
