// What could not be read, told with the file and the place in it.
import { Problem } from '../../kit/problem.ts'

export function unreadable(code: string, what: string, source: string, offset: number, cause?: unknown): Problem {
  const message = `${source} ${what}${offset ? ` at byte ${offset}` : ''}.`
  return new Problem('invalid', code, message, { detail: { source, offset }, cause })
}
