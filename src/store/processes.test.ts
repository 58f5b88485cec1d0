// Who lives and who does not, judged by what others see of them.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { useStore } from '../../test/database.ts'
import { startLiving, type Living, type LivingOptions } from './processes.ts'

const store = useStore()
const open: Living[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop()
  await store().pool.query('delete from process')
})

/** One whose monotonic clock is turned by hand; it looks every 10 ms of ours. */
async function live(options: Partial<LivingOptions> = {}) {
  const buried: string[] = []
  let at = 0
  const living = await startLiving(store(), {
    name: 'desk.example 1',
    isOwner: false,
    bury: async (_tx, ids) => void buried.push(...ids),
    beat: 10,
    patience: 20_000,
    monotonic: () => at,
    ...options,
  })
  open.push(living)
  /** In steps that no sleep of the machine would explain, each looked at. */
  const pass = async (ms: number, step = 25) => {
    for (const end = at + ms; at < end; at += step) await beatsOnce(living.id)
    await beatsOnce(living.id)
  }
  return { ...living, buried, pass, jump: (ms: number) => void (at += ms) }
}

const beatsOf = async (id: string) =>
  Number((await store().pool.query('select beats from process where id = $1', [id])).rows[0]?.beats ?? Number.NaN)

async function beatsOnce(id: string): Promise<void> {
  const was = await beatsOf(id)
  while ((await beatsOf(id)) < was + 2) await sleep(2) // the round after the one under way has begun: that one has ended
}

const dead = (isOwner = false) =>
  store().pool.query(`insert into process (id, name, is_owner, started_at) values ('dead', 'x', $1, now())`, [isOwner])

test('whose number stands still is buried, once, and not before its time', async () => {
  await dead()
  const one = await live({ patience: 200 })

  await one.pass(150, 50)
  expect(one.buried).toEqual([])
  await one.pass(100)
  await one.pass(300)

  expect(one.buried).toEqual(['dead'])
})

test('two that live leave each other alone', async () => {
  const [one, other] = [await live({ patience: 200 }), await live({ patience: 200 })]

  await one.pass(300, 50)
  await other.pass(300, 50)

  expect([one.buried, other.buried]).toEqual([[], []])
})

test('who could not look for a while begins to watch anew', async () => {
  await dead()
  const one = await live({ patience: 200 })
  await one.pass(100)

  one.jump(10_000)
  await one.pass(100)

  expect(one.buried).toEqual([])
})

test('whoever starts the embedded database buries at once who did so before, and nobody else', async () => {
  await dead(true)
  const guest = await live()

  const owner = await live({ isOwner: true })

  expect(owner.buried).toEqual(['dead'])
  expect(await beatsOf(guest.id)).not.toBeNaN()
})

test('who was taken for dead and is not comes back under its name', async () => {
  const one = await live()

  await store().pool.query('delete from process')
  while (Number.isNaN(await beatsOf(one.id))) await sleep(2)

  expect(await beatsOf(one.id)).not.toBeNaN()
})
