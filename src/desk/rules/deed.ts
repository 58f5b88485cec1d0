// From what a rule says to what is to be done: choices are made, what is so already or no longer possible is left out, each
// with the words for it. It also keeps the situation up to date, so that the next rule sees it.
import type { Id } from '../../kit/id.ts'
import type { RuleMacro } from '../macros/for-rules.ts'
import type { Reason } from '../reasons.api.ts'
import { joined, why, type Why } from '../reasons.ts'
import type { SlaPolicy } from '../sla/sla.api.ts'
import type { Situation } from './facts.ts'
import { textsOf } from '../fields/marks.ts'
import { fold } from './fold.ts'
import { dealInWords, hostOf, strategies, taskInWords, whoms } from './deed-words.ts'
import { nameOf, type Names } from './plain-question.ts'
import type { Action, After, Rule, Strategy } from './rules.api.ts'
import type { RuleTrace } from './try.api.ts'
import { inOrder } from './same.ts'
import { lengthInWords } from './wait.ts'
import type { z } from 'zod'

export interface Choice {
  userId: Id | null
  because: string
  reason?: Reason[]
  /** Whom it passed over and why: those who come first; the last may say how many more. */
  passedOver?: Reason[]
}

/** What deciding needs to know of the desk. Ids without a name are those of things that are gone. */
export interface Deliberation {
  names: Names
  /** Chooses a person for `assignBy`; told of each choice that is made, so that the next one counts it. */
  choose?(
    strategy: z.infer<typeof Strategy>,
    teamId: Id | null,
    matter: Pick<Situation, 'inboxId' | 'categoryId' | 'language'>,
  ): Choice
  /** Whether a person may see an inbox at all; when left out, everybody may. */
  maySee?(userId: Id, inboxId: Id): boolean
  /** Inboxes in which the first rule that holds is the last that is read. */
  firstOnly?: ReadonlySet<Id>
  /** SLA policies whose steps a rule may take; when left out, there are none. */
  policies?: readonly Pick<SlaPolicy, 'id' | 'name' | 'steps'>[]
  /** Macros that a rule may use; when left out, there are none. */
  macros?: readonly RuleMacro[]
}

/** An action that is to be done: every choice made, every id that of something there. */
export type Settled =
  | Exclude<Action, { do: 'assignBy' | 'stop' | 'assign' | 'escalate' }>
  | { do: 'assign'; userId: Id | null; because: string; reason?: Reason[]; passedOver?: Reason[] }
  | { do: 'wait'; after: After }

/** What it comes to; `told` is what is said, as codes. */
interface Done {
  said: string
  told: Reason[]
  passedOver?: Reason[]
  action: Settled | null
}

function told(...what: Parameters<typeof why>): Pick<Done, 'said' | 'told'> {
  return said(why(...what))
}
const said = ({ because, reason }: Why): Pick<Done, 'said' | 'told'> => ({ said: because, told: reason })

export interface Deed {
  rule: Rule
  action: Settled
  /** What tells of it, and which of its lines: whoever does it may have to correct that. */
  trace: RuleTrace
  line: number
}

/** What one action of a rule comes to: nothing, one thing, or the several of an escalation or a macro. */
export function deedsOf(
  action: Exclude<Action, { do: 'stop' }>,
  situation: Situation,
  deliberation: Deliberation,
): Several {
  if (action.do === 'escalate') return escalation(action.policyId, situation, deliberation)
  if (action.do === 'macro') return macroDeeds(action, situation, deliberation)
  const { action: settled, ...done } = deedOf(action, situation, deliberation)
  return { ...done, actions: settled === null ? [] : [settled] }
}

type Several = Omit<Done, 'action'> & { actions: Settled[] }

/** One after the other, behind what they are done by. */
function several(by: Why, done: readonly Pick<Done, 'said' | 'told'>[], none: Why): Pick<Done, 'said' | 'told'> {
  const parts = done.map((one): Why => ({ because: one.said, reason: one.told }))
  return said(joined([by, joined(parts.length === 0 ? [none] : parts, '; ')], ': '))
}

