import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openTestStore, useStore } from '../../test/database.ts'
import { createChangeFeed } from './changes/feed.ts'
import { startSequencer } from './changes/sequencer.ts'
import { changeRange, noteChanges, numberChanges, readChanges, sweepChanges, type Change } from './changes.ts'
import type { Store } from './store.ts'

const store = useStore()
const us = { actorId: null }
const note = (name: string, on: Store = store()) =>
  on.transact(us, (tx) => noteChanges(tx, [{ name, subjectId: '1', inboxId: null }]))
const number = () => store().transact(us, numberChanges)
const names = (changes: Change[]) => changes.map((one) => one.name)
/** Ended with the test, also where it fails. */
async function open<T extends { close(): Promise<void> }>(opened: T | Promise<T>): Promise<T> {
  const it = await opened
  onTestFinished(() => it.close())
  return it
}
const newest = async () => (await changeRange(store())).newest
/** How many feeds hear the doorbell. */
const listening = async () => {
  const found = await store().pool.query(
    `select from pg_stat_activity where application_name = 'postroom doorbell' and datname = current_database()
      and query ilike 'listen %' and state = 'idle'`,
  )
  return found.rowCount
}

test('a reader skips no transaction, however late it commits', async () => {
  const start = await newest()
  const early = Promise.withResolvers<void>()
  const written = Promise.withResolvers<void>()
  const slow = store().transact(us, async (tx) => {
    await noteChanges(tx, [{ name: 'slow.written', subjectId: '1', inboxId: null }])
    written.resolve()
    await early.promise
  })
  await written.promise
  await note('quick.written')
  await number()

  const first = await readChanges(store(), start)
  early.resolve()
  await slow
  await number()
  const second = await readChanges(store(), first.at(-1)?.seq ?? start)

  expect(names(first)).toEqual(['quick.written'])
  expect(names(second)).toEqual(['slow.written'])
})

test('sequencers of several processes give each number once, without gaps', async () => {
  const start = BigInt(await newest())
  await Promise.all(
    Array.from({ length: 40 }, async (_, n) => {
      await note(`many.${n}`)
      if (n % 3 === 0) await number()
    }),
  )
  while ((await number()) > 0);

  const changes = await readChanges(store(), start.toString())
  expect(changes.map((one) => BigInt(one.seq))).toEqual(Array.from({ length: 40 }, (_, n) => start + BigInt(n) + 1n))
})

test('a page hears of a commit in another process without asking', async () => {
  const other = await open(openTestStore(store().connection))
  await open(startSequencer(other, { look: 60_000 }))
  const feed = await open(createChangeFeed(store(), { look: 60_000 }))
  const heard: Change[] = []
  feed.subscribe({ after: null, onChanges: (changes) => heard.push(...changes) })
  await expect.poll(listening).toBe(1)

  await note('far.happened', other)

  await expect.poll(() => names(heard)).toEqual(['far.happened'])
})

test('a page whose doorbell was lost hears all the same, and the doorbell comes back', async () => {
  await open(startSequencer(store()))
  const feed = await open(createChangeFeed(store(), { look: 50 }))
  const heard: Change[] = []
  feed.subscribe({ after: null, onChanges: (changes) => heard.push(...changes) })
  await expect.poll(listening).toBe(1)

  const cut = await store().pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'postroom doorbell' and datname = current_database()`,
  )
  await note('cut.off')

  expect(cut.rowCount).toBe(1)
  await expect.poll(() => names(heard)).toEqual(['cut.off'])
  await expect.poll(listening).toBe(1)
})

test('a page that was away is told what it missed, once and in order, also while more is happening', async () => {
  const after = await newest()
  const missed = Array.from({ length: 20 }, (_, n) => `missed.${n}`)
  for (const name of missed) await note(name)
  await number()
  await open(startSequencer(store()))
  const feed = await open(createChangeFeed(store()))
  const heard: Change[] = []

  feed.subscribe({ after, onChanges: (changes) => heard.push(...changes) })
  await note('meanwhile.happened')

  await expect.poll(() => names(heard)).toEqual([...missed, 'meanwhile.happened'])
})

test('a page that joins while the others are being told hears nothing twice', async () => {
  const feed = await open(createChangeFeed(store(), { look: 60_000 }))
  await expect.poll(listening).toBe(1)
  for (let round = 0; round < 10; round++) {
    const after = await newest()
    const heard: Change[] = []
    await note(`round.${round}`)
    const numbering = number()
    await sleep(round / 2)

    const leave = feed.subscribe({ after, onChanges: (changes) => heard.push(...changes) })
    await numbering
    await note('all.told') // whoever has heard this has heard all before it
    await number()

    await expect.poll(() => names(heard)).toContain('all.told')
    expect(names(heard)).toEqual([`round.${round}`, 'all.told'])
    leave()
  }
})

test('a page that was away for longer than changes are kept starts afresh', async () => {
  await note('old.happened')
  await number()
  store().clock.advance(3 * 24 * 3600_000)
  await store().transact(us, sweepChanges)
  const feed = await open(createChangeFeed(store()))
  const gap = vi.fn()

  feed.subscribe({ after: '1', onChanges: () => undefined, onGap: gap })
  feed.subscribe({ after: await newest(), onChanges: () => undefined, onGap: () => expect.unreachable() })

  await expect.poll(() => gap.mock.calls.length).toBe(1)
  expect(await readChanges(store(), '0')).toEqual([])
})
