// A rule has waited: it is asked again, of the conversation as it is now, and only if it still holds is anything done. Whoever takes the
// job settles the course in the same transaction, so it happens once, however many workers there are and whichever of them dies.
import { joined, why, type Why } from '../../desk/reasons.ts'
import { evaluate } from '../../desk/rules/evaluate.ts'
import { readyRules } from '../../desk/rules/kept.ts'
import type { After, Rule } from '../../desk/rules/rules.api.ts'
import type { RuleTrace } from '../../desk/rules/try.api.ts'
import { ruleOfRow } from '../../desk/rules/rules.ts'
import { storedFacts } from '../../desk/rules/stored-facts.ts'
import { lengthInWords } from '../../desk/rules/wait.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Tx } from '../../store/tx.ts'
import { act } from './act.ts'
import { dueJob, type Due } from './courses.ts'
import { deliberationBy, keep, withoutRules, type TriageMeans } from './triage.ts'

interface Course {
  messageId: string
  heldAt: Date
  dueAt: Date
}

/** The rule counts as it is now; only how long it waits counts as it was. */
export async function askAgain(tx: Tx, due: Due, means: TriageMeans): Promise<void> {
  const rule = await ruleNow(tx, due)
  const ready = readyRules(rule ? [{ ...rule, after: null }] : [])
  // In the order in which triage holds them: who chooses people, the conversation, its courses. Else the two could wait for each other.
  const deliberation = await deliberationBy(tx, ready)
  await holdConversation(tx, due)
  const course = await waitingCourse(tx, due)
  if (!course) return // another cycle has begun, or it is settled
  // Claimed by a clock that was set back since: nobody would come again.
  if (course.dueAt > tx.now) return await enqueue(tx, dueJob, due, { runAt: course.dueAt })
  await settle(tx, due)
  if (!rule?.after) return
  const asked = {
    conversationId: due.conversationId,
    messageId: course.messageId,
    occasion: rule.occasion,
    now: tx.now,
  }
  const [stored] = await storedFacts(tx, [asked], ready.wants, means.raw)
  if (!stored) return
  const quiet = withoutRules(tx)
  const waited = `after ${lengthInWords(rule.after)}`
  const off = await calledOff(tx, due, course, rule.after)
  if (off !== null) {
    const { minutes, counts } = rule.after
    const said = joined([why('didNothingAfter', { length: lengthInWords(rule.after) }, { minutes, counts }), off], ': ')
    const trace: RuleTrace = { ruleId: rule.id, name: rule.name, held: true, tests: [], did: [said.because], done: [said.reason], passedOver: [], stopped: false } // prettier-ignore
    const because = `Rule “${rule.name}”: nothing ${waited}, because ${off.because}.`
    return await keep(quiet, [{ stored, evaluation: { traces: [trace], looked: 1, actions: [], because, situation: stored.facts.conversation } }]) // prettier-ignore
  }
  const evaluation = evaluate(ready.all, stored.facts, deliberation)
  await act(quiet, means, stored, evaluation, course.heldAt)
  const [trace] = evaluation.traces
  if (trace) trace.waited = { minutes: rule.after.minutes, counts: rule.after.counts }
  evaluation.because = trace?.held
    ? `Rule “${rule.name}”, ${waited}: ${trace.did.join(', ')}.`
    : `Rule “${rule.name}” no longer held ${waited}.`
  await keep(quiet, [{ stored, evaluation }])
}

/** Of a merged one also its head, which is what is changed. */
async function holdConversation(tx: Tx, { conversationId }: Due): Promise<void> {
  await tx.query({
    name: 'rule-course-conversation',
    text: `select from conversation where id in ($1::bigint, (select merged_into from conversation where id = $1::bigint)) order by id for update`,
    values: [conversationId],
  })
}

async function waitingCourse(tx: Tx, { conversationId, ruleId, cycleId }: Due): Promise<Course | undefined> {
  const [course] = await tx.query<Course>({
    name: 'rule-course-due',
    text: `select message_id as "messageId", held_at as "heldAt", due_at as "dueAt" from rule_course
           where conversation_id = $1 and rule_id = $2 and cycle_id = $3 and settled_at is null for update`,
    values: [conversationId, ruleId, cycleId],
  })
  return course
}

async function settle(tx: Tx, { conversationId, ruleId }: Due): Promise<void> {
  await tx.query({
    name: 'rule-course-settle',
    text: 'update rule_course set settled_at = $3 where conversation_id = $1 and rule_id = $2',
    values: [conversationId, ruleId, tx.now],
  })
}

async function ruleNow(tx: Tx, { ruleId }: Due): Promise<Rule | null> {
  const row = await tx.db
    .selectFrom('rule')
    .selectAll()
    .where('id', '=', ruleId)
    .where('is_enabled', 'is', true)
    .executeTakeFirst()
  return row ? ruleOfRow(row) : null
}

const ends: Record<After['unless'][number], { names: string[]; says: Why }> = {
  customerWrites: { names: ['message.received'], says: why('endedCustomer') },
  agentWrites: { names: ['message.queued', 'message.sentElsewhere'], says: why('endedAgent') },
  resolved: { names: ['conversation.statusChanged'], says: why('endedResolved') },
}

/** What happened since it began to wait is in the events: nothing has to watch for it meanwhile. Null: nothing did. */
async function calledOff(
  tx: Tx,
  { conversationId }: Due,
  { messageId, heldAt }: Course,
  { unless }: After,
): Promise<Why | null> {
  const wanted = unless.map((one) => ends[one])
  const rows = await tx.query<{ name: string }>({
    name: 'rule-course-ends',
    text: `select name from event where subject_id = $1 and id > $3 and name = any($4::text[]) and case name
               when 'message.received' then noun_id > $3 and data ->> 'kind' = 'message' and data ->> 'held' is null
                 and not coalesce((data ->> 'isAside')::boolean, false)
               when 'message.queued' then at >= $2 and actor_id is not null
               when 'conversation.statusChanged' then at >= $2 and data ->> 'to' = 'resolved'
               else at >= $2 end
             order by id limit 1`,
    values: [conversationId, heldAt, messageId, wanted.flatMap((one) => one.names)],
  })
  const [first] = rows
  return first ? (wanted.find((one) => one.names.includes(first.name))?.says ?? null) : null
}
