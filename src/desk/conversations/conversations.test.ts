import { describe, expect, test } from 'vitest'
import { deskNow, receive, testMeans, type Letter } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { compareIds, type Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import type { ViewName } from './conversations.api.ts'
import * as change from './change.ts'
import { countViews } from './counts.ts'
import { listEntries } from './entries.ts'
import { indexPending } from './indexing.ts'
import { merge } from './merge.ts'
import { unmerge } from './unmerge.ts'
import { addNote, changeNote, deleteNote } from './notes.ts'
import { markSeen, readConversation, visibleConversation } from './read.ts'
import { listRows } from './lists.ts'

async function conversations({ tx, store }: Desk, ...letters: Letter[]): Promise<Id[]> {
  await receive(tx, testMeans(store), ...letters)
  return (await deskNow(tx)).map((one) => one.id)
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'fine',
    (thrown: unknown) => (thrown instanceof Problem ? thrown.code : thrown),
  )
const subjects = async (desk: Desk, person: Desk['ben'], view: ViewName, more: object = {}) =>
  (await listRows(desk.tx, await person.actor(), { view, limit: 50, ...more })).conversations.map((one) => one.subject)

describe('changing a conversation', () => {
  test(
    'is remembered with who did it, and makes it a new version',
    onDesk(async (desk) => {
      const [id = ''] = await conversations(desk, {})

      await change.assign(desk.ben, id, desk.cleo.id)
      await change.setPriority(desk.ben, id, 'urgent')

      expect((await deskNow(desk.tx))[0]).toMatchObject({ assignee_id: desk.cleo.id, priority: 'urgent', version: 3 })
      expect((await desk.history(id)).slice(1)).toMatchObject([
        { name: 'conversation.assigned', by: 'ben', data: { from: null, to: desk.cleo.id } },
        { name: 'conversation.priorityChanged', by: 'ben', data: { from: 'normal', to: 'urgent' } },
      ])
    }),
  )

  test(
    'to what it is already changes and records nothing',
    onDesk(async (desk) => {
      const [id = ''] = await conversations(desk, {})

      await change.setStatus(desk.ben, id, 'open')
      await change.addTags(desk.ben, id, [])

      expect(await desk.history(id)).toHaveLength(1)
    }),
  )

  test(
    'cannot give it to somebody who does not see its inbox, or who left',
    onDesk(async (desk) => {
      const [id = ''] = await conversations(desk, { to: 'billing@desk.example' })
      await desk.tx.db.updateTable('user').set({ disabled_at: desk.tx.now }).where('id', '=', desk.vera.id).execute()

      expect(await codeOf(change.assign(desk.ada, id, desk.ben.id))).toBe('assignee-blind')
      expect(await codeOf(change.assign(desk.ada, id, desk.vera.id))).toBe('user-missing')
      expect(await codeOf(change.assign(desk.ada, id, desk.cleo.id))).toBe('fine')
    }),
  )

  test(
    'of the inbox takes it from an assignee who would no longer see it, with everything merged into it',
    onDesk(async (desk) => {
      const [one = '', two = ''] = await conversations(desk, { subject: 'one' }, { subject: 'two' })
      await merge(desk.ben, two, one)
      await change.assign(desk.ben, one, desk.ben.id)

      await change.moveToInbox(desk.ada, one, desk.inboxes.billing)

      const rows = await desk.tx.db.selectFrom('conversation').select(['inbox_id', 'assignee_id']).execute()
      expect(rows).toEqual([
        { inbox_id: desk.inboxes.billing, assignee_id: null },
        { inbox_id: desk.inboxes.billing, assignee_id: null },
      ])
    }),
  )

  test(
    'of the tags remembers what was added and what was taken away',
    onDesk(async (desk) => {
      const [id = ''] = await conversations(desk, {})
      await change.setTags(desk.ben, id, ['vip', 'late'])
      await change.setTags(desk.ben, id, ['late', 'refund', 'refund'])

      expect((await desk.history(id)).at(-1)).toMatchObject({ data: { added: ['refund'], removed: ['vip'] } })
    }),
  )

  test(
    'to snoozed needs a time to come; it wakes when its time has come, and not before',
    onDesk(async (desk) => {
      const [id = ''] = await conversations(desk, {})
      const at = (hours: number) => new Date(desk.tx.now.getTime() + hours * 3_600_000)

      expect(await codeOf(change.snooze(desk.ben, id, at(-1)))).toBe('snooze-in-the-past')
      await change.snooze(desk.ben, id, at(2))
      await change.wake(desk.tx, id, { onlyIfDue: true })
      expect((await deskNow(desk.tx))[0]?.snoozed_until).toEqual(at(2))
      await change.wake({ ...desk.tx, now: at(2) }, id, { onlyIfDue: true, because: 'its time has come' })
      expect((await deskNow(desk.tx))[0]?.snoozed_until).toBeNull()
    }),
  )
})

describe('who sees what', () => {
  test(
    'a conversation of an inbox one does not see does not exist',
    onDesk(async (desk) => {
      const [id = ''] = await conversations(desk, { to: 'billing@desk.example' })

      expect(await codeOf(visibleConversation(desk.tx, await desk.ben.actor(), id))).toBe('conversation-missing')
      expect(await codeOf(visibleConversation(desk.tx, await desk.cleo.actor(), id))).toBe('fine')
      expect(await codeOf(visibleConversation(desk.tx, await desk.vera.actor(), id, 'conversation.change'))).toBe(
        'conversation-missing',
      )
    }),
  )

  test(
    'lists, counts and search hold only what one sees',
    onDesk(async (desk) => {
      await conversations(desk, { subject: 'for all' }, { subject: 'secret invoice', to: 'billing@desk.example' })
      await indexPending(desk.tx)

      expect(await subjects(desk, desk.ben, 'all')).toEqual(['for all'])
      expect(await subjects(desk, desk.ben, 'all', { q: 'secret' })).toEqual([])
      expect(await subjects(desk, desk.cleo, 'all', { q: 'secret' })).toEqual(['secret invoice'])
      expect((await countViews(desk.tx, await desk.ben.actor())).views).toMatchObject({
        open: 1,
        unassigned: 1,
        unread: 1,
      })
      expect((await countViews(desk.tx, await desk.ada.actor())).views).toMatchObject({ open: 2 })
    }),
  )

  test(
    'a number or the exact words find it; a phrase must stand together',
    onDesk(async (desk) => {
      await conversations(desk, { subject: 'red bicycle bell' }, { subject: 'bell for a bicycle' })
      await indexPending(desk.tx)
      const number = must((await deskNow(desk.tx))[0], 'it').number

      expect(await subjects(desk, desk.ben, 'all', { q: `#${number}` })).toEqual(['red bicycle bell'])
      expect(await subjects(desk, desk.ben, 'all', { q: 'bicycle bell' })).toHaveLength(2)
      expect(await subjects(desk, desk.ben, 'all', { q: '"bicycle bell"' })).toEqual(['red bicycle bell'])
    }),
  )

  test(
    'somebody else’s inbox cannot be reached by its number either',
    onDesk(async (desk) => {
      await conversations(desk, { to: 'billing@desk.example' })
      const number = must((await deskNow(desk.tx))[0], 'it').number

      expect(await subjects(desk, desk.ben, 'all', { q: number })).toEqual([])
    }),
  )
})

describe('views', () => {
  test(
    'each holds its own, held ones only where they are asked for',
    onDesk(async (desk) => {
      const [open = '', mine = '', waiting = '', resolved = '', snoozed = '', junk = ''] = await conversations(
        desk,
        ...['open', 'mine', 'waiting', 'resolved', 'snoozed', 'junk'].map((subject) => ({ subject })),
      )
      await change.assign(desk.ben, mine, desk.ben.id)
      await change.setStatus(desk.ben, waiting, 'waiting')
      await change.setStatus(desk.ben, resolved, 'resolved')
      await desk.tx.db
        .updateTable('conversation')
        .set({ snoozed_until: new Date('2999-01-01') })
        .where('id', '=', snoozed)
        .execute()
      await change.hold(desk.ben, junk, 'junk')
      await markSeen(desk.tx, await desk.ben.actor(), open, true)

      const found = async (view: ViewName) => (await subjects(desk, desk.ben, view)).toSorted()
      expect(await found('open')).toEqual(['mine', 'open'])
      expect(await found('mine')).toEqual(['mine'])
      expect(await found('unassigned')).toEqual(['open'])
      expect(await found('unread')).toEqual(['mine'])
      expect(await found('waiting')).toEqual(['waiting'])
      expect(await found('resolved')).toEqual(['resolved'])
      expect(await found('snoozed')).toEqual(['snoozed'])
      expect(await found('held')).toEqual(['junk'])
      expect(await found('all')).toEqual(['mine', 'open', 'resolved', 'snoozed', 'waiting'])
    }),
  )

  test(
    'pages follow each other without gap or repetition, and a cursor from elsewhere is refused',
    onDesk(async (desk) => {
      const letters = Array.from({ length: 7 }, (_, at) => ({
        subject: `letter ${at}`,
        receivedAt: new Date(desk.tx.now.getTime() + Math.floor(at / 3) * 1000),
      }))
      await conversations(desk, ...letters)
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await listRows(desk.tx, await desk.ben.actor(), { view: 'open', limit: 3, cursor })
        seen.push(...page.conversations.map((one) => one.subject))
        cursor = page.next ?? undefined
      } while (cursor)

      expect(seen.toSorted()).toEqual(letters.map((one) => one.subject))
      expect(
        await codeOf(listRows(desk.tx, await desk.ben.actor(), { view: 'open', limit: 3, cursor: 'bm9uc2Vuc2U' })),
      ).toBe('bad-cursor')
    }),
  )
})

