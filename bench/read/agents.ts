// Agents at their screens: signed in with a password, each with a connection of its own, asking as soon as they are answered.
import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { quantile } from '../senders.ts'

export interface Agent {
  /** Milliseconds until the whole answer was there, and the answer. Throws where it is no success. */
  ask(path: string): Promise<{ ms: number; body: unknown }>
  close(): void
}

export async function signIn(port: number, email: string, password: string): Promise<Agent> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const send = (method: string, path: string, headers: http.OutgoingHttpHeaders, body?: string) =>
    new Promise<{ answer: http.IncomingMessage; text: string }>((resolve, reject) => {
      const request = http.request({ agent, host: '127.0.0.1', port, method, path, headers }, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('end', () => resolve({ answer, text: Buffer.concat(parts).toString() }))
        answer.on('error', reject)
      })
      request.on('error', reject)
      request.end(body)
    })
  const origin = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }
  const { answer, text } = await send('POST', '/api/v1/session', origin, JSON.stringify({ email, password }))
  const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0]
  if (!cookie) throw new Error(`${email} could not sign in: ${answer.statusCode} ${text}`)
  return {
    ask: async (path) => {
      const started = performance.now()
      const { answer, text } = await send('GET', `/api/v1${path}`, { cookie })
      const ms = performance.now() - started
      if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${text.slice(0, 300)}`)
      return { ms, body: JSON.parse(text) as unknown }
    },
    close: () => agent.destroy(),
  }
}

export interface Times {
  p50: number
  p95: number
  p99: number
  count: number
}

/** A closed loop of all agents over `paths`, each from another place, until `count` answers are there; each waits `pause` ms before it asks again. */
export async function loop(
  agents: readonly Agent[],
  paths: (agent: number, n: number) => string,
  count: number,
  pause = 0,
): Promise<Times> {
  const took: number[] = []
  let asked = 0
  await Promise.all(
    agents.map(async (agent, at) => {
      for (let n = 0; asked < count; n++) {
        asked++
        if (pause > 0) await sleep(pause * (0.5 + Math.random()))
        took.push((await agent.ask(paths(at, n))).ms)
      }
    }),
  )
  const sorted = took.toSorted((one, other) => one - other)
  return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), p99: quantile(sorted, 0.99), count: took.length }
}
