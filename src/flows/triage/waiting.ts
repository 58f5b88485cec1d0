// A mail whose sender is still being checked is routed once that is known, where anything asks: a rule about it, or an
// automatic reply. Checking and routing both write the message's row, so that exactly one of them comes last.
import type { Following } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'

/** Those that need not wait; the others come again. */
export async function withoutUnchecked(
  tx: Tx,
  events: Following[],
  { kind, asksForSender }: { kind: string; asksForSender: boolean },
): Promise<Following[]> {
  if (!asksForSender) return events
  const received = events.filter((one) => one.name === 'message.received')
  if (received.length === 0) return events
  const rows = await tx.query<{ id: string }>({
    name: 'triage-wait',
    text: `update message m set authenticity = m.authenticity || jsonb_build_object('waits', asked.job)
           from unnest($1::bigint[], $2::bigint[], $3::jsonb[]) as asked (conversation_id, message_id, job)
           where m.conversation_id = asked.conversation_id and m.id = asked.message_id
             and m.authenticity ->> 'result' = 'pending' returning m.id`,
    values: [
      received.map((one) => one.conversationId),
      received.map((one) => one.subjectId),
      received.map((payload) => JSON.stringify({ kind, payload })),
    ],
  })
  const waiting = new Set(rows.map((row) => row.id))
  return events.filter((one) => one.name !== 'message.received' || !waiting.has(one.subjectId))
}
