// How the classifier of an inbox does in practice: its first guesses, and whether people let them stand. What it set by itself stands
// once its conversation was resolved with it; everything else is judged by what somebody decided.
import type { Outcome } from '../../ai/classifier/reliability.ts'
import type { ReadField } from '../../desk/readings/readings.api.ts'
import { firstIdAt, type Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'

export interface Live {
  outcomes: Outcome[]
  /** Of what was set by itself: how many somebody has dealt with since, and how many of those were corrected. */
  looked: number
  corrected: number
}

const DAYS = 90 * 86_400_000

export async function liveOutcomes(tx: Tx, inboxId: Id, field: ReadField): Promise<Live> {
  const since = firstIdAt(tx.now.getTime() - DAYS)
  const decided = await tx.query<Outcome & { conversationId: Id }>({
    name: 'outcome-decided',
    text: `select conversation_id as "conversationId", confidence::float8 as confidence, value = guess as "isRight"
      from example where inbox_id = $1 and field = $2 and id > $3 and guess is not null order by id desc limit 500`,
    values: [inboxId, field, since],
  })
  const applied = await tx.query<{ conversationId: Id; confidence: number; isResolved: boolean }>({
    name: 'outcome-applied',
    text: `select r.conversation_id as "conversationId", (r.body -> $2 -> 'guesses' -> 0 ->> 'confidence')::float8 as confidence,
        c.status = 'resolved' as "isResolved"
      from (select * from reading where inbox_id = $1 and applied <> '{}' and applied @> array[$2::text] and message_id > $3
        order by message_id desc limit 500) r join conversation c on c.id = r.conversation_id`,
    values: [inboxId, field, since],
  })
  const byConversation = new Map(decided.map((one) => [one.conversationId, one]))
  const stood = applied.filter((one) => one.isResolved && !byConversation.has(one.conversationId))
  const judged = applied.flatMap((one) => byConversation.get(one.conversationId) ?? [])
  return {
    outcomes: [...decided, ...stood.map((one) => ({ ...one, isRight: true }))].map(({ confidence, isRight }) => ({
      confidence,
      isRight,
    })),
    looked: stood.length + judged.length,
    corrected: judged.filter(({ isRight }) => !isRight).length,
  }
}