describe('merging', () => {
  test(
    'lets one conversation read as part of another, and undoing it gives both back',
    onDesk(async (desk) => {
      const [one = '', two = ''] = await conversations(
        desk,
        { subject: 'one' },
        { subject: 'two', from: 'emil@bolt.example' },
      )

      await merge(desk.ben, two, one)
      expect(
        (await listEntries(desk.tx, await desk.ben.actor(), one, { limit: 50 })).entries.filter(
          (entry) => entry.type === 'message',
        ),
      ).toHaveLength(2)
      expect(await subjects(desk, desk.ben, 'all')).toEqual(['one'])
      expect((await readConversation(desk.tx, await desk.ben.actor(), one)).mergedIds).toEqual([two])

      await unmerge(desk.ben, two)
      expect((await subjects(desk, desk.ben, 'all')).toSorted()).toEqual(['one', 'two'])
      expect((await deskNow(desk.tx)).map((row) => row.message_count)).toEqual([1, 1])
    }),
  )

  test(
    'is refused with itself, in circles and across inboxes',
    onDesk(async (desk) => {
      const [one = '', two = '', far = ''] = await conversations(
        desk,
        { subject: 'one' },
        { subject: 'two' },
        { subject: 'far', to: 'billing@desk.example' },
      )
      await merge(desk.ada, two, one)

      expect(await codeOf(merge(desk.ada, one, one))).toBe('cannot-merge')
      expect(await codeOf(merge(desk.ada, one, two))).toBe('cannot-merge')
      expect(await codeOf(merge(desk.ada, far, one))).toBe('merge-across-inboxes')
    }),
  )
})

