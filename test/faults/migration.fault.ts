// A migration that is killed after any of its statements goes on at the next start, and ends where one that was not killed ends.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { silentLog } from '../../src/kit/log.ts'
import { startEngine } from '../../src/store/engine.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'

const CHILD = path.join(import.meta.dirname, 'migrate-until.ts')

/** Every column, index and constraint, in an order of its own. */
const SHAPE = `select string_agg(line, E'\\n' order by line) as shape from (
    select format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) as line
      from information_schema.columns where table_schema = 'public'
    union all select indexdef from pg_indexes where schemaname = 'public'
    union all select format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint where connamespace = 'public'::regnamespace
    union all select format('%s %s', number, checksum) from migration) described`

async function run({ count, tell }: FaultContext): Promise<Verdict> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'postroom-migration-'))
  const engine = await startEngine({ dataDir, log: silentLog })
  const broken: string[] = []
  let kills = 0
  const connect = async (database: string) => {
    const client = new pg.Client({ ...engine.connection, database })
    client.on('error', () => undefined)
    await client.connect()
    return client
  }
  const inNew = async <T>(name: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const admin = await connect('postgres')
    await admin.query(`create database ${name}`)
    const client = await connect(name)
    const result = await work(client)
    await client.end()
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
    return result
  }
  const shapeOf = async (client: pg.Client) => (await client.query<{ shape: string }>(SHAPE)).rows[0]?.shape
  try {
    const whole = await inNew('whole', async (client) => {
      await migrate(client, silentLog)
      return shapeOf(client)
    })
    const migrations = await readMigrations()
    // A lock, a ledger, what is there; then each migration: begin, itself, its entry, commit.
    const statements = 3 + 4 * migrations.length
    for (let round = 0; round < count; round++) {
      for (let at = 1; at <= statements; at++) {
        await inNew(`killed_${round}_${at}`, async (client) => {
          const given = JSON.stringify({ ...engine.connection, database: `killed_${round}_${at}` })
          const child = spawn(process.execPath, [CHILD, given, String(at)], { stdio: 'inherit' })
          const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
          if (signal === 'SIGKILL') kills++
          else broken.push(`it should have died after statement ${at}, and did not`)
          await migrate(client, silentLog)
          if ((await shapeOf(client)) !== whole) broken.push(`killed after statement ${at} it ends in another schema`)
        })
      }
      tell(`round ${round + 1}: killed after each of ${statements} statements`)
    }
  } finally {
    await engine.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  return { broken, figures: { kills } }
}

export const scenarios: Scenario[] = [
  {
    name: 'migration',
    row: 'F22',
    what: 'A migration is killed after every one of its statements; the next start ends where one that was not killed ends.',
    counts: { smoke: 0, ci: 1, nightly: 10 },
    takes: { cores: 0.7, seconds: 60 },
    run,
  },
]
