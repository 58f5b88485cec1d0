// Sees every statement that goes to the database, whoever sends it, with what its transaction did before.
import pg from 'pg'
import type { Place } from './places.ts'

type Query = (this: object, ...args: unknown[]) => unknown

/** Calls `seen` at the statement that matches, or at the commit of a transaction in which one did; only where it met a row. */
export function watchStatements(pattern: RegExp, when: Place['when'], seen: () => void): void {
  const client = pg.Client.prototype as unknown as { query: Query }
  const query = client.query
  const matched = new WeakSet<object>()
  client.query = function (this: object, ...args: unknown[]) {
    const [asked] = args as [string | { text?: string }]
    const text = (typeof asked === 'string' ? asked : asked.text) ?? ''
    if (text.startsWith('begin')) matched.delete(this)
    const isIt = pattern.test(text)
    const isCommit = text === 'commit' && matched.has(this)
    if ((isIt && when === 'before') || (isCommit && when === 'before commit')) seen()
    const result = query.apply(this, args)
    if (!(result instanceof Promise)) return result
    return result.then((answer: { rowCount?: number | null }) => {
      if (isIt && (answer.rowCount ?? 0) > 0) {
        matched.add(this)
        if (when === 'after') seen()
      }
      if (isCommit && when === 'after commit') seen()
      return answer
    })
  }
}