describe('what was merged', () => {
  test(
    'is changed, noted and read as the whole it is part of',
    onDesk(async (desk) => {
      const [one = '', two = ''] = await conversations(desk, { subject: 'one' }, { subject: 'two' })
      const note = await addNote(desk.ben, two, 'before')
      await merge(desk.ben, two, one)

      await change.setPriority(desk.ben, two, 'high')
      await addNote(desk.ben, two, 'after')
      await changeNote(desk.ben, one, note.id, 'before, corrected')

      expect(await visibleConversation(desk.tx, await desk.ben.actor(), two)).toMatchObject({ id: one })
      expect(await readConversation(desk.tx, await desk.ben.actor(), two)).toMatchObject({ id: one, priority: 'high' })
      const notes = (await listEntries(desk.tx, await desk.ben.actor(), one, { limit: 50 })).entries.filter(
        (entry) => entry.type === 'note',
      )
      expect(notes.map((entry) => entry.text).toSorted()).toEqual(['after', 'before, corrected'])
    }),
  )

  test(
    'wakes a snoozed whole when it is open itself',
    onDesk(async (desk) => {
      const [one = '', two = ''] = await conversations(desk, { subject: 'one' }, { subject: 'two' })
      await change.snooze(desk.ben, one, new Date(desk.tx.now.getTime() + 3_600_000))

      await merge(desk.ben, two, one)

      expect((await deskNow(desk.tx))[0]?.snoozed_until).toBeNull()
    }),
  )
})

describe('a conversation of very long mails', () => {
  test(
    'is read a few of them at a time, and whole in the end',
    onDesk(async (desk) => {
      const [id = ''] = await conversations(desk, {}, {}, {}, {})
      const others = (await deskNow(desk.tx)).map((one) => one.id).filter((one) => one !== id)
      for (const other of others) await merge(desk.ben, other, id)
      await desk.tx.db
        .updateTable('message')
        .set({ text: 'Where is my order? '.repeat(35_000) })
        .execute()

      const pages = []
      for (let before: string | undefined; ;) {
        const { entries, hasEarlier } = await listEntries(desk.tx, await desk.ben.actor(), id, { before, limit: 200 })
        pages.push(entries.filter((one) => one.type === 'message').length)
        if (!hasEarlier) break
        before = entries.map((one) => one.id).toSorted(compareIds)[0]
      }

      expect(pages.filter((count) => count > 0)).toEqual([2, 2])
    }),
  )
})

describe('notes', () => {
  test(
    'stand beside the mail; only their author changes or takes them back',
    onDesk(async (desk) => {
      const [id = ''] = await conversations(desk, {})
      const note = await addNote(desk.ben, id, 'She called about it.')

      expect(await codeOf(changeNote(desk.cleo, id, note.id, 'I was here'))).toBe('note-missing')
      await changeNote(desk.ben, id, note.id, 'She called twice.')
      expect((await listEntries(desk.tx, await desk.ben.actor(), id, { limit: 50 })).entries).toMatchObject([
        { type: 'message' },
        { type: 'note', text: 'She called twice.', authorId: desk.ben.id },
      ])
      await deleteNote(desk.ben, id, note.id)
      expect(
        (await listEntries(desk.tx, await desk.ben.actor(), id, { limit: 50 })).entries.map((entry) => entry.type),
      ).toEqual(['message'])
    }),
  )
})
