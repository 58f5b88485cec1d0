// What macros are used for and what became of it: noted when an answer is sent, taken back with it, settled a week later. Figures are
// sums kept on the way, so that a list of them counts nothing.
import type { Id } from '../../kit/id.ts'
import { compareIds } from '../../kit/id.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Tx } from '../../store/tx.ts'
import { monthOf } from './macros.ts'

export interface Uses {
  conversationId: Id
  messageId: Id
  inboxId: Id
  /** Null: a rule. */
  userId: Id | null
  /** The customer's mail whose words are learned; null where nothing is. */
  answeredId: Id | null
  macros: readonly { id: Id; isEdited: boolean }[]
}

/** The kind of job that makes the model of an inbox anew, and how long it gathers. */
export const macroTrainJob = 'macros.train'
const GATHER = 10 * 60_000

/** Days after which it is known whether a matter was done with it. */
export const SETTLED_AFTER = 7
const DAY = 86_400_000
const PAGE = 500
const EVERYBODY = '0'

export async function noteUses(tx: Tx, { macros, ...use }: Uses): Promise<void> {
  // In one order for all, so that two who send at once never wait for each other in a ring.
  const each = [...new Map(macros.map((one) => [one.id, one])).values()].toSorted((a, b) => compareIds(a.id, b.id))
  if (each.length === 0) return
  await tx.db
    .insertInto('macro_use')
    .values(
      each.map(({ id, isEdited }) => ({
        conversation_id: use.conversationId,
        message_id: use.messageId,
        macro_id: id,
        id: tx.mint(),
        inbox_id: use.inboxId,
        user_id: use.userId,
        answered_id: use.answeredId,
        is_edited: isEdited,
        at: tx.now,
      })),
    )
    .onConflict((clash) => clash.doNothing())
    .execute()
  for (const { id, isEdited } of each) await count(tx, id, use.userId, tx.now, { uses: 1, edited: Number(isEdited) })
  if (use.answeredId !== null)
    await enqueue(tx, macroTrainJob, { inboxId: use.inboxId }, { key: use.inboxId, runAt: new Date(tx.now.getTime() + GATHER) }) // prettier-ignore
}

/** The answer was called back: it was never used. */
export async function forgetUses(tx: Tx, conversationId: Id, messageId: Id): Promise<void> {
  const rows = await tx.db
    .deleteFrom('macro_use')
    .where('conversation_id', '=', conversationId)
    .where('message_id', '=', messageId)
    .returning(['macro_id', 'user_id', 'is_edited', 'at'])
    .execute()
  for (const row of rows.toSorted((a, b) => compareIds(a.macro_id, b.macro_id)))
    await count(tx, row.macro_id, row.user_id, row.at, { uses: -1, edited: -Number(row.is_edited) })
}

interface Sums {
  uses?: number
  edited?: number
  settled?: number
  resolved?: number
}

async function count(tx: Tx, macroId: Id, userId: Id | null, at: Date, sums: Sums): Promise<void> {
  const { uses = 0, edited = 0, settled = 0, resolved = 0 } = sums
  for (const whose of userId === null ? [EVERYBODY] : [userId, EVERYBODY])
    await tx.query({
      name: 'macro-count',
      text: `insert into macro_figure (macro_id, user_id, month, uses, edited, settled, resolved, last_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (macro_id, user_id, month) do update set uses = macro_figure.uses + excluded.uses,
          edited = macro_figure.edited + excluded.edited, settled = macro_figure.settled + excluded.settled,
          resolved = macro_figure.resolved + excluded.resolved, last_at = greatest(macro_figure.last_at, excluded.last_at)`,
      values: [macroId, whose, monthOf(at), uses, edited, settled, resolved, at],
    })
}

interface Unsettled {
  conversationId: Id
  messageId: Id
  macroId: Id
  userId: Id | null
  at: Date
  /** The conversation is resolved, and no person wrote in it for seven days. */
  isResolved: boolean
}

/** A schedule's work: a page of uses that are a week old. What was merged since is told by its whole, and settles nothing. */
export async function settleUses(tx: Tx): Promise<number> {
  const before = new Date(tx.now.getTime() - SETTLED_AFTER * DAY)
  const rows = await tx.query<Unsettled & { isMerged: boolean }>({
    name: 'macro-unsettled',
    text: `select u.conversation_id as "conversationId", u.message_id as "messageId", u.macro_id as "macroId", u.user_id as "userId", u.at,
        c.merged_into is not null as "isMerged",
        c.status = 'resolved' and not exists (select from message m where m.conversation_id = u.conversation_id and m.id > u.message_id
          and m.direction = 'in' and m.kind = 'message' and m.received_at > u.at and m.received_at <= u.at + $2 * interval '1 day') as "isResolved"
      from macro_use u join conversation c on c.id = u.conversation_id
      where u.settled_at is null and u.at < $1 order by u.at limit $3`,
    values: [before, SETTLED_AFTER, PAGE],
  })
  for (const row of rows.toSorted((a, b) => compareIds(a.macroId, b.macroId))) {
    await tx.db
      .updateTable('macro_use')
      .set({ settled_at: tx.now })
      .where('conversation_id', '=', row.conversationId)
      .where('message_id', '=', row.messageId)
      .where('macro_id', '=', row.macroId)
      .execute()
    if (!row.isMerged)
      await count(tx, row.macroId, row.userId, row.at, { settled: 1, resolved: Number(row.isResolved) })
  }
  return rows.length
}

export interface MonthFigures {
  month: string
  userId: Id | null
  uses: number
  edited: number
  settled: number
  resolved: number
}

const MONTHS = 12

export async function figuresOf(tx: Tx, macroId: Id): Promise<MonthFigures[]> {
  const since = new Date(Date.UTC(tx.now.getUTCFullYear(), tx.now.getUTCMonth() - MONTHS + 1, 1))
  return await tx.query<MonthFigures>({
    name: 'macro-figures',
    text: `select month, nullif(user_id, 0)::text as "userId", uses, edited, settled, resolved from macro_figure
      where macro_id = $1 and month >= $2 and uses > 0 order by month desc, user_id limit 2000`,
    values: [macroId, monthOf(since)],
  })
}
