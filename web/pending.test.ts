import { expect, onTestFinished, test, vi } from 'vitest'
import { Refusal } from './call.ts'
import { type CaughtUp, createPending } from './pending.ts'

/** A server that can be taken away. */
function desk({ kept = null as string | null, pause = 3_600_000 } = {}) {
  const server = { isAway: false, asked: [] as string[], refuses: new Set<string>() }
  const all: CaughtUp[] = []
  let text = kept
  const keys: string[] = []
  const pending = createPending({
    ask: async ({ name, asked, key }) => {
      keys.push(key)
      if (server.isAway) throw new Refusal(0, 'unreachable', '')
      server.asked.push(`${name} ${asked.id}`)
      if (server.refuses.has(asked.id)) throw new Refusal(404, 'conversation-missing', '')
      return { id: asked.id }
    },
    kept: { read: () => text, write: (next) => void (text = next) },
    pause,
    told: (caughtUp) => all.push(caughtUp),
  })
  return { server, pending, told: all, kept: () => text, keys }
}

test('what is done while the line is lost waits, and is made in its order with the keys it had', async () => {
  const { server, pending, told, keys } = desk()
  server.isAway = true
  const answers = Promise.all([
    pending.send('change', { id: '1', status: 'resolved' }),
    pending.send('change', { id: '2', priority: 'high' }),
    pending.send('change', { id: '1', status: 'open' }),
  ])
  await expect.poll(() => pending.count()).toBe(3)
  await pending.flush()
  expect(pending.count()).toBe(3)
  const [first] = keys

  server.isAway = false
  await pending.flush()

  expect(server.asked).toEqual(['change 1', 'change 2', 'change 1'])
  expect(await answers).toHaveLength(3)
  expect(told).toEqual([{ made: 3, refused: [] }])
  expect(keys.filter((key) => key === first).length).toBeGreaterThan(1)
})

test('one that the server refuses afterwards is told and does not hold up the rest', async () => {
  const { server, pending, told } = desk()
  server.isAway = true
  const lost = pending.send('bin', { id: '1' }).catch((error: Refusal) => error.code)
  const kept = pending.send('seen', { id: '2', seen: true })
  await expect.poll(() => pending.count()).toBe(2)
  server.isAway = false
  server.refuses.add('1')

  await pending.flush()

  expect(await lost).toBe('conversation-missing')
  await kept
  expect(told[0]?.refused.map((one) => one.code)).toEqual(['conversation-missing'])
  expect(pending.count()).toBe(0)
})

test('a line that is lost for half a minute is tried again and again, with the first alone, and all is made in its order', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { server, pending, told, keys } = desk({ pause: 2_000 })
  server.isAway = true
  const settled: string[] = []
  void pending.send('note', { id: '1', text: 'Ask the carrier' }, () => settled.push('note'))
  void pending.send('merge', { id: '1', intoId: '2' }, () => settled.push('merge'))
  void pending.send('move', { id: '3', viewId: '9', column: 'waiting' }, () => settled.push('move'))

  await vi.advanceTimersByTimeAsync(30_000)
  expect(settled.toSorted()).toEqual(['merge', 'move', 'note'])
  expect(
    pending
      .waiting()
      .map((one) => one.name)
      .toSorted(),
  ).toEqual(['merge', 'move', 'note'])
  expect(keys.length).toBeGreaterThan(10)
  server.isAway = false
  await vi.advanceTimersByTimeAsync(2_000)

  expect(server.asked.filter((one) => one.endsWith(' 1'))).toEqual(['note 1', 'merge 1'])
  expect(told).toEqual([{ made: 3, refused: [] }])
  expect(settled).toHaveLength(3)
})

test('what waited when the page was reloaded is made by the next page', async () => {
  const before = desk()
  before.server.isAway = true
  void before.pending.send('change', { id: '1', status: 'resolved' })
  await expect.poll(() => before.kept()).toContain('resolved')

  const after = desk({ kept: before.kept() })
  await after.pending.flush()

  expect(after.server.asked).toEqual(['change 1'])
  expect(after.kept()).toBeNull()
})
