// Pages turn round: their styles say start and end, not left and right, and what is filled into a sentence keeps to itself.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { languages } from './languages.ts'
import { isolated } from './words.ts'

const PHYSICAL =
  /(?:^|[\s;{])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)\b|(?:left|right):|text-align: (?:left|right)|float: (?:left|right)|border-(?:top|bottom)-(?:left|right)-radius)/
const FOUR = /(?:^|[\s;{])(?:margin|padding|inset): ((?:[^\s;()]+(?:\([^;]*?\))?\s+){3}[^\s;]+);/

/** `1px 2px 3px 4px` with another right than left. */
function isUneven(line: string): boolean {
  const [, right, , left] = FOUR.exec(line)?.[1]?.split(/\s+(?![^(]*\))/) ?? []
  return right !== left
}

function sheets(): string[] {
  return readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.css') && !name.startsWith('dist') && !name.includes('node_modules'),
  )
}

test('no style says left or right, but where it means the glass of the screen and says so', () => {
  const found = sheets().flatMap((name) =>
    readFileSync(path.join(import.meta.dirname, name), 'utf8')
      .split('\n')
      .filter((line) => (PHYSICAL.test(line) || isUneven(line)) && !line.includes('/* physical:'))
      .map((line) => `${name}: ${line.trim()}`),
  )

  expect(found).toEqual([])
})

test('a name from the other side does not turn the sentence round that it stands in', () => {
  const arabic = 'ليلى حداد'

  expect(isolated({ who: arabic, to: 'Ben', count: 3 }, languages.en)).toEqual({
    who: `\u2068${arabic}\u2069`,
    to: 'Ben',
    count: 3,
  })
  expect(isolated({ who: arabic, to: 'Ben de Boer', deed: '_none' }, languages.ar)).toEqual({
    who: arabic,
    to: '\u2068Ben de Boer\u2069',
    deed: '_none',
  })
})
