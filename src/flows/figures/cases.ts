// The conversations behind a figure: its facts, newest first, each with the conversation as it is now. The row filter of lists holds
// here too: what somebody may not see is not shown, even where a number of a moment ago had it.
import { type RawBuilder, sql } from 'kysely'
import { openTo } from '../../desk/conversations/privacy.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { InputOf } from '../../kit/route.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import { inBacklogAt, ofAge } from './backlog.ts'
import type { Case, FigureName, listFigureCases } from './figures.api.ts'
import { spanOf } from './period.ts'
import { rowsIn, type Question } from './question.ts'

type Condition = RawBuilder<boolean>
export type AskedCases = Pick<InputOf<typeof listFigureCases>, 'figure' | 'age' | 'measure' | 'cursor' | 'limit'>

/** Each figure's kind of fact, and which of them. */
const BEHIND: Record<Exclude<FigureName, 'backlog' | 'waiting'>, { kind: string; which?: Condition }> = {
  received: { kind: 'received' },
  opened: { kind: 'opened' },
  reopened: { kind: 'reopened' },
  answered: { kind: 'answered' },
  resolved: { kind: 'resolved' },
  firstResponse: { kind: 'answered', which: sql`fact.is_first and fact.calendar_ms is not null` },
  nextResponse: { kind: 'answered', which: sql`not fact.is_first and fact.calendar_ms is not null` },
  response: { kind: 'answered', which: sql`fact.calendar_ms is not null` },
  resolution: { kind: 'resolved', which: sql`fact.is_final and fact.calendar_ms is not null` },
  oneTouch: { kind: 'resolved', which: sql`fact.is_one_touch` },
  kept: { kind: 'promise', which: sql`fact.is_met` },
  broken: { kind: 'promise', which: sql`not fact.is_met` },
}

function rowsBehind(tx: Tx, question: Question, { figure, age, measure }: AskedCases): Condition {
  const span = spanOf(question.zone, question.period)
  if (figure === 'waiting')
    return sql`${sql.join([sql<boolean>`fact.kind = 'waits'`, ...question.conditions], sql` and `)}`
  if (figure === 'backlog') {
    const isOver = span.end <= tx.now
    const rows = inBacklogAt(question, isOver ? span.end : null)
    return age === undefined ? rows : sql`${rows} and ${ofAge(age, isOver ? span.end : tx.now)}`
  }
  const { kind, which } = BEHIND[figure]
  const promised = measure === undefined ? [] : [sql<boolean>`fact.measure = ${measure}`]
  return sql`${sql.join([rowsIn(question, [kind], span), ...(which ? [which] : []), ...promised], sql` and `)}`
}

interface Row extends Omit<Case, 'at' | 'since' | 'businessSeconds' | 'calendarSeconds' | 'from'> {
  sourceId: Id
  at: Date
  since: Date | null
  businessMs: string | null
  calendarMs: string | null
  fromName: string
  fromAddress: string
}

export async function casesOf(
  tx: Tx,
  question: Question,
  asked: AskedCases,
): Promise<{ cases: Case[]; next: string | null }> {
  const { actor } = question
  const conditions = [rowsBehind(tx, question, asked), ...after(asked.cursor)]
  const rows = await ask(
    tx,
    null,
    sql<Row>`select fact.conversation_id as "conversationId", fact.source_id as "sourceId", fact.at, fact.since, fact.business_ms as "businessMs",
        fact.calendar_ms as "calendarMs", fact.person_id as "personId", fact.measure, conversation.number, conversation.subject,
        conversation.from_name as "fromName", conversation.from_address as "fromAddress", conversation.status, conversation.inbox_id as "inboxId"
      from fact join conversation on conversation.id = fact.conversation_id
      where ${sql.join(conditions, sql` and `)} and conversation.inbox_id = any(${[...actor.inboxIds]}::bigint[])
        and conversation.merged_into is null and conversation.deleted_at is null and conversation.held is null and ${openTo(tx, actor)}
      order by fact.at desc, fact.conversation_id desc, fact.source_id desc limit ${asked.limit + 1}`,
  )
  const page = rows.slice(0, asked.limit)
  const last = page.at(-1)
  const cases = page.map((row): Case => ({
    conversationId: row.conversationId,
    number: row.number,
    subject: row.subject,
    from: { name: row.fromName, address: row.fromAddress },
    status: row.status,
    inboxId: row.inboxId,
    personId: row.personId,
    at: row.at.toISOString(),
    since: row.since?.toISOString() ?? null,
    businessSeconds: seconds(row.businessMs),
    calendarSeconds: seconds(row.calendarMs),
    measure: row.measure,
  }))
  return { cases, next: rows.length > asked.limit && last ? writeCursor(last) : null }
}

const seconds = (ms: string | null) => (ms === null ? null : Number(ms) / 1000)

const writeCursor = ({ at, conversationId, sourceId }: Row) =>
  Buffer.from([at.toISOString(), conversationId, sourceId].join('|')).toString('base64url')

function after(cursor: string | undefined): Condition[] {
  if (cursor === undefined) return []
  const [at = '', id = '', source = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split('|')
  const isTime = /^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z$/.test(at) && !Number.isNaN(Date.parse(at))
  if (!isTime || !/^\d{1,18}$/.test(id) || !/^\d{1,18}$/.test(source))
    throw new Problem('invalid', 'bad-cursor', 'This cursor was not made by this list. Start again without one.')
  return [sql`(fact.at, fact.conversation_id, fact.source_id) < (${at}::timestamptz, ${id}::bigint, ${source}::bigint)`]
}
