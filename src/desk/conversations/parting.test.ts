// Merges, splits and their undoing in any order, with mail in between: no message is lost, doubled or miscounted, and what is all
// undone is as it was.
import { expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { must } from '../../kit/must.ts'
import { toProblem } from '../../kit/problem.ts'
import { setStatus } from './change.ts'
import { merge } from './merge.ts'
import { split } from './split.ts'
import { tallyErrors } from './tally.ts'
import { unmerge } from './unmerge.ts'
import { unsplit } from './unsplit.ts'

/** The same every time. */
function chance(seed: number) {
  let state = seed
  return (most: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * most)
  }
}

type Below = (most: number) => number
const pick = <T>(all: readonly T[], below: Below): T => must(all[below(all.length)], 'one of them')

async function fill(desk: Desk, count: number, below: Below): Promise<void> {
  const means = testMeans(desk.store)
  const people = ['dora@acme.example', 'emil@bolt.example', 'fay@else.example']
  const letters = Array.from({ length: count }, (_, at) => {
    const to = below(3) > 0 && at > 0 ? `m${below(at)}@x.example` : null
    return {
      from: pick(people, below),
      messageId: `m${at}@x.example`,
      subject: `${to ? 'Re: ' : ''}matter ${at}`,
      text: `words ${at}`,
      ...(to ? { inReplyTo: to, references: `<${to}>` } : {}),
    }
  })
  for (const letter of letters) await receive(desk.tx, means, letter)
  for (const one of await deskNow(desk.tx))
    if (below(3) === 0) await setStatus(desk.ben, one.id, pick(['waiting', 'resolved'] as const, below))
}

/** Refused deeds change nothing: none of them writes before it has checked. */
const attempt = async (deed: Promise<unknown>) => {
  await deed.catch((thrown: unknown) => {
    if (toProblem(thrown).kind === 'broken') throw thrown
  })
}

async function mergeOrSplit(desk: Desk, below: Below): Promise<void> {
  const all = await deskNow(desk.tx)
  const one = pick(all, below)
  if (below(2) === 0) await attempt(merge(desk.ben, one.id, pick(all, below).id))
  else await attempt(split(desk.ben, one.id, pick(one.messages, below).id, { andLater: below(2) === 0 }))
}

async function undoables(desk: Desk): Promise<{ id: string; isMerged: boolean }[]> {
  const rows = await desk.tx.query<{ id: string; isMerged: boolean }>({
    text: `select id, merged_into is not null as "isMerged" from conversation
      where deleted_at is null and (merged_into is not null or split_undo is not null and split_undo ->> 'isUndone' is null) order by id`,
    values: [],
  })
  return rows
}

async function undoOne(desk: Desk, { id, isMerged }: { id: string; isMerged: boolean }): Promise<void> {
  await attempt(isMerged ? unmerge(desk.ben, id) : unsplit(desk.ben, await desk.ben.actor(), id))
}

async function picture(desk: Desk) {
  const participants = await desk.tx.db.selectFrom('participant').selectAll().execute()
  return (await deskNow(desk.tx)).map((one) => ({
    ...one,
    version: 0,
    parted_from: null,
    participants: participants
      .filter((other) => other.conversation_id === one.id)
      .map(({ address, role }) => `${address} ${role}`)
      .toSorted(),
  }))
}

async function expectSound(desk: Desk, messages: number): Promise<void> {
  const all = await deskNow(desk.tx)
  const ids = all.flatMap((one) => one.messages.map((message) => message.id))
  expect([ids.length, new Set(ids).size]).toEqual([messages, messages])
  for (const one of all) expect([one.id, one.message_count]).toEqual([one.id, one.messages.length])
  expect(await tallyErrors(desk.tx)).toEqual([])
}

test.each([14, 26])(
  'merges and splits of any kind, undone in any order: every message is in exactly one place, and at the end all is as it was (%i)',
  async (seed) =>
    onDesk(async (desk) => {
      const below = chance(seed)
      await fill(desk, 9, below)
      const start = await picture(desk)
      for (let n = 0; n < 7; n++) {
        await mergeOrSplit(desk, below)
        const done = await undoables(desk)
        if (done.length > 0 && below(4) === 0) await undoOne(desk, pick(done, below))
      }
      await expectSound(desk, 9)
      for (let n = 0; n < 40; n++) {
        const done = await undoables(desk)
        if (done.length === 0) break
        await undoOne(desk, pick(done, below))
      }
      expect(await undoables(desk)).toEqual([])
      await expectSound(desk, 9)
      expect(await picture(desk)).toEqual(start)
    })(),
)

test(
  'with mail in between nothing is lost, doubled or miscounted',
  onDesk(async (desk) => {
    const below = chance(5)
    await fill(desk, 5, below)
    const means = testMeans(desk.store)
    for (let n = 0; n < 14; n++) {
      if (n % 3 === 0) {
        const to = `m${below(5)}@x.example`
        await receive(desk.tx, means, { messageId: `n${n}@x.example`, inReplyTo: to, references: `<${to}>` })
      }
      const done = await undoables(desk)
      await (done.length > 0 && below(3) === 0 ? undoOne(desk, pick(done, below)) : mergeOrSplit(desk, below))
      await expectSound(desk, 5 + Math.floor(n / 3) + 1)
    }
  }),
)
