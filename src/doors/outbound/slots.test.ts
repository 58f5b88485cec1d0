import { expect, test } from 'vitest'
import { createSlots, type Asker } from './slots.ts'

const limits = { atOnce: 6, perPerson: 4, perSender: 4, waiting: 3, patience: 60_000 }
const asker = (person: string, sender = person): Asker => ({ person, sender })

/** Works that end when they are told to, and the order in which they began. */
function world(more: Partial<typeof limits> = {}) {
  const slots = createSlots({ ...limits, ...more })
  const begun: string[] = []
  const ends: (() => void)[] = []
  const ask = (who: Asker) =>
    slots(who, async () => {
      begun.push(who.person)
      await new Promise<void>((resolve) => ends.push(resolve))
    })
  const endFirst = async () => {
    ends.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { ask, begun, endFirst, slots }
}

test('whoever has the fewest under way comes next, among equals whoever waits longest', async () => {
  const { ask, begun, endFirst } = world()
  for (const person of ['Ben', 'Ben', 'Ben', 'Ben', 'Ben', 'Cleo', 'Cleo', 'Cleo', 'Ada']) void ask(asker(person))
  await Promise.resolve()
  expect(begun).toEqual(['Ben', 'Ben', 'Ben', 'Ben', 'Cleo', 'Cleo'])

  await endFirst()
  await endFirst()

  expect(begun.slice(6)).toEqual(['Ada', 'Ben'])
})

test('a sender whose server never answers keeps its share and no more; others’ images come meanwhile', async () => {
  const { ask, begun, slots } = world()
  for (const person of ['Ben', 'Cleo', 'Ada', 'Vera', 'Erik', 'Dora']) void ask(asker(person, 'slow.example'))
  await Promise.resolve()
  expect(begun).toEqual(['Ben', 'Cleo', 'Ada', 'Vera'])

  expect(await slots(asker('Ben', 'acme.example'), async () => 'shown')).toBe('shown')
})

test('who waits too long, or has too many waiting, is refused; what failed gives its place back', async () => {
  const { ask, slots } = world({ atOnce: 1, perPerson: 1, patience: 5 })
  await expect(slots(asker('Ben'), async () => Promise.reject(new Error('gone')))).rejects.toThrow('gone')
  void ask(asker('Ben'))

  const waiting = ['Ben', 'Ben', 'Ben', 'Ben'].map((person) => ask(asker(person)))

  const refused = { kind: 'busy', code: 'image-busy' }
  await Promise.all(waiting.map((one) => expect(one).rejects.toMatchObject(refused)))
})
