// What could stand where one is typing in the search box: keys, their words, names, spans and days. Pure.
import { QUERY_KEYS, queryKey, type QueryKeyName, type QueryNoun } from '../../src/desk/conversations/query.api.ts'

/** Names that exist, by what they name. */
export type Names = Record<QueryNoun | 'tag', readonly string[]>

export interface Completion {
  /** What is replaced: from here to the place where one types. */
  from: number
  /** Of the term under the hand; null: a key is chosen. */
  key: QueryKeyName | null
  options: { insert: string; label: string }[]
}

const MOST = 12
const EXAMPLES = {
  span: ['1h', '4h', '1d', '7d', '30d'],
  bound: ['<1h', '<4h', '<1d', '>1d', '>7d'],
  date: [] as string[],
  address: [] as string[],
  text: [] as string[],
}

export function complete(text: string, caret: number, names: Names): Completion | null {
  const from = pieceStart(text, caret)
  const piece = text.slice(from, caret)
  const [, minus = '', key, rest] = /^(-?)([a-z]{2,12}):(.*)$/is.exec(piece) ?? []
  if (key === undefined || rest === undefined) return keysFor(piece, from)
  const name = key.toLowerCase()
  if (!(name in QUERY_KEYS)) return null
  return valuesFor(name as QueryKeyName, { from, head: `${minus}${name}:`, rest, names })
}

function keysFor(piece: string, from: number): Completion | null {
  const [, minus = '', typed] = /^(-?)([a-z]*)$/i.exec(piece) ?? []
  if (typed === undefined) return null
  const keys = Object.keys(QUERY_KEYS).filter((key) => key.startsWith(typed.toLowerCase()))
  if (keys.length === 0) return null
  return { from, key: null, options: keys.map((key) => ({ insert: `${minus}${key}:`, label: key })) }
}

interface Typed {
  from: number
  head: string
  rest: string
  names: Names
}

function valuesFor(key: QueryKeyName, { from, head, rest, names }: Typed): Completion | null {
  const { words, noun, also } = queryKey(key)
  const comma = lastComma(rest)
  const done = rest.slice(0, comma + 1)
  const typed = rest
    .slice(comma + 1)
    .replace(/^"/, '')
    .toLocaleLowerCase()
  const all = [...words, ...(key === 'tag' ? names.tag : noun ? names[noun] : also ? EXAMPLES[also] : [])]
  const fitting = all.filter((one) => one.toLocaleLowerCase().includes(typed))
  const begins = (one: string) => Number(!one.toLocaleLowerCase().startsWith(typed))
  const shown = fitting.toSorted((a, b) => begins(a) - begins(b)).slice(0, MOST)
  if (shown.length === 0 || (shown.length === 1 && shown[0]?.toLocaleLowerCase() === typed)) return null
  return { from, key, options: shown.map((one) => ({ insert: `${head}${done}${quoted(one)} `, label: one })) }
}

const quoted = (value: string) => (/[\s,]/.test(value) ? `"${value.replaceAll('"', '')}"` : value)

/** Where the piece begins in which the caret stands: behind the last blank that is not between quotes. */
function pieceStart(text: string, caret: number): number {
  let [start, isQuoted] = [0, false]
  for (let at = 0; at < caret; at++) {
    if (text[at] === '"') isQuoted = !isQuoted
    else if (!isQuoted && /\s/.test(text[at] ?? '')) start = at + 1
  }
  return start
}

function lastComma(text: string): number {
  let [found, isQuoted] = [-1, false]
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') isQuoted = !isQuoted
    else if (text[at] === ',' && !isQuoted) found = at
  }
  return found
}
