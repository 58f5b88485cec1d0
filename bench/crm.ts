// npm run bench:crm [-- --contacts 1000000 --entries 10000000 --mails 2000 --rows 50000 --seed 1]
// The customers' side of mail: what it costs to link one at a million contacts, how long the first page of a timeline takes at ten
// million entries, how long it takes to find one, to bring 50,000 in from a file, and how many of the generator's mails are on the right
// contact and company. Exits 1 where a goal is missed.
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { silentLog } from '../src/kit/log.ts'
import { systemClock } from '../src/kit/clock.ts'
import { startEngine } from '../src/store/engine.ts'
import { migrate } from '../src/store/migrate.ts'
import { openStore } from '../src/store/store.ts'
import { imports } from './crm/imports.ts'
import { linking } from './crm/linking.ts'
import { loadCustomers } from './crm/load.ts'
import { placed } from './crm/placed.ts'
import { searches } from './crm/searches.ts'
import { timelines } from './crm/timelines.ts'
import { findPostmaster } from '../src/store/engine/postmaster.ts'
import { machine } from './processes.ts'

const { values: asked } = parseArgs({
  options: {
    contacts: { type: 'string', default: '1000000' },
    entries: { type: 'string', default: '10000000' },
    mails: { type: 'string', default: '2000' },
    rows: { type: 'string', default: '50000' },
    seed: { type: 'string', default: '1' },
  },
})
const say = (text: string) => void process.stdout.write(`${text}\n`)
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'postroom-crm-'))
say(machine())
const engine = await startEngine({ dataDir, log: silentLog, settings: { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_wal_size: '4GB' } }) // prettier-ignore
const missed: string[] = []
try {
  const client = new pg.Client(engine.connection)
  await client.connect()
  await migrate(client, silentLog)
  const store = await openStore({ connection: engine.connection, log: silentLog, clock: systemClock, follows: {} })
  const database = (await findPostmaster(path.join(dataDir, 'postgres')))?.pid ?? 0
  // First, on an empty desk: what the generator says.
  missed.push(...(await placed(store, { count: Number(asked.mails), seed: Number(asked.seed), say })))
  const loaded = await loadCustomers(client, { contacts: Number(asked.contacts), entries: Number(asked.entries), say })
  await client.end()
  missed.push(...(await linking(store, loaded, database, say)))
  missed.push(...(await timelines(store, loaded, say)))
  missed.push(...(await searches(store, loaded, say)))
  missed.push(...(await imports(store, Number(asked.rows), say)))
  await store.close()
} finally {
  await engine.stop()
  await rm(dataDir, { recursive: true, force: true })
}
say(`\n${machine()}`)
for (const one of missed) say(`MISSED ${one}`)
process.exitCode = missed.length > 0 ? 1 : 0
