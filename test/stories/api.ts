// The API as a program uses it: by its routes, typed, with a token; and the live events.
import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import type { AskedOf, OutputOf, Route } from '../../src/kit/route.ts'
import type { Entry, Message } from '../../src/desk/conversations/conversations.api.ts'
import { listEntries } from '../../src/desk/conversations/conversations.api.ts'
import { listConversations } from '../../src/desk/conversations/lists.api.ts'

type Conversation = OutputOf<typeof listConversations>['conversations'][number]

export interface LiveEvent {
  name: string
  subjectId: string
  /** When it was heard, on the monotonic clock. */
  at: number
}

export interface Api {
  /** Throws with the status and the problem's text where the answer is not a success; waits where it is told to. */
  call<R extends Route<z.ZodType, z.ZodType>>(route: R, asked: AskedOf<R>): Promise<OutputOf<R>>
  /** Raw mail over HTTP; the status and the parsed body. */
  deliver(raw: Buffer, query?: string): Promise<{ status: number; body: Record<string, unknown> }>
  isReady(): Promise<boolean>
  /** All conversations of a view. */
  conversations(view?: 'all' | 'held'): Promise<Conversation[]>
  messages(conversationId: string): Promise<Message[]>
  /** The conversation with this subject, as soon as it is there. */
  bySubject(subject: string, ms?: number): Promise<Conversation>
  /** Value of a metric, summed over its labels that contain `label`. */
  metric(name: string, label?: string): Promise<number>
  live(): Promise<{ events: LiveEvent[]; hear(name: string, ms?: number): Promise<LiveEvent>; close(): void }>
}

export function apiOf(base: string, token: string): Api {
  const headers = { authorization: `Bearer ${token}` }
  const api: Api = {
    async call(route, asked) {
      const left = { ...(asked as Record<string, unknown>) }
      const path = route.path.replace(/:(\w+)/g, (_, name: string) => {
        const value = left[name]
        delete left[name]
        return encodeURIComponent(String(value))
      })
      const isRead = route.method === 'GET' || route.method === 'DELETE'
      const given = Object.entries(left).filter((pair) => pair[1] !== undefined)
      const query = new URLSearchParams(
        given.map(([name, value]): [string, string] => [name, String(value)]),
      ).toString()
      const ask = () =>
        fetch(`${base}/api/v1${path}${isRead && query ? `?${query}` : ''}`, {
          method: route.method,
          headers: { ...headers, ...(isRead ? {} : { 'content-type': 'application/json' }) },
          ...(isRead ? {} : { body: JSON.stringify(left) }),
        })
      let answer = await ask()
      for (; answer.status === 429; answer = await ask())
        await sleep(1_000 * Number(answer.headers.get('retry-after') ?? 1))
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${route.name}: ${answer.status} ${text}`)
      return JSON.parse(text) as OutputOf<typeof route>
    },
    async deliver(raw, query = '') {
      const answer = await fetch(`${base}/api/v1/mail${query}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'message/rfc822' },
        body: new Uint8Array(raw),
      })
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
    },
    async isReady() {
      const answer = await fetch(`${base}/readyz`).catch(() => undefined)
      await answer?.arrayBuffer()
      return answer?.status === 200
    },
    async conversations(view = 'all') {
      const found: Conversation[] = []
      for (let cursor: string | undefined; ;) {
        const page = await api.call(listConversations, { view, limit: 100, cursor })
        found.push(...page.conversations)
        if (!page.next) return found
        cursor = page.next
      }
    },
    async messages(conversationId) {
      const { entries } = await api.call(listEntries, { id: conversationId, limit: 500 })
      return entries.filter((one: Entry): one is Message => one.type === 'message')
    },
    async bySubject(subject, ms = 60_000) {
      const deadline = performance.now() + ms
      for (let wait = 30; ; wait = Math.min(500, wait * 1.1)) {
        const found = (await api.call(listConversations, { view: 'all' })).conversations
        const one = found.find((conversation) => conversation.subject === subject)
        if (one) return one
        if (performance.now() > deadline) throw new Error(`no conversation "${subject}" within ${ms} ms`)
        await sleep(wait) // longer and longer: a token may ask 600 times a minute
      }
    },
    async metric(name, label = '') {
      const text = await (await fetch(`${base}/metrics`)).text()
      const lines = text.split('\n').filter((line) => line.startsWith(name) && line.includes(label))
      return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
    },
    async live() {
      const stop = new AbortController()
      const answer = await fetch(`${base}/api/v1/live`, { headers, signal: stop.signal })
      const events: LiveEvent[] = []
      const waiting = new Set<() => void>()
      void listen(answer, (event) => {
        events.push(event)
        for (const look of waiting) look()
      }).catch(() => undefined) // closed by us, or by a server that stops
      return {
        events,
        hear: (name, ms = 60_000) =>
          new Promise((resolve, reject) => {
            const look = () => {
              const found = events.find((event) => event.name === name)
              if (!found) return
              clearTimeout(timer)
              waiting.delete(look)
              resolve(found)
            }
            const heard = () => events.map((event) => event.name).join(', ') || 'nothing'
            const timer = setTimeout(() => reject(new Error(`no ${name} within ${ms} ms; heard ${heard()}`)), ms)
            waiting.add(look)
            look()
          }),
        close: () => stop.abort(),
      }
    },
  }
  return api
}

async function listen(answer: Response, hear: (event: LiveEvent) => void): Promise<void> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1]
      if (block.includes('event: change') && data) hear({ ...(JSON.parse(data) as LiveEvent), at: performance.now() })
    }
  }
}
