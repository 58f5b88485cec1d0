// With commits and several connections: what one transaction alone cannot show.
import { expect, test } from 'vitest'
import { useStore } from '../../../test/database.ts'
import { receive, testMeans } from '../../../test/arrivals.ts'
import { addInbox } from '../../desk/inboxes/inboxes.ts'
import { addPolicy } from '../../desk/sla/policies.ts'
import { followConversations } from './deadlines.ts'
import { ringClocks } from './ring.ts'

const storeOf = useStore()
const us = { actorId: null }

test('workers that look at the same moment warn, ring and escalate once, and follow each thing once', async () => {
  const store = storeOf()
  const means = testMeans(store)
  const ids = await store.transact(us, async (tx) => {
    await addInbox(tx, { name: 'Support', addresses: ['support@desk.example'] })
    await addPolicy(tx, {
      name: 'Everything',
      inboxIds: [],
      categoryIds: [],
      tags: [],
      hoursId: null,
      warnAt: 0.5,
      isEnabled: true,
      targets: [
        {
          measure: 'firstResponse',
          counts: 'business',
          minutes: { urgent: 1, high: 1, normal: 1, low: 1 },
          pausesWhile: [],
        },
      ],
      steps: [{ measure: null, when: 'breach', afterMinutes: 0, action: { do: 'addTags', tags: ['late'] } }],
    })
    for (let n = 0; n < 12; n++)
      await receive(tx, means, { subject: `Order ${n} from abroad`, from: `dora${n}@acme.example` })
    return (await tx.db.selectFrom('conversation').select('id').execute()).map((row) => row.id)
  })
  const at = <T>(work: () => Promise<T>) => Promise.all([work(), work(), work()])

  await at(() => store.transact(us, (tx) => followConversations(tx, ids.toReversed(), new Map())))
  store.clock.advance(10 * 60_000)
  const looked = await at(() => store.transact(us, ringClocks))

  await store.transact(us, async (tx) => {
    const clocks = await tx.db.selectFrom('clock').select('measure').execute()
    const told = await tx.query<{ name: string; count: number }>({
      text: `select name, count(*)::int as count from event where name like 'conversation.clock%' group by 1 order by 1`,
      values: [],
    })
    const jobs = await tx.db.selectFrom('job').select('id').where('kind', '=', 'deadlines.escalate').execute()

    expect(clocks).toHaveLength(2 * ids.length) // the first response and the resolution of each
    expect(looked.map((one) => one.looked).toSorted((a, b) => a - b)).toEqual([0, 0, ids.length])
    expect(told).toEqual([
      { name: 'conversation.clockBreached', count: ids.length },
      { name: 'conversation.clockWarned', count: ids.length },
    ])
    expect(jobs).toHaveLength(ids.length)
  })
})
