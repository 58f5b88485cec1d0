// The segments of a real conversation: the vectors that others publish, from mail that came and answers that were sent.
import { expect, test } from 'vitest'
import { answerNow } from '../../../test/answering.ts'
import { receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import * as change from '../../desk/conversations/change.ts'
import { conversationSegments } from './segments.ts'

const MINUTE = 60_000

test(
  'in at 9:00, given on at 9:05, answered 9:10, in at 9:20, answered and done 9:35',
  onDesk(async (desk) => {
    const { tx, ada, ben } = desk
    const means = testMeans(desk.store)
    const at = (minutes: number) => new Date(Date.parse('2026-03-02T09:00:00Z') + minutes * MINUTE)
    await receive({ ...tx, now: at(0) }, means, { subject: 'Kettle' })
    const { id } = await tx.db.selectFrom('conversation').select('id').executeTakeFirstOrThrow()
    await change.assign({ ...ada, now: at(5) }, id, ben.id)
    await answerNow({ ...ben, now: at(10) }, means, id)
    await change.setStatus({ ...ben, now: at(35) }, id, 'resolved')
    const told = await conversationSegments(tx, id)

    expect(told).toMatchObject([
      { reaction: { seconds: 300, userId: ada.id }, responses: [600], resolution: { userId: ben.id } },
    ])
  }),
)
