// Triage: a message was filed, or a conversation changed. The rules are read, what they say is done, and why is kept in words.
// Called in batches by the worker; each batch is one transaction, so a message is routed once, whoever dies.
import type { Deliberation } from '../../desk/rules/deed.ts'
import { traceKept } from '../../desk/conversations/traces.ts'
import { beginFields } from '../../desk/conversations/own-fields.ts'
import { joined, why, type Why } from '../../desk/reasons.ts'
import { explain, type Evaluation } from '../../desk/rules/evaluate.ts'
import type { Situation } from '../../desk/rules/facts.ts'
import { createRuleKeeper, readyRules, rulesNow, type ReadyRules, type RuleKeeper } from '../../desk/rules/kept.ts'
import { firstRuleOnly, loadNames } from '../../desk/rules/names.ts'
import { outcomeOf, type Applied } from '../../desk/rules/outcome.ts'
import type { Rule } from '../../desk/rules/rules.api.ts'
import { storedFacts, type Asked, type StoredFacts } from '../../desk/rules/stored-facts.ts'
import { macrosForRules } from '../../desk/macros/for-rules.ts'
import { listPolicies } from '../../desk/sla/policies.ts'
import type { Id } from '../../kit/id.ts'
import { insertRows } from '../../store/access/rows.ts'
import { recordAll, type Following } from '../../store/events.ts'
import type { Job } from '../../store/jobs/claim.ts'
import type { Tx } from '../../store/tx.ts'
import type { Learner } from '../learning/learner.ts'
import { keepReadings, readMails } from '../learning/read.ts'
import { act } from './act.ts'
import { replyAutomatically, type AnsweringMeans } from './answering.ts'
import { loadRoster } from '../assignment/roster.ts'
import { withoutUnchecked } from './waiting.ts'

export interface TriageMeans extends AnsweringMeans {
  /** Rules from one batch to the next; one for each process. */
  keeper?: RuleKeeper
  /** Without one mail is not read beyond its words. */
  learner?: Learner
}

/** The kind of job that brings events here; the switchboard names it, and rules' own changes do not lead to it. */
export const triageJob = 'triage.route'

/** What a job carries: the event it follows. */
function askedBy({ name, subjectId, conversationId }: Following): Asked {
  return name === 'message.received'
    ? { conversationId: conversationId ?? subjectId, messageId: subjectId, occasion: 'message.received' }
    : { conversationId: conversationId ?? subjectId, messageId: null, occasion: 'conversation.changed' }
}

export async function triageJobs(tx: Tx, jobs: readonly Pick<Job, 'payload'>[], means: TriageMeans): Promise<void> {
  const events = jobs.map((job) => job.payload as Following)
  const rules = await rulesNow(tx, means.keeper ?? createRuleKeeper())
  const autoReplies = await inboxAutoReplies(tx)
  const asksForSender = rules.asksForSender || autoReplies.size > 0
  const ready = await withoutUnchecked(tx, events, { kind: triageJob, asksForSender })
  await triageBy(tx, ready.map(askedBy), means, rules, autoReplies)
}

/** In the order asked. What is no longer there is passed over. */
export async function triage(tx: Tx, asked: Asked[], means: TriageMeans): Promise<void> {
  const rules = await rulesNow(tx, means.keeper ?? createRuleKeeper())
  await triageBy(tx, asked, means, rules, await inboxAutoReplies(tx))
}

async function triageBy(
  tx: Tx,
  asked: Asked[],
  means: TriageMeans,
  rules: ReadyRules,
  autoReplies: Map<Id, AutoReply>,
): Promise<void> {
  const deliberation = await deliberationBy(tx, rules)
  const quiet = withoutRules(tx)
  const situations = new Map<Id, Situation>()
  const outcomes: Outcome[] = []
  const all = await storedFacts(tx, asked, rules.wants, means.raw)
  await beginAll(tx, all)
  const read = means.learner ? await readMails(quiet, all, means.learner) : []
  for (const stored of all) {
    // An earlier message of this batch may have changed the conversation since its facts were read.
    stored.facts.conversation = situations.get(stored.conversationId) ?? stored.facts.conversation
    const evaluation = rules.set.evaluate(stored.facts, deliberation)
    await act(quiet, means, stored, evaluation)
    // What was done may have come out otherwise than was meant.
    evaluation.because = explain(evaluation.traces, evaluation.looked)
    const acknowledged = await acknowledge(quiet, means, stored, evaluation, autoReplies)
    outcomes.push({ stored, evaluation, acknowledged })
    situations.set(stored.conversationId, evaluation.situation)
  }
  await keepReadings(quiet, read, (id) => situations.get(id))
  const applied = new Map(read.map((one) => [one.stored.messageId, one.applied]))
  await keep(quiet, outcomes, applied)
}

