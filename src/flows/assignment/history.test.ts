import { expect, test } from 'vitest'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { changePattern } from '../../desk/assignment/patterns.ts'
import type { Week } from '../../desk/hours/hours.api.ts'
import { must } from '../../kit/must.ts'
import { compare, prepare } from './compare.ts'
import { historicScenario, shiftsOf } from './history.ts'
import { measureHandling } from './measure.ts'
import { readHandling } from './pending.ts'
import { readPeople } from './roster.ts'

const MINUTE = 60_000
const none: Week = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }

async function mails({ tx, inboxes }: Desk, count: number): Promise<void> {
  for (let n = 1; n <= count; n++) {
    const at = new Date(tx.now.getTime() - n * 90 * MINUTE)
    const id = tx.mint()
    await tx.db
      .insertInto('conversation')
      .values({
        id,
        number: id,
        inbox_id: inboxes.support,
        subject: 'Hello',
        priority: n % 5 === 0 ? 'high' : 'normal',
        last_message_at: at,
        last_inbound_at: at,
        created_at: at,
      }) // prettier-ignore
      .execute()
  }
}

test(
  'the mail that came and the people as they work are what is simulated; too little says nothing',
  onDesk(async (desk) => {
    const { tx, ada, ben, inboxes } = desk
    await mails(desk, 10)
    const question = { inboxId: inboxes.support, weeks: 2, seed: 1, oneMoreOn: 1 }
    const early = { ...none, mon: [['07:00', '15:00'] as [string, string]] }
    const hours = { timeZone: 'Asia/Baku', week: early }
    await changePattern(ada, ben.id, 0, { slots: 3, hours, languages: [{ id: 'nl', level: 2 }], categories: [] })

    expect((await prepare(tx, question, new Map())).source).toBe('synthetic')
    await mails(desk, 30)
    const prepared = await prepare(tx, question, new Map())
    const { outcomes, oneMore } = await compare(prepared, question, ['leastLoaded', 'lateBinding'])

    expect(prepared.source).toBe('history')
    expect(outcomes.map(({ strategy, arrived }) => [strategy, arrived])).toEqual([
      ['leastLoaded', 40],
      ['lateBinding', 40],
    ])
    expect(oneMore?.people.length).toBe((outcomes[0]?.people.length ?? 0) + 1)
    const scenario = must(await historicScenario(tx, { inboxIds: [inboxes.support], weeks: 2, seed: 1 }, new Map()), 'a scenario') // prettier-ignore
    const bens = must(scenario.people.find((one) => one.userId === ben.id), 'Ben') // prettier-ignore
    expect(bens.shifts.every(([from, until]) => new Date(from).toISOString().endsWith('T03:00:00.000Z') && until - from === 8 * 60 * MINUTE)).toBe(true) // prettier-ignore
    expect([...(bens.languages?.keys() ?? [])]).toEqual(['nl'])
  }),
)

test('shifts are hours of the clock on the wall, also where it is set', () => {
  const night = { timeZone: 'Europe/Amsterdam', holidays: ['2026-03-30'], week: { ...none, sat: [['09:00', '17:00'] as [string, string]], sun: [['09:00', '12:00'] as [string, string]], mon: [['09:00', '17:00'] as [string, string]] } } // prettier-ignore

  const shifts = shiftsOf(night, Date.parse('2026-03-28T00:00:00Z'), Date.parse('2026-03-31T00:00:00Z'))

  expect(shifts.map((one) => one.map((at) => new Date(at).toISOString().slice(5, 16)))).toEqual([
    ['03-28T08:00', '03-28T16:00'],
    ['03-29T07:00', '03-29T10:00'],
  ])
})

test(
  'what an answer takes is the time between two in a row, without pauses; few answers change little',
  onDesk(async ({ tx, ben, inboxes }) => {
    const id = tx.mint()
    await tx.db.insertInto('conversation').values({ id, number: id, inbox_id: inboxes.support, subject: '', last_message_at: tx.now, created_at: tx.now }).execute() // prettier-ignore
    for (const minutes of [400, 396, 392, 388, 100, 96])
      await tx.db.insertInto('event').values({ subject_id: id, id: tx.mint(), name: 'message.queued', actor_id: ben.id, noun_id: id, data: '{}', at: new Date(tx.now.getTime() - minutes * MINUTE) }).execute() // prettier-ignore

    await measureHandling(tx)

    const person = must((await readPeople(tx)).byId.get(ben.id), 'Ben')
    expect(await tx.db.selectFrom('handling').select(['answers', 'minutes']).execute()).toEqual([{ answers: 4, minutes: 4 }]) // prettier-ignore
    const handling = await readHandling(tx)
    expect(handling(person, null) / MINUTE).toBeLessThan(9)
    expect(handling(person, null) / MINUTE).toBeGreaterThan(4)
  }),
)
