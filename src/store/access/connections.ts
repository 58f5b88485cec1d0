// How every connection is set, and how the rows' values arrive.
import pg from 'pg'

const DATE = 1082

/** int8 and numeric stay text (pg's default), a date without a time stays text too: there is no midnight without a zone. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === DATE ? String : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

/** The server gives up first (statement), then we do (query): a connection that leads nowhere hangs for ever otherwise. */
export const connectionSettings: pg.PoolConfig = {
  statement_timeout: 30_000,
  query_timeout: 35_000,
  lock_timeout: 15_000,
  idle_in_transaction_session_timeout: 60_000,
  connectionTimeoutMillis: 5_000,
  idleTimeoutMillis: 60_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  application_name: 'postroom',
  types,
}
