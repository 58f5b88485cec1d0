// What the macros in an answer ask to be done when it is sent: with the rights of who sends it, through the verbs of the conversation,
// in the transaction of the sending.
import { Problem } from '../../kit/problem.ts'
import type { InputOf } from '../../kit/route.ts'
import * as change from '../../desk/conversations/change.ts'
import type { Status } from '../../desk/conversations/status.ts'
import { lockConversation, type StoredConversation } from '../../desk/conversations/touch.ts'
import type { BusinessHours } from '../../desk/hours/hours.api.ts'
import { hoursOfInbox } from '../../desk/hours/hours.ts'
import type { MacroAction } from '../../desk/macros/macros.api.ts'
import { seenMacros } from '../../desk/macros/macros.ts'
import { offeredStatus } from '../../desk/statuses/offered.ts'
import { endOf } from '../../desk/rules/wait.ts'
import { can, type Actor } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { sendReply } from './reply.api.ts'

type Used = NonNullable<InputOf<typeof sendReply>['macros']>
type Snooze = Extract<MacroAction, { do: 'snooze' }>

export interface Wish {
  /** As if the writer had chosen it; what they chose themselves wins. */
  status: Status | undefined
  /** Of the desk's own, which belongs to it. */
  statusId: Id | null
  /** After sending, which wakes it. */
  snooze: Snooze | null
  isAssigned: boolean
  /** Those that the writer sees: only their use is counted. */
  counted: Used
  actions: readonly MacroAction[]
}

/**
 * A right that the writer lacks refuses the whole answer: nothing of it is done. A macro that they no longer see does not: its words
 * are theirs by now.
 */
export async function wishOf(
  tx: Tx,
  actor: Actor,
  { inbox_id }: Pick<StoredConversation, 'inbox_id'>,
  used: Used,
): Promise<Wish> {
  const seen = await seenMacros(tx, actor, used.map(({ id }) => id)) // prettier-ignore
  const actions = used.flatMap((one) => one.actions)
  for (const action of actions) refuseUnpermitted(actor, inbox_id, action)
  const last = <D extends MacroAction['do']>(what: D) =>
    actions.findLast((one): one is Extract<MacroAction, { do: D }> => one.do === what)
  const wanted = last('setStatus')?.statusId
  const own = wanted === undefined ? undefined : await offeredStatus(tx, wanted, inbox_id)
  return {
    status: own?.status ?? last('setStatus')?.status,
    statusId: own?.id ?? null,
    snooze: last('snooze') ?? null,
    isAssigned: last('assign') !== undefined,
    counted: used.filter(({ id }) => seen.has(id)),
    actions,
  }
}

function refuseUnpermitted(actor: Actor, inboxId: Id, action: MacroAction): void {
  const needs = action.do === 'assign' || action.do === 'setTeam' ? 'conversation.assign' : 'conversation.change'
  if (can(actor, needs, inboxId)) return
  throw new Problem(
    'denied',
    'not-permitted',
    'You may not do what the canned reply does beside its words. Take it away.',
    {
      detail: { needs },
    },
  )
}

/** All but status and snooze, which go with the sending. Answers the conversation as it is then. */
export async function carryOutMacros(tx: Tx, was: StoredConversation, { actions }: Wish): Promise<StoredConversation> {
  if (actions.length === 0) return was
  for (const action of actions) await carryOut(tx, was.id, action)
  return await lockConversation(tx, was.id)
}

async function carryOut(tx: Tx, id: Id, action: MacroAction): Promise<void> {
  switch (action.do) {
    case 'setCategory':
      return await change.setCategory(tx, id, action.categoryId)
    case 'setPriority':
      return await change.setPriority(tx, id, action.priority)
    case 'addTags':
      return await change.addTags(tx, id, action.tags)
    case 'removeTags':
      return await change.removeTags(tx, id, action.tags)
    case 'setTeam':
      return await change.setTeam(tx, id, action.teamId)
    case 'assign':
      return await change.assign(tx, id, action.userId)
    case 'setStatus':
    case 'snooze':
      return undefined
  }
}

export async function snoozeByMacros(
  tx: Tx,
  { id, inbox_id }: Pick<StoredConversation, 'id' | 'inbox_id'>,
  { snooze }: Wish,
): Promise<void> {
  if (snooze === null) return
  const hours: BusinessHours | null = snooze.counts === 'business' ? await hoursOfInbox(tx, inbox_id) : null
  const until = endOf(snooze, tx.now, hours)
  if (until === null)
    throw new Problem('invalid', 'hours-closed', 'These hours never have so much time. Snooze by the calendar.')
  await change.snooze(tx, id, until)
}
