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

const LENGTH = 20_000
/** A linear one takes a hundredth of this, a quadratic one several times as long. */
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
  const singles = [...letters].slice(0, 60)
  const words = [...new Set(plain.match(/[\w@:/<="' .-]{2,}/g))].slice(0, 40)
  const marks = singles.filter((one) => !/[a-z]/i.test(one)).slice(0, 12)
  const pairs = marks.flatMap((one) => marks.map((other) => one + other)).concat(marks.map((one) => `a${one}`))
  return [...new Set([...singles, ...words, ...pairs])]
}

/** Milliseconds of the worst string that was found, and what it was made of. */
function worstOf({ source, flags }: Pattern, length: number): { ms: number; of: string } {
  const pattern = new RegExp(source, flags)
  const pumps = pumpsOf(source)
  const starts = ['', ...new Set(source.match(/[\w@:/<="']{1,}/g))].slice(0, 6)
  let worst = { ms: 0, of: '' }
  for (const start of starts) {
    for (const pump of pumps) {
      const text = `${start}${pump.repeat(Math.ceil(length / pump.length))}`.slice(0, length) + '\u0001'
      const before = process.threadCpuUsage()
      pattern.lastIndex = 0
      if (pattern.global) text.replace(pattern, '')
      else pattern.test(text)
      const used = process.threadCpuUsage(before)
      const ms = (used.user + used.system) / 1000
      if (ms > worst.ms) worst = { ms, of: JSON.stringify(`${start}${pump}…`) }
      if (ms > MOST_MS) return worst
    }
  }
  return worst
}

const patterns = allPatterns()

test('no regular expression takes time in the square of what a stranger writes', { timeout: 300_000 }, () => {
  const slow = patterns.flatMap((one) => {
    const worst = worstOf(one, bounded.find(({ source }) => source === one.source)?.most ?? LENGTH)
    return worst.ms > MOST_MS
      ? [`${one.where} /${one.source}/${one.flags} on ${worst.of}: ${Math.round(worst.ms)} ms`]
      : []
  })

  expect(patterns.length).toBeGreaterThan(300)
  expect(slow).toEqual([])
})

test('what is said of bounded ones is said of patterns that exist', () => {
  const sources = new Set(patterns.map((one) => one.source))

  expect(bounded.filter(({ source }) => !sources.has(source))).toEqual([])
})

test('the strings do find one that is quadratic', () => {
  expect(worstOf({ where: '', source: String.raw`\s+$`, flags: '' }, LENGTH).ms).toBeGreaterThan(MOST_MS)
  expect(worstOf({ where: '', source: '(a+)+b', flags: '' }, 40).ms).toBeGreaterThan(MOST_MS)
})
