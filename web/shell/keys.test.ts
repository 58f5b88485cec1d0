import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { commandIds, commands, wordOf } from './commands.ts'
import { keyCaps, keysOf, PLAIN, pressed, rivals } from './keys.ts'

const web = path.join(import.meta.dirname, '..')

test.each(['postroom', 'gmail'] as const)('in the preset %s no two commands of one screen have one key', (preset) => {
  const keys = { preset, own: {} }
  const fights = commandIds.flatMap((id) =>
    rivals(id, keysOf(id, keys), keys).map((other) => [id, other].toSorted().join(' and ')),
  )

  expect([...new Set(fights)]).toEqual([])
})

test('every command has a name in the catalogues', () => {
  const parts = readdirSync(path.join(web, 'locales/en'))
  const known = new Set(parts.flatMap((part) => Object.keys(JSON.parse(readFileSync(path.join(web, 'locales/en', part), 'utf8')) as object))) // prettier-ignore

  expect(commandIds.map(wordOf).filter((word) => !known.has(word))).toEqual([])
})

test('a key of one’s own counts instead of the preset’s, and none is none', () => {
  const keys = { preset: 'gmail' as const, own: { 'action.resolve': ['q'], 'action.snooze': [] } }

  expect(keysOf('action.resolve', keys)).toEqual(['q'])
  expect(keysOf('action.snooze', keys)).toEqual([])
  expect(keysOf('action.note', keys)).toEqual(['Shift+n'])
  expect(keysOf('action.send', { preset: 'postroom', own: { 'action.send': ['s'] } })).toEqual(['mod+Enter'])
})

test('a key that begins a sequence fights with it, and pages that are never open together do not', () => {
  expect(rivals('action.reply', ['g'], PLAIN)).toContain('action.goOpen')
  expect(rivals('action.reply', ['e'], PLAIN)).toEqual(['action.resolve'])
  expect(rivals('tasks.takeIt', ['r'], PLAIN)).toEqual([])
  expect(commands['tasks.takeIt'].at).toBe('tasks')
})

test('what is pressed is written as the table writes it', () => {
  const press = (key: string, held: object = {}) =>
    pressed({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held })

  expect(press('U', { shiftKey: true })).toBe('Shift+u')
  expect(press('#', { shiftKey: true })).toBe('#')
  expect(press('Ə', { shiftKey: true })).toBe('Shift+ə')
  expect(press('k', { metaKey: true })).toBe('mod+k')
  expect(keyCaps('mod+Shift+Enter', false)).toEqual(['Ctrl+Shift+Enter'])
  expect(keyCaps('g i', true)).toEqual(['G', 'I'])
  expect(keyCaps('+', false)).toEqual(['+'])
  expect(keyCaps('Shift+ArrowDown', false)).toEqual(['Shift+↓'])
})
