// Figures as CSV: the same numbers as the pages show, with names beside ids. Lengths in seconds.
import { Measure } from '../../desk/conversations/conversations.api.ts'
import { csvOf, type Cell } from '../../kit/csv.ts'
import type { Id } from '../../kit/id.ts'
import type { InputOf } from '../../kit/route.ts'
import type { Tx } from '../../store/tx.ts'
import { casesOf } from './cases.ts'
import { AGES, type Case, type exportFigures, type FigureSet, type Grouping, type Part, type Times } from './figures.api.ts' // prettier-ignore
import { figures, figureSeries } from './figures.ts'
import type { Question } from './question.ts'
import { measured } from './times.ts'

type Asked = InputOf<typeof exportFigures>

/** Conversations in one file. */
const MOST_CASES = 20_000
const PAGE = 1_000

export async function exported(tx: Tx, question: Question, asked: Asked): Promise<{ name: string; text: string }> {
  const { from, until } = question.period
  const named = (what: string, text: string) => ({ name: `${what}-${from}-${until}.csv`, text })
  switch (asked.what) {
    case 'figures':
      return named('figures', await figuresTable(tx, question, asked))
    case 'series':
      return named('series', await seriesTable(tx, question, asked.by))
    case 'cases': {
      const { cases, isAll } = await manyCases(tx, question, asked)
      return named(isAll ? asked.figure : `${asked.figure}-first-${MOST_CASES}`, await casesTable(tx, cases))
    }
  }
}

const COUNTS = ['received', 'opened', 'reopened', 'answered', 'resolved'] as const
const timesNames = measured.flatMap((name) => [
  `${name} cases`,
  ...['business', 'calendar'].flatMap((length) => ['median', 'p90', 'mean'].map((what) => `${name} ${length} ${what} (s)`)), // prettier-ignore
])
const partNames = (name: string) => [`${name} count`, `${name} of`, `${name} share`, `${name} low`, `${name} high`]
const timesCells = ({ cases, business, calendar }: Times): Cell[] => [
  cases,
  ...[business, calendar].flatMap(({ median, p90, mean }) => [median, p90, mean]),
]
const partCells = ({ count, of, share, low, high }: Part): Cell[] => [count, of, share, low, high]

const keptNames = Measure.options.flatMap((measure) => [`kept ${measure} count`, `kept ${measure} of`])

type Counted = Omit<FigureSet, 'backlog' | 'keptBy'>
const valueNames = [...COUNTS, ...timesNames, ...partNames('oneTouch'), ...partNames('kept')]
const valueCells = (set: Counted): Cell[] => [
  ...COUNTS.map((name) => set[name]),
  ...measured.flatMap((name) => timesCells(set[name])),
  ...partCells(set.oneTouch),
  ...partCells(set.kept),
]

async function figuresTable(tx: Tx, question: Question, { groupBy: grouping, compare }: Asked): Promise<string> {
  const { now, before, groups, period, previous } = await figures(tx, question, grouping, { compare })
  const nameOf = await namesFor(tx, grouping)
  const line = (dates: { from: string; until: string }, key: string | null, label: string, set: FigureSet): Cell[] => [
    dates.from,
    dates.until,
    key,
    label,
    ...valueCells(set),
    ...Measure.options.flatMap((measure): Cell[] => {
      const kept = set.keptBy.find((one) => one.measure === measure)?.kept
      return [kept?.count ?? 0, kept?.of ?? 0]
    }),
    set.backlog,
  ]
  return csvOf(
    ['from', 'until', grouping ?? 'group', 'name', ...valueNames, ...keptNames, 'backlog'],
    [
      line(period, '', 'all', now),
      line(previous, '', 'all', before),
      ...groups.flatMap(({ key, figures: set, before: was }) => [
        line(period, key, nameOf(key), set),
        ...(was ? [line(previous, key, nameOf(key), was)] : []),
      ]),
    ],
  )
}

async function seriesTable(tx: Tx, question: Question, by: Asked['by']): Promise<string> {
  const { now, before } = await figureSeries(tx, question, by)
  const ages = [...AGES.map((hours) => `backlog under ${hours} h`), `backlog over ${AGES.at(-1)} h`]
  return csvOf(
    ['from', 'until', 'period', ...valueNames, ...ages],
    [
      ...before.map((one): Cell[] => [one.from, one.until, 'previous', ...valueCells(one), ...one.backlog]),
      ...now.map((one): Cell[] => [one.from, one.until, 'this', ...valueCells(one), ...one.backlog]),
    ],
  )
}

async function manyCases(
  tx: Tx,
  question: Question,
  { figure, age, measure }: Asked,
): Promise<{ cases: Case[]; isAll: boolean }> {
  const all: Case[] = []
  for (let cursor: string | undefined; all.length < MOST_CASES;) {
    const { cases, next } = await casesOf(tx, question, { figure, age, measure, cursor, limit: PAGE })
    all.push(...cases)
    if (next === null) return { cases: all, isAll: true }
    cursor = next
  }
  return { cases: all, isAll: false }
}

async function casesTable(tx: Tx, all: readonly Case[]): Promise<string> {
  const personOf = await namesFor(tx, 'person')
  const inboxOf = await namesFor(tx, 'inbox')
  return csvOf(
    ['number', 'subject', 'from name', 'from address', 'inbox', 'status', 'person', 'since', 'at', 'business (s)', 'calendar (s)', 'measure'], // prettier-ignore
    all.map((one) => [
      Number(one.number),
      one.subject,
      one.from.name,
      one.from.address,
      inboxOf(one.inboxId),
      one.status,
      one.personId && personOf(one.personId),
      one.since,
      one.at,
      one.businessSeconds,
      one.calendarSeconds,
      one.measure,
    ]),
  )
}

const TABLES: Partial<Record<Grouping, string>> = { inbox: 'inbox', team: 'team', person: '"user"', category: 'category' } // prettier-ignore

async function namesFor(tx: Tx, grouping: Grouping | undefined): Promise<(key: string | null) => string> {
  const table = grouping && TABLES[grouping]
  const rows = table
    ? await tx.query<{ id: Id; name: string }>({ name: `figures-names-${grouping}`, text: `select id, name from ${table}`, values: [] }) // prettier-ignore
    : []
  const names = new Map(rows.map((row) => [row.id, row.name]))
  return (key) => (key === null ? '' : (names.get(key) ?? key))
}
