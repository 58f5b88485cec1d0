// Mails damaged at random: our own fixtures, and the corpora where they are present, with lines cut, doubled, swapped, repeated
// ten thousand times, bytes turned, boundaries and header fields where they do not belong. The same seed gives the same mails.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { randomFrom } from '../../bench/letters.ts'

const LARGEST = 200_000
const MOST_REPEATED = 4_000_000

export function* mutants(count: number, seed: number): Generator<{ name: string; raw: Buffer }> {
  const sources = findSources()
  const random = randomFrom(seed)
  for (let at = 0; at < count; at++) {
    const file = sources[Math.floor(random() * sources.length)] as string
    yield { name: `mutant ${at} of ${path.basename(file)}`, raw: mutate(readFileSync(file, 'latin1'), random) }
  }
}

function findSources(): string[] {
  const corpora = process.env.POSTROOM_CORPORA ?? path.resolve('../shared/corpora')
  const folders = [
    path.resolve(import.meta.dirname, '../mail'),
    ...['mime', 'bounces', 'threads'].map((one) => path.join(corpora, one)),
  ]
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((name) => path.join(folder, String(name))))
    .filter((file) => /\.(?:eml|raw)$/.test(file) && statSync(file).size < LARGEST)
    .toSorted()
}

type Random = () => number

function mutate(source: string, random: Random): Buffer {
  const lines = source.split('\n')
  for (let times = 1 + Math.floor(random() * 5); times > 0; times--) {
    const change = CHANGES[Math.floor(random() * CHANGES.length)] as (typeof CHANGES)[number]
    change(lines, random)
  }
  return Buffer.from(lines.join('\n') || source, 'latin1')
}

const CHANGES: ((lines: string[], random: Random) => void)[] = [
  (lines, random) => void lines.splice(place(lines, random), 1 + Math.floor(random() * 5)),
  (lines, random) => void lines.splice(place(lines, random), 0, pick(lines, random)),
  (lines, random) =>
    void lines.splice(
      place(lines, random),
      0,
      pick(
        lines.filter((line) => line.startsWith('--')),
        random,
      ),
    ),
  (lines, random) =>
    void lines.splice(
      place(lines, random),
      0,
      pick(
        lines.filter((line) => /^[\w-]+:/.test(line)),
        random,
      ),
    ),
  (lines, random) => alter(lines, random, (line) => line.slice(0, Math.floor(random() * line.length))),
  (lines, random) => alter(lines, random, (line) => line.repeat(Math.min(10_000, MOST_REPEATED / (line.length + 1)))),
  (lines, random) => {
    const line = pick(lines, random)
    const copies = Math.min(10_000, Math.floor(MOST_REPEATED / (line.length + 1)))
    lines.splice(place(lines, random), 0, ...Array.from({ length: copies }, () => line))
  },
  (lines, random) =>
    alter(lines, random, (line) => {
      const at = Math.floor(random() * line.length)
      return `${line.slice(0, at)}${String.fromCharCode(Math.floor(random() * 256))}${line.slice(at + 1)}`
    }),
  (lines, random) => alter(lines, random, (line) => line.replace(/[";=<>(),:]/, (mark) => mark.repeat(5_000))),
  (lines) => void lines.splice(0, lines.length, ...lines.map((line) => line.replace(/\r$/, ''))),
]

const place = (lines: string[], random: Random): number => Math.floor(random() * (lines.length + 1))
const pick = (lines: string[], random: Random): string => lines[Math.floor(random() * lines.length)] ?? ''

function alter(lines: string[], random: Random, change: (line: string) => string): void {
  const at = Math.floor(random() * lines.length)
  if (lines[at] !== undefined) lines[at] = change(lines[at])
}
