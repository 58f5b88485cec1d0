// Every regular expression of the product against strings made of what it looks for, long enough that one whose time grows with
// the square of its input is seen (F24 in docs/faults.md). Processor time is counted, so that a busy machine does not matter.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseSync } from 'oxc-parser'
import { expect, test } from 'vitest'
import { bounded } from './bounded-patterns.ts'

interface Pattern {
  where: string
  source: string
  flags: string
}

/** Doubled as long as it takes long, so that one that never ends is found early. */
const FIRST = 250
const SHORT = 4_000
const SUSPICIOUS_MS = 4
const LENGTH = 16_000
/** A linear one takes a hundredth of this, a quadratic one sixteen times what it took at first. */
const MOST_MS = 60
const root = path.resolve(import.meta.dirname, '..')

function patternsIn(file: string): Pattern[] {
  const text = readFileSync(path.join(root, file), 'utf8')
  const found: Pattern[] = []
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (node === null || typeof node !== 'object') return
    const { regex, start } = node as { regex?: { pattern: string; flags: string }; start?: number }
    if (regex) {
      const line = text.slice(0, start).split('\n').length
      found.push({ where: `${file}:${line}`, source: regex.pattern, flags: regex.flags })
    }
    for (const value of Object.values(node)) visit(value)
  }
  visit(parseSync(file, text).program)
  return found
}

function allPatterns(): Pattern[] {
  const files = ['src', 'web'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true }).map((name) => path.join(folder, String(name))),
  )
  const known = new Map<string, Pattern>()
  for (const file of files.filter((one) => /\.tsx?$/.test(one) && !/\.test\.tsx?$|vite\.config|^web\/dist/.test(one)))
    for (const one of patternsIn(file))
      known.set(`/${one.source}/${one.flags}`, known.get(`/${one.source}/${one.flags}`) ?? one)
  return [...known.values()]
}

/** Letters that it names, one of each class that it names, and words that it spells. */
function pumpsOf(source: string): string[] {
  const classes: Record<string, string> = {
    s: ' ',
    S: 'x',
    d: '1',
    D: 'x',
    w: 'a',
    W: '-',
    n: '\n',
    r: '\r',
    t: '\t',
    p: 'a',
    P: '-',
    b: ' ',
  }
  const plain = source.replace(/\\(?:u\{?[\da-f]+\}?|x[\da-f]{2})/gi, '').replace(/[pP]\{[^}]*\}/g, 'p')
  const letters = new Set<string>(['a', ' ', '\n'])
  for (const [, letter = '', plainly = ''] of plain.matchAll(/\\(.)|([^\\])/gs)) {
    letters.add(letter === '' ? plainly : (classes[letter] ?? letter))
  }
  const singles = [...letters].slice(0, 30)
  const words = [...new Set(plain.match(/[\w@:/<="' .-]{2,}/g))].slice(0, 20)
  const marks = singles.filter((one) => !/[a-z]/i.test(one)).slice(0, 6)
  const pairs = marks.flatMap((one) => marks.map((other) => one + other)).concat(marks.map((one) => `a${one}`))
  const sample = sampleOf(source)
  return [
    ...new Set([...singles, ...words, ...pairs, sample, sample.slice(0, sample.length / 2), sample.slice(0, -1)]),
  ].filter(Boolean)
}

/** Roughly what it matches: a letter for each class, the first of alternatives, each repetition once. */
function sampleOf(source: string): string {
  return source
    .replace(/\(\?(?:<?[=!])[^()]*\)/g, '')
    .replace(/\[\^[^\]]*\]/g, 'x')
    .replace(/\[([^\]\\]|\\.)[^\]]*\]/g, '$1')
    .replace(/\{\d+,?\d*\}/g, '')
    .replace(/\|(?:[^()|]|\\.)*(?=[)|]|$)/g, '')
    .replace(/\(\?:|[()^$?*+]/g, '')
    .replace(/\\([sdwbSDWnrt])/g, (_whole, letter: string) => SAMPLES[letter] ?? '')
    .replace(/\\(?:u\{?[\da-f]+\}?|p\{[^}]*\})/gi, 'x')
    .replaceAll('\\', '')
}

const SAMPLES: Record<string, string> = {
  s: ' ',
  d: '1',
  w: 'a',
  b: '',
  S: 'x',
  D: 'x',
  W: '-',
  n: '\n',
  r: '\r',
  t: '\t',
}

/** A string on which it is slow; null where none was found. */
function slowOn({ source, flags }: Pattern, most = LENGTH): string | null {
  const pattern = new RegExp(source, flags)
  const starts = ['', 'x', ...new Set(source.match(/[\w@:/<="']+/g))].slice(0, 4)
  for (const start of starts) {
    for (const pump of pumpsOf(source)) {
      for (let length = Math.min(FIRST, most); length <= most; length *= 2) {
        const text = `${start}${pump.repeat(Math.ceil(length / pump.length))}`.slice(0, length) + '\u0001'
        const ms = timeOf(pattern, text)
        // Who shares the processor may have cost it time: only what is slow again and again is slow.
        if (ms > MOST_MS && timeOf(pattern, text) > MOST_MS && timeOf(pattern, text) > MOST_MS)
          return `${JSON.stringify(start + pump)}…`
        if (length >= SHORT && ms < SUSPICIOUS_MS) break
      }
    }
  }
  return null
}

function timeOf(pattern: RegExp, text: string): number {
  const before = process.threadCpuUsage()
  pattern.lastIndex = 0
  if (pattern.global) text.replace(pattern, '')
  else pattern.test(text)
  const used = process.threadCpuUsage(before)
  return (used.user + used.system) / 1000
}

const patterns = allPatterns()

test('no regular expression takes time in the square of what a stranger writes', { timeout: 300_000 }, () => {
  const slow = patterns.flatMap((one) => {
    const on = slowOn(one, bounded.find(({ source }) => source === one.source)?.most)
    return on === null ? [] : [`${one.where} /${one.source}/${one.flags} on ${on}`]
  })

  expect(patterns.length).toBeGreaterThan(300)
  expect(slow).toEqual([])
})

test('what is said of bounded ones is said of patterns that exist', () => {
  const sources = new Set(patterns.map((one) => one.source))

  expect(bounded.filter(({ source }) => !sources.has(source))).toEqual([])
})

test('the strings do find one that is quadratic', () => {
  expect(slowOn({ where: '', source: String.raw`\s+$`, flags: '' })).not.toBeNull()
  expect(slowOn({ where: '', source: '(a+)+b', flags: '' }, 24)).not.toBeNull()
})
