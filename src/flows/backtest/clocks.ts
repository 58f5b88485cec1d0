// Which promises would have been kept: the clocks that a mail really started, with their pauses and their ends as they were, measured
// by the target that each set of rules would have given them.
import type { Situation } from '../../desk/rules/facts.ts'
import type { Goal } from '../../desk/sla/clock.ts'
import type { Terms } from '../../desk/sla/follow.ts'
import type { Measure } from '../../desk/conversations/conversations.api.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { Measures } from '../deadlines/terms.ts'

type Span = readonly [from: number, until: number]

export interface PastClock {
  measure: Measure
  startedAt: number
  /** When it ran. */
  spans: Span[]
  /** Null: it has not ended. */
  doneAt: number | null
}

export interface Verdict {
  dueAt: number | null
  isBroken: boolean
}

/** What a mail's clocks would have been told. `hoursOf` gives the schedule of an inbox. */
export function termsUnder(measures: Measures, situation: Situation, hoursOf: (inboxId: Id) => Id | null): Terms {
  return measures.termsFor({ ...situation, hoursId: hoursOf(situation.inboxId) })
}

export function verdictOn(clock: PastClock, terms: Terms): Verdict {
  const goal = terms.goals[clock.measure]
  if (!goal) return { dueAt: null, isBroken: false }
  let left = goal.length
  for (const [from, until] of clock.spans) {
    const spent = goal.counts === 'business' ? terms.calendar.worked(from, until) : until - from
    if (spent > left) return { dueAt: after(goal, terms, from, left), isBroken: true }
    left -= spent
  }
  const end = clock.spans.at(-1)?.[1] ?? clock.startedAt
  return { dueAt: after(goal, terms, end, left), isBroken: false }
}

const after = ({ counts }: Goal, { calendar }: Terms, from: number, length: number) =>
  counts === 'business' ? calendar.after(from, length) : from + length

/** By conversation; those that were called off are none. */
export async function pastClocks(tx: Tx, conversationIds: readonly Id[]): Promise<Map<Id, PastClock[]>> {
  const rows = await tx.query<{
    conversationId: Id
    measure: Measure
    startedAt: Date
    stoppedAt: Date | null
    ledger: { at: number; what: string }[]
  }>({
    name: 'backtest-clocks',
    text: `select conversation_id as "conversationId", measure, started_at as "startedAt", stopped_at as "stoppedAt",
             (select coalesce(jsonb_agg(jsonb_build_object('at', line -> 'at', 'what', line -> 'what') order by place), '[]')
               from jsonb_array_elements(ledger) with ordinality as lines (line, place)
               where line ->> 'what' in ('started', 'paused', 'resumed', 'stopped')) as ledger
           from clock where conversation_id = any($1::bigint[]) and outcome is distinct from 'cancelled'`,
    values: [conversationIds],
  })
  const now = tx.now.getTime()
  const clocks = rows.map(({ conversationId, measure, startedAt, stoppedAt, ledger }) => ({
    conversationId,
    measure,
    startedAt: startedAt.getTime(),
    spans: spansOf(ledger, startedAt.getTime(), stoppedAt?.getTime() ?? now),
    doneAt: stoppedAt?.getTime() ?? null,
  }))
  return Map.groupBy(clocks, (clock) => clock.conversationId)
}

function spansOf(ledger: readonly { at: number; what: string }[], start: number, end: number): Span[] {
  const spans: Span[] = []
  let from: number | null = start
  for (const { at, what } of ledger) {
    const runs = what === 'started' || what === 'resumed'
    if (runs) from ??= at
    else if (from !== null) {
      spans.push([from, at])
      from = null
    }
  }
  return from === null || from >= end ? spans : [...spans, [from, end]]
}