/** Rules see what new conversations begin with. */
async function beginAll(tx: Tx, all: readonly StoredFacts[]): Promise<void> {
  const opened = all.filter(({ asked, facts }) => asked.occasion === 'message.received' && facts.isNew)
  const begun = await beginFields(tx, opened.map(({ conversationId, facts }) => ({ id: conversationId, inboxId: facts.conversation.inboxId }))) // prettier-ignore
  for (const { conversationId, facts } of opened)
    if (begun.has(conversationId)) facts.conversation.fields = begun.get(conversationId) ?? {}
}

export interface Outcome {
  stored: StoredFacts
  evaluation: Evaluation
  /** What came of the inbox’s own automatic reply, where it has one. */
  acknowledged?: Why | null
}

/** Loop guard: what rules change is not read by rules again. Everything else that follows an event still does. */
export function withoutRules(tx: Tx): Tx {
  const follows = Object.fromEntries(
    Object.entries(tx.follows).map(([name, kinds]) => [name, kinds.filter((one) => one !== triageJob)]),
  )
  return { ...tx, actorId: null, follows }
}

/** Of rules that are not kept. */
export async function deliberationFor(tx: Tx, rules: readonly Rule[]): Promise<Deliberation> {
  return await deliberationBy(tx, readyRules(rules))
}

/** People are only counted where a rule gives somebody something. */
export async function deliberationBy(tx: Tx, { all, does }: Pick<ReadyRules, 'all' | 'does'>): Promise<Deliberation> {
  if (all.length === 0) return { names: new Map() }
  const gives = (['assign', 'assignBy', 'moveToInbox', 'escalate', 'macro'] as const).some((one) => does.has(one))
  return {
    names: await loadNames(tx),
    firstOnly: await firstRuleOnly(tx),
    ...(gives && (await loadRoster(tx, { chooses: does.has('assignBy') }))),
    ...(does.has('escalate') && { policies: await listPolicies(tx) }),
    ...(does.has('macro') && { macros: await macrosForRules(tx) }),
  }
}

type AutoReply = { subject: string; text: string }

async function inboxAutoReplies(tx: Tx): Promise<Map<Id, AutoReply>> {
  const rows = await tx.query<{ id: Id; autoReply: AutoReply }>({
    name: 'inbox-auto-replies',
    text: 'select id, auto_reply as "autoReply" from inbox where auto_reply is not null and archived_at is null',
    values: [],
  })
  return new Map(rows.map((row) => [row.id, row.autoReply]))
}

/** The acknowledgement of the inbox where the conversation ended up, unless a rule has answered already. Answers what to say of it. */
async function acknowledge(
  tx: Tx,
  means: TriageMeans,
  stored: StoredFacts,
  evaluation: Evaluation,
  autoReplies: Map<Id, AutoReply>,
): Promise<Why | null> {
  const { inboxId } = evaluation.situation
  const reply = autoReplies.get(inboxId)
  if (!reply || !stored.facts.isNew || stored.asked.occasion !== 'message.received') return null
  if (
    evaluation.actions.some(({ action }) => action.do === 'autoReply' || action.do === 'reply' || action.do === 'macro')
  )
    return null
  const permit = await replyAutomatically(tx, means, stored, inboxId, reply)
  const said = permit.may ? why('ackSent') : joined([why('ackNotSent'), permit], ': ')
  evaluation.because += ` ${said.because.charAt(0).toUpperCase()}${said.because.slice(1)}.`
  return said
}

/** One row for each message, whatever came of it; for a change only where a rule held, or every click would leave one. */
export async function keep(
  tx: Tx,
  outcomes: Outcome[],
  applied: ReadonlyMap<Id, readonly Applied[]> = new Map(),
): Promise<void> {
  const kept = outcomes
    .map((one) => ({ ...one, held: one.evaluation.traces.filter((trace) => trace.held) }))
    .filter(({ stored, held }) => stored.asked.occasion === 'message.received' || held.length > 0)
  await insertRows(
    tx,
    {
      name: 'routing-keep',
      head: 'insert into routing (conversation_id, id, message_id, because, trace, outcome, at) values',
    },
    kept.map(({ stored: { conversationId, messageId }, evaluation, acknowledged }) => [
      conversationId,
      tx.mint(),
      messageId,
      evaluation.because,
      JSON.stringify(evaluation.traces.map(traceKept)),
      JSON.stringify({ ...outcomeOf(evaluation, applied.get(messageId)), ...(acknowledged && { acknowledged: acknowledged.reason }) }), // prettier-ignore
      tx.now,
    ]),
  )
  await recordAll(
    tx,
    kept.map(({ stored: { conversationId, messageId }, evaluation: { because, situation }, held }) => ({
      name: 'conversation.routed',
      nounId: conversationId,
      data: { because, ruleIds: held.map((trace) => trace.ruleId), messageId },
      conversationId,
      inboxId: situation.inboxId,
    })),
  )
}
