// Many slow connections at once: everybody else is served.
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { quantile, sendAll } from '../../bench/senders.ts'
import { desk, startServer, type Server } from '../stories/server.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'
import { write } from './steady.ts'

const GOOD_WITHIN = 2_000
const MEMORY = 512
const VISITS = 60

function slowMail(context: FaultContext): Promise<Verdict> {
  return crowd(context, 'smtp', (server) => server.smtpPort, mailOnce)
}

function slowWeb(context: FaultContext): Promise<Verdict> {
  return crowd(context, 'http', (server) => server.httpPort, readOnce)
}

/** A good client comes again and again, each time anew, while the crowd is there. */
async function crowd(
  { count, tell }: FaultContext,
  how: 'smtp' | 'http',
  portOf: (server: Server) => number,
  visit: (server: Server, at: number) => Promise<boolean>,
): Promise<Verdict> {
  const server = await startServer()
  const times: number[] = []
  let [failed, memory] = [0, 0]
  const come = async (times: number[]) => {
    const began = performance.now()
    let isServed = false
    // A good client that is turned away comes again, as mail servers and people do.
    for (; !isServed && performance.now() - began < 20_000; isServed || (await sleep(100)))
      isServed = await visit(server, visits++).catch(() => false)
    if (!isServed) failed++
    times.push(performance.now() - began)
    memory = Math.max(memory, await residentMb(server.pid()))
    await sleep(200)
  }
  let visits = 0
  // How long it takes without a crowd: on a machine that is busy with other things that is not nothing.
  const calm: number[] = []
  for (let at = 0; at < VISITS / 4; at++) await come(calm)
  const program = path.join(import.meta.dirname, 'crowd.ts')
  const child = spawn(process.execPath, [program, how, String(portOf(server)), String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let told = { open: 0, refused: 0 }
  child.stdout.on('data', (piece: Buffer) => {
    const line = piece.toString().trim().split('\n').at(-1) ?? ''
    if (line.startsWith('{')) told = JSON.parse(line) as typeof told
  })
  try {
    await sleep(5_000)
    for (let at = 0; at < VISITS; at++) await come(times)
    const [p95, before] = [p95Of(times), p95Of(calm)]
    tell(`the crowd: ${told.open} open, ${told.refused} turned away`)
    const broken = failed > 0 ? [`${failed} of ${VISITS} good clients were not served`] : []
    if (p95 > GOOD_WITHIN + before) broken.push(`a good client waited ${p95} ms (p95), ${before} ms without the crowd`)
    if (memory > MEMORY) broken.push(`the server took ${memory} MiB`)
    if (!server.isRunning()) broken.push('the server died')
    const figures = {
      slow: count,
      'good p95': `${p95} ms`,
      'without the crowd': `${before} ms`,
      memory: `${memory} MiB`,
      refused: told.refused,
    }
    return { broken, figures }
  } finally {
    child.kill('SIGKILL')
    await server.remove()
  }
}

const p95Of = (times: number[]) =>
  Math.round(
    quantile(
      times.toSorted((a, b) => a - b),
      0.95,
    ),
  )

async function mailOnce(server: Server, at: number): Promise<boolean> {
  const letter = write({ mid: `good-${at}@acme.example`, from: 'dora@acme.example', to: desk.address, size: 2_000 })
  return (await sendAll(server.smtpPort, [letter], { connections: 1 })).accepted === 1
}

/** On a connection of its own, as of somebody who comes for the first time. */
async function readOnce(server: Server): Promise<boolean> {
  const socket = net.connect(server.httpPort, '127.0.0.1')
  socket.write(
    `GET /api/v1/conversations HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${desk.token}\r\nConnection: close\r\n\r\n`,
  )
  let text = ''
  for await (const piece of socket as AsyncIterable<Buffer>) text += piece.toString('latin1')
  return text.startsWith('HTTP/1.1 200')
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024)
}

const onLinux = async () => (process.platform === 'linux' ? null : 'only Linux has a loopback of many addresses')

export const scenarios: Scenario[] = [
  {
    name: 'slow-mail',
    row: 'F11',
    what: 'Slow, silent and dripping SMTP connections from many addresses: a good client is served within 2 s (p95), in 512 MiB.',
    counts: { smoke: 0, ci: 1_000, nightly: 10_000 },
    takes: { cores: 2, seconds: 40 },
    cannotRun: onLinux,
    run: slowMail,
  },
  {
    name: 'slow-web',
    row: 'F11',
    what: 'Slow headers, slow bodies and slow readers over HTTP: a good client is served within 2 s (p95), in 512 MiB.',
    counts: { smoke: 0, ci: 1_000, nightly: 10_000 },
    takes: { cores: 2, seconds: 40 },
    cannotRun: onLinux,
    run: slowWeb,
  },
]
