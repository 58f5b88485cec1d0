// What a list shows, written as a query: its view, its filters and what is in the search box. Pure.
import { parseQuery, printQuery, SHELVES, type Term } from '../../src/desk/conversations/query.api.ts'
import type { Filters } from '../conversations/queries.ts'

export function queryOf({
  view = 'open',
  inboxId,
  assigneeId,
  teamId,
  categoryId,
  priority,
  tag,
  q = '',
}: Filters): string {
  const { terms, words } = parseQuery(q)
  const narrowing: Term[] = []
  const add = (key: Term['key'], value: string | undefined) => {
    if (value !== undefined) narrowing.push({ key, values: [value], isNot: false })
  }
  const byId = (id: string | undefined) => (id === undefined ? undefined : `#${id}`)
  const isSaid = terms.some(
    (term) => term.key === 'is' && term.values.every((one) => (SHELVES as readonly string[]).includes(one)),
  )
  if (view === 'mine' || view === 'unassigned' || view === 'unread') {
    if (!isSaid) add('is', 'open')
    if (view === 'unread') add('is', 'unread')
    else add('assigned', view === 'mine' ? 'me' : 'none')
  } else if (view !== 'all' && !isSaid) add('is', view)
  add('inbox', byId(inboxId))
  add('assigned', byId(assigneeId))
  add('team', byId(teamId))
  add('category', byId(categoryId))
  add('priority', priority)
  add('tag', tag)
  return printQuery({ terms: [...narrowing, ...terms], words: words.trim() })
}

/** Adds a term, or takes the place of those of its key. */
export function withTerm(q: string, term: Term): string {
  const { terms, words } = parseQuery(q)
  return printQuery({ terms: [...terms.filter((one) => one.key !== term.key || one.isNot), term], words: words.trim() })
}

/** Whether what is resolved stays in such a list. */
export function showsResolved({ view = 'open', q = '' }: Filters): boolean {
  const said = parseQuery(q).terms.filter(
    (term) => term.key === 'is' && term.values.some((one) => (SHELVES as readonly string[]).includes(one)),
  )
  if (said.length === 0) return view === 'all' || view === 'resolved'
  return said.every((term) => term.values.includes('resolved') !== term.isNot)
}
