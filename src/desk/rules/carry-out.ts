// What an action does to a conversation, through the verbs of the noun: the same whether a rule, or a promise that ran out, asks for it.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import * as change from '../conversations/change.ts'
import { follow } from '../conversations/followers.ts'
import { addNote } from '../conversations/notes.ts'
import { lockConversation } from '../conversations/touch.ts'
import { haveTold } from '../notifications/have-told.ts'
import type { Action } from './rules.api.ts'

/** What changes a conversation, with every choice made. */
export type Change = Extract<Action, { do: (typeof changes)[number] }>
const changes = ['moveToInbox', 'setTeam', 'assign', 'setCategory', 'setPriority', 'setStatus', 'addTags', 'removeTags', 'note', 'notify', 'addFollower'] as const // prettier-ignore

export function isChange<A extends { do: string }>(action: A): action is A & Change {
  return (changes as readonly string[]).includes(action.do)
}

export async function carryOut(tx: Tx, id: Id, action: Change, why: { because: string }): Promise<void> {
  switch (action.do) {
    case 'moveToInbox':
      return await change.moveToInbox(tx, id, action.inboxId, why)
    case 'setTeam':
      return await change.setTeam(tx, id, action.teamId, why)
    case 'assign':
      return await change.assign(tx, id, action.userId, why)
    case 'setCategory':
      return await change.setCategory(tx, id, action.categoryId, why)
    case 'setPriority':
      return await change.setPriority(tx, id, action.priority, why)
    case 'setStatus':
      if (action.statusId) return await change.setCustomStatus(tx, id, action.statusId, why)
      return await change.setStatus(tx, id, action.status, why)
    case 'addTags':
      return await change.addTags(tx, id, action.tags, why)
    case 'removeTags':
      return await change.removeTags(tx, id, action.tags, why)
    case 'notify':
      return await haveTold(tx, id, action, why)
    case 'addFollower': {
      const head = await lockConversation(tx, id)
      return await follow(tx, { id: head.id, inboxId: head.inbox_id }, action.userIds, why)
    }
    case 'note':
      await addNote(tx, id, action.text, { isByRule: true })
      return undefined
  }
}
