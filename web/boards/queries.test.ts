import { expect, test } from 'vitest'
import type { ConversationRow } from '../../src/desk/conversations/conversations.api.ts'
import { formerOf } from './queries.ts'

const row = { id: '1', statusId: '7', assigneeId: '9' } as ConversationRow

test('undoing a move gives back what it took along: the status of the desk’s own, the assignee of the other inbox', () => {
  expect(formerOf('status', { row, from: 'open' })).toEqual({ statusId: '7' })
  expect(formerOf('status', { row: { ...row, statusId: null }, from: 'open' })).toEqual({ status: 'open' })
  expect(formerOf('inbox', { row, from: '3' })).toEqual({ inboxId: '3', assigneeId: '9' })
  expect(formerOf('team', { row, from: '' })).toEqual({ teamId: null })
})
