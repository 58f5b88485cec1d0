// What a rule can do, and how each begins.
import type { Action } from '../../../src/desk/rules/rules.api.ts'
import { freshKey } from '../../call.ts'
import type { Nouns } from './names.ts'

export type Deed = Action['do']
export const deeds: Deed[] = [
  'assignBy',
  'assign',
  'setTeam',
  'moveToInbox',
  'setCategory',
  'setPriority',
  'setStatus',
  'setField',
  'addTags',
  'removeTags',
  'escalate',
  'snooze',
  'note',
  'task',
  'deal',
  'draft',
  'enrol',
  'autoReply',
  'notify',
  'addFollower',
  'reply',
  'macro',
  'forward',
  'webhook',
  'stop',
]

/** An action in the list, with a key that stays when it moves. */
export interface DeedNode {
  key: string
  action: Action
}

export function freshDeed(deed: Deed, nouns: Nouns): Action {
  switch (deed) {
    case 'moveToInbox':
      return { do: deed, inboxId: nouns.inboxes[0]?.value ?? '' }
    case 'setTeam':
      return { do: deed, teamId: nouns.teams[0]?.value ?? null }
    case 'assign':
      return { do: deed, userId: nouns.users[0]?.value ?? null }
    case 'assignBy':
      return { do: deed, strategy: 'leastLoaded', teamId: null }
    case 'setCategory':
      return { do: deed, categoryId: nouns.categories[0]?.value ?? null }
    case 'setPriority':
      return { do: deed, priority: 'high' }
    case 'setStatus':
      return { do: deed, status: 'resolved' }
    case 'setField':
      return { do: deed, key: nouns.fields.find((one) => one.noun === 'conversation' && !one.isArchived)?.key ?? '', value: null } // prettier-ignore
    case 'addTags':
    case 'removeTags':
      return { do: deed, tags: [] }
    case 'autoReply':
    case 'reply':
      return { do: deed, subject: '', text: '' }
    case 'notify':
      return { do: deed, to: ['assignee'], userIds: [], text: '' }
    case 'addFollower':
      return { do: deed, userIds: nouns.users.slice(0, 1).map((one) => one.value) }
    case 'macro':
      return { do: deed, macroId: nouns.macros[0]?.value ?? '', use: 'both' }
    case 'forward':
      return { do: deed, to: '', text: '' }
    case 'webhook':
      return { do: deed, url: '', isWithText: false }
    case 'escalate':
      return { do: deed, policyId: nouns.policies[0]?.value ?? null }
    case 'note':
      return { do: deed, text: '' }
    case 'task':
      return { do: deed, title: '', text: '', userId: null, teamId: null, minutes: 24 * 60, counts: 'business', priority: 'normal' } // prettier-ignore
    case 'deal':
      return { do: deed, stageId: nouns.stages[0]?.value ?? '', name: '', userId: null, days: null }
    case 'draft':
      return { do: deed, macroId: nouns.macros[0]?.value ?? '' }
    case 'enrol':
      return { do: deed, sequenceId: nouns.sequences[0]?.value ?? '' }
    case 'snooze':
      return { do: deed, minutes: 24 * 60, counts: 'calendar' }
    case 'stop':
      return { do: deed }
  }
}

export function deedNodes(actions: Action[]): DeedNode[] {
  return actions.map((action) => ({ key: freshKey(), action }))
}
