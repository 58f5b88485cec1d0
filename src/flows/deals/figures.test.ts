import { expect, test } from 'vitest'
import { onDesk, type Desk, type Person } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { openDeal, type NewDeal } from '../../desk/deals/deals.ts'
import { addGoal, setGoalArchived } from '../../desk/deals/goals.ts'
import type { Goal } from '../../desk/deals/goals.api.ts'
import { moveDeal } from '../../desk/deals/moves.ts'
import type { Id } from '../../kit/id.ts'
import { dealFigures } from './figures.ts'
import { daysOf } from './measure.ts'
import { tellGoals } from './tell.ts'
import { measured, progressOf, standingOf, stateOf } from './standing.ts'

const plain: NewDeal = { name: 'Kettles', text: '', stageId: '9011', amount: null, currency: null, expectedOn: null, ownProbability: null, ownerId: null, companyId: null, conversationId: null, contacts: [], tags: [], fields: {} } // prettier-ignore
const at = (person: Person, day: string): Person => ({ ...person, now: new Date(`${day}T12:00:00Z`) })
const span = { from: '2026-02-01', until: '2026-02-28' }

/** Opened in January, moved on these days. */
async function deal(who: Person, wanted: Partial<NewDeal>, moves: [day: string, stageId: Id][]): Promise<Id> {
  const { id } = await openDeal(at(who, '2026-01-10'), { ...plain, ownerId: who.id, ...wanted })
  for (const [day, stageId] of moves) await moveDeal(at(who, day), id, { stageId, lostReason: stageId === '9016' ? 'Price' : null }) // prettier-ignore
  return id
}

test(
  'figures tell how much is won of how many, how long it takes and where it stalls, and what is to be expected',
  onDesk(async ({ ben, cleo, tx }) => {
    for (let n = 0; n < 5; n++) await deal(ben, { amount: 10_000 }, [['2026-01-12', '9013'], ['2026-02-01', n < 3 ? '9015' : '9016']]) // prettier-ignore
    await deal(cleo, { amount: 900, currency: 'USD' }, [['2026-02-20', '9015']])
    await deal(ben, {}, [['2026-03-01', '9015']]) // not in the period
    await deal(ben, { amount: 8_000, expectedOn: '2026-01-31' }, [['2026-01-20', '9013']])
    await deal(ben, { amount: 4_000, expectedOn: '2026-04-30', ownProbability: 25 }, [])

    const figures = await dealFigures(tx, await ben.actor(), span)

    expect(figures.winRate).toMatchObject({ count: 4, of: 6, share: 4 / 6 })
    expect([figures.winRate.low, figures.winRate.high].map((one) => Math.round(one * 1000))).toEqual([300, 903]) // Wilson, by hand
    expect(figures.won).toEqual([{ currency: 'EUR', count: 3, amount: 30_000 }, { currency: 'USD', count: 1, amount: 900 }]) // prettier-ignore
    expect(figures.lostBecause).toEqual([{ reason: 'Price', count: 2 }])
    expect(figures.cycle).toEqual({ won: { cases: 4, median: 22, p90: expect.closeTo(35.3, 5) }, lost: { cases: 2, median: 22, p90: 22 } }) // prettier-ignore
    expect(figures.times.find((one) => one.stageId === '9013')?.ended).toEqual({ cases: 5, median: 20, p90: 20 })
    expect(figures.slowestId).toBe('9013')
    expect(figures.wonBy).toEqual([]) // how colleagues do is not everybody's to read
    expect(figures.forecast).toEqual([
      { month: 'overdue', currency: 'EUR', count: 1, amount: 8_000, weighted: 4_000 },
      { month: '2026-04', currency: 'EUR', count: 1, amount: 4_000, weighted: 1_000 },
    ])
    expect((await dealFigures(tx, await cleo.actor(), { ...span, owner: 'me' })).winRate).toMatchObject({ count: 1, of: 1 }) // prettier-ignore
    await expect(dealFigures(tx, await ben.actor(), { ...span, owner: cleo.id })).rejects.toMatchObject({ kind: 'denied' }) // prettier-ignore
  }),
)

async function mail({ tx, inboxes }: Desk, answeredAfterHours: number | null, isPrivate = false): Promise<Id> {
  const id = tx.mint()
  const begun = new Date('2026-01-05T09:00:00Z')
  await tx.db.insertInto('conversation').values({ id, number: id, inbox_id: inboxes.support, subject: 'x', last_message_at: begun, created_at: begun, private_at: isPrivate ? begun : null }).execute() // prettier-ignore
  const message = (direction: string, hours: number, author: Id | null) => ({ conversation_id: id, id: tx.mint(), inbox_id: inboxes.support, direction, author_id: author, sender: '{"name":"","address":"dora@acme.example"}', addressees: '{"from":[],"replyTo":[],"to":[],"cc":[],"bcc":[]}', subject: 'x', text: 'x', reply_end: 1, received_at: new Date(begun.getTime() + hours * 3_600_000) }) // prettier-ignore
  await tx.db.insertInto('message').values([message('in', 0, null), message('out', 0.01, null), ...(answeredAfterHours === null ? [] : [message('out', answeredAfterHours, '7')])]).execute() // prettier-ignore
  return id
}

