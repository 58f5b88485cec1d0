import { expect, test } from 'vitest'
import { createRandom } from '../../kit/random.ts'
import { createWaiting, waitNeeded, type Item, type Level, type Taker, type Terms } from './waiting.ts'
import { worthOf } from './worth.ts'

const MINUTE = 60_000
const NOW = 1_000 * MINUTE
const terms: Terms = { order: 'cost', asksSkills: true, leastLevel: 1, relaxAfter: 120 * MINUTE, territories: [new Set(['ben'])], overflow: { userIds: new Set(['eve']), after: 60 * MINUTE }, patience: 480 * MINUTE, cap: 900 * MINUTE, worked: (at) => at } // prettier-ignore
const someone = (userId: string, changes: Partial<Taker> = {}): Taker => ({
  userId,
  inboxIds: new Set(['support']),
  teamIds: new Set(),
  languages: null,
  categories: null,
  handle: () => 10 * MINUTE,
  ...changes,
})
/** `due`: in so many minutes; `waited`: for so many. */
const something = (id: string, { due = 200, waited = 20, ...changes }: Partial<Item> & { due?: number; waited?: number } = {}): Item => ({ id, inboxId: 'support', teamId: null, priority: 'normal', categoryId: null, language: null, territory: null, since: NOW - waited * MINUTE, dueAt: NOW + due * MINUTE, ownerId: null, keptUntil: 0, declinedBy: [], ...changes }) // prettier-ignore
const waitingFor = (items: Item[], changes: Partial<Terms> = {}) => {
  const all = createWaiting(() => ({ ...terms, ...changes }))
  for (const item of items) all.add(item)
  return (taker: Taker, now = NOW) => all.bestFor(taker, now)?.item.id
}

test('what is due soon goes before what is due later, and before what is late already', () => {
  const next = waitingFor([
    something('late', { due: -60, waited: 300 }),
    something('soon', { due: 15 }),
    something('later', { due: 150 }),
  ])

  expect(next(someone('ben'))).toBe('soon')
})

test('where the first due is wanted and not the cheapest, what is late comes first', () => {
  const next = waitingFor([something('late', { due: -60, waited: 300 }), something('soon', { due: 15 })], { order: 'due' }) // prettier-ignore

  expect(next(someone('ben'))).toBe('late')
})

test('nobody gets what they cannot do, until it has waited so long that anybody will do', () => {
  const dutch = something('dutch', { language: 'nl', waited: 30 })
  const cleo = someone('cleo', { languages: new Map([['en', 3]]) })
  const next = waitingFor([dutch])

  expect(next(cleo)).toBeUndefined()
  expect(next(cleo, NOW + 91 * MINUTE)).toBe('dutch')
  expect(next(someone('ben', { languages: new Map([['nl', 2]]) }))).toBe('dutch')
})

test('a territory is for its people, another inbox or team for nobody else, and the overflow team comes later', () => {
  const fits = (taker: Taker, changes: Partial<Item>) => waitNeeded(taker, something('one', changes), terms)

  expect(fits(someone('ben'), { territory: 0 })).toBe(0)
  expect(fits(someone('cleo'), { territory: 0 })).toBe(120 * MINUTE)
  expect(fits(someone('cleo'), { teamId: 'returns' })).toBeNull()
  expect(fits(someone('cleo', { teamIds: new Set(['returns']) }), { teamId: 'returns' })).toBe(0)
  expect(fits(someone('eve'), {})).toBe(60 * MINUTE)
  expect(waitingFor([something('one')])(someone('cleo', { inboxIds: new Set(['billing']) }))).toBeUndefined()
})

test('whoever answered the contact last is asked first, the others when time runs out', () => {
  const next = waitingFor([something('known', { ownerId: 'ben', keptUntil: NOW + 100 * MINUTE })])

  expect(next(someone('cleo'))).toBeUndefined()
  expect(next(someone('ben'))).toBe('known')
  expect(next(someone('cleo'), NOW + 100 * MINUTE)).toBe('known')
})

test('what somebody gave back they never get again', () => {
  const next = waitingFor([something('hard', { due: 5, declinedBy: ['ben'] }), something('easy', { due: 300 })])

  expect(next(someone('ben'))).toBe('easy')
  expect(next(someone('cleo'))).toBe('hard')
})

test('nothing waits for ever: past the cap the oldest comes first, whatever else presses', () => {
  const next = waitingFor([
    something('forgotten', { priority: 'low', due: -500, waited: 950 }),
    something('older', { priority: 'low', due: -700, waited: 960 }),
    something('pressing', { priority: 'urgent', due: 12 }),
  ])

  expect(next(someone('ben'))).toBe('older')
})

test('looking at the heads of the lines finds what looking at everything finds', () => {
  const random = createRandom(3)
  const items = Array.from({ length: 600 }, (_, n) => something(String(n), { priority: random.pick(['low', 'normal', 'high', 'urgent']), categoryId: random.pick(['a', 'b', 'c', null]), language: random.pick(['en', 'nl', null]), due: random.between(-200, 400), waited: 250 })) // prettier-ignore
  const all = createWaiting(() => terms)
  for (const item of items) all.add(item)
  const left = new Map(items.map((item) => [item.id, item]))
  for (let round = 0; round < 300; round++) {
    const taker = someone('ben', { categories: new Map<string, Level>([[random.pick(['a', 'b', 'c']), 2]]), languages: random.pick([null, new Map<string, Level>([['nl', 2]])]), handle: (id) => (id === 'a' ? 5 : 20) * MINUTE }) // prettier-ignore
    const worth = (item: Item) => {
      const needs = waitNeeded(taker, item, terms)
      if (needs === null || NOW - item.since < needs) return -1
      return worthOf({ priority: item.priority, slack: item.dueAt - NOW, waited: NOW - item.since, handle: taker.handle(item.categoryId), able: 4, isTheirs: false, patience: terms.patience }) // prettier-ignore
    }
    const best = all.bestFor(taker, NOW)

    expect(best?.worth).toBeCloseTo(Math.max(...[...left.values()].map(worth)), 9)
    if (!best) continue
    left.delete(best.item.id)
    expect(all.remove(best.item.id)).toBe(true)
  }
  expect(all.size).toBe(left.size)
})

test('where a level is asked for, who has less counts as without the skill until it has waited too long', () => {
  const learning = someone('ben', { languages: new Map([['nl', 1 as Level]]) })
  const dutch = something('dutch', { language: 'nl' })

  expect(waitNeeded(learning, dutch, terms)).toBe(0)
  expect(waitNeeded(learning, dutch, { ...terms, leastLevel: 2 })).toBe(terms.relaxAfter)
})
