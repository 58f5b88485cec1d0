// A route that answers line by line: each is told as it comes. Who no longer wants it aborts, and the server stops.
import type { AskedOf, Route } from '../src/kit/route.ts'
import { addressOf, Refusal, refusalOf } from './call.ts'

export async function callLines<R extends Route, L>(
  route: R,
  asked: AskedOf<R>,
  { signal, told }: { signal: AbortSignal; told: (line: L) => void },
): Promise<void> {
  const { url, rest } = addressOf(route, asked as Record<string, unknown>)
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(url, { method: route.method, headers, body: JSON.stringify(rest), signal }).catch(
    unreached,
  )
  if (!answer.ok || !answer.body) throw await refusalOf(answer.status, await answer.text())
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  let left = ''
  for (;;) {
    const { done, value } = await reader.read().catch(unreached)
    const lines = (left + (value ?? '')).split('\n')
    left = lines.pop() ?? ''
    for (const line of lines) if (line) told(JSON.parse(line) as L)
    if (done) return
  }
}

function unreached(error: unknown): never {
  if (error instanceof DOMException && error.name === 'AbortError') throw error
  throw new Refusal(0, 'unreachable', '')
}
