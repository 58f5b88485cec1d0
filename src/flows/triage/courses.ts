// How far rules have come with a conversation: which of them wait, and which have acted already. A cycle goes from one message that a
// person wrote to the next: in it a rule waits once, and sends or says something about a change once, however often the conversation
// is changed meanwhile.
import { why, type Why } from '../../desk/reasons.ts'
import type { Deed, Settled } from '../../desk/rules/deed.ts'
import type { After, Rule } from '../../desk/rules/rules.api.ts'
import type { StoredFacts } from '../../desk/rules/stored-facts.ts'
import { endOf, lengthInWords } from '../../desk/rules/wait.ts'
import type { Id } from '../../kit/id.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Tx } from '../../store/tx.ts'

/** The kind of job that asks a rule again when it has waited. */
export const dueJob = 'triage.due'
export interface Due {
  conversationId: Id
  ruleId: Id
  cycleId: Id
}

/** Done a second time these would be there twice; all others find that it is so already. */
const repeatable = new Set<Settled['do']>([
  'autoReply',
  'reply',
  'macro',
  'forward',
  'webhook',
  'note',
  'task',
  'deal',
  'draft',
  'enrol',
  'notify',
  'snooze',
])

/** A message is its own cycle, and is read once. */
export function actsOnce({ rule, action }: Deed): boolean {
  const isRaised = action.do === 'setPriority' && rule.actions.some((one) => one.do === 'escalate')
  return rule.occasion === 'conversation.changed' && (repeatable.has(action.do) || isRaised)
}

/** Whether it is the first time in this cycle; then it is no longer. */
export async function takeTurn(tx: Tx, stored: StoredFacts, rule: Rule): Promise<boolean> {
  return await enter(tx, stored, rule, { dueAt: tx.now, settledAt: tx.now })
}

/** Exact: the job stands in the same commit as what it follows from. Answers what to say of it. */
export async function startWait(tx: Tx, stored: StoredFacts, rule: Rule, after: After): Promise<Why> {
  const dueAt = endOf(after, stored.facts.now, stored.facts.hours)
  if (dueAt === null) return why('didWaitsNot')
  if (!(await enter(tx, stored, rule, { dueAt, settledAt: null }))) return why('didWaitsNotAgain')
  const due: Due = { conversationId: stored.conversationId, ruleId: rule.id, cycleId: await cycleOf(tx, stored, rule) }
  await enqueue(tx, dueJob, due, { runAt: dueAt })
  const at = `${dueAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const { minutes, counts } = after
  return why('didWaitsUntil', { length: lengthInWords(after), at }, { minutes, counts, instant: dueAt.toISOString() })
}

/** Mail of somebody who takes no part, or who is not who they say, begins no waiting anew that goes on for the customer. */
const isAside = ({ isStranger, facts }: StoredFacts) => isStranger || facts.authentication === 'fail'

async function enter(
  tx: Tx,
  stored: StoredFacts,
  rule: Rule,
  { dueAt, settledAt }: { dueAt: Date; settledAt: Date | null },
): Promise<boolean> {
  const rows = await tx.query({
    name: 'rule-course-enter',
    text: `insert into rule_course (conversation_id, rule_id, cycle_id, message_id, held_at, due_at, settled_at) values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (conversation_id, rule_id) do update set cycle_id = excluded.cycle_id, message_id = excluded.message_id,
             held_at = excluded.held_at, due_at = excluded.due_at, settled_at = excluded.settled_at
           where rule_course.cycle_id <> excluded.cycle_id and (not $8 or rule_course.settled_at is not null) returning rule_id`,
    values: [
      stored.conversationId,
      rule.id,
      await cycleOf(tx, stored, rule),
      stored.messageId,
      tx.now,
      dueAt,
      settledAt,
      isAside(stored),
    ],
  })
  return rows.length > 0
}

/** The message that is read where one came; else the newest that somebody who takes part wrote. */
async function cycleOf(tx: Tx, { conversationId, messageId }: StoredFacts, { occasion }: Rule): Promise<Id> {
  if (occasion === 'message.received') return messageId
  const [newest] = await tx.query<{ id: Id | null }>({
    name: 'rule-course-cycle',
    text: `select max(id)::text as id from message where conversation_id = $1 and kind = 'message' and not is_stranger`,
    values: [conversationId],
  })
  return newest?.id ?? messageId
}
