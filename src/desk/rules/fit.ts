// Whether a rule can be kept: not too deep, every pattern a pattern, everything it names there. What is wrong is refused with
// its place, while somebody is looking at it; a rule that goes stale later only says so in its traces.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { refuseMacroElsewhere } from '../macros/for-rules.ts'
import { Intent, Origin } from '../readings/readings.api.ts'
import { deepest, mostTests, sizeOf } from './condition.ts'
import { fold, wordsOf } from './fold.ts'
import { namesByNoun, type Noun } from './names.ts'
import { mayCall, readOutlets, refusesForwardTo } from './outlets.ts'
import type { RuleOutlets } from './outlets.api.ts'
import { refuseBadPattern } from './pattern.ts'
import { isAddress } from '../../mail/address.ts'
import { hostOf } from './deed-words.ts'
import { unknownVariables, variables } from './filled.ts'
import { refuseLoop } from './loops.ts'
import { refuseUnfitFields } from './fit-fields.ts'
import { testsOf } from './tests-of.ts'
import type { Action, After, Condition, Occasion, Test } from './rules.api.ts'
import type { z } from 'zod'

interface Wanted {
  inboxId: Id | null
  occasion: z.infer<typeof Occasion>
  condition: Condition
  actions: Action[]
  after?: After | null | undefined
  isEnabled?: boolean
}

/** What a rule is held against: read once where many are looked at. */
export interface Known {
  names: Record<Noun, Map<Id, string>>
  outlets: RuleOutlets
}

export async function knownNow(tx: Tx): Promise<Known> {
  return { names: await namesByNoun(tx), outlets: await readOutlets(tx) }
}

export async function refuseUnfit(tx: Tx, wanted: Wanted, known?: Known): Promise<void> {
  const { depth, tests } = sizeOf(wanted.condition)
  if (depth > deepest) throw unfit('condition-too-deep', `Groups are nested at most ${deepest} deep.`, 'condition')
  if (tests > mostTests)
    throw unfit('condition-too-long', `A rule has at most ${mostTests} tests. Make it two.`, 'condition')
  for (const [test, where] of testsOf(wanted.condition, 'condition')) refuseUnfitTest(test, where)
  for (const [at, action] of wanted.actions.entries()) {
    refuseUnfitAction(action, `actions.${at}`, wanted.after)
    if (action.do === 'notify' && action.to.length + action.userIds.length === 0)
      throw unfit('notify-nobody', 'Say who is to be told.', `actions.${at}.to`)
  }
  refuseLoop(wanted)
  await refuseUnfitFields(tx, wanted)
  const { names, outlets } = known ?? (await knownNow(tx))
  for (const [noun, id, where] of references(wanted)) {
    if (!names[noun].has(id))
      throw unfit(`${noun}-missing`, `There is no such ${nouns[noun]}, or it is no longer in use.`, where)
    if (noun === 'macro') await refuseMacroElsewhere(tx, id, wanted.inboxId, where)
  }
  // One that is switched off sends nothing, and can be switched off whatever it names.
  if (wanted.isEnabled !== false) await refuseOutside(tx, wanted, outlets)
}

/** Nothing is sent where an administrator has not said that rules may send, and no colleague gets mail that they do not see. */
async function refuseOutside(tx: Tx, { inboxId, actions }: Wanted, outlets: RuleOutlets): Promise<void> {
  const moved = actions.findLast((action) => action.do === 'moveToInbox')?.inboxId ?? inboxId
  for (const [at, action] of actions.entries()) {
    if (action.do === 'webhook' && !mayCall(outlets, action.url))
      throw unfit('webhook-beyond', `Webhooks may not call ${hostOf(action.url)}. An administrator can allow it: Settings → Rules → Where rules may send.`, `actions.${at}.url`, { host: hostOf(action.url) }) // prettier-ignore
    if (action.do !== 'forward') continue
    const refusal = await refusesForwardTo(tx, outlets, action.to, moved === null ? null : [moved])
    if (refusal !== null)
      throw unfit(refusal.code, `Mail may not be forwarded to ${action.to}: ${refusal.because}.`, `actions.${at}.to`, { to: action.to, ...refusal.values }) // prettier-ignore
  }
}

export const nouns: Record<Noun, string> = {
  inbox: 'inbox',
  team: 'team',
  user: 'colleague',
  category: 'category',
  hours: 'schedule of hours',
  policy: 'SLA policy',
  status: 'custom status',
  macro: 'canned reply',
  stage: 'stage of a pipeline',
  sequence: 'sequence',
}

function refuseUnfitAction(action: Action, where: string, after: After | null | undefined): void {
  if (action.do === 'stop' && after)
    throw unfit('stop-after-wait', 'A rule that waits cannot stop others: they were read long before. Take “stop” out, or let the rule not wait.', where) // prettier-ignore
  if (action.do === 'forward' && !isAddress(action.to))
    throw unfit('bad-address', `“${action.to}” is not a mail address. Write it as in dora@acme.example.`, `${where}.to`)
  if (action.do === 'webhook' && !/^https?:\/\/[^/]/.test(action.url))
    throw unfit('url-invalid', 'That is no address of the web. Write it as in https://desk.example/path.', `${where}.url`) // prettier-ignore
  if (action.do === 'task' && action.userId !== null && action.teamId !== null)
    throw unfit('two-owners', 'A task is a colleague’s or a team’s, not both.', `${where}.teamId`)
  for (const [part, text] of Object.entries(textsOf(action))) {
    const [wrong] = unknownVariables(text)
    if (wrong !== undefined)
      throw unfit('variable-unknown', `There is no {{${wrong}}}. Known are ${variables.map((one) => `{{${one}}}`).join(', ')}.`, `${where}.${part}`) // prettier-ignore
  }
}

