// What docs/scale.md says of the tables and of the statements that reach beyond one node: the page is the source, so that nobody
// can spread a table, or write such a statement, without saying why it may be.
import type { Placement, Reach } from './plan.ts'

export interface Page extends Placement {
  placed: Map<string, 'spread' | 'everywhere' | 'one place'>
  /** Statements by their name, those without one by the file that asks them, with how far they reach. */
  explained: Map<string, Set<Reach>>
}

const rowsUnder = (page: string, heading: string): string[][] => {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? ''
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}

const bare = (cell = '') => cell.replaceAll('`', '')

export function readPage(page: string): Page {
  const placed: Page['placed'] = new Map()
  const distributed: Page['distributed'] = new Map()
  for (const [tables = '', place = ''] of rowsUnder(page, 'Where each table lives')) {
    const column = /^spread by `([a-z_]+)`/.exec(place)?.[1]
    for (const table of bare(tables).split(/,\s*/)) {
      placed.set(table, column ? 'spread' : place.startsWith('everywhere') ? 'everywhere' : 'one place')
      if (column) distributed.set(table, column)
    }
  }
  const explained: Page['explained'] = new Map()
  for (const [statement, reach] of rowsUnder(page, 'Statements that reach'))
    explained.set(bare(statement), (explained.get(bare(statement)) ?? new Set()).add(bare(reach) as Reach))
  return { placed, distributed, explained }
}