const raised = { low: 'normal', normal: 'high', high: 'urgent', urgent: 'urgent' } as const

function escalation(policyId: Id | null, situation: Situation, deliberation: Deliberation): Several {
  const policy = deliberation.policies?.find((one) => one.id === policyId)
  if (policyId !== null && !policy) return { ...told('didEscalatedGone'), actions: [] }
  const steps = policy
    ? policy.steps.map((step) => step.action)
    : [{ do: 'setPriority' as const, priority: raised[situation.priority] }]
  const taken = steps.map((step) => deedOf(step, situation, deliberation))
  const by = policy ? why('didEscalatedBy', { name: policy.name }) : why('didEscalated')
  return { ...several(by, taken, why('didNoSteps')), actions: taken.flatMap((one) => one.action ?? []) }
}

/** What is said of a reply to come; whoever sends it says what came of it. */
export const REPLY = why('didReply')

/** The reply comes first: what is answered in words is as it was then. */
function macroDeeds(
  action: Extract<Action, { do: 'macro' }>,
  situation: Situation,
  deliberation: Deliberation,
): Several {
  const { macroId, use } = action
  const macro = deliberation.macros?.find((one) => one.id === macroId)
  if (!macro) return { ...told('didMacroGone'), actions: [] }
  if (macro.inboxIds.length > 0 && !macro.inboxIds.includes(situation.inboxId))
    return { ...told('didMacroElsewhere', { name: macro.title }), actions: [] }
  const done = use === 'reply' ? [] : macro.actions.map((one) => deedOf(one, situation, deliberation))
  const all = [...(use === 'actions' ? [] : [said(REPLY)]), ...done]
  const reply: Settled[] = use === 'actions' ? [] : [{ do: 'macro', macroId, use: 'reply' }]
  return {
    ...several(why('didMacro', { name: macro.title }), all, why('didNothing')),
    actions: [...reply, ...done.flatMap((one) => one.action ?? [])],
  }
}

