import { expect, test } from 'vitest'
import { receive, testMeans, deskNow } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { must } from '../../kit/must.ts'
import { toProblem } from '../../kit/problem.ts'
import * as change from './change.ts'
import { countViews } from './counts.ts'
import { listRows } from './lists.ts'
import { merge } from './merge.ts'
import { unmerge } from './unmerge.ts'
import { setPrivacy } from './privacy.ts'
import { markSeen } from './read.ts'
import { foldTallies, mendTallies, tallyErrors } from './tally.ts'

/** The same every time. */
function chance(seed: number) {
  let state = seed
  return (most: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * most)
  }
}

test(
  'whatever is done to conversations, the tallies are what a recount gives, and what the lists hold',
  onDesk(async (desk) => {
    const below = chance(11)
    const people = [desk.ada, desk.ben, desk.cleo]
    let hours = 0
    for (let n = 0; n < 120; n++) {
      const now = new Date(desk.tx.now.getTime() + hours++ * 3_600_000)
      await doSomething(desk, now, below).catch((thrown: unknown) => {
        // What is refused was begun, and is undone with its transaction; here there is only one.
        if (toProblem(thrown).kind === 'broken') throw thrown
      })
      if (n % 40 === 39) await foldTallies(desk.tx)
    }

    expect(await tallyErrors(desk.tx)).toEqual([])
    for (const person of people) {
      const actor = await person.actor()
      const { views } = await countViews(desk.tx, actor)
      for (const view of ['open', 'mine', 'unassigned', 'unread', 'waiting', 'snoozed', 'held'] as const) {
        const { conversations } = await listRows(desk.tx, actor, { view, limit: 100 })
        expect({ person: person.name, view, count: views[view] }).toEqual({
          person: person.name,
          view,
          count: conversations.length,
        })
      }
    }
  }),
  120_000,
)

async function doSomething(desk: Desk, now: Date, below: (most: number) => number): Promise<void> {
  const tx = { ...desk.tx, now }
  const all = await deskNow(desk.tx)
  const one = () => must(all[below(all.length)], 'a conversation').id
  const by = { ...must([desk.ada, desk.ben, desk.cleo][below(3)], 'a person'), now }
  const to = must([desk.inboxes.support, desk.inboxes.billing][below(2)], 'an inbox')
  const deeds: (() => Promise<unknown>)[] = [
    () => receive(tx, testMeans(desk.store), { to: `${to === desk.inboxes.billing ? 'billing' : 'support'}@desk.example`, subject: `matter ${below(6)}` }),
    () => receive(tx, testMeans(desk.store), { subject: `Re: matter ${below(6)}` }),
    async () => markSeen(by, await by.actor(), one(), below(4) > 0),
    async () => markSeen(by, await by.actor(), one(), true),
    () => change.setStatus(by, one(), must((['open', 'waiting', 'resolved'] as const)[below(3)], 'a status')),
    () => change.assign(by, one(), below(3) === 0 ? null : must([desk.ada, desk.ben, desk.cleo][below(3)], 'a person').id),
    () => change.snooze(by, one(), new Date(now.getTime() + below(20) * 3_600_000)),
    () => change.wakeOverdue(tx),
    () => change.moveToInbox(by, one(), to),
    () => change.hold(by, one(), below(2) === 0 ? 'junk' : null),
    () => change.deleteConversation(by, one()),
    () => change.restoreConversation(by, one()),
    () => merge(by, one(), one()),
    () => unmerge(by, one()),
    () => setPrivacy(by, one(), below(2) === 0 ? [] : null),
  ] // prettier-ignore
  if (all.length < 6) await must(deeds[0], 'mail')()
  else await must(deeds[below(deeds.length)], 'a deed')()
}

test(
  'what was written behind the tallies’ back is found out and mended, and folding changes no sum',
  onDesk(async (desk) => {
    await receive(desk.tx, testMeans(desk.store), {}, { subject: 'another' })
    await desk.tx.query({ text: `update conversation set status = 'waiting' where subject = 'another'`, values: [] })
    const before = await tallyErrors(desk.tx)

    const mended = await mendTallies(desk.tx)
    const sums = await countViews(desk.tx, await desk.ben.actor())
    await foldTallies(desk.tx)

    expect(before.map(({ name, kept, counted }) => ({ name, kept, counted }))).toEqual([
      { name: 'inbound', kept: 2, counted: 1 },
      { name: 'open', kept: 2, counted: 1 },
      { name: 'unassigned', kept: 2, counted: 1 },
      { name: 'waiting', kept: 0, counted: 1 },
    ])
    expect([mended, await tallyErrors(desk.tx)]).toEqual([4, []])
    expect(await countViews(desk.tx, await desk.ben.actor())).toEqual(sums)
    expect(sums.views).toMatchObject({ open: 1, unread: 1, waiting: 1 })
  }),
)
