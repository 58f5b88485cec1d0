// The line above a quotation: "On 3 May 2026 at 10:12, Dora <dora@acme.example> wrote:". Known by its verb in many languages,
// or in any language by its shape: a date and an address that end in a colon, or either of them right above quoted lines.

import { fold, onWords, wroteWords } from './languages.ts'

const EMAIL = /[^\s<>@,;:]@[^\s<>@,;:]/
const CLOCK = /\d{1,2}\s?[:.h時点时]\s?\d{2}|\d{1,2} ?[ap]\.?m\b/i
const YEAR = /(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d{2}/
const DAY =
  /\d{1,2}\s?(?:월|月|日|일|\.|\s(?:de )?\p{L}{3})|\p{L}{3}\.?\s\d{1,2}|\d{1,2}[-/]\p{L}{3}|\d{4}[-/.]\d{1,2}|[٠-٩]{1,2}/u
const MAX_LINES = 6
const MAX_LENGTH = 500
/** No program breaks lines before this. */
const NARROWEST = 60

interface Attribution {
  /** Lines it takes. */
  lines: number
  /** Characters of its first line that are the writer's own; 0 nearly always. */
  own: number
  /** True when it would be one only above quoted lines. */
  needsQuote: boolean
}

/** Whether an attribution begins in line `at`. Looks at six lines at most. */
export function attributionAt(all: string[], at: number): Attribution | null {
  const first = clean(all[at] ?? '')
  const isCut = /^<?[^\s<>]{1,100}@/.test(clean(all[at + 1] ?? '')) // between a name and its address
  const isInName = !startsOne(first) && !isCut && isFull(first, clean(all[at + 1] ?? ''), all[at - 1])
  if (first === '' || !(startsOne(first) || isCut || isInName)) return null
  let joined = ''
  let blanks = 0
  let shaped: Attribution | null = null // kept while a verb may still follow in the next line
  for (let n = 0; n < MAX_LINES && at + n < all.length; n++) {
    const line = clean(all[at + n] ?? '')
    if (line === '' && ++blanks > 1) break
    joined = `${joined} ${line}`.trim()
    if (joined.length > MAX_LENGTH) break
    if (n > 0 && line !== '' && !/[\p{L}\p{N}<]/u.test(line)) break // a rule
    const kind = mayEnd(line) ? kindOf(joined, n < 3 && blanks === 0 && !isInName) : null
    if (!kind) continue
    if (n > 0 && !isCut && !isInName && isSentence(first) && shorterOneInside(all, at + 1, at + n)) return null
    const found = { lines: n + 1, own: ownBefore(all[at] ?? ''), needsQuote: kind === 'shape' }
    if (kind === 'sure') return found
    if (shaped && n > shaped.lines + 1) break
    shaped ??= found
  }
  return shaped
}

/** Neither begun like an attribution nor broken off in the middle of one. */
function isSentence(first: string): boolean {
  if (/<[^\s<>]{1,100}@[^\s<>]{1,100}>(?:[,، ]|$)/.test(first) && isName(first.slice(0, first.indexOf('<'))))
    return false
  const hasWeekday = /^\p{L}{1,12}[.,-]{0,2}\s?\d/u.test(first) && (CLOCK.test(first) || YEAR.test(first))
  const hasDate = /^["'<(]?[\d٠-٩]/.test(first) && (CLOCK.test(first) || YEAR.test(first))
  return !hasWeekday && !beginsWithOn(first) && !hasDate && !/[<,(]$|<[^>]*$/.test(first)
}

/** The first line of a paragraph, a name so long that the next word found no place in it. */
function isFull(first: string, next: string, before: string | undefined): boolean {
  const width = first.length + 1 + (next.split(' ', 1)[0] ?? '').length
  return width >= NARROWEST && next !== '' && (before ?? '').trim() === '' && isName(first)
}

/** Words with capitals, or with letters that have none; a sentence has others and ends in between. */
function isName(text: string): boolean {
  const words = text.slice(0, 200).split(/\s+/).filter(Boolean)
  const small = words.filter((word) => /^\p{Ll}/u.test(word)).length
  return !/[!?;:]$|\p{Ll}{3}[.!?] /u.test(text.slice(0, 200)) && small * 2 < words.length
}

/** Of "we met on 3 May.\nBen wrote:" only the last line is one. */
function shorterOneInside(all: string[], from: number, to: number): boolean {
  for (let at = from; at <= to; at++) {
    const rest = all
      .slice(at, to + 1)
      .map(clean)
      .join(' ')
      .trim()
    if (startsOne(clean(all[at] ?? '')) && kindOf(rest, true) === 'sure') return true
  }
  return false
}

const clean = (line: string): string =>
  line
    .slice(0, 1000)
    .replace(/^[\s>*_]+/, '')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim()

/** A cheap look first, since this is asked of every line of a stranger's text. */
function mayEnd(line: string): boolean {
  const end = line.slice(-40).replace(/[-–—_*\s"'»]+$/, '')
  if (/[:：>)\]]$/.test(end)) return true
  const folded = fold(end)
  return wroteWords.some((word) => folded.endsWith(word))
}

function startsOne(line: string): boolean {
  return EMAIL.test(line) || /[\d٠-٩]/.test(line) || line.startsWith('<')
}

function beginsWithOn(line: string): boolean {
  const words = fold(line.replace(/^[-\s]+/, '')).split(/[\s,]+/)
  return onWords.has(words[0] ?? '') || onWords.has(words.slice(0, 2).join(' '))
}

/** Without a verb only a short line in one piece counts. */
function kindOf(text: string, countsShape: boolean): 'sure' | 'shape' | null {
  const ending = text.replace(/[-–—_*\s"'»]+$/, '')
  const hasColon = /[:：]$/.test(ending)
  const folded = fold(ending.replace(/[:：\s*]+$/, ''))
  const hasDate = CLOCK.test(text) || YEAR.test(text)
  const hasEmail = EMAIL.test(text)
  const wrote = verbIn(folded)
  if (wrote && (hasColon || wrote === 'end') && (hasEmail || (hasDate && (DAY.test(text) || YEAR.test(text)))))
    return wrote === 'inside' && isMidSentence(text) ? 'shape' : 'sure'
  if (!countsShape || text.length > 200) return null
  if (hasColon && hasEmail && hasDate) return 'sure'
  if (hasDate && hasEmail && /[>)\]:：]$/.test(ending)) return 'shape'
  if (hasColon && (hasEmail || (hasDate && DAY.test(text)))) return 'shape'
  return null
}

/** "as Ben wrote on 4 May:": such a line begins with a capital, a preposition, or a weekday and a number. */
function isMidSentence(text: string): boolean {
  const [word = '', next = ''] = text.split(/\s+/, 2)
  return /^\p{Ll}/u.test(word) && !beginsWithOn(text) && !/[\d@]/.test(word + next)
}

/** Where the verb stands: at the end, as in most languages, or inside, as in "Op 3 mei schreef Dora:". */
function verbIn(folded: string): 'end' | 'inside' | null {
  if (wroteWords.some((word) => folded.endsWith(word) && isWordStart(folded, folded.length - word.length))) return 'end'
  const padded = ` ${folded.replace(/[,:;()]/g, ' ')} `
  return wroteWords.some((word) => word !== 'sent' && padded.includes(` ${word} `)) ? 'inside' : null
}

function isWordStart(text: string, at: number): boolean {
  return (
    at === 0 || /[\s\p{P}]/u.test(text[at - 1] ?? '') || /[^\p{Script=Latin}\p{Script=Cyrillic}]/u.test(text[at] ?? '')
  )
}

/** "Thanks! On Wed, Apr 4, 2026 at 3:59 PM, Dora wrote:" in one line: where the attribution begins in it. */
function ownBefore(line: string): number {
  const match =
    /(?:^|[\s.!?-])(?:-{2,}\s?)?(?:On|Am|Le|El|Il|Em|Op|Den) (?:\p{L}{2,10}\.?,? ?)?(?:\p{L}{3,12}\.? )?\d{1,4}/u.exec(
      line.slice(0, 300),
    )
  if (!match || match.index === 0) return 0
  const own = line.slice(0, match.index)
  return /\p{L}/u.test(own) ? own.replace(/[-\s]+$/, '').length : 0
}