function deedOf(
  action: Exclude<Action, { do: 'stop' | 'escalate' | 'macro' }>,
  situation: Situation,
  deliberation: Deliberation,
): Done {
  const { names } = deliberation
  const isGone = (id: Id | null): boolean => id !== null && !names.has(id)
  switch (action.do) {
    case 'moveToInbox': {
      const name = nameOf(names, action.inboxId)
      if (isGone(action.inboxId)) return { ...told('didInboxGone'), action: null }
      if (situation.inboxId === action.inboxId) return { ...told('didAlreadyIn', { name }), action: null }
      situation.inboxId = action.inboxId
      const { assigneeId } = situation
      if (assigneeId !== null && deliberation.maySee?.(assigneeId, action.inboxId) === false)
        situation.assigneeId = null
      return { ...told('didMoved', { name }), action }
    }
    case 'setTeam': {
      if (isGone(action.teamId)) return { ...told('didTeamGone'), action: null }
      if (situation.teamId === action.teamId) return { ...told('didTeamSame'), action: null }
      situation.teamId = action.teamId
      return {
        ...(action.teamId === null ? told('didTeamRemoved') : told('didTeam', { name: nameOf(names, action.teamId) })),
        action,
      }
    }
    case 'assign':
      return assignTo(action.userId, why('named'), situation, deliberation)
    case 'assignBy': {
      // Turns and loads give away what nobody has; taking something from somebody is for `assign`, by name.
      if (situation.assigneeId !== null)
        return { ...told('didStays', { name: names.get(situation.assigneeId) ?? 'its assignee' }), action: null }
      if (action.strategy === 'lateBinding') return waitFor(action.teamId, situation, names)
      const choice = deliberation.choose?.(action.strategy, action.teamId, situation)
      if (!choice) return { ...told('didWouldAssign', { way: strategies[action.strategy] }, { strategy: action.strategy }), action: null } // prettier-ignore
      if (choice.userId === null) {
        const { because, reason = [], passedOver = [] } = choice
        return { ...said(joined([why('didNotAssigned'), { because, reason }], ': ')), passedOver, action: null }
      }
      return assignTo(choice.userId, choice, situation, deliberation)
    }
    case 'setCategory': {
      if (isGone(action.categoryId)) return { ...told('didCategoryGone'), action: null }
      if (situation.categoryId === action.categoryId) return { ...told('didCategorySame'), action: null }
      situation.categoryId = action.categoryId
      return {
        ...(action.categoryId === null
          ? told('didCategoryRemoved')
          : told('didCategory', { name: nameOf(names, action.categoryId) })),
        action,
      }
    }
    case 'setPriority':
      if (situation.priority === action.priority)
        return { ...told('didPrioritySame', { priority: action.priority }), action: null }
      situation.priority = action.priority
      return { ...told('didPriority', { priority: action.priority }), action }
    case 'setStatus':
      return toStatus(action, situation, names)
    case 'setField':
      return toField(action, situation, names)
    case 'addTags': {
      const has = new Set(situation.tags.map(fold))
      const fresh = action.tags.filter((tag) => !has.has(fold(tag)))
      if (fresh.length === 0) return { ...told('didAlreadyTagged', { tags: quoted(action.tags) }), action: null }
      situation.tags = [...situation.tags, ...fresh]
      return { ...told('didTagged', { tags: quoted(fresh) }), action: { do: 'addTags', tags: fresh } }
    }
    case 'removeTags': {
      const unwanted = new Set(action.tags.map(fold))
      const gone = situation.tags.filter((tag) => unwanted.has(fold(tag)))
      if (gone.length === 0) return { ...told('didUntagged', { tags: quoted(action.tags) }), action: null }
      situation.tags = situation.tags.filter((tag) => !unwanted.has(fold(tag)))
      return { ...told('didTagRemoved', { tags: quoted(gone) }), action: { do: 'removeTags', tags: gone } }
    }
    case 'autoReply':
      return { ...told('didAutoReply'), action }
    case 'notify': {
      const userIds = action.userIds.filter((id) => !isGone(id))
      const people = userIds.map((id) => nameOf(names, id))
      const whom = [...action.to.map((one) => whoms[one]), ...people]
      if (whom.length === 0) return { ...told('didNobodyTold'), action: null }
      const exact: Record<string, string> =
        action.to.length === 0 ? {} : { whom: action.to.join(','), people: people.join(', ') }
      return { ...told('didTold', { names: whom.join(', ') }, exact), action: { ...action, userIds } }
    }
    case 'addFollower': {
      const userIds = action.userIds.filter((id) => !isGone(id))
      if (userIds.length === 0) return { ...told('didNoFollowerGone'), action: null }
      return {
        ...told('didFollowed', { names: userIds.map((id) => nameOf(names, id)).join(', ') }),
        action: { ...action, userIds },
      }
    }
    case 'reply':
      return { ...told('didReply'), action }
    case 'forward':
      return { ...told('didForwarded', { to: action.to }), action }
    case 'webhook':
      return { ...told('didTold', { names: hostOf(action.url) }), action }
    case 'note':
      return { ...told('didNote'), action }
    case 'task':
      if (isGone(action.userId) || isGone(action.teamId)) return { ...told('didNoTaskOwner'), action: null }
      return { ...said(taskInWords(action, names)), action }
    case 'deal':
      if (isGone(action.stageId)) return { ...told('didNoDealStage'), action: null }
      if (isGone(action.userId)) return { ...told('didNoDealOwner'), action: null }
      return { ...said(dealInWords(action, names)), action }
    case 'draft':
      if (isGone(action.macroId)) return { ...told('didNoDraftGone'), action: null }
      return { ...told('didDraft', { name: nameOf(names, action.macroId) }), action }
    case 'enrol':
      if (isGone(action.sequenceId)) return { ...told('didSequenceGone'), action: null }
      return { ...told('didEnrol', { name: nameOf(names, action.sequenceId) }), action }
    case 'snooze':
      situation.isSnoozed = true
      situation.status = 'open'
      return {
        ...told('didSnoozed', { length: lengthInWords(action) }, { minutes: action.minutes, counts: action.counts }),
        action,
      }
  }
}

