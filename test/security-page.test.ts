// Holds docs/security.md to its word: every row names its attack, what must hold and a test that is there.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')

test('every row of the table of attacks names tests that exist, in the order of the requirements', () => {
  const lines = readFileSync(path.join(root, 'docs/security.md'), 'utf8').split('\n')
  const rows = lines
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
  const wrong = rows.flatMap(([, , attack = '', holds = '', shown = '']) => {
    const files = [...shown.matchAll(/`([^`]+)`/g)].map((found) => found[1] ?? '')
    if (attack && holds && files.length > 0 && files.every((file) => existsSync(path.join(root, file)))) return []
    return [`${attack}: ${shown}`]
  })
  const numbers = rows.flatMap(([, id = '']) => (id ? [Number(id.replace('S', ''))] : []))

  expect(wrong).toEqual([])
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  expect(rows.length).toBeGreaterThan(20)
})
