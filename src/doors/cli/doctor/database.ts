// The database: reachable, the right version, safe settings, quick enough, and nobody who holds it up.
import { planMigrations, readMigrations } from '../../../store/migrate.ts'
import { SLOT } from '../../../store/backup/archive.ts'
import type { Store } from '../../../store/store.ts'
import { fail, ok, warn, type Finding } from './finding.ts'

const SLOW_COMMIT = 25
const LONG_TRANSACTION = 5
const MUCH_LOG = 2 * 1024 ** 3

export async function examineDatabase(store: Store, isEmbedded: boolean): Promise<Finding[]> {
  const ask = async <T extends object>(text: string, values: unknown[] = []) =>
    (await store.pool.query<T>(text, values)).rows
  const ms = await store.ping()
  const [server] = await ask<{ version: string; used: number; most: number }>(
    `select current_setting('server_version') as version, (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as used,
       current_setting('max_connections')::int as most`,
  )
  const { version = '', used = 0, most = 1 } = server ?? {}
  const found = [
    ok('database', `PostgreSQL ${version}, ${isEmbedded ? 'embedded' : 'a server'}, answers in ${ms.toFixed(1)} ms`),
  ]
  if (used > most * 0.8)
    found.push(
      warn('connections', `${used} of ${most} are in use`, 'Raise max_connections, or put PgBouncer in between.'),
    )
  found.push(...(await examineMigrations(store)))
  const unsafe = await ask<{ name: string }>(
    `select name from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off'`,
  )
  for (const { name } of unsafe)
    found.push(fail(name, 'is off: a power cut loses mail that was acknowledged', `Set ${name} = on in the server.`))
  found.push(await examineCommit(store))
  const long = await ask<{ pid: number; minutes: number; name: string }>(
    `select pid, round(extract(epoch from now() - xact_start) / 60)::int as minutes, application_name as name from pg_stat_activity
     where datname = current_database() and xact_start < now() - interval '${LONG_TRANSACTION} minutes' and pid <> pg_backend_pid()`,
  )
  found.push(
    long.length === 0
      ? ok('transactions', `none is older than ${LONG_TRANSACTION} minutes`)
      : warn(
          'transactions',
          long
            .map((one) => `${one.name || 'somebody'} (process ${one.pid}) holds one for ${one.minutes} minutes`)
            .join(', '),
          `End it: select pg_terminate_backend(${long[0]?.pid}). A backup that runs is one, and may.`,
        ),
  )
  const bloated = await ask<{ name: string; dead: string }>(
    `select relname as name, n_dead_tup as dead from pg_stat_user_tables where n_dead_tup > 100000 and n_dead_tup > n_live_tup / 2 order by 2 desc`,
  )
  found.push(
    bloated.length === 0
      ? ok('dead rows', 'autovacuum keeps up')
      : warn(
          'dead rows',
          bloated.map((one) => `${one.name} has ${one.dead}`).join(', '),
          `Run "vacuum analyze ${bloated[0]?.name}".`,
        ),
  )
  const slots = await ask<{ name: string; bytes: number }>(
    `select slot_name as name, coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::float8 as bytes from pg_replication_slots`,
  ).catch(() => [])
  for (const { name, bytes } of slots.filter((one) => one.bytes > MUCH_LOG))
    found.push(
      warn(
        'log kept back',
        `the slot ${name} holds ${(bytes / 1024 ** 3).toFixed(1)} GB of the log back`,
        name === SLOT
          ? 'The archive does not get on: is POSTROOM_BACKUP_DIR full or away?'
          : `Drop it where nobody needs it: select pg_drop_replication_slot('${name}').`,
      ),
    )
  return found
}

async function examineMigrations(store: Store): Promise<Finding[]> {
  const client = await store.pool.connect()
  try {
    const pending = await planMigrations(client, await readMigrations())
    if (pending.length === 0) return [ok('migrations', 'all are applied')]
    return [
      warn(
        'migrations',
        `${pending.length} are still to be applied`,
        'The next start applies them, or "postroom migrate".',
      ),
    ]
  } catch (thrown) {
    return [
      fail(
        'migrations',
        (thrown as Error).message,
        'Start the version of Postroom that the data was written by, or a later one.',
      ),
    ]
  } finally {
    client.release()
  }
}

/** What every acknowledgement waits for. */
async function examineCommit(store: Store): Promise<Finding> {
  const times: number[] = []
  for (let round = 0; round < 7; round++) {
    const began = performance.now()
    await store.pool.query(
      `insert into setting (name, value, changed_at) values ('probe', 'true', now()) on conflict (name) do update set changed_at = now()`,
    )
    times.push(performance.now() - began)
  }
  const median = times.toSorted((a, b) => a - b)[3] ?? 0
  const says = `a commit takes ${median.toFixed(1)} ms`
  return median < SLOW_COMMIT
    ? ok('disk of the database', says)
    : warn(
        'disk of the database',
        `${says}: mail comes in slowly`,
        'A disk that syncs quickly (SSD, battery-backed cache) takes one or two; look for others who use it.',
      )
}
