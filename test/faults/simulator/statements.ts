// What is composed is parsed and planned anew each time. In a simulation the same few statements are said ten thousand times: here
// the server keeps them by a name, which for a desk that lasts would be too many.
import type pg from 'pg'

export function keepStatements(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (asked: unknown, values?: unknown[]) => unknown
  const names = new Map<string, string>()
  const named = (asked: unknown, values?: unknown[]) => {
    if (typeof asked !== 'string' || !values?.length) return query(asked, values)
    const name = names.get(asked) ?? `said-${names.size}`
    names.set(asked, name)
    return query({ name, text: asked, values })
  }
  client.query = named as typeof client.query
}
