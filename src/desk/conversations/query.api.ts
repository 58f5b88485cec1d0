// The query language of lists, views and boards: `is:open team:billing older:4h -tag:vip "exact words"`. Reads a text into terms that
// narrow a list and words to look for, says what is wrong and where, and writes it again. Pure; shared with the browser. Who is
// named, and what it comes to in the database, is query.ts.
import { boundOf, firstDayOf, isAddress, nearest, spanOf } from './query-values.api.ts'

export type QueryNoun = 'inbox' | 'team' | 'user' | 'category' | 'status'

/** What may be the value of a key: words, or a name, or what `also` takes. */
export interface QueryKey {
  words: readonly string[]
  noun?: QueryNoun
  /** Besides the words. */
  also?: 'text' | 'address' | 'span' | 'bound' | 'date'
  /** Commas make no sense: `older:1h,2h`. */
  isSingle?: true
}

/** Where conversations lie: a term of these says which shelves a list shows. */
export const SHELVES = ['open', 'waiting', 'snoozed', 'resolved', 'held'] as const

export const QUERY_KEYS = {
  is: { words: [...SHELVES, 'unread', 'overdue', 'private'] },
  inbox: { words: [], noun: 'inbox' },
  team: { words: ['none'], noun: 'team' },
  assigned: { words: ['me', 'none'], noun: 'user' },
  category: { words: ['none'], noun: 'category' },
  priority: { words: ['low', 'normal', 'high', 'urgent'] },
  tag: { words: [], also: 'text' },
  from: { words: [], also: 'address' },
  status: { words: ['none'], noun: 'status' },
  field: { words: [], also: 'text', isSingle: true },
  has: { words: ['attachment', 'note', 'due'] },
  lang: { words: [], also: 'text' },
  older: { words: [], also: 'span', isSingle: true },
  newer: { words: [], also: 'span', isSingle: true },
  before: { words: ['today', 'yesterday'], also: 'date', isSingle: true },
  after: { words: ['today', 'yesterday'], also: 'date', isSingle: true },
  due: { words: ['today', 'tomorrow'], also: 'bound', isSingle: true },
  waiting: { words: [], also: 'bound', isSingle: true },
} as const satisfies Record<string, QueryKey>
export type QueryKeyName = keyof typeof QUERY_KEYS

export const queryKey = (name: QueryKeyName): QueryKey => QUERY_KEYS[name]

/** Several values: any of them. An id is written `#17`, which holds also after its name has changed. */
export interface Term {
  key: QueryKeyName
  values: string[]
  isNot: boolean
}

/** From the first character of the text to the one behind the last. */
export interface Place {
  at: number
  end: number
}

export type MistakeCode =
  | 'query-unknown-key'
  | 'query-no-value'
  | 'query-unknown-value'
  | 'query-bad-value'
  | 'query-mixed'
  | 'query-one-value'
  | 'query-too-long'

export interface Mistake extends Place {
  code: MistakeCode
  word: string
  key: string
  /** What was probably meant. */
  near: string | null
}

export interface Query {
  terms: (Term & Place)[]
  /** What is looked for in what was said, as it was typed: words, -words, "words in this order". */
  words: string
  mistakes: Mistake[]
}

/** Of one query. */
const MOST = { terms: 30, values: 10 }
const KEYED = /^(-?)([a-z]{2,12}):/i

export function parseQuery(text: string): Query {
  const query: Query = { terms: [], words: '', mistakes: [] }
  const words: string[] = []
  let isWordLast = false
  let at = 0
  for (;;) {
    while (at < text.length && /\s/.test(text[at] ?? '')) at++
    if (at >= text.length) break
    const [whole, minus, name = ''] = KEYED.exec(text.slice(at, at + 15)) ?? []
    const key = whole === undefined || /\s/.test(text[at + whole.length] ?? '') ? null : keyOf(name)
    isWordLast = whole === undefined || key === null
    if (whole === undefined || key === null) {
      const end = wordEnd(text, at)
      words.push(text.slice(at, end))
      at = end
      continue
    }
    const { values, end } = valuesFrom(text, at + whole.length)
    const place = { at, end }
    if (key.near !== null)
      query.mistakes.push({ ...place, code: 'query-unknown-key', word: name, key: name, near: key.near })
    else {
      const term: Term = { key: key.name, values: values.map((one) => readValue(key.name, one)), isNot: minus === '-' }
      query.terms.push({ ...term, ...place })
      const mistake = mistakeIn(term)
      if (mistake) query.mistakes.push({ ...place, ...mistake })
    }
    at = end
  }
  const isTyping = isWordLast && !/\s$/.test(text)
  query.words = words.join(' ') + (words.length === 0 || isTyping ? '' : ' ')
  const [tooMuch] = query.terms.slice(MOST.terms)
  if (tooMuch) query.mistakes.push({ ...wrong(tooMuch, 'query-too-long', ''), at: tooMuch.at, end: text.length })
  return query
}

