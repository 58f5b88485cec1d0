import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { silentLog } from '../kit/log.ts'
import { startEngine, type Engine } from './engine.ts'
import { explain } from './engine/cluster.ts'

// One copy of the programs for all of these.
const programs = path.join(os.tmpdir(), `postroom-engine-test-${os.userInfo().uid}`)
const folders: string[] = []
const children: ChildProcess[] = []
const engines: Engine[] = []

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(os.tmpdir(), 'postroom-engine-'))
  folders.push(made)
  return made
}
async function start(dataDir: string): Promise<Engine> {
  const engine = await startEngine({ dataDir, log: silentLog, binariesDir: programs })
  engines.push(engine)
  return engine
}
async function ask<T extends object>(engine: Engine, sql: string): Promise<T[]> {
  const client = new pg.Client(engine.connection)
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<T>(sql)).rows
  } finally {
    await client.end()
  }
}

/** A Postroom of its own process, so that it can be killed. */
async function elsewhere(dataDir: string, settings: Record<string, string> = {}): Promise<ChildProcess> {
  const script = `import { startEngine } from ${JSON.stringify(path.join(import.meta.dirname, 'engine.ts'))}
    import { silentLog } from ${JSON.stringify(path.join(import.meta.dirname, '../kit/log.ts'))}
    await startEngine({ dataDir: ${JSON.stringify(dataDir)}, log: silentLog, binariesDir: ${JSON.stringify(programs)}, settings: ${JSON.stringify(settings)} })
    console.log('ready'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  await new Promise((resolve) => child.stdout.once('data', resolve))
  return child
}
const killed = (child: ChildProcess) =>
  new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill('SIGKILL')
  })

let dataDir = ''
beforeAll(async () => {
  dataDir = path.join(await folder(), 'data')
  const engine = await start(dataDir) // makes it
  await ask(engine, 'create table kept (n int)')
  await engine.stop()
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  for (const engine of engines) await engine.stop()
  for (const one of folders) await rm(one, { recursive: true, force: true })
})

test('it is a PostgreSQL 18 that loses nothing, listens to nobody else, and stops when told', async () => {
  const engine = await start(dataDir)
  const [settings] = await ask(
    engine,
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as sync, current_setting('full_page_writes') as pages,
    current_setting('data_checksums') as checksums, current_setting('listen_addresses') as listens, current_setting('server_encoding') as encoding,
    (select count(*)::int from kept) as kept`,
  )

  expect(settings).toEqual({
    fsync: 'on',
    sync: 'on',
    pages: 'on',
    checksums: 'on',
    listens: '',
    encoding: 'UTF8',
    kept: 0,
  })
  expect(engine.version).toMatch(/^18\./)
  expect((await stat(engine.connection.host ?? '')).mode & 0o777).toBe(0o700)
  expect((await readFile(path.join(dataDir, 'postgres', 'pg_hba.conf'), 'utf8')).match(/^[^#].*$/gm)).toEqual([
    'local all all peer map=desk',
  ])
  await engine.stop()
  expect(await engine.pid()).toBeUndefined()
})

test('a second Postroom on the same directory is refused, and told who is there', async () => {
  const other = await elsewhere(dataDir)

  await expect(start(dataDir)).rejects.toMatchObject({
    kind: 'conflict',
    code: 'data-directory-in-use',
    detail: { pid: other.pid },
  })
  await killed(other)
})

test('after a Postroom was killed the next one takes over its server, with what was committed', async () => {
  const other = await elsewhere(dataDir)
  await killed(other)
  const left = Number((await readFile(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0])

  const engine = await start(dataDir)

  expect(await engine.pid()).toBe(left)
  expect(await ask(engine, 'select * from kept')).toEqual([])
  await engine.stop()
})

test('a server left behind by a Postroom with other settings is replaced', async () => {
  const older = await elsewhere(dataDir, { work_mem: '5MB' })
  await killed(older)
  const left = Number((await readFile(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0])

  const engine = await start(dataDir)

  expect(await engine.pid()).not.toBe(left)
  expect(await ask(engine, `select current_setting('work_mem') as memory`)).toEqual([{ memory: '8MB' }])
  await engine.stop()
})

test('after everything was killed at once it recovers what was committed', async () => {
  const other = await elsewhere(dataDir)
  const server = Number((await readFile(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0])
  const client = new pg.Client({ host: path.join(dataDir, 'run'), user: 'postroom', database: 'postroom' })
  client.on('error', () => undefined)
  await client.connect()
  await client.query('insert into kept values (1)')
  process.kill(server, 'SIGKILL')
  await killed(other)

  const engine = await start(dataDir)

  expect(await ask(engine, 'select n from kept')).toEqual([{ n: 1 }])
  await engine.stop()
})

test('a server that dies is started again, on the same socket', async () => {
  const engine = await start(dataDir)
  const pool = new pg.Pool(engine.connection)
  pool.on('error', () => undefined)
  onTestFinished(() => pool.end())
  const first = await engine.pid()
  await pool.query('select 1')

  process.kill(first ?? 0, 'SIGKILL')

  await expect.poll(async () => [undefined, first].includes(await engine.pid())).toBe(false)
  const answers = () =>
    pool.query('select 1').then(
      () => true,
      () => false,
    )
  await expect.poll(answers).toBe(true)
  await engine.stop()
})

test('a lock file whose number now belongs to another process does not keep it from starting', async () => {
  await writeFile(path.join(dataDir, 'postgres', 'postmaster.pid'), `${process.pid}\n/elsewhere\n0\n5432\n/elsewhere\n`)

  const engine = await start(dataDir)

  expect(await ask(engine, 'select n from kept')).toEqual([{ n: 1 }])
  await engine.stop()
})

test('the data of another major version is not touched', async () => {
  const file = path.join(dataDir, 'postgres', 'PG_VERSION')
  await writeFile(file, '17\n')

  await expect(start(dataDir)).rejects.toMatchObject({
    code: 'data-directory-version',
    message: expect.stringContaining('PostgreSQL 17') as string,
  })
  await writeFile(file, '18\n')
})

test('a directory below a folder that only root may enter, with a path too long for a socket, works', async () => {
  const closed = await folder() // mkdtemp makes it 0700
  const deep = path.join(closed, 'a-rather-long-name-of-a-folder'.repeat(3), 'data')
  await mkdir(path.dirname(deep), { mode: 0o700 })
  await chmod(closed, 0o700)

  const engine = await start(deep)

  expect(await ask(engine, 'select 1 as one')).toEqual([{ one: 1 }])
  expect(Buffer.byteLength(engine.connection.host ?? '')).toBeLessThan(80)
  folders.push(engine.connection.host ?? '')
  await engine.stop()
})

test('a data directory that cannot be made is told as a wrong setting', async () => {
  const file = path.join(await folder(), 'file')
  await writeFile(file, '')

  await expect(start(path.join(file, 'data'))).rejects.toMatchObject({
    kind: 'invalid',
    code: 'data-directory-unusable',
  })
})

test("the server's last words are translated", () => {
  expect(explain('FATAL:  could not write: No space left on device', '/desk')).toMatchObject({
    kind: 'busy',
    code: 'disk-full',
  })
  expect(explain('postgres: error while loading shared libraries: libicui18n.so.60', '/desk')).toMatchObject({
    code: 'engine-unusable',
  })
  expect(explain('LOG: hello\nFATAL:  something else\nLOG: bye', '/desk').message).toContain('FATAL:  something else')
})
