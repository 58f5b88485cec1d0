import { expect, test } from 'vitest'
import { Refusal } from './call.ts'
import { type CaughtUp, createPending } from './pending.ts'

/** A server that can be taken away. */
function desk({ kept = null as string | null } = {}) {
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
    pause: 3_600_000,
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
