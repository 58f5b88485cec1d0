import { expect, test } from 'vitest'
import { flood, fold, type Line, type News } from './fold.ts'

let serial = 0
const mint = () => `${++serial}`
const at = (seconds: number) => new Date(Date.UTC(2026, 2, 2, 9, 0, seconds))
const news = (conversation: number | null, more: Partial<News> = {}): News => ({
  what: 'assigned',
  conversationId: conversation === null ? null : `${conversation}`,
  actorId: 'ada',
  at: at(0),
  data: {},
  isListed: true,
  mailAt: null,
  pushAt: null,
  ...more,
})

/** One after another, as batches come. */
function told(batches: News[][]): { lines: Line[]; added: number } {
  let lines: Line[] = []
  let added = 0
  for (const batch of batches) {
    const folded = fold(lines, batch, added, mint)
    const gone = new Set([...folded.kept, ...folded.gone].map((line) => line.id))
    lines = [...lines.filter((line) => !gone.has(line.id)), ...folded.kept]
    added += folded.added
  }
  return { lines, added }
}

test('37 conversations assigned at a stroke are one line, however they come', () => {
  const all = Array.from({ length: 37 }, (_, index) => news(index, { at: at(index) }))

  const atOnce = told([all])
  const oneByOne = told(all.map((one) => [one]))

  for (const { lines } of [atOnce, oneByOne])
    expect(lines).toMatchObject([{ conversations: 37, actorId: 'ada', what: 'assigned' }])
  expect(atOnce.added).toBe(1)
})

test('a few are told one by one, and the same about one conversation is one line that counts', () => {
  const { lines } = told([[news(1), news(2), news(1, { at: at(30) }), news(1, { what: 'mentioned' })]])

  expect(lines.map(({ what, conversationIds, times }) => [what, ...conversationIds, times])).toEqual([
    ['assigned', '1', 2],
    ['assigned', '2', 1],
    ['mentioned', '1', 1],
  ])
})

test('what another hand did, or what comes much later, is something else', () => {
  const later = new Date(at(0).getTime() + flood.within)
  const { lines } = told([[1, 2, 3, 4].map((one) => news(one)), [news(5, { actorId: 'cleo' }), news(6, { at: later })]])

  expect(lines).toHaveLength(6)
})

test('ten thousand mails in an hour, by whomever, are sixty lines and one that holds the rest', () => {
  const mails = Array.from({ length: 10_000 }, (_, index) =>
    news(index, { what: 'replied', actorId: index % 3 === 0 ? null : `${index}`, at: at(index) }),
  )

  const { lines } = told(Array.from({ length: 50 }, (_, part) => mails.slice(part * 200, part * 200 + 200)))

  expect(lines.length).toBeLessThanOrEqual(flood.anHour + 1)
  expect(lines.reduce((sum, line) => sum + line.times, 0)).toBe(10_000)
  expect(Math.max(...lines.map((line) => line.conversationIds.length))).toBeLessThanOrEqual(flood.known)
})