/** Null: not one of ours, so part of the words (`re: hello`). `near`: nearly one, which is a slip rather than a word. */
function keyOf(word: string): { name: QueryKeyName; near: null } | { near: string } | null {
  const name = word.toLowerCase()
  if (name in QUERY_KEYS) return { name: name as QueryKeyName, near: null }
  const near = name.length < 4 ? null : nearest(name, Object.keys(QUERY_KEYS))
  return near === null ? null : { near }
}

function wordEnd(text: string, at: number): number {
  const from = text[at] === '-' && text[at + 1] === '"' ? at + 1 : at
  if (text[from] === '"') {
    const closing = text.indexOf('"', from + 1)
    return closing < 0 ? text.length : closing + 1
  }
  let end = at + 1
  while (end < text.length && !/[\s"]/.test(text[end] ?? '')) end++
  return end
}

function valuesFrom(text: string, from: number): { values: string[]; end: number } {
  const values: string[] = []
  let at = from
  for (;;) {
    if (text[at] === '"') {
      const closing = text.indexOf('"', at + 1)
      const end = closing < 0 ? text.length : closing
      values.push(text.slice(at + 1, end))
      at = Math.min(text.length, end + 1)
    } else {
      const start = at
      while (at < text.length && !/[\s",]/.test(text[at] ?? '')) at++
      values.push(text.slice(start, at))
    }
    if (text[at] !== ',') return { values, end: at }
    at++
  }
}

/** Words, spans, dates and addresses know no upper case; names are kept as they were written. */
function readValue(name: QueryKeyName, value: string): string {
  const { words, noun, also } = queryKey(name)
  const plain = value.trim().replace(/\s+/g, ' ')
  const low = plain.toLowerCase()
  return words.includes(low) || (!noun && also !== 'text') ? low : plain
}

/** Pure: what is wrong with a term by itself; whether there is what it names is not asked here. */
export function mistakeIn(term: Term): Omit<Mistake, keyof Place> | null {
  const { words, noun, also, isSingle } = queryKey(term.key)
  const empty = term.values.some((value) => value === '')
  if (empty) return wrong(term, 'query-no-value', '')
  const [first, second] = term.values
  if (term.values.length > MOST.values) return wrong(term, 'query-too-long', '')
  if (isSingle && second !== undefined) return wrong(term, 'query-one-value', second)
  for (const value of term.values) {
    if (words.includes(value) || noun || also === 'text') continue
    if (also === undefined) return wrong(term, 'query-unknown-value', value, nearest(value, words))
    if (!READS[also](value)) return wrong(term, 'query-bad-value', value, nearest(value, words))
  }
  const others = term.key === 'is' ? term.values.filter((value) => !isShelf(value)) : []
  if (others.length > 0 && term.values.length > 1 && first !== undefined)
    return wrong(term, 'query-mixed', others[0] ?? '')
  return null
}

export const isShelf = (word: string): boolean => (SHELVES as readonly string[]).includes(word)

const READS: Record<Exclude<QueryKey['also'], undefined | 'text'>, (value: string) => boolean> = {
  address: isAddress,
  span: (value) => spanOf(value) !== null,
  bound: (value) => boundOf(value) !== null,
  date: (value) => firstDayOf(value) !== null,
}

const wrong = ({ key }: Term, code: MistakeCode, word: string, near: string | null = null) => ({
  code,
  key,
  word,
  near,
})

/** Reads as the same query again: the terms, then the words. */
export function printQuery({ terms, words }: { terms: readonly Term[]; words: string }): string {
  return [...terms.map(printTerm), words].filter((part) => part !== '').join(' ')
}

export function printTerm({ key, values, isNot }: Term): string {
  return `${isNot ? '-' : ''}${key}:${values.map(printValue).join(',')}`
}

const printValue = (value: string) => {
  const plain = value.replaceAll('"', '')
  return /[\s,]/.test(plain) || plain === '' ? `"${plain}"` : plain
}
