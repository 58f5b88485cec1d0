// A conversation read page by page, from the newest back. Pure.
import type { Entry } from '../../src/desk/conversations/conversations.api.ts'

export interface EntryPage {
  entries: Entry[]
  hasEarlier: boolean
}

const inOrder = (a: Entry, b: Entry) => a.at.localeCompare(b.at) || compareIds(a.id, b.id)

/** Ids are 64-bit numbers as text: too large to subtract. */
function compareIds(a: string, b: string): number {
  return BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0
}

/** Where the page before this one ends; undefined where there is none. Not its first entry: pages are cut by id, told by time. */
export function earlierThan({ entries, hasEarlier }: EntryPage): string | undefined {
  return hasEarlier ? entries.map((entry) => entry.id).toSorted(compareIds)[0] : undefined
}

/** All pages as one, oldest first; an entry that moved from one page to the next between two answers stands once. */
export function joined(pages: EntryPage[]): EntryPage {
  const [newest] = pages
  if (pages.length <= 1) return newest ?? { entries: [], hasEarlier: false }
  const byId = new Map(pages.toReversed().flatMap((page) => page.entries.map((entry) => [entry.id, entry])))
  return { entries: [...byId.values()].toSorted(inOrder), hasEarlier: pages.at(-1)?.hasEarlier ?? false }
}
