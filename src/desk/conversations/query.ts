// What the terms of a query come to in the database, for whoever asks: names become ids, spans become instants, and each term goes to
// where lists can use it best: a facet that an index begins with, a stretch of time, or a check on what is walked along.
import { sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { readConditions } from '../fields/asked.ts'
import type { Actor } from '../users/permissions.ts'
import { emptyCheck, markFacet, pointCheck } from './field-facets.ts'
import { type FacetColumn, type Filters, isOf, type Narrowing, ofPriority, tagged } from './filters.ts'
import type { Condition, Facet } from './facet.ts'
import { type Mistake, parseQuery, printQuery, queryKey, type QueryNoun, type Term } from './query.api.ts'
import { findNamed, nameOf, namedThings } from './query-names.ts'
import { dueBefore, fromWhom, todayOf, whenOf } from './query-terms.ts'
import { unreadBy } from './views.ts'

/** The filters with what `q` asks for besides its words. Throws `invalid` with the place where it cannot be read. */
export async function withQuery(tx: Tx, actor: Actor, given: Filters): Promise<Filters> {
  const filters = given.own ? given : { ...given, own: await readConditions(tx, actor, given.field ?? [], () => todayOf(tx, actor)) } // prettier-ignore
  if (!given.q) return filters
  const query = parseQuery(given.q)
  const [mistake] = query.mistakes
  if (mistake) throw asProblem(mistake)
  const { q: _, ...rest } = filters
  const words = query.words.trim() === '' ? {} : { q: query.words }
  if (query.terms.length === 0) return { ...rest, ...words }
  return { ...rest, ...words, narrowing: await narrowed(tx, actor, await withIds(tx, actor, query.terms)) }
}

type Placed = Term & { at: number; end: number }

/** Every name as `#id`: what a view keeps, so that it goes on when somebody is renamed. */
export async function withIds<T extends Placed>(tx: Tx, actor: Actor, terms: readonly T[]): Promise<T[]> {
  const known = new Map<QueryNoun, Awaited<ReturnType<typeof namedThings>>>()
  const all: T[] = []
  for (const term of terms) {
    const { noun, words } = queryKey(term.key)
    const values: string[] = []
    for (const value of term.values) {
      if (!noun || words.includes(value) || /^#\d{1,19}$/.test(value)) {
        values.push(value)
        continue
      }
      const things = known.get(noun) ?? (await namedThings(tx, actor, noun))
      known.set(noun, things)
      const found = findNamed(things, value)
      if (!('id' in found))
        throw asProblem({ code: 'query-unknown-value', key: term.key, word: value, near: found.near, at: term.at, end: term.end }) // prettier-ignore
      values.push(`#${found.id}`)
    }
    all.push({ ...term, values })
  }
  return all
}

/** The other way round, for a reader; what they may not know stays `#id`. */
export async function withNames(tx: Tx, actor: Actor, texts: readonly string[]): Promise<string[]> {
  const known = new Map<QueryNoun, ReadonlyMap<Id, string>>()
  const read: string[] = []
  for (const text of texts) {
    const query = parseQuery(text)
    for (const term of query.terms) {
      const { noun } = queryKey(term.key)
      if (!noun || !term.values.some((value) => value.startsWith('#'))) continue
      const names = known.get(noun) ?? (await nameOf(tx, actor, noun))
      known.set(noun, names)
      term.values = term.values.map((value) => (value.startsWith('#') ? (names.get(value.slice(1)) ?? value) : value))
    }
    read.push(printQuery(query))
  }
  return read
}

export function asProblem({ code, key, word, near, at, end }: Mistake): Problem {
  const hint = near ? ` Did you mean “${near}”?` : ''
  const said: Record<Mistake['code'], string> = {
    'query-unknown-key': `There is no “${word}:”.${hint}`,
    'query-no-value': `Something is missing behind “${key}:”.`,
    'query-unknown-value': `“${key}:” knows no “${word}”.${hint}`,
    'query-bad-value': `“${word}” cannot stand behind “${key}:”.${hint}`,
    'query-mixed': `“${key}:${word}” stands by itself; write it apart from the others.`,
    'query-one-value': `“${key}:” takes one value.`,
    'query-too-long': 'This is more than one query can hold.',
  }
  return new Problem('invalid', code, `${said[code]} (from character ${at + 1} on)`, {
    detail: { key, word, at, end, ...(near ? { near } : {}) },
  })
}

async function narrowed(tx: Tx, actor: Actor, terms: readonly Placed[]): Promise<Narrowing> {
  const to: Narrowing = {
    shelves: null,
    inboxIds: null,
    facets: [],
    checks: [],
    fetched: [],
    indexed: [],
    ranges: [],
    few: null,
  }
  for (const term of terms) await BY_KEY[term.key]({ tx, actor, to, ...term })
  to.facets = together(to.facets)
  return to
}

type Given = Term & { tx: Tx; actor: Actor; to: Narrowing }

const UNUSUAL = ['low', 'high', 'urgent']
const ALL_SHELVES = ['open', 'snoozed', 'waiting', 'resolved']

/** Where each term goes. */
const BY_KEY: Record<Term['key'], (given: Given) => void | Promise<void>> = {
  is: (given) => {
    const [word] = given.values
    if (word === 'unread') return fetched(given, unreadBy(given.actor))
    if (word === 'private') return checked(given, sql`conversation.private_at is not null`)
    if (word === 'overdue') return dueBefore(given.tx, { ...given, at: given.tx.now })
    return byShelf(given)
  },
  inbox: ({ actor, values, isNot, to }) => {
    const ids = values.map(idOf)
    to.inboxIds = (to.inboxIds ?? [...actor.inboxIds]).filter((id) => ids.includes(id) !== isNot)
  },
  team: (given) => byColumn('team_id', given),
  category: (given) => byColumn('category_id', given),
  status: (given) => byColumn('status_id', given),
  field: async (given) => {
    const { tx, actor, values } = given
    for (const one of await readConditions(tx, actor, values, () => todayOf(tx, actor))) {
      if (one.is === 'mark' && !given.isNot) given.to.facets.push(markFacet(one))
      else if (one.is === 'mark') fetched(given, markFacet(one).is)
      else if (one.is === 'empty') fetched(given, emptyCheck(one))
      else if (given.isNot) fetched(given, pointCheck(one))
      else given.to.indexed.push(pointCheck(one))
    }
  },
  assigned: ({ values, ...given }) =>
    byColumn('assignee_id', { ...given, values: values.map((one) => (one === 'me' ? (given.actor.id ?? '0') : one)) }),
  priority: (given) => {
    const { values, isNot, to } = given
    const each = values.map(ofPriority)
    if (!isNot && values.every((one) => UNUSUAL.includes(one))) to.facets.push(anyOf(each))
    else checked(given, or(each))
  },
  tag: (given) => {
    const [first, ...others] = given.values.map(tagged)
    if (first && others.length === 0 && !given.isNot) given.to.facets.push(first)
    else fetched(given, sql`conversation.tags && ${given.values}::text[]`)
  },
  from: ({ tx, values, isNot, to }) => fromWhom(tx, values, { isNot, to }),
  has: (given) => fetched(given, or(given.values.map((what) => HAS[what as keyof typeof HAS]))),
  lang: (given) => {
    const languages = given.values.map((one) => one.toLowerCase())
    fetched(given, sql`coalesce(conversation.language, '') = any(${languages}::text[])`)
  },
  older: (given) => byTime(given, 'older'),
  newer: (given) => byTime(given, 'newer'),
  before: (given) => byTime(given, 'before'),
  after: (given) => byTime(given, 'after'),
  due: (given) => byTime(given, 'due'),
  waiting: (given) => byTime(given, 'waiting'),
}

function byShelf({ values, isNot, to }: Given): void {
  const among = to.shelves ?? (isNot ? ALL_SHELVES : [...ALL_SHELVES, 'held'])
  to.shelves = among.filter((shelf) => values.includes(shelf) !== isNot)
}
const byTime = ({ tx, actor, values, isNot, to }: Given, key: Parameters<typeof whenOf>[2]['key']) =>
  whenOf(tx, actor, { key, value: values[0] ?? '', isNot, to })
const checked = ({ isNot, to }: Given, is: Condition) => void to.checks.push(isNot ? not(is) : is)
const fetched = ({ isNot, to }: Given, is: Condition) => void to.fetched.push(isNot ? not(is) : is)

const HAS = {
  attachment: sql<boolean>`conversation.attachment_count > 0`,
  note: sql<boolean>`exists (select from note where note.conversation_id = conversation.id and note.deleted_at is null)`,
  due: sql<boolean>`exists (select from clock where clock.conversation_id = conversation.id and clock.stopped_at is null and clock.due_at is not null)`,
}

/** Of one of several ids, or of none: what is of no one is a check, as no index begins with it. */
function byColumn(column: FacetColumn, { values, isNot, to }: Given): void {
  const nobody = sql<boolean>`${sql.ref(`conversation.${column}`)} is null`
  const each = values.map((one) => (one === 'none' ? nobody : isOf(column, idOf(one))))
  if (isNot) to.checks.push(not(sql`coalesce(${or(each)}, false)`))
  else if (values.includes('none')) to.checks.push(or(each))
  else to.facets.push(anyOf([...new Set(values)].map((one) => isOf(column, idOf(one)))))
}

const idOf = (value: string): Id => value.replace('#', '')
const not = (is: Condition): Condition => sql`not (${is})`
const or = (all: Condition[]): Condition => sql`(${sql.join(all, sql` or `)})`

/** Conditions of which no two hold of one conversation. */
function anyOf(starts: Condition[]): Facet {
  const [one] = starts
  return starts.length === 1 && one ? { is: one, starts } : { is: or(starts), starts }
}

/** More walks than this cost more than one along everything. */
const MOST_STARTS = 6

/** The facet that leads has few walks: those of many values only check. */
function together(facets: Facet[]): Facet[] {
  return facets.toSorted((a, b) => Number(a.starts.length > MOST_STARTS) - Number(b.starts.length > MOST_STARTS))
}
