// The catalogues hold the same words, and the components hold none.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { expect, test } from 'vitest'
import { locale } from '../src/desk/users/users.api.ts'
import { isOffered, languages, offered, type Language } from './languages.ts'

const LOCALES = path.join(import.meta.dirname, 'locales')
const parts = readdirSync(path.join(LOCALES, 'en')).map((file) => path.basename(file, '.json'))
const others = (Object.keys(languages) as Language[]).filter((language) => language !== 'en')

function catalogue(language: string, part: string): Record<string, string> {
  return JSON.parse(readFileSync(path.join(LOCALES, language, `${part}.json`), 'utf8'))
}

function has(language: string, part: string): boolean {
  return readdirSync(path.join(LOCALES, language)).includes(`${part}.json`)
}

function components(): string[] {
  return readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.tsx') && !name.startsWith('dist'),
  )
}

/** What a message asks to be filled in, once each; a number in words and the same number in figures are one. */
function valuesIn(message: string): string[] {
  const found = new Set<string>()
  const walk = (tokens: unknown) => {
    if (!Array.isArray(tokens)) return
    for (const token of tokens) {
      if (!Array.isArray(token)) continue
      found.add(String(token[0]))
      const branches: unknown = token[2]
      if (typeof branches === 'object' && branches !== null) for (const branch of Object.values(branches)) walk(branch)
    }
  }
  walk(compileMessage(message))
  return [...found].toSorted()
}

test.each(parts)('every language has the same words of the part "%s", with the same values in them', (part) => {
  const english = catalogue('en', part)
  for (const language of others) {
    if (!isOffered(language) && !has(language, part)) continue
    const other = catalogue(language, part)
    const missing = Object.keys(english).filter((key) => !(key in other))
    if (isOffered(language)) expect(missing, `missing in ${language}`).toEqual([])
    expect(Object.keys(other).filter((key) => !(key in english)), `too much in ${language}`).toEqual([]) // prettier-ignore
    for (const [key, message] of Object.entries(other))
      expect(valuesIn(message), `${language} ${key}`).toEqual(valuesIn(english[key] ?? ''))
  }
})

test('every message can be read as ICU, and none is empty', () => {
  for (const language of ['en', ...others])
    for (const part of parts.filter((one) => has(language, one)))
      for (const [key, message] of Object.entries(catalogue(language, part))) {
        expect(() => compileMessage(message), `${language} ${key}`).not.toThrow()
        expect(message.trim(), `${language} ${key}`).not.toBe('')
      }
})

test('where a suffix follows the sound of a word, none hangs on what is filled in', () => {
  const hanging: string[] = []
  for (const language of ['az', 'tr'])
    for (const part of parts)
      for (const [key, message] of Object.entries(catalogue(language, part)))
        if (/[}#][’'-]?\p{L}/u.test(message)) hanging.push(`${language} ${key}: ${message}`)

  expect(hanging).toEqual([])
})

test('every language that is offered is one that the server takes, and the other way round', () => {
  expect(locale.options.toSorted()).toEqual(offered.toSorted())
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
