// Migrates the database of DATABASE and is dead after the statement of that number, as if the power had gone.
//   node bin/run.js test/faults/migrate-until.ts CONNECTION-AS-JSON STATEMENTS
import pg from 'pg'
import { silentLog } from '../../src/kit/log.ts'
import { migrate } from '../../src/store/migrate.ts'

const [, , connection = '{}', statements = '0'] = process.argv
const client = new pg.Client(JSON.parse(connection) as pg.ClientConfig)
client.on('error', () => undefined)
await client.connect()
const ask = client.query.bind(client) as (...asked: unknown[]) => Promise<pg.QueryResult>
let left = Number(statements)
client.query = (async (...asked: unknown[]) => {
  const answer = await ask(...asked)
  if (--left === 0) process.kill(process.pid, 'SIGKILL')
  return answer
}) as typeof client.query
await migrate(client, silentLog)
await client.end()
