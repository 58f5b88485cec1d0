// The beginning and the end of a mail: whether it greets, whether it greets who gets it, and whether somebody's name stands below it.
import { fold } from '../../../kit/fold.ts'
import { type Word, wordsOf } from '../../../ai/words.ts'
import { greetings, noNames, shortForms } from './courtesy-words.ts'
import type { Around, Found, Read } from './draft.ts'
import { finderOf } from './phrases.ts'

const greeting = finderOf(greetings)
const spoken = new Set(Object.keys(greetings))
/** "Yes, it is." needs neither. */
const SHORT = 25
/** Words of a line that greets; more is a sentence that happens to begin so. */
const MOST_NAMES = 6

export function courtesyIn(read: Read, around: Around): Found[] {
  const first = firstLine(read.body)
  if (!first || read.kind === 'forward') return []
  const words = wordsOf(first.line, 30)
  const place = greeting({ body: first.line, words }, read.speaks).find((one) => one.first <= 1)
  const isSpoken = read.language !== null && spoken.has(read.language)
  const isLong = read.words.length >= SHORT
  return [
    ...(place ? nameIn(read, around, first, words.slice(place.last + 1)) : []),
    ...(!place && isLong && isSpoken && around.isFirstAnswer && !isNamed(first.line)
      ? [absent('greeting', first)]
      : []),
    ...(isLong && isSpoken && around.isFirstAnswer && !isSigned(read, around)
      ? [absent('closing', lastLine(read.body))]
      : []),
  ]
}

interface Line {
  line: string
  at: number
}

const absent = (check: 'greeting' | 'closing', line: Line | null): Found => ({
  check,
  where: 'letter',
  ...(line && { start: line.at, end: line.at + line.line.length }),
})

function firstLine(body: string): Line | null {
  const at = body.search(/\S/)
  if (at < 0) return null
  const end = body.indexOf('\n', at)
  return {
    line: body
      .slice(at, end < 0 ? undefined : end)
      .slice(0, 200)
      .trimEnd(),
    at,
  }
}

function lastLine(body: string): Line | null {
  const text = body.trimEnd()
  const at = text.lastIndexOf('\n') + 1
  return text === '' ? null : { line: text.slice(at).slice(0, 200), at }
}

/** "Dora," alone. */
const isNamed = (line: string) => /^[\p{Lu}][\p{L} .'-]{1,40}[,!]$/u.test(line)

/** By its dashes or its good-bye, or by a name in one of the last lines. */
function isSigned({ own, body, bodyEnd }: Read, { signers }: Around): boolean {
  if (bodyEnd < own.trimEnd().length) return true
  const end = fold(body.trimEnd().split('\n').slice(-6).join('\n'))
  return signers.some((name) => {
    const [first = ''] = fold(name).trim().split(/\s+/)
    return first.length > 1 && end.includes(first)
  })
}

/** Only where vocatives are written as names are; Polish and Czech bend them. */
const PLAIN = new Set(['en', 'nl', 'de', 'fr', 'es', 'pt', 'it', 'tr', 'az', 'sv', 'da', 'no', 'fi'])

function nameIn(read: Read, around: Around, { line, at }: Line, behind: readonly Word[]): Found[] {
  if (read.language !== null && !PLAIN.has(read.language)) return []
  const named = namesAtHead(line, behind)
  if (named.length === 0) return []
  const known = namesOf(read, around)
  if (known.length === 0 || named.some((one) => known.some((name) => isSameName(one.text, name)))) return []
  const [first, last] = [named[0] as Word, named.at(-1) as Word]
  const name = line.slice(first.start, last.end)
  const to = read.to[0]?.name || read.to[0]?.address || ''
  const right = read.to.length === 1 ? firstNameOf(read.to[0]?.name ?? '') : ''
  return [
    {
      check: 'greetingName',
      start: at + first.start,
      end: at + last.end,
      values: { name, to },
      mend: right && named.length === 1 ? { do: 'replace', with: right } : null,
    },
  ]
}

/** Capitalised words between the greeting and the first comma; none where it goes on as a sentence. */
function namesAtHead(line: string, behind: readonly Word[]): Word[] {
  const names: Word[] = []
  let before = behind[0] ? behind[0].start : 0
  for (const [index, word] of behind.entries()) {
    if (/[,!:–—;?]|\.\s|- /.test(line.slice(before, word.start))) break
    if (index >= MOST_NAMES) return []
    before = word.end
    const isName = /^\p{Lu}/u.test(line.slice(word.start))
    if (isName && !noNames.has(word.text)) names.push(word)
    else if (!isName && !noNames.has(word.text) && !PARTICLE.test(word.text)) return []
  }
  return names.filter(({ text }) => text.length > 1)
}

const PARTICLE = /^(?:van|von|der|den|de|ten|ter|du|la|le|el|al|bin|di|da|dos|zu|oglu|qizi)$/

/** In folded words: the names shown, what the addresses say, and how who wrote last signs. */
function namesOf({ to, cc }: Read, { answered }: Around): string[] {
  const people = [...to, ...cc, ...(answered ? [answered.sender] : [])]
  const shown = people.flatMap(({ name }) => (name.includes('@') ? [] : wordsOf(name, 10).map(({ text }) => text)))
  const written = people.flatMap(({ address }) => {
    const local = address.split('@', 1)[0] ?? ''
    const words = fold(local).split(/[^\p{L}]+/u).filter(({ length }) => length > 1) // prettier-ignore
    return words.some((word) => PLACES.has(word)) ? [] : words
  })
  if (shown.length + written.length === 0) return []
  const signed = (answered?.text ?? '').trimEnd().split('\n').slice(-8).filter((line) => line.trim().split(/\s+/).length <= 6) // prettier-ignore
  return [...shown, ...written, ...wordsOf(signed.join('\n'), 60).map(({ text }) => text)]
}

/** Addresses of places, which nobody is called. */
const PLACES = new Set(
  'info support sales office contact hello service help helpdesk billing admin mail team orders order shop noreply reply no finance invoice invoices accounting hr jobs kontakt kundenservice klantenservice inkoop verkoop einkauf vertrieb satis destek muhasebe'.split(
    ' ',
  ),
)

function isSameName(one: string, other: string): boolean {
  if (one === other) return true
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  if (short.length === 1 || (short.length >= 3 && long.includes(short)))
    return long.startsWith(short) || short.length >= 4
  return shortForms.some((forms) => forms.includes(one) && forms.includes(other))
}

function firstNameOf(name: string): string {
  if (name.includes('@') || name.includes(',')) return ''
  return /^\p{Lu}[\p{L}'’-]+/u.exec(name.trim())?.[0] ?? ''
}
