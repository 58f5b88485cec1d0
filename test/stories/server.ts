// The real product as a child process, on free ports and a data directory of its own: started, killed, started again and
// always cleaned away. What the stories, the faults and the benchmarks run against.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { silentLog } from '../../src/kit/log.ts'
import { must } from '../../src/kit/must.ts'
import { connectToRunning, startEngine } from '../../src/store/engine.ts'
import { findPostmaster } from '../../src/store/engine/postmaster.ts'
import { apiOf, type Api } from './api.ts'

export const root = path.resolve(import.meta.dirname, '../..')
export const postroom = path.join(root, 'bin/postroom.js')

/** Everything a test may lean on that a desk has from its start. */
export const desk = {
  token: 'a-token-for-tests-only-0123456789',
  address: 'support@desk.example',
  admin: { email: 'ada@people.example', password: 'correct horse battery' },
}

export interface ServerOptions {
  /** On top of the usual settings. */
  env?: Record<string, string>
  /** An existing data directory; otherwise a new one, removed at the end. */
  dataDir?: string
  lmtp?: boolean
  /** Arguments of Node, e.g. `--cpu-prof`. */
  nodeArgs?: string[]
  /** The program and its arguments; `postroom serve` unless told otherwise. */
  program?: string[]
}

export interface Server {
  dataDir: string
  httpPort: number
  smtpPort: number
  lmtpPort: number
  url: string
  api: Api
  /** With which it was started, for commands beside it. */
  env: Record<string, string>
  pid(): number
  /** stderr and stdout since the last start. */
  output(): string
  isRunning(): boolean
  /** Starts it, after it was stopped or killed; resolves when `/readyz` (or `until`) says yes. Milliseconds that took. */
  start(options?: { until?: () => Promise<boolean> }): Promise<number>
  /** SIGTERM; how it ended and after how many milliseconds. */
  stop(): Promise<{ code: number | null; signal: string | null; ms: number }>
  /** SIGKILL to the server alone: its database goes on and waits for the next one. */
  kill(): Promise<void>
  /** SIGKILL to the server and every process of its database. */
  killAll(): Promise<void>
  /** A connection to its database; close it. */
  database(): Promise<pg.Client>
  /** Ends what runs and removes the data directory. */
  remove(): Promise<void>
}

const START_PATIENCE = 90_000

export async function prepareServer(options: ServerOptions = {}): Promise<Server> {
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(os.tmpdir(), 'postroom-story-')))
  const [httpPort = 0, smtpPort = 0, lmtpPort = 0] = await freePorts(3)
  const hasWeb = options.env?.POSTROOM_ROLES?.includes('web') ?? true
  const env: Record<string, string> = {
    POSTROOM_DATA_DIR: dataDir,
    [hasWeb ? 'POSTROOM_HTTP_PORT' : 'POSTROOM_HEALTH_PORT']: String(httpPort),
    POSTROOM_SMTP_PORT: String(smtpPort),
    ...(options.lmtp ? { POSTROOM_LMTP_PORT: String(lmtpPort) } : {}),
    POSTROOM_HOSTNAME: 'desk.example',
    POSTROOM_ADMIN_EMAIL: desk.admin.email,
    POSTROOM_ADMIN_PASSWORD: desk.admin.password,
    POSTROOM_ADMIN_TOKEN: desk.token,
    POSTROOM_INBOX_ADDRESSES: desk.address,
    POSTROOM_LOG_LEVEL: 'warn',
    POSTROOM_UNDO_SECONDS: '0',
    ...options.env,
  }
  const program = options.program ?? [postroom, 'serve']
  let child: ChildProcess | undefined
  let said = ''
  const api = apiOf(`http://127.0.0.1:${httpPort}`, desk.token)
  const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null

  const start = async ({ until = api.isReady }: { until?: () => Promise<boolean> } = {}): Promise<number> => {
    said = ''
    const started = performance.now()
    child = spawn(process.execPath, [...(options.nodeArgs ?? []), ...program], {
      env: { ...cleanEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()))
    running.add(server)
    while (!(await until())) {
      if (!isRunning()) throw new Error(`the server ended instead of starting:\n${said}`)
      if (performance.now() - started > START_PATIENCE) throw new Error(`the server does not get ready:\n${said}`)
      await sleep(15)
    }
    return performance.now() - started
  }
  const end = async (signal: NodeJS.Signals) => {
    const began = performance.now()
    if (!child || !isRunning()) return { code: child?.exitCode ?? null, signal: child?.signalCode ?? null, ms: 0 }
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
    return { code: child.exitCode, signal: child.signalCode, ms: performance.now() - began }
  }
  const server: Server = {
    dataDir,
    httpPort,
    smtpPort,
    lmtpPort,
    url: `http://127.0.0.1:${httpPort}`,
    api,
    env,
    pid: () => must(child?.pid, 'a server that was started'),
    output: () => said,
    isRunning,
    start,
    stop: () => end('SIGTERM'),
    kill: async () => {
      await end('SIGKILL')
    },
    killAll: async () => {
      await end('SIGKILL')
      killDatabase(dataDir)
    },
    database: async () => {
      const client = new pg.Client(must(await connectToRunning(dataDir), 'a server that runs on the directory'))
      client.on('error', () => undefined)
      await client.connect()
      return client
    },
    remove: async () => {
      running.delete(server)
      await end('SIGKILL')
      await endDatabase(dataDir)
      if (!options.dataDir) await rm(dataDir, { recursive: true, force: true })
    },
  }
  return server
}

