import { expect, test } from 'vitest'
import { createPresence, lasts, type Told } from './presence.ts'

/** Two processes that hear each other. */
function twoProcesses() {
  let now = 0
  const said: string[] = []
  const heard: Told[] = []
  const make = (from: string, to: () => ReturnType<typeof createPresence>) =>
    createPresence({
      from,
      look: 5,
      monotonic: () => now,
      say: (words) => {
        said.push(words)
        to().hear(words)
      },
    })
  const one: ReturnType<typeof createPresence> = make('one', () => other)
  const other: ReturnType<typeof createPresence> = make('other', () => one)
  other.onChange((changes) => heard.push(...changes))
  const ben = { conversationId: '1', userId: '7', inboxId: '3' }
  const pass = (milliseconds: number) => {
    now += milliseconds
  }
  return { one, other, said, heard, ben, pass }
}

test('who looks at a conversation is known to every process, and forgotten by itself', async () => {
  const { one, other, heard, ben, pass } = twoProcesses()

  one.tell({ ...ben, doing: 'looking' })
  expect(other.there('1')).toMatchObject([{ userId: '7', doing: 'looking' }])
  one.tell({ ...ben, doing: 'writing' })
  pass(lasts.writing + 1)
  await expect.poll(() => heard.map((told) => told.doing)).toEqual(['looking', 'writing', 'looking'])
  pass(lasts.looking)

  await expect.poll(() => [one.there(), other.there()]).toEqual([[], []])
  expect(heard.at(-1)).toMatchObject({ userId: '7', doing: 'gone' })
  one.close()
  other.close()
})

test('a key that is held down is not passed on each time, and nobody is in hundreds of places', () => {
  const { one, other, said, ben } = twoProcesses()

  for (let times = 0; times < 100; times++) one.tell({ ...ben, doing: 'writing' })
  expect(said).toHaveLength(1)
  for (let at = 0; at < 200; at++) one.tell({ ...ben, conversationId: String(at), doing: 'looking' })

  expect(other.there()).toHaveLength(20)
  for (const words of ['', '{}', '[]', 'null', '{"from":"x"}', 'x'.repeat(9000)]) other.hear(words)
  expect(other.there()).toHaveLength(20)
  one.close()
  other.close()
})