test(
  'how soon the first mail was answered stands beside what became of the deal; a machine’s answer and a private conversation are none',
  onDesk(async (desk) => {
    const { ada, ben, tx } = desk
    for (const [hours, won] of [
      [0.5, true],
      [0.9, true],
      [2, false],
      [30, true],
      [null, false],
    ] as const)
      // prettier-ignore
      await deal(ben, { conversationId: await mail(desk, hours) }, [['2026-02-10', won ? '9015' : '9016']])
    await deal(ben, {}, [['2026-02-10', '9015']])
    const kept = await mail(desk, 0.2, true)
    await deal(ada, { ownerId: null, conversationId: kept }, [['2026-02-10', '9015']])

    const figures = await dealFigures(tx, await ben.actor(), span)

    expect(figures.winRate.of).toBe(6)
    expect(figures.responses.map(({ under, rate: { count, of } }) => [under, count, of])).toEqual([[1, 2, 2], [4, 0, 1], [24, 0, 0], [72, 1, 1], [null, 0, 1]]) // prettier-ignore
  }),
)

const goal: Goal = { id: '1', name: 'Won', metric: 'wonAmount', pipelineId: '9001', ownerId: null, dealsOfId: null, currency: 'EUR', baseline: 100, target: 400, startsOn: '2026-02-01', dueOn: '2026-03-31', version: 1 } // prettier-ignore

test(
  'a goal says how far it is, from how many cases, and what it comes to; everybody reads the same, and nobody a private deal in it',
  onDesk(async (desk) => {
    const { ada, ben, tx } = desk
    await deal(ben, { amount: 10_000 }, [['2026-02-10', '9015']])
    await deal(ben, { amount: 99_900, currency: 'USD' }, [['2026-02-10', '9015']])
    await deal(ada, { amount: 77_700, ownerId: null, conversationId: await mail(desk, 1, true) }, [['2026-02-10', '9015']]) // prettier-ignore
    await deal(ben, { amount: 40_000, expectedOn: '2026-03-20' }, [['2026-02-10', '9013']])
    await deal(ben, { amount: 40_000, expectedOn: '2026-05-01' }, [['2026-02-10', '9013']])

    expect(await standingOf(tx, goal)).toMatchObject({ value: 100, cases: 1, progress: 0.25, forecast: 300, state: 'behind' }) // prettier-ignore
    expect((await standingOf(tx, { ...goal, target: 300 })).state).toBe('onTrack')
    expect((await standingOf(tx, { ...goal, target: 90 })).state).toBe('reached')
    expect(await standingOf(tx, { ...goal, startsOn: '2026-03-10' })).toMatchObject({ state: 'coming', forecast: null })
    expect(await standingOf(tx, { ...goal, dueOn: '2026-02-28' })).toMatchObject({ state: 'missed', forecast: 100 })
    expect(await measured(tx, { ...goal, metric: 'winRate' })).toMatchObject({ value: 100, cases: 2 })
    await expect(addGoal(ada, { ...goal, currency: null })).rejects.toMatchObject({ code: 'goal-currency' })
    await expect(addGoal(ada, { ...goal, dueOn: '2026-01-01' })).rejects.toMatchObject({ code: 'goal-backwards' })
    const made = await addGoal(ada, goal)
    const door = openWebDoor(desk.store)
    const { body } = await door.ask('GET', '/goals', { as: await door.signedIn(ben.id) })
    expect(body).toMatchObject([{ id: made.id, standing: { value: 100 } }])
  }),
)

test('a rate is said to be on its way only where its interval says so, and nothing is said of few cases', () => {
  const rate = { metric: 'winRate', baseline: 30, target: 40 } as const
  const now = { value: 45, cases: 100, elapsed: 0.5, forecast: 45 }

  expect(stateOf(rate, { ...now, low: 41, high: 50 })).toBe('onTrack')
  expect(stateOf(rate, { ...now, low: 35, high: 55 })).toBe('unclear')
  expect(stateOf(rate, { ...now, low: 20, high: 39 })).toBe('behind')
  expect(stateOf(rate, { ...now, cases: 9, low: 41, high: 50 })).toBe('few')
  expect(stateOf({ metric: 'cycleDays', baseline: 40, target: 30 }, { ...now, value: 28, low: null, high: null })).toBe('onTrack') // prettier-ignore
  expect(progressOf({ metric: 'cycleDays', baseline: 40, target: 30 }, 35)).toBe(0.5)
  expect(daysOf([1, 2, 3, 10].map((one) => one * 86_400_000))).toEqual({ cases: 4, median: 2.5, p90: expect.closeTo(7.9, 5) }) // prettier-ignore
})

test(
  'whoever answers for a goal is told how it stands, once a week from the first Monday to the one after its end',
  onDesk(async ({ ada, ben, tx }) => {
    const goal = { name: 'Spring', metric: 'wonCount' as const, pipelineId: null, ownerId: ben.id, dealsOfId: null, currency: null, baseline: 0, target: 4, startsOn: '2026-02-04', dueOn: '2026-02-20' } // prettier-ignore
    await addGoal(ada, goal)
    await addGoal(ada, { ...goal, name: 'Nobody’s', ownerId: null })
    const done = await addGoal(ada, { ...goal, name: 'Taken away' })
    await setGoalArchived(ada, done.id, true)
    await deal(ben, {}, [['2026-02-05', '9015']])
    const told = async (day: string) => {
      for (let times = 0; times < 3; times++) await tellGoals(at({ ...ben, ...tx } as Person, day))
      const rows = await tx.db.selectFrom('notification').select('data').where('what', '=', 'goal').where('user_id', '=', ben.id).orderBy('id').execute() // prettier-ignore
      return rows.map((row) => row.data)
    }

    expect(await told('2026-02-08')).toEqual([])
    expect(await told('2026-02-09')).toEqual([{ work: 'behind', text: 'Spring (25 %)' }])
    expect(await told('2026-02-15')).toHaveLength(1)
    expect(await told('2026-02-18')).toHaveLength(2)
    expect((await told('2026-02-23')).at(-1)).toEqual({ work: 'missed', text: 'Spring (25 %)' })
    expect(await told('2026-03-02')).toHaveLength(3)
  }),
)
