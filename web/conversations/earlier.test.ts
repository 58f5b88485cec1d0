// Reading back in a conversation of more entries than one page holds.
import { expect, test } from 'vitest'
import type { Entry } from '../../src/desk/conversations/conversations.api.ts'
import { earlierThan, joined } from './earlier.ts'

const entry = (id: string, minute: number): Entry => ({
  type: 'note',
  id,
  conversationId: '1',
  at: `2026-03-02T09:${String(minute).padStart(2, '0')}:00.000Z`,
  authorId: null,
  text: '',
  mentionedIds: [],
  answers: null,
  editedAt: null,
})

test('the page before is asked for by the smallest id, as a number and not as text, wherever in time it stands', () => {
  const page = { entries: [entry('10', 1), entry('9007199254740993', 2), entry('9', 3)], hasEarlier: true }

  expect(earlierThan(page)).toBe('9')
  expect(earlierThan({ ...page, hasEarlier: false })).toBeUndefined()
})

test('pages are told as one, oldest first, nothing twice', () => {
  const newest = { entries: [entry('8', 3), entry('11', 5)], hasEarlier: true }
  const before = { entries: [entry('7', 1), entry('3', 4), entry('8', 3)], hasEarlier: false }

  const all = joined([newest, before])

  expect(all.entries.map((one) => one.id)).toEqual(['7', '8', '3', '11'])
  expect(all.hasEarlier).toBe(false)
})
