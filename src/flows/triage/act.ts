// Doing what the rules decided, through the verbs of the nouns. Every choice was made before; here nothing is decided any more, except
// whether something may leave the house, and whether a rule has acted in this cycle already.
import { snooze } from '../../desk/conversations/change.ts'
import { setFields } from '../../desk/conversations/own-fields.ts'
import { seersAmong } from '../../desk/conversations/serves.ts'
import { joined, why, whyProblem, type Why } from '../../desk/reasons.ts'
import { carryOut, isChange } from '../../desk/rules/carry-out.ts'
import { REPLY, type Choice, type Deed } from '../../desk/rules/deed.ts'
import type { Evaluation } from '../../desk/rules/evaluate.ts'
import { filled, hasVariables } from '../../desk/rules/filled.ts'
import type { StoredFacts } from '../../desk/rules/stored-facts.ts'
import { endOf } from '../../desk/rules/wait.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { noteTakenAway } from '../assignment/take.ts'
import { replyAutomatically, type AnsweringMeans } from './answering.ts'
import { actsOnce, startWait, takeTurn } from './courses.ts'
import { openRuleDeal } from './deal.ts'
import { draftByRule } from './draft.ts'
import { enrolInSequence } from './enrol.ts'
import { forward } from './forward.ts'
import { replyByMacro } from './macro-reply.ts'
import { giveTask } from './task.ts'
import { valuesOf } from './values.ts'
import { tellWebhook } from './webhook.ts'

interface Acting {
  means: AnsweringMeans
  stored: StoredFacts
  /** Where the conversation is when all is done. */
  inboxId: Id
  /** When the rules first held, where they waited. */
  heldAt?: Date
}

/** Corrects the traces where something was not done. `tx` is one whose changes no rule follows. */
export async function act(
  tx: Tx,
  means: AnsweringMeans,
  stored: StoredFacts,
  { actions, situation }: Evaluation,
  heldAt?: Date,
): Promise<void> {
  const acting = { means, stored, inboxId: situation.inboxId, ...(heldAt && { heldAt }) }
  const turns = new Map<Id, boolean>()
  for (const deed of actions) {
    const { rule, trace, line } = deed
    if (actsOnce(deed)) {
      const isItsTurn = turns.get(rule.id) ?? (heldAt !== undefined || (await takeTurn(tx, stored, rule)))
      turns.set(rule.id, isItsTurn)
      if (!isItsTurn) {
        rewrite(trace, line, why('didNotAgain'))
        continue
      }
    }
    const said = await carry(tx, acting, deed)
    if (said !== null) rewrite(trace, line, said)
  }
}

function rewrite(trace: Deed['trace'], line: number, { because, reason }: Why): void {
  trace.did[line] = because
  trace.done[line] = reason
}

