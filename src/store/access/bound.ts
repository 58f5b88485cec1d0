// Queries bound to one transaction: one connection, one statement at a time, nothing after the end.
import { Kysely, PostgresDialect } from 'kysely'
import { Problem } from '../../kit/problem.ts'
import type { Tables } from '../tables.ts'
import type { Named } from '../tx.ts'
import type { Asked } from './lending.ts'

export interface Bound {
  readonly db: Kysely<Tables>
  query: <T>(named: Named) => Promise<T[]>
  /** From here on a query is refused: it would run in somebody else's transaction. */
  close(): void
  /** Resolves when nothing is on its way any more. */
  idle(): Promise<unknown>
}

/** `annotate` is given every statement that is not prepared, where it is asked, and answers what is sent. */
export function bind(client: Asked, isPreparing: boolean, annotate = (text: string) => text): Bound {
  let tail: Promise<unknown> = Promise.resolve()
  let isClosed = false
  let composed: Kysely<Tables> | undefined
  // pg stops queueing on a busy client in its next major; a verb that uses Promise.all must not notice.
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const next = tail.then(() => {
      if (isClosed) throw new Problem('broken', 'transaction-ended', 'A query came after the end of its transaction.')
      return run()
    })
    tail = next.catch(() => undefined)
    return next
  }
  const compose = () => {
    const lent = {
      query: (sql: string, values: readonly unknown[]) => {
        const text = annotate(sql)
        return inTurn(() => client.query(text, [...values]))
      },
      release: () => undefined,
    }
    return new Kysely<Tables>({
      dialect: new PostgresDialect({ pool: { connect: async () => lent as never, end: async () => undefined } }),
    })
  }
  return {
    get db() {
      return (composed ??= compose())
    },
    query: async <T>({ name, text, values }: Named) => {
      const asked = isPreparing && name !== undefined ? { name, text, values } : { text: annotate(text), values }
      const result = await inTurn(() => client.query(asked))
      return result.rows as T[]
    },
    close: () => {
      isClosed = true
    },
    idle: () => tail,
  }
}
