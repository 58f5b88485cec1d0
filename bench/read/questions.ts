// What agents ask of a loaded desk: every view and filter, opening, counting, searching. Each question varies with its number, so
// that not one warm answer is measured.
import type { LoadedDesk } from '../load.ts'
import { tags } from '../load/people.ts'
import { phrase } from '../load/words.ts'

export interface Question {
  group: 'list' | 'open' | 'counts' | 'search' | 'contacts'
  name: string
  path(n: number): string
}

export function questionsOf(desk: LoadedDesk): Question[] {
  const of = <T>(all: readonly T[], n: number) => all[n % all.length] as T
  const sample = (n: number) => of(desk.samples, n * 37)
  const list = (filters: Record<string, string>) => `/conversations?${new URLSearchParams(filters).toString()}`
  const lists: [string, (n: number) => Record<string, string>][] = [
    ...['open', 'mine', 'unassigned', 'unread', 'waiting', 'snoozed', 'resolved', 'all', 'held'].map(
      (view): [string, () => Record<string, string>] => [`view ${view}`, () => ({ view })],
    ),
    ['an inbox, open', (n) => ({ inboxId: of(desk.inboxIds, (n % 4) * 5) })],
    ['an inbox, all', (n) => ({ inboxId: of(desk.inboxIds, (n % 4) * 5), view: 'all' })],
    ['a page far down, all', (n) => ({ view: 'all', cursor: cursorAt(n) })],
    ['a page far down, resolved', (n) => ({ view: 'resolved', cursor: cursorAt(n) })],
    ['assignee, open', (n) => ({ assigneeId: of(desk.userIds, n) })],
    ['assignee, resolved', (n) => ({ assigneeId: of(desk.userIds, n), view: 'resolved' })],
    ['team, open', (n) => ({ teamId: of(desk.teamIds, n) })],
    ['team, all', (n) => ({ teamId: of(desk.teamIds, n), view: 'all' })],
    ['category, open', (n) => ({ categoryId: of(desk.categoryIds, n) })],
    ['category, all', (n) => ({ categoryId: of(desk.categoryIds, n), view: 'all' })],
    ['priority urgent, open', () => ({ priority: 'urgent' })],
    ['priority urgent, all', () => ({ priority: 'urgent', view: 'all' })],
    ['frequent tag, open', () => ({ tag: tags.frequent })],
    ['frequent tag, all', () => ({ tag: tags.frequent, view: 'all' })],
    ['seldom tag, all', () => ({ tag: tags.seldom, view: 'all' })],
    ['tag of one old month, all', () => ({ tag: tags.old, view: 'all' })],
    ['unknown tag, all', () => ({ tag: 'no-such-tag', view: 'all' })],
    ['contact, all', () => ({ contactId: desk.contactId, view: 'all' })],
    ['inbox, category, priority, all', (n) => ({ inboxId: of(desk.inboxIds, (n % 4) * 5), categoryId: of(desk.categoryIds, n), priority: 'high', view: 'all' })],
  ] // prettier-ignore
  const searches: [string, (n: number) => Record<string, string>][] = [
    ['rare word', (n) => ({ q: sample(n).code })],
    ['no such word', (n) => ({ q: `nothinglikeit${n}` })],
    ['frequent word', (n) => ({ q: of(['order', 'invoice', 'please', 'delivery'], n) })],
    ['middling word', (n) => ({ q: of(['warranty', 'problem', 'product', 'garantía'], n) })],
    ['two words', (n) => ({ q: of(['refund invoice', 'broken item', 'received parcel', 'week account'], n) })],
    ['two words, one rare', (n) => ({ q: `order ${sample(n).code}` })],
    ['phrase', () => ({ q: `"${phrase}"` })],
    ['phrase of frequent words that nobody says', () => ({ q: '"refund week parcel"' })],
    ['prefix, being typed', (n) => ({ q: of(['del', 'inv', 'refu', 'warr'], n) })],
    ['Azerbaijani', (n) => ({ q: of(['sifarişim çatmayıb', 'gecikir', 'müştəri'], n) })],
    ['Chinese', (n) => ({ q: of(['退款', '发票号码', '包裹破损了'], n) })],
    ['number', (n) => ({ q: `#${sample(n).number}` })],
    ['without a word', () => ({ q: 'invoice -refund' })],
    ['frequent word, open', () => ({ q: 'order', view: 'open' })],
    ['frequent word, mine', () => ({ q: 'order', view: 'mine' })],
    ['frequent word, an inbox', (n) => ({ q: 'invoice', inboxId: of(desk.inboxIds, (n % 4) * 5) })],
    ['frequent word, category, urgent', (n) => ({ q: 'order', priority: 'urgent', categoryId: of(desk.categoryIds, n) })],
    ['rare word, open', (n) => ({ q: sample(n).code, view: 'open' })],
    ['frequent word, seldom tag', () => ({ q: 'order', tag: tags.seldom })],
  ] // prettier-ignore
  return [
    ...lists.map(([name, filters]): Question => ({ group: 'list', name, path: (n) => list(filters(n)) })),
    { group: 'open', name: 'conversation', path: (n) => `/conversations/${of(readable(desk), n).id}` },
    { group: 'open', name: 'entries', path: (n) => `/conversations/${of(readable(desk), n).id}/entries` },
    { group: 'counts', name: 'of all views and inboxes', path: () => '/conversation-counts' },
    ...searches.map(([name, filters]): Question => ({ group: 'search', name, path: (n) => list({ view: 'all', ...filters(n) }) })),
    { group: 'contacts', name: 'newest', path: () => '/contacts' },
    { group: 'contacts', name: 'by name', path: (n) => `/contacts?q=${encodeURIComponent(of(['dora', 'carmen', 'ayşe', 'no-such-name'], n))}` },
    { group: 'contacts', name: 'by address', path: (n) => `/contacts?q=${encodeURIComponent(of(['@customer-77.example', 'customer-123', 'nobody@acme.example'], n))}` },
    { group: 'contacts', name: 'card', path: () => `/contacts/${desk.contactId}` },
  ] // prettier-ignore
}

/** Those that everybody sees. */
function readable(desk: LoadedDesk) {
  return desk.samples.filter((one) => one.isOpenToAll)
}

function cursorAt(n: number): string {
  const at = new Date(Date.now() - (30 + (n % 400)) * 24 * 3600_000)
  return Buffer.from(`${at.toISOString()}|900000000000000000`).toString('base64url')
}
