import pg from 'pg'
import { afterEach, expect, test, vi } from 'vitest'
import { createDatabase, createEmptyDatabase } from '../../../test/database.ts'
import { silentLog } from '../../kit/log.ts'
import { readIndexes, readSequences, readTables } from './catalog.ts'
import { copyOut } from './copy-stream.ts'
import { markMoved, markMoving, refuseMoved, removeMark } from './moved.ts'
import { moveTables } from './move.ts'
import { createRowSum } from './row-sum.ts'
import { sumOf, type Filled } from './target.ts'

vi.setConfig({ testTimeout: 60_000 }) // copies of databases, on a busy machine

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function open(make: typeof createDatabase): Promise<pg.Client> {
  const { connection, drop } = await make()
  const client = new pg.Client(connection)
  client.on('error', () => undefined)
  await client.connect()
  ends.push(drop, () => client.end())
  return client
}

async function filled(): Promise<pg.Client> {
  const client = await open(createDatabase)
  await client.query(`insert into raw (id, size, body, stored_at)
    select n, n, decode(repeat(md5(n::text), 50), 'hex'), now() from generate_series(1, 3000) n`)
  await client.query(`insert into company (id, name, created_at) values (1, E'Tab\\tand 🏮', now())`)
  await client.query(`insert into contact (id, name, company_id, created_at) values (2, 'Dora', 1, now())`)
  await client.query(`insert into message_search values (1, 1, 1, 5, now(), array_to_tsvector('{lamp,5:lamp}'))`)
  await client.query(`select nextval('conversation_number')`)
  return client
}

const sums = async (client: pg.Client) => {
  const found: Record<string, unknown> = {}
  for (const table of await readTables(client)) found[table.name] = await sumOf(client, table)
  return found
}

test('every table, sequence and index of a desk arrives in an empty database', async () => {
  const [source, target] = [await filled(), await open(createEmptyDatabase)]

  const moved = await moveTables({ source, target, log: silentLog, id: 'one' })

  const there = Object.values(await sums(source)).reduce((rows: number, one) => rows + (one as Filled).rows, 0)
  expect(there).toBeGreaterThan(3000)
  expect(moved).toMatchObject({ rows: there, before: 0 })
  expect(await sums(target)).toEqual(await sums(source))
  expect(await readIndexes(target)).toEqual(await readIndexes(source))
  expect(await readSequences(target)).toEqual(await readSequences(source))
  await refuseMoved(target)
})

test('a move that was interrupted goes on with the next table, and another one is refused', async () => {
  const [source, target] = [await filled(), await open(createEmptyDatabase)]
  let told = 0
  const stop = () => {
    if (++told === 5) throw new Error('the cable was pulled')
  }

  await expect(moveTables({ source, target, log: silentLog, id: 'one', onProgress: stop })).rejects.toThrow('cable')
  await source.query('rollback')
  await expect(refuseMoved(target)).rejects.toMatchObject({ code: 'move-unfinished' })
  await expect(moveTables({ source, target, log: silentLog, id: 'two' })).rejects.toMatchObject({
    code: 'target-not-empty',
  })
  const moved = await moveTables({ source, target, log: silentLog, id: 'one' })

  expect(moved.before).toBe(5)
  expect(await sums(target)).toEqual(await sums(source))
})

test('a database that holds a desk is never filled', async () => {
  const [source, target] = [await filled(), await open(createDatabase)]

  await expect(moveTables({ source, target, log: silentLog, id: 'one' })).rejects.toMatchObject({
    code: 'target-not-empty',
  })
})

test('a desk that was moved says where to and does not start, until the move is given up', async () => {
  const source = await open(createDatabase)
  await refuseMoved(source)

  const mark = await markMoving(source, 'postgres://db.example/desk')
  expect(await markMoving(source, 'postgres://db.example/desk')).toEqual(mark)
  await expect(markMoving(source, 'postgres://other.example/desk')).rejects.toMatchObject({ code: 'desk-moved' })
  await markMoved(source, mark)

  await expect(refuseMoved(source)).rejects.toThrow('postgres://db.example/desk')
  expect(await removeMark(source)).toBe(true)
  await refuseMoved(source)
})

test('the checksum does not depend on the order of rows or on how the stream was cut, and sees one byte', async () => {
  const client = await filled()
  const table = 'select id, body from raw'
  const sumIn = async (sql: string, cut = 1 << 30) => {
    const sum = createRowSum()
    for await (const piece of copyOut(client, `copy (${sql}) to stdout (format binary)`))
      for (let at = 0; at < piece.length; at += cut) sum.add(piece.subarray(at, at + cut))
    return sum.result()
  }
  const plain = await sumIn(table)

  expect(plain.rows).toBe(3000)
  expect(await sumIn(`${table} order by md5(id::text)`, 7919)).toEqual(plain)
  expect(
    await sumIn(`select id, set_byte(body, 5, case id when 77 then 1 else get_byte(body, 5) end) from raw`),
  ).not.toEqual(plain)
})

test('a statement that fails in a COPY is an error, and the connection can still be used', async () => {
  const client = await filled()
  const read = async () => {
    for await (const piece of copyOut(client, 'copy (select 1/(id - 2900) from raw) to stdout')) void piece
  }

  await expect(read()).rejects.toThrow('division by zero')
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})
