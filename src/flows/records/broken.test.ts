// Files that are made to be read for ever: a signed-in person's, and those of programs that are broken.
import { expect, test } from 'vitest'
import { readCsv } from './csv.ts'
import { readCards } from './vcard.ts'

const taking = (run: () => void): number => {
  const from = performance.now()
  run()
  return performance.now() - from
}
const all = (rows: Iterable<unknown>) => [...rows].length

test('a table whose quotes never close is refused after being read some times over, not two hundred', () => {
  const text = `x","${'\n'.repeat(490)}`.repeat(4_000)

  expect(() => all(readCsv(text, ','))).toThrow('quotes do not close')
  expect(all(readCsv(`name,email\n"Ada,ada@acme.example\n${'Ben,ben@acme.example\n'.repeat(600)}`, ','))).toBe(602)
})

test('cards whose lines end as nobody ends them today are counted in a time that grows with them', () => {
  const card = 'BEGIN:VCARD\rVERSION:3.0\rFN:Ada\rEND:VCARD\r'
  const [few, many] = [5_000, 20_000].map((count) => taking(() => expect(all(readCards(card.repeat(count)))).toBe(count))) // prettier-ignore

  expect((many ?? 0) / (few ?? 1)).toBeLessThan(8)
  const text = card.replaceAll('\r', '\r\n').repeat(3)
  expect([...readCards(text, { at: (text.length / 3) * 2, line: 9 })]).toMatchObject([{ line: 9, cells: ['Ada'] }])
})