/** In which there may be places for what is known of the conversation. */
function textsOf(action: Action): Record<string, string> {
  if (action.do === 'reply') return { text: action.text, subject: action.subject }
  if (action.do === 'task') return { text: action.text, title: action.title }
  if (action.do === 'deal') return { name: action.name }
  return action.do === 'note' || action.do === 'forward' ? { text: action.text } : {}
}

function refuseUnfitTest(test: Test, where: string): void {
  if (test.field === 'reading') return refuseUnknownReading(test, where)
  if (test.field === 'deal' || (test.field === 'custom' && test.userId !== undefined)) return undefined
  if (!('value' in test) || test.operator === 'exists' || test.operator === 'isNobody') return
  if (test.operator === 'matches') return refuseBadPattern(test.value, `${where}.value`)
  if (typeof test.value !== 'string') return
  if (!test.value.trim() && test.field !== 'header')
    throw unfit('test-empty', `“${test.field}” has nothing to compare with.`, `${where}.value`)
  if (test.operator === 'words' && !wordsOf(fold(test.value))) {
    throw unfit('test-without-word', `“${test.value}” is no word. Use “contains” for signs.`, `${where}.value`)
  }
  if (test.operator === 'contains' && !fold(test.value)) {
    throw unfit('test-invisible', 'What is to be contained has no visible character.', `${where}.value`)
  }
}

/** What is to be compared with, of those tests that compare; whether a category is there is asked with all that is named. */
function refuseUnknownReading({ operator, value }: Extract<Test, { field: 'reading' }>, where: string): void {
  const known = operator === 'intentIs' ? Intent.options : operator === 'originIs' ? Origin.options : null
  if (known === null || known.some((one) => one === value)) return
  throw unfit('reading-unknown', `“${value}” is never read. Choose one of: ${known.join(', ')}.`, `${where}.value`)
}

/** Everything a rule names by its id, with its place in the rule. */
export function* references(wanted: Wanted): Generator<[noun: Noun, id: Id, where: string]> {
  if (wanted.inboxId !== null) yield ['inbox', wanted.inboxId, 'inboxId']
  for (const [test, where] of testsOf(wanted.condition, 'condition')) {
    if (test.field === 'category' || test.field === 'previousCategory') yield ['category', test.value, `${where}.value`]
    if (test.field === 'reading' && test.operator.startsWith('suggests'))
      yield ['category', test.value, `${where}.value`]
    if (test.field === 'assignee' && test.operator === 'is') yield ['user', test.value, `${where}.value`]
    if ((test.field === 'team' && test.operator === 'is') || test.field === 'assigneeTeam')
      yield ['team', test.value, `${where}.value`]
    if (test.field === 'customStatus') yield ['status', test.value, `${where}.value`]
    if (test.field === 'deal' && test.operator === 'inStage') yield ['stage', test.value, `${where}.value`]
    if (test.field === 'custom' && test.userId !== undefined) yield ['user', test.userId, `${where}.userId`]
    if (test.field === 'businessHours' && test.hoursId !== undefined) yield ['hours', test.hoursId, `${where}.hoursId`]
  }
  for (const [at, action] of wanted.actions.entries()) {
    if (action.do === 'moveToInbox') yield ['inbox', action.inboxId, `actions.${at}.inboxId`]
    if ((action.do === 'setTeam' || action.do === 'assignBy') && action.teamId !== null)
      yield ['team', action.teamId, `actions.${at}.teamId`]
    if (action.do === 'assign' && action.userId !== null) yield ['user', action.userId, `actions.${at}.userId`]
    if (action.do === 'notify' || action.do === 'addFollower')
      for (const [place, id] of action.userIds.entries()) yield ['user', id, `actions.${at}.userIds.${place}`]
    if (action.do === 'task' && action.userId !== null) yield ['user', action.userId, `actions.${at}.userId`]
    if (action.do === 'deal') yield ['stage', action.stageId, `actions.${at}.stageId`]
    if (action.do === 'deal' && action.userId !== null) yield ['user', action.userId, `actions.${at}.userId`]
    if (action.do === 'task' && action.teamId !== null) yield ['team', action.teamId, `actions.${at}.teamId`]
    if (action.do === 'setCategory' && action.categoryId !== null)
      yield ['category', action.categoryId, `actions.${at}.categoryId`]
    if (action.do === 'setStatus' && action.statusId) yield ['status', action.statusId, `actions.${at}.statusId`]
    if (action.do === 'setField' && action.userId !== undefined) yield ['user', action.userId, `actions.${at}.userId`]
    if (action.do === 'enrol') yield ['sequence', action.sequenceId, `actions.${at}.sequenceId`]
    if (action.do === 'macro' || action.do === 'draft') yield ['macro', action.macroId, `actions.${at}.macroId`]
    if (action.do === 'escalate' && action.policyId !== null)
      yield ['policy', action.policyId, `actions.${at}.policyId`]
  }
}

function unfit(code: string, text: string, where: string, more: Record<string, string> = {}): Problem {
  return new Problem('invalid', code, text, { detail: { where, ...more } })
}
