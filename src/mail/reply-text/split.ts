// Plain text into what its writer wrote and what was there before: line by line, by attributions, separators, header blocks and
// quote marks.

import { attributionAt } from './attribution.ts'
import { isDisclaimer } from './disclaimer.ts'
import { headerBlockAt, isFramed, separatorKind, trimMarks } from './separators.ts'
import { isDeviceLine } from './signature.ts'

/** Lines looked at for a beginning; a reply that long before its quotation has not been seen. */
const MAX_LINES = 5000
const LONGEST_LINK = 2_000

export interface Split {
  /** For each line whether its writer wrote it. */
  own: boolean[]
  lines: string[]
  /** Line and characters of it that are own, where an attribution begins within a line. */
  cut: { line: number; own: number } | null
  because: string
}

const isQuoted = (line: string | undefined): boolean => line !== undefined && /^\s{0,4}(?:[A-Z]{0,4}>|\|\s)/.test(line)
const isBlank = (line: string | undefined): boolean => line === undefined || line.trim() === ''

export function splitText(text: string): Split {
  const all = text.split('\n')
  const split: Split = { own: all.map(() => true), lines: all, cut: null, because: 'nothing in it looks quoted' }
  let nothingBefore = true
  let at = 0
  while (at < Math.min(all.length, MAX_LINES)) {
    const next = step(split, at, nothingBefore)
    if (next === null) break
    if (next === at + 1 && split.own[at] && !isBlank(all[at])) nothingBefore = false
    at = next
  }
  trailingQuote(split)
  return rescued(split)
}

/** Looks at one line; the next one to look at, or null when the rest is decided. */
function step(split: Split, at: number, nothingBefore: boolean): number | null {
  const { lines } = split
  const line = lines[at] ?? ''
  if (isBlank(line)) return at + 1
  const separator = separatorKind(line)
  if (separator === 'forwarded') return null // what is forwarded is the message
  if (separator === 'original') return toTheEnd(split, at, 'a line says that the original message follows')
  if (separator === 'above') return nothingBefore ? at + 1 : toTheEnd(split, at, 'a line says to answer above it')
  const block = isQuoted(line) ? 0 : headerBlockAt(lines, at)
  if (block > 0) return nothingBefore ? at + block : toTheEnd(split, at, 'the head of the mail answered follows')
  const attribution = attributionAt(lines, at)
  if (attribution) {
    const after = firstFilled(lines, at + attribution.lines)
    const quoteFollows = isQuoted(lines[after])
    if (quoteFollows || isQuoted(line))
      return quoteFrom(split, at, after, attribution.own, 'a line says who wrote what follows')
    if (!attribution.needsQuote && !(nothingBefore && attribution.own === 0)) {
      if (attribution.own > 0) split.cut = { line: at, own: attribution.own }
      return toTheEnd(split, at, 'a line says who wrote what follows')
    }
    if (!attribution.needsQuote) return at + attribution.lines
  }
  return at + 1
}

function toTheEnd(split: Split, at: number, because: string): null {
  let from = at
  const isRule = (line: string): boolean => trimMarks(line) === '' || isFramed(line)
  while (from > 0 && (isBlank(split.lines[from - 1]) || isRule(split.lines[from - 1] ?? ''))) from--
  split.own.fill(false, from)
  split.because = because
  return null
}

/** A quotation with marks ends where they end; what follows may be the writer's again. */
function quoteFrom(split: Split, at: number, firstQuoted: number, own: number, because: string): number {
  if (own > 0) split.cut = { line: at, own }
  const end = endOfQuote(split.lines, Math.max(firstQuoted, at))
  split.own.fill(false, at, end)
  split.because = because
  return end
}

function endOfQuote(lines: string[], from: number): number {
  let end = from
  for (let i = from; i < lines.length; i++) {
    if (isQuoted(lines[i]) || isWrapped(lines, i)) end = i + 1
    else if (!isBlank(lines[i])) break
  }
  return end
}

/** A quoted line that was broken on the way, so that its rest lost its mark: the end of a link, mostly. */
function isWrapped(lines: string[], at: number): boolean {
  const line = (lines[at] ?? '').trim()
  if (line === '' || !isQuoted(lines[at + 1]) || !isQuoted(lines[at - 1])) return false
  const before = (lines[at - 1] ?? '').slice(-LONGEST_LINK)
  return (
    /^[(<]https?:/i.test(line) || (/[)>]$/.test(line) && !line.includes(' ') && /[(<]\s?https?:[^)>]*$/i.test(before))
  )
}

function firstFilled(lines: string[], from: number): number {
  let at = from
  while (at < lines.length && at < from + 4 && isBlank(lines[at])) at++
  return at
}

/** Quoted lines at the very end need no line above them. Marks between the writer's own lines are answered one by one, and stay. */
function trailingQuote(split: Split): void {
  const { lines, own } = split
  let last = lines.length - 1
  while (last >= 0 && (isBlank(lines[last]) || !own[last])) last--
  let from = last + 1
  for (let i = last; i >= 0 && (isQuoted(lines[i]) || isBlank(lines[i]) || isWrapped(lines, i)); i--)
    if (!isBlank(lines[i])) from = i
  if (from > last || !own[from]) return
  own.fill(false, from, last + 1)
  if (split.because.startsWith('nothing')) split.because = 'it ends with quoted lines'
}

/** A mail that would be left empty is shown whole; what stands alone below a quotation and is no words of its writer is not shown. */
function rescued(split: Split): Split {
  const { lines, own } = split
  const firstQuote = own.indexOf(false)
  if (firstQuote < 0) return split
  let until = lines.length
  for (let i = lines.length - 1; i > firstQuote; i--) {
    if (isBlank(lines[i]) || !own[i]) continue
    const from = isDeviceLine(lines[i] ?? '') ? i : footerFrom(split, i, until)
    if (from === null) break
    own.fill(false, from, until)
    until = from
    i = from
  }
  return split
}

/** Where the paragraph that ends in line `last` begins, if nobody wrote it: a disclaimer, or what a list puts under a rule. */
function footerFrom({ lines, own }: Split, last: number, until: number): number | null {
  let from = last
  while (own[from - 1] && !isBlank(lines[from - 1])) from--
  if (isDisclaimer(lines.slice(from, until).join(' '))) return from
  let above = from - 1
  while (above >= 0 && own[above] && isBlank(lines[above])) above--
  return !own[above] && /^[-–—_=*]{10,}$/.test((lines[from] ?? '').trim()) ? from : null
}