export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const server = await prepareServer(options)
  try {
    await server.start()
    return server
  } catch (error) {
    await server.remove()
    throw error
  }
}

/** Other people's settings must not reach the server under test. */
export function cleanEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('POSTROOM_') && name !== 'NODE_OPTIONS')
  return Object.fromEntries(kept.filter((pair): pair is [string, string] => pair[1] !== undefined))
}

/** Runs a command of Postroom to its end, or to its death after `patience` milliseconds. */
export async function run(
  args: string[],
  options: { env?: Record<string, string>; input?: Buffer; patience?: number } = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [postroom, ...args], {
    env: { ...cleanEnvironment(), ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: options.patience ?? 280_000,
    killSignal: 'SIGKILL',
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  child.stdin.on('error', () => undefined) // it may end before it has read all
  child.stdin.end(options.input)
  await once(child, 'close')
  return { code: child.exitCode, out, err }
}

/**
 * Below those that systems give to outgoing connections: while a server starts, or is killed and starts again, nobody comes by its port,
 * and nobody who calls it meanwhile reaches himself. Whoever has asked for a port has it until his process ends.
 */
export async function freePorts(count: number): Promise<number[]> {
  const found: number[] = []
  while (found.length < count) {
    const port = 10_000 + Math.floor(Math.random() * 20_000)
    if ((await reserve(port)) && (await isFree(port))) found.push(port)
  }
  return found
}

/** Among all processes of the tests: by listening on the same port of a loopback address that no server under test uses. */
async function reserve(port: number): Promise<boolean> {
  const guard = net.createServer().unref()
  return await new Promise((resolve) => {
    // Where the system has only one loopback address, chance must do.
    guard.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRNOTAVAIL'))
    guard.listen(port, '127.0.0.2', () => resolve(true))
  })
}

async function isFree(port: number): Promise<boolean> {
  const server = net.createServer()
  const isTaken = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(true))
    server.listen(port, '127.0.0.1', () => resolve(false))
  })
  if (!isTaken) await new Promise((resolve) => server.close(resolve))
  return !isTaken
}

/** Of the embedded database, which outlives a Postroom that is killed: it is found by its own lock file, and only there. */
function postmasterOf(dataDir: string): number | undefined {
  try {
    const pid = Number(readFileSync(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])
    return pid > 1 ? pid : undefined
  } catch {
    return undefined
  }
}

function killDatabase(dataDir: string): void {
  const postmaster = postmasterOf(dataDir)
  if (postmaster === undefined) return
  // Its children first: an orphan would hold the shared memory for a moment longer than a power cut would leave it.
  for (const pid of [...childrenOf(postmaster), postmaster]) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // it was quicker
    }
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

async function endDatabase(dataDir: string): Promise<void> {
  if (!(await findPostmaster(path.join(dataDir, 'postgres')))) return
  const engine = await startEngine({ dataDir, log: silentLog }).catch(() => undefined) // adopts it, then stops it as it should
  if (engine) await engine.stop()
  else killDatabase(dataDir)
}

const running = new Set<Server>()
// A test that is interrupted leaves nothing behind.
process.once('exit', () => {
  for (const server of running) {
    try {
      process.kill(server.pid(), 'SIGKILL')
    } catch {
      // it has ended
    }
    killDatabase(server.dataDir)
    rmSync(server.dataDir, { recursive: true, force: true })
  }
})
