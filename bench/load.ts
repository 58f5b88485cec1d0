// A desk with many conversations, made without mail in a fraction of the time: rows by COPY into a database that does not wait for
// its disk, indexes built afterwards. The directory can be kept and measured again.
import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { mendTallies } from '../src/desk/conversations/tally.ts'
import { systemClock } from '../src/kit/clock.ts'
import { silentLog } from '../src/kit/log.ts'
import { startEngine } from '../src/store/engine.ts'
import { migrate } from '../src/store/migrate.ts'
import { openStore } from '../src/store/store.ts'
import { copyInto, type Copying } from './load/copy.ts'
import { addPeople } from './load/people.ts'
import { createRandom } from './load/random.ts'
import { columns, createWriter, type Loaded, type Table } from './load/rows.ts'
import { createLanguages } from './load/words.ts'

/** What a benchmark asks for by name. */
export interface LoadedDesk {
  dataDir: string
  size: number
  inboxIds: string[]
  userIds: string[]
  categoryIds: string[]
  teamIds: string[]
  contactId: string
  /** A thousand conversations of all ages. */
  samples: Loaded[]
}

const HASTE = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '16GB',
  maintenance_work_mem: '1GB',
  max_parallel_maintenance_workers: '2',
  autovacuum: 'off',
}
const AT_ONCE = 500

/** What is there already is taken as it is; `postroom serve` brings its schema up to date. */
export async function loadDesk(dataDir: string, size: number, say: (text: string) => void): Promise<LoadedDesk> {
  const file = path.join(dataDir, 'loaded.json')
  const made = await fingerprint(size)
  const known = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as { made: string; desk: LoadedDesk },
    () => undefined,
  )
  if (known) {
    if (known.made === made) return { ...known.desk, dataDir }
    throw new Error(
      `${dataDir} holds a desk of another size or loader; pass --fresh, remove it, or name another with --dir`,
    )
  }
  await mkdir(dataDir, { recursive: true })
  const desk = await load(dataDir, size, say)
  await writeFile(file, JSON.stringify({ made, desk }))
  return desk
}

async function fingerprint(size: number): Promise<string> {
  const rows = await readFile(path.join(import.meta.dirname, 'load/rows.ts'))
  return createHash('sha256').update(String(size)).update(rows).digest('hex').slice(0, 16)
}

async function load(dataDir: string, size: number, say: (text: string) => void): Promise<LoadedDesk> {
  const engine = await startEngine({ dataDir, log: silentLog, settings: HASTE })
  const connect = async () => {
    const client = new pg.Client(engine.connection)
    await client.connect()
    return client
  }
  const client = await connect()
  try {
    await migrate(client, silentLog)
    const store = await openStore({ connection: engine.connection, log: silentLog, clock: systemClock })
    const cast = await addPeople(store)
    const started = performance.now()
    const seconds = () => ((performance.now() - started) / 1000).toFixed(0)
    const rebuild = await dropIndexes(client)
    const random = createRandom(7)
    const writer = createWriter({ size, cast, languages: createLanguages(random), random, now: Date.now() })
    const samples = await copyAll(connect, writer, size, (n) => say(`${n} conversations after ${seconds()} s`))
    await client.query(`select setval('conversation_number', ${size + 1001})`)
    for (const sql of rebuild) await client.query(sql)
    say(`indexes after ${seconds()} s`)
    await client.query('insert into search_bucket select distinct bucket from message_search')
    await store.transact({ actorId: null }, mendTallies)
    await store.close()
    await client.query('vacuum (analyze)')
    const contact = await client.query<{ contact_id: string }>(
      'select contact_id from conversation group by 1 order by count(*) desc limit 1',
    )
    await client.query('checkpoint')
    say(`loaded in ${seconds()} s`)
    const { inboxIds, userIds, categoryIds, teamIds } = cast
    return {
      dataDir,
      size,
      inboxIds,
      userIds,
      categoryIds,
      teamIds,
      contactId: contact.rows[0]?.contact_id ?? '',
      samples,
    }
  } finally {
    await client.end()
    await engine.stop()
  }
}

/** Primary keys stay: rows come nearly in their order. Answers how to have the others again. */
async function dropIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; sql: string }>(
    `select indexname as name, indexdef as sql from pg_indexes where schemaname = 'public' and tablename = any($1)
       and indexname not like '%_pkey'`,
    [Object.keys(columns)],
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  return rows.map((one) => one.sql)
}

/** Each table on a connection of its own, so that the database can use all cores. */
async function copyAll(
  connect: () => Promise<pg.Client>,
  writer: ReturnType<typeof createWriter>,
  size: number,
  tell: (n: number) => void,
): Promise<Loaded[]> {
  const opened = new Map<Table, { client: pg.Client; copying: Copying }>()
  for (const table of Object.keys(columns) as Table[]) {
    const client = await connect()
    opened.set(table, { client, copying: await copyInto(client, table, columns[table]) })
  }
  const samples: Loaded[] = []
  const every = Math.max(1, Math.floor(size / 1000))
  for (let n = 0; n < size; n++) {
    const loaded = writer.write(n)
    if (n % every === 0) samples.push(loaded)
    if (n % AT_ONCE === AT_ONCE - 1 || n === size - 1)
      for (const [table, lines] of writer.take()) await opened.get(table)?.copying.write(lines)
    if (n > 0 && n % 100_000 === 0) tell(n)
  }
  for (const { client, copying } of opened.values()) {
    await copying.end()
    await client.end()
  }
  return samples
}
