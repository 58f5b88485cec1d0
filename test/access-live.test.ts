// The live half of the access matrix: everybody listens while something happens to every conversation, and hears of those they see.
import { afterEach, expect, test } from 'vitest'
import { createLive } from '../src/doors/http/live.ts'
import { createMetrics } from '../src/doors/http/metrics.ts'
import { setPrivacy } from '../src/desk/conversations/privacy.ts'
import { touch } from '../src/desk/conversations/touch.ts'
import { actingAs } from '../src/desk/users/asking.ts'
import type { Id } from '../src/kit/id.ts'
import { must } from '../src/kit/must.ts'
import { createChangeFeed } from '../src/store/changes/feed.ts'
import { noteChanges, numberChanges } from '../src/store/changes.ts'
import { createWorld, type Asker, type Thing } from './access-world.ts'
import { testMeans } from './arrivals.ts'
import { createDatabase, openTestStore } from './database.ts'
import { openWebDoor } from './web-door.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** `recheck` stays as it is in the product: rights are those of three seconds ago at most, by a clock that is turned by hand. */
async function openWorld() {
  const database = await createDatabase()
  closing.push(() => database.drop())
  const store = await openTestStore(database.connection)
  closing.push(() => store.close())
  const world = await store.transact({ actorId: null }, (tx) => createWorld(tx, testMeans(store)))
  const number = async () => {
    while ((await store.transact({ actorId: null }, numberChanges)) > 0);
  }
  await number()
  const feed = await createChangeFeed(store, { look: 20 }) // begins behind all that made the world
  closing.push(() => feed.close())
  let at = 0
  const live = createLive({ store, feed, metrics: createMetrics(), monotonic: () => at })
  closing.push(() => live.close())
  const door = openWebDoor(store, { live, tokenRate: 1_000_000 })
  const happen = async (things: Thing[]) => {
    await store.transact({ actorId: null }, async (tx) => {
      for (const { ids } of things)
        await touch(tx, ids.conversation, {}, { name: 'conversation.tagged', data: { added: [], removed: [] } })
      // What everybody hears of: whoever has heard this has heard all before it.
      await noteChanges(tx, [
        { name: 'team.changed', subjectId: '1', inboxId: null },
        { name: 'category.changed', subjectId: '1', inboxId: null },
      ])
    })
    await number()
  }
  const listen = async ({ userId, bearer }: Pick<Asker, 'userId' | 'bearer'>, after?: string) => {
    const cookie = userId === null ? null : await door.signedIn(userId)
    const headers = {
      ...(bearer && { authorization: bearer }),
      ...(cookie && { cookie }),
      ...(after && { 'last-event-id': after }),
    }
    const answer = await door.app.request('/api/v1/live', { headers })
    if (answer.status !== 200) return { status: answer.status, text: () => '', isOver: () => true }
    const reader = must(answer.body, 'a stream').getReader()
    let [text, isOver] = ['', false]
    void (async () => {
      for (let part = await reader.read(); !part.done; part = await reader.read())
        text += new TextDecoder().decode(part.value)
      isOver = true
    })()
    closing.push(() => reader.cancel())
    return { status: 200, text: () => text, isOver: () => isOver }
  }
  return { store, world, happen, listen, number, pass: (ms: number) => void (at += ms) }
}

const isHeard = (text: string, id: Id) => text.includes(`"subjectId":"${id}"`)

test('everybody hears of what happens to the conversations they see and of no other, now and of what they missed', async () => {
  const { world, happen, listen } = await openWorld()
  const ears = []
  for (const asker of world.askers) ears.push({ asker, ear: await listen(asker) })

  await happen(world.things)

  const wrong: string[] = []
  let cells = 0
  for (const { asker, ear } of ears) {
    const mayListen = asker.permissions.has('conversation.read')
    expect(ear.status, asker.name).toBe(mayListen ? 200 : 401)
    if (!mayListen) continue
    await expect.poll(ear.text).toContain('category.changed')
    const late = await listen(asker, '0')
    await expect.poll(late.text).toMatch(/category\.changed|reset/)
    for (const { state, ids } of world.things)
      for (const text of [ear.text(), late.text()]) {
        cells++
        // What was put into the bin is told to those who had it in their lists.
        const isTold =
          asker.sees.includes(state) ||
          (state === 'binned' && asker.sees.includes('open') && asker.name !== 'bound token')
        if (isHeard(text, ids.conversation) !== isTold) wrong.push(`${asker.name} ${state}`)
      }
  }

  expect(wrong).toEqual([])
  expect(cells).toBe(80)
})

test('who loses a conversation by its privacy, or their login, hears no more of it three seconds later', async () => {
  const { store, world, happen, listen, number, pass } = await openWorld()
  const [open] = world.things as [Thing]
  const idOf = (name: string) => must(world.users.get(name), name)
  const ear = await listen({ userId: idOf('agent'), bearer: null })
  const kims = await listen({ userId: idOf('kim'), bearer: null })
  await happen([open])
  await expect.poll(ear.text).toContain(open.ids.conversation)

  await store.transact({ actorId: idOf('kim') }, (tx) =>
    setPrivacy(actingAs(tx, idOf('kim')), open.ids.conversation, []),
  )
  await number()
  await expect.poll(ear.text).toContain('conversation.left')
  const heard = ear.text().length
  pass(3_000)
  await happen([open])
  await expect.poll(() => kims.text().split(open.ids.conversation).length).toBeGreaterThan(3)
  await expect.poll(() => ear.text().slice(heard)).toContain('category.changed')

  expect(ear.text().slice(heard)).not.toContain(open.ids.conversation)
  expect(ear.text()).not.toContain('conversation.restricted')
  await store.transact({ actorId: null }, (tx) =>
    tx.db.updateTable('user').set({ disabled_at: tx.now }).where('id', '=', idOf('agent')).execute(),
  )
  pass(3_000)
  await happen([open])
  await expect.poll(ear.isOver).toBe(true)
})
