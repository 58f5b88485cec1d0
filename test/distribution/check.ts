// npm run check:distribution
// Would the schema and the statements still do if the tables were spread over several nodes, by conversation? Compares what the
// database and the tests really do with what docs/scale.md says.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { silentLog } from '../../src/kit/log.ts'
import { startEngine } from '../../src/store/engine.ts'
import { migrate } from '../../src/store/migrate.ts'
import { readPage } from './page.ts'
import { reachOf } from './plan.ts'
import { objections } from './schema.ts'
import { overhear } from './statements.ts'

const TESTS = ['src/flows', 'src/desk', 'src/store', 'src/doors', 'test/authorization.test.ts']
const page = readPage(await readFile(path.resolve(import.meta.dirname, '../../docs/scale.md'), 'utf8'))
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'postroom-distribution-'))
const tell = (line: string) => process.stdout.write(`${line}\n`)
const wrong: string[] = []
try {
  const said = await overhear(dataDir, process.argv.length > 2 ? process.argv.slice(2) : TESTS)
  const engine = await startEngine({ dataDir, log: silentLog })
  const client = new pg.Client(engine.connection)
  await client.connect()
  await migrate(client, silentLog)
  wrong.push(...(await objections(client, page)))
  const used = new Set<string>()
  const sum = new Map<string, number>()
  for (const { name, text, by } of said) {
    const plan = await client
      .query<{ 'QUERY PLAN': [{ Plan: unknown }] }>(`explain (generic_plan, verbose, format json) ${text}`)
      .catch(() => null) // of a table that a test made
    if (!plan) {
      sum.set('not planned', (sum.get('not planned') ?? 0) + 1)
      continue
    }
    const reach = reachOf(plan.rows[0]?.['QUERY PLAN'][0].Plan, text, page)
    sum.set(reach, (sum.get(reach) ?? 0) + 1)
    if (reach === 'one node') continue
    const key = name ?? by
    if (key && page.explained.get(key)?.has(reach)) used.add(key)
    else
      wrong.push(
        `reaches ${reach}, and docs/scale.md does not say why: ${name ?? by} ${text.replace(/\s+/g, ' ').slice(0, 200)}`,
      )
  }
  for (const key of page.explained.keys())
    if (!used.has(key) && process.argv.length === 2) wrong.push(`docs/scale.md explains ${key}, which nobody says.`)
  await client.end()
  await engine.stop()
  tell(`${said.length} statements: ${[...sum].map(([reach, count]) => `${count} ${reach}`).join(', ')}`)
} finally {
  await rm(dataDir, { recursive: true, force: true })
}
for (const line of wrong) tell(line)
tell(
  wrong.length === 0 ? 'Everything that would cross nodes is explained.' : `\n${wrong.length} to explain or to change.`,
)
process.exitCode = wrong.length === 0 ? 0 : 1
