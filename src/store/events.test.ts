import { expect, test } from 'vitest'
import { onDatabase } from '../../test/database.ts'
import { historyOf, record, recordAll } from './events.ts'
import { listJobs } from './jobs.ts'

test(
  'what happened is remembered in order, with who did it and when',
  onDatabase(async (tx) => {
    const ada = { ...tx, actorId: '7', requestId: 'r-1' }

    await record(ada, 'macro.added', '50', { title: 'Thanks' })
    await record(tx, 'macro.archived', '50', {})

    expect(await historyOf(tx, '50')).toMatchObject([
      { name: 'macro.added', actorId: '7', nounId: '50', data: { title: 'Thanks' }, requestId: 'r-1', at: tx.now },
      { name: 'macro.archived', actorId: null, requestId: null },
    ])
  }),
)

test(
  "what happens to a note is part of its conversation's history, and refreshes the pages of its inbox",
  onDatabase(async (tx) => {
    await record(tx, 'note.added', '61', {}, { conversationId: '60', inboxId: '3' })

    expect(await historyOf(tx, '60')).toMatchObject([{ name: 'note.added', nounId: '61' }])
    expect(await historyOf(tx, '61')).toEqual([])
    expect(await tx.db.selectFrom('change').select(['name', 'subject_id', 'inbox_id', 'seq']).execute()).toEqual([
      { name: 'note.added', subject_id: '60', inbox_id: '3', seq: null },
    ])
    expect([...tx.wake]).toEqual(['change'])
  }),
)

test(
  'the switchboard says which jobs follow an event',
  onDatabase(
    async (tx) => {
      await record(tx, 'message.received', '70', { size: 9 }, { conversationId: '71' })
      await record(tx, 'macro.added', '72', {})

      const jobs = await listJobs(tx, { limit: 10 })
      expect(jobs.map((job) => job.kind).toSorted((a, b) => a.localeCompare(b))).toEqual([
        'triage.classify',
        'triage.greet',
      ])
      expect(jobs[0]?.payload).toMatchObject({
        name: 'message.received',
        subjectId: '70',
        conversationId: '71',
        data: { size: 9 },
      })
    },
    { follows: { 'message.received': ['triage.classify', 'triage.greet'] } },
  ),
)

test(
  'a thousand events are recorded at once',
  onDatabase(async (tx) => {
    const ids = await recordAll(
      tx,
      Array.from({ length: 10_000 }, (_, n) => ({ name: 'contact.added', nounId: String(n + 1), data: { n } })),
    )

    expect(new Set(ids).size).toBe(10_000)
    expect(await historyOf(tx, '9999')).toMatchObject([{ data: { n: 9998 } }])
  }),
)
