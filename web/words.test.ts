// The catalogues hold the same words, and the components hold none.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { expect, test } from 'vitest'

const languages = ['en', 'nl', 'az']
const parts = ['desk', 'settings', 'tasks']

function catalogue(language: string, part: string): Record<string, string> {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, 'locales', language, `${part}.json`), 'utf8'))
}

function components(): string[] {
  return readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.tsx') && !name.startsWith('dist'),
  )
}

/** The names between braces, without what belongs to plural and select. */
function valuesIn(message: string): string[] {
  return [
    ...new Set([...message.matchAll(/(?<!\b(?:one|few|many|other) )\{(\w+)[,}]/g)].map((found) => found[1] ?? '')),
  ].toSorted()
}

test.each(parts)('every language has the same words of the part "%s", with the same values in them', (part) => {
  const english = catalogue('en', part)
  for (const language of languages.slice(1)) {
    const other = catalogue(language, part)
    expect(Object.keys(other).toSorted(), language).toEqual(Object.keys(english).toSorted())
    for (const [key, message] of Object.entries(other))
      expect(valuesIn(message), `${language} ${key}`).toEqual(valuesIn(english[key] ?? ''))
  }
})

test('every message can be read as ICU', () => {
  for (const language of languages)
    for (const part of parts)
      for (const [key, message] of Object.entries(catalogue(language, part)))
        expect(() => compileMessage(message), `${language} ${key}`).not.toThrow()
})

test('no component holds text of its own: every word on the screen comes from a catalogue', () => {
  const found: string[] = []
  for (const name of components()) {
    const source = readFileSync(path.join(import.meta.dirname, name), 'utf8').replace(/\/\/.*$/gm, '')
    // Text between tags, and texts given to attributes that are read out or shown.
    for (const [, text] of source.matchAll(/<\/?[A-Za-z][^<>{}]*>\s*([^<>{}]*[\p{L}]{2}[^<>{}]*?)\s*<\//gu))
      if (!text?.startsWith('/')) found.push(`${name}: ${text}`) // an address is the same in every language
    for (const [, text] of source.matchAll(
      /\s(?:aria-label|title|placeholder|label|alt|description)="([^"]*[\p{L}]{2}[^"]*)"/gu,
    ))
      found.push(`${name}: ${text}`)
  }

  expect(found).toEqual([])
})

test('every word that a component names is in the catalogues', () => {
  const known = new Set(parts.flatMap((part) => Object.keys(catalogue('en', part))))
  const missing: string[] = []
  for (const name of components()) {
    const source = readFileSync(path.join(import.meta.dirname, name), 'utf8')
    for (const [, key] of source.matchAll(/\bt\('([^']+)'/g))
      if (key && !known.has(key)) missing.push(`${name}: ${key}`)
  }

  expect(missing).toEqual([])
})