function toStatus(action: Extract<Action, { do: 'setStatus' }>, situation: Situation, names: Names): Done {
  const { status } = action
  const isGone = action.statusId !== undefined && !names.has(action.statusId)
  const statusId = isGone ? null : (action.statusId ?? null)
  const name = statusId === null ? status : nameOf(names, statusId)
  if (situation.status === status && (situation.statusId ?? null) === statusId && !situation.isSnoozed)
    return { ...told('didStatusSame', { status: name }), action: null }
  Object.assign(situation, { status, statusId, ...(situation.isSnoozed && { isSnoozed: false }) })
  return {
    ...told(isGone ? 'didStatusGone' : 'didStatus', { status: name }),
    action: isGone ? { do: action.do, status } : action,
  }
}

function toField(action: Extract<Action, { do: 'setField' }>, situation: Situation, names: Names): Done {
  const { key, userId } = action
  const place = `conversation.${key}`
  const name = names.get(place)
  if (name === undefined) return { ...told('didFieldGone', { name: key }), action: null }
  if (userId !== undefined && !names.has(userId)) return { ...told('didFieldPersonGone', { name }), action: null }
  const value = userId ?? action.value
  const { [key]: was = null, ...others } = situation.fields ?? {}
  if (inOrder(was) === inOrder(value)) return { ...told('didFieldSame', { name }), action: null }
  situation.fields = value === null ? others : { ...others, [key]: value }
  if (value === null) return { ...told('didFieldEmptied', { name }), action }
  const shown = textsOf(value).map((text) => names.get(`${place}=${text}`) ?? names.get(text) ?? text)
  return { ...told('didFieldSet', { name, value: shown.join(', ') }), action }
}

/** Nobody gets it yet: it waits, for members of the team alone where one is named. */
function waitFor(teamId: Id | null, situation: Situation, names: Names): Done {
  if (teamId === null || !names.has(teamId)) return { ...told('didWaitsForSomebody'), action: null }
  const said = told('didWaitsFor', { name: nameOf(names, teamId) })
  if (situation.teamId === teamId) return { ...said, action: null }
  situation.teamId = teamId
  return { ...said, action: { do: 'setTeam', teamId } }
}

function assignTo(
  userId: Id | null,
  { because, reason = [], passedOver = [] }: Omit<Choice, 'userId'>,
  situation: Situation,
  deliberation: Deliberation,
): Done {
  if (userId === null) {
    if (situation.assigneeId === null) return { ...told('didAssignedNobodyAlready'), action: null }
    situation.assigneeId = null
    return { ...told('didAssignedNobody'), action: { do: 'assign', userId: null, because, reason } }
  }
  const name = deliberation.names.get(userId)
  if (name === undefined) return { ...told('didPersonGone'), action: null }
  if (situation.assigneeId === userId) return { ...told('didAssignedAlready', { name }), action: null }
  if (deliberation.maySee?.(userId, situation.inboxId) === false) {
    return { ...told('didUnseen', { name }), action: null }
  }
  situation.assigneeId = userId
  return {
    said: `assigned to ${name} (${because})`,
    told: [{ code: 'didAssigned', name }, ...reason],
    passedOver,
    action: { do: 'assign', userId, because, reason, ...(passedOver.length > 0 && { passedOver }) },
  }
}

function quoted(tags: string[]): string {
  return tags.map((tag) => `“${tag}”`).join(', ')
}