/** In other words than were meant, where it came out otherwise; null: as was said. */
async function carry(tx: Tx, acting: Acting, { rule, action, trace, line }: Deed): Promise<Why | null> {
  const { means, stored, inboxId, heldAt } = acting
  const because = why('rule', { name: rule.name })
  if (action.do === 'setField')
    return await unlessUnfit(why('didFieldUnset'), () =>
      setFields(tx, stored.conversationId, { [action.key]: action.userId ?? action.value }, because),
    )
  if (action.do === 'setStatus' && action.statusId !== undefined)
    return await unlessUnfit(why('didStatusUnset'), () => carryOut(tx, stored.conversationId, action, because))
  if (isChange(action)) {
    const full = action.do === 'assign' && 'because' in action ? chosenBy(because, action) : because
    const change = action.do === 'note' ? { ...action, text: await words(tx, acting, action.text) } : action
    if (change.do === 'addFollower' && !(await isSeenByAny(tx, stored.conversationId, change.userIds)))
      return why('didNoFollowerBlind')
    if (change.do === 'assign' && change.userId === null) await noteTakenAway(tx, stored.conversationId, full.because)
    await carryOut(tx, stored.conversationId, change, full)
    return null
  }
  switch (action.do) {
    case 'autoReply': {
      const permit = await replyAutomatically(tx, means, stored, inboxId, { ...action, ...(heldAt && { heldAt }) })
      return permit.may ? why('didAutoReplySent') : joined([why('didNoAutoReply'), permit], ': ')
    }
    case 'reply': {
      const answer = { subject: await words(tx, acting, action.subject), text: await words(tx, acting, action.text) }
      const permit = await replyAutomatically(tx, means, stored, inboxId, { ...answer, ...(heldAt && { heldAt }) })
      return permit.may ? why('didReplied') : joined([why('didNoReply'), permit], ': ')
    }
    case 'macro': {
      const said = await replyByMacro(tx, means, stored, { inboxId, macroId: action.macroId, heldAt })
      return inPlaceOf(REPLY, said, { because: trace.did[line] ?? '', reason: trace.done[line] ?? [] })
    }
    case 'forward':
      return await forward(tx, means, stored, inboxId, { to: action.to, text: await words(tx, acting, action.text) })
    case 'webhook':
      return await tellWebhook(tx, stored, rule, action)
    case 'snooze': {
      const until = endOf(action, tx.now, stored.facts.hours)
      if (until === null) return why('didNotSnoozed')
      await snooze(tx, stored.conversationId, until, because)
      return null
    }
    case 'task':
      return await giveTask(tx, stored, rule, { ...action, title: await words(tx, acting, action.title), text: await words(tx, acting, action.text) }) // prettier-ignore
    case 'deal':
      return await openRuleDeal(tx, stored, rule, { ...action, name: await words(tx, acting, action.name) })
    case 'draft':
      return await draftByRule(tx, stored, action.macroId)
    case 'enrol':
      return await enrolInSequence(tx, means, stored, rule, { inboxId, sequenceId: action.sequenceId })
    case 'wait':
      return await startWait(tx, stored, rule, action.after)
  }
}

/** Whom the rule gave it to, why, and whom its strategy passed over: kept with the assignment. */
function chosenBy(rule: Why, { because, reason = [], passedOver }: Omit<Choice, 'userId'>): Why {
  return { ...joined([rule, { because, reason }], ': '), ...(passedOver && { passedOver }) }
}

/** What is not asked for in the inbox where the conversation is now, or not any more, stays as it is; nothing was written yet. */
async function unlessUnfit(what: Why, work: () => Promise<void>): Promise<Why | null> {
  try {
    await work()
    return null
  } catch (thrown) {
    if (thrown instanceof Problem && thrown.kind === 'invalid')
      return joined([what, whyProblem(thrown.code, thrown.message.replace(/\.$/, ''), plainly(thrown.detail))], ': ')
    throw thrown
  }
}

const plainly = (detail: Record<string, unknown>): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(detail).filter((one): one is [string, string | number] => /^(?:string|number)$/.test(typeof one[1])),
  )

/** The line also says what else a macro does. */
function inPlaceOf({ because, reason: [meant] }: Why, said: Why, line: Why): Why {
  const at = line.reason.findIndex((one) => one.code === meant?.code)
  const reason = at < 0 ? line.reason : line.reason.toSpliced(at, 1, ...said.reason)
  return { because: line.because.replace(because, () => said.because), reason }
}

/** Also by those who only read: to follow is not to be given. */
async function isSeenByAny(tx: Tx, conversationId: Id, userIds: readonly Id[]): Promise<boolean> {
  return (await seersAmong(tx, userIds.map((userId) => ({ userId, conversationId })))).size > 0 // prettier-ignore
}

async function words(tx: Tx, { means, stored }: Acting, text: string): Promise<string> {
  return hasVariables(text) ? filled(text, await valuesOf(tx, stored, means.proof.isDemanded)) : text
}
