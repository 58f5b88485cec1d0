import { testBlobs } from '../../../test/memory-blobs.ts'
import { keysOf } from '../../store/keys.ts'
import { afterEach, expect, test } from 'vitest'
import { useStore } from '../../../test/database.ts'
import { openWebDoor, type WebDoor } from '../../../test/web-door.ts'
import { addInbox } from '../../desk/inboxes/inboxes.ts'
import { createToken } from '../../desk/users/tokens.ts'
import { actorOf } from '../../desk/users/actors.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import { addUser, changeUser } from '../../desk/users/users.ts'
import { limits } from '../../kit/limits.ts'
import { silentLog } from '../../kit/log.ts'
import { must } from '../../kit/must.ts'
import { createChangeFeed } from '../../store/changes/feed.ts'
import { numberChanges } from '../../store/changes.ts'
import { record } from '../../store/events.ts'
import { createLive, maySee } from './live.ts'
import { createPresence } from '../../desk/presence/presence.ts'
import { whisper } from '../../store/changes/whispers.ts'
import { createMetrics } from './metrics.ts'
import { startHttp } from './server.ts'

const storeOf = useStore()
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

let people = 0

/** A desk whose feed is looked at every 20 ms, with Ada, Ben, and Cleo who alone of the two sees the closed inbox. */
async function openDesk(times: { heartbeat?: number; recheck?: number } = {}) {
  const store = storeOf()
  const at = ++people
  const [ada, ben, cleo] = await store.transact({ actorId: null }, async (tx) => {
    const add = (name: string, role: 'admin' | 'agent') =>
      addUser(tx, { email: `${name}${at}@people.example`, name, role, passwordHash: null })
    return [await add('ada', 'admin'), await add('ben', 'agent'), await add('cleo', 'agent')]
  })
  const closed = await store.transact({ actorId: ada }, (tx) =>
    addInbox(tx, { name: 'Billing', addresses: [`billing${at}@desk.example`], isOpenToAll: false, userIds: [cleo] }),
  )
  const happen = (name: string, inboxId?: string) =>
    store
      .transact({ actorId: ada }, async (tx) => {
        await record(tx, name, tx.mint(), {}, inboxId ? { inboxId } : {})
      })
      .then(() => store.transact({ actorId: null }, numberChanges))
  await store.transact({ actorId: null }, numberChanges)
  const feed = await createChangeFeed(store, { look: 20 }) // begins behind all that made the desk
  closing.push(() => feed.close())
  const metrics = createMetrics()
  const presence = createPresence({ say: (words) => whisper(store, words), from: `${at}`, look: 20 })
  closing.push(() => presence.close())
  feed.onWhisper(presence.hear)
  const live = createLive({ store, feed, metrics, presence, recheck: 30, ...times })
  const door = openWebDoor(store, { live, metrics })
  closing.push(() => live.close())
  return { store, door, live, feed, metrics, presence, ada, ben, cleo, inboxId: closed.id, happen }
}

/** Reads the stream until `enough`, or its end. */
async function listen(door: WebDoor, as: string, lastEventId?: string) {
  const headers = { cookie: as, ...(lastEventId && { 'last-event-id': lastEventId }) }
  const answer = await door.app.request('/api/v1/live', { headers })
  const reader = must(answer.body, 'a stream').getReader()
  let text = ''
  let isOver = false
  const pump = (async () => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      text += new TextDecoder().decode(value)
    }
    isOver = true
  })()
  closing.push(() => reader.cancel())
  const names = () => [...text.matchAll(/"name":"([^"]+)"/g)].map((found) => found[1])
  const seqs = () => [...text.matchAll(/^id: (\d+)$/gm)].map((found) => Number(found[1]))
  return { status: answer.status, names, seqs, text: () => text, isOver: () => isOver, pump }
}

test('a page hears what happens in its inboxes, in order, and nothing of others', async () => {
  const { door, ben, cleo, inboxId, happen } = await openDesk()
  const bens = await listen(door, await door.signedIn(ben))
  const cleos = await listen(door, await door.signedIn(cleo))

  await happen('conversation.assigned', inboxId)
  await happen('team.added')
  await happen('token.created')

  await expect.poll(() => cleos.names()).toEqual(expect.arrayContaining(['conversation.assigned', 'team.added']))
  await expect.poll(() => bens.names()).toContain('team.added')
  expect(bens.names()).not.toContain('conversation.assigned')
  expect(bens.names()).not.toContain('token.created')
  expect(cleos.seqs()).toEqual(cleos.seqs().toSorted((a, b) => a - b))
})

test('what happens to people, logins, tokens and contacts is heard only by whoever may know of them', async () => {
  const { store, ada, ben, inboxId, happen, door } = await openDesk()
  const actorOfUser = (id: string) =>
    store.transact({ actorId: null }, async (tx) => must(await actorOf(tx, id), 'a user'))
  const [asAda, asBen] = [await actorOfUser(ada), await actorOfUser(ben)]
  const bare = { ...asAda, kind: 'token' as const, permissions: new Set(['conversation.read']), seesAll: false }
  const heard = (actor: Actor, name: string, change: { inboxId?: string; subjectId?: string } = {}) =>
    maySee(actor, { name, inboxId: null, subjectId: '17', ...change })

  for (const name of ['user.invited', 'user.signedIn', 'user.signedOut', 'user.passwordChanged', 'session.ended'])
    expect([heard(asAda, name), heard(asBen, name), heard(bare, name)], name).toEqual([true, false, false])
  for (const name of ['token.created', 'invitation.revoked', 'contact.changed', 'company.changed', 'made.up'])
    expect([heard(asAda, name), heard(asBen, name), heard(bare, name)], name).toEqual([true, false, false])
  for (const name of ['user.changed', 'team.changed', 'inbox.changed'])
    expect([heard(asAda, name), heard(asBen, name), heard(bare, name)], name).toEqual([true, true, false])
  for (const name of ['field.changed', 'customStatus.added', 'view.changed'])
    expect([heard(asAda, name), heard(asBen, name), heard(bare, name)], name).toEqual([true, true, true])
  expect(heard(asBen, 'user.signedOut', { subjectId: ben })).toBe(true)
  expect(heard({ ...asBen, inboxIds: [inboxId] }, 'contact.changed', { inboxId })).toBe(true)
  expect(heard(bare, 'contact.changed', { inboxId })).toBe(false)

  const bens = await listen(door, await door.signedIn(ben))
  await happen('user.invited')
  await happen('contact.changed')
  await happen('team.changed')
  await expect.poll(() => bens.names()).toContain('team.changed')
  expect(bens.names()).not.toContain('user.invited')
  expect(bens.names()).not.toContain('contact.changed')
})

test('of a private conversation hear those it is kept to, those who look in while they may, and once who lost it', async () => {
  const { store, ada, ben, cleo, inboxId } = await openDesk()
  const actorOfUser = (id: string) =>
    store.transact({ actorId: null }, async (tx) => must(await actorOf(tx, id), 'a user'))
  const [asAda, asBen, asCleo] = [await actorOfUser(ada), await actorOfUser(ben), await actorOfUser(cleo)]
  const everybody = [asAda, { ...asBen, inboxIds: [inboxId] }, { ...asCleo, inboxIds: [inboxId] }]
  const kept = new Map([['17', { members: new Set([cleo]), lookers: new Set([ada, ben]) }]])
  const heard = (name: string, userId: string | null = null) =>
    everybody.map((actor) => maySee(actor, { name, inboxId, subjectId: '17', userId }, kept))

  expect(heard('conversation.glassBroken')).toEqual([true, false, true])
  expect(heard('conversation.left', ben)).toEqual([false, true, false])
  expect(heard('conversation.left')).toEqual([true, true, true])
})

test('a page that was away hears what it missed', async () => {
  const { door, cleo, inboxId, happen } = await openDesk()
  const as = await door.signedIn(cleo)
  const before = await listen(door, as)
  await happen('conversation.resolved', inboxId)
  await expect.poll(() => before.names()).toContain('conversation.resolved')
  const last = String(must(before.seqs().at(-1), 'a number'))

  await happen('conversation.reopened', inboxId)
  const after = await listen(door, as, last)

  await expect.poll(() => after.names()).toContain('conversation.reopened')
  expect(after.names()).not.toContain('conversation.resolved')
  const lost = await listen(door, as, '999999999')
  await expect.poll(() => lost.text()).toContain('event: reset')
})

test('who loses an inbox hears no more of it, and who is disabled is cut off', async () => {
  const { door, store, ada, cleo, inboxId, happen } = await openDesk({ heartbeat: 50 })
  const cleos = await listen(door, await door.signedIn(cleo))

  await store.transact({ actorId: ada }, async (tx) =>
    tx.db.deleteFrom('inbox_access').where('inbox_id', '=', inboxId).execute(),
  )
  await new Promise((resolve) => setTimeout(resolve, 60))
  await happen('conversation.assigned', inboxId)
  await happen('team.changed')
  await expect.poll(() => cleos.names()).toContain('team.changed')
  expect(cleos.names()).not.toContain('conversation.assigned')

  await store.transact({ actorId: ada }, async (tx) =>
    changeUser(tx, must(await actorOf(tx, ada), 'Ada'), cleo, { isDisabled: true }),
  )
  await expect.poll(() => cleos.isOver()).toBe(true)
})

test('strangers and pages of other sites do not listen, a token does', async () => {
  const { door, store, ada, ben } = await openDesk()
  const asked = (headers: Record<string, string>) => door.app.request('/api/v1/live', { headers })
  const made = await store.transact({ actorId: ada }, async (tx) =>
    createToken(tx, must(await actorOf(tx, ada), 'Ada'), {
      name: 'x',
      scopes: ['conversation.read'],
      inboxIds: null,
      days: 1,
      isDesks: false,
    }),
  )

  expect((await asked({})).status).toBe(401)
  expect((await asked({ cookie: await door.signedIn(ben), 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  const answer = await asked({ authorization: `Bearer ${made.secret}` })
  expect(answer.headers.get('content-type')).toBe('text/event-stream')
  await answer.body?.cancel()
})

test('one person listens so many times at once and no more; others, and the person’s own token, still do', async () => {
  const { door, store, ben, cleo } = await openDesk()
  const [bens, again, cleos] = [await door.signedIn(ben), await door.signedIn(ben), await door.signedIn(cleo)]
  const asked = (headers: Record<string, string>, method = 'GET') =>
    door.app.request('/api/v1/live', { headers, method })
  const made = await store.transact({ actorId: ben }, async (tx) =>
    createToken(tx, must(await actorOf(tx, ben), 'Ben'), {
      name: 'x',
      scopes: ['conversation.read'],
      inboxIds: null,
      days: 1,
      isDesks: false,
    }),
  )
  for (let at = 0; at < limits.live.atOnce; at++) await asked({ cookie: bens }, 'HEAD')
  const open = []
  for (let at = 0; at < limits.live.atOnce; at++) open.push(await asked({ cookie: at % 2 ? bens : again }))

  const over = await asked({ cookie: bens })

  expect(open.map((one) => one.status)).toEqual(open.map(() => 200))
  expect(over.status).toBe(429)
  expect(over.headers.get('retry-after')).toBe('30')
  expect(await over.json()).toMatchObject({ code: 'too-many-pages', title: expect.stringContaining('20') })
  const others: Record<string, string>[] = [{ cookie: cleos }, { authorization: `Bearer ${made.secret}` }]
  for (const headers of others) {
    const other = await asked(headers)
    expect(other.status).toBe(200)
    await other.body?.cancel()
  }
  await open[0]?.body?.cancel()
  expect((await asked({ cookie: bens })).status).toBe(200)
})

test('a heartbeat keeps the stream, and stopping the door ends it within the grace', async () => {
  const { door, store, live, metrics, ben } = await openDesk({ heartbeat: 20 })
  const as = await door.signedIn(ben)
  const http = await startHttp({
    store,
    keys: keysOf(Buffer.alloc(32, 7)),
    blobs: testBlobs(),
    live,
    metrics,
    host: '127.0.0.1',
    port: 0,
    answers: [],
    log: silentLog,
    webDir: '/nowhere',
    publicUrl: null,
    trustedProxies: [],
    ready: async () => ({ isReady: true, checks: {} }),
  })
  const answer = await fetch(`http://127.0.0.1:${http.port}/api/v1/live`, { headers: { cookie: as } })
  const reader = must(answer.body, 'a stream').getReader()
  let text = ''
  const more = async () => {
    const { done, value } = await reader.read()
    if (value) text += new TextDecoder().decode(value)
    return !done
  }
  while (!text.includes(': still here')) expect(await more()).toBe(true)
  expect(await metrics.registry.metrics()).toContain('postroom_live_streams 1')

  const started = performance.now()
  await http.stop(50_000)

  expect(performance.now() - started).toBeLessThan(30_000)
  while (await more());
  await expect(fetch(`http://127.0.0.1:${http.port}/healthz`)).rejects.toThrow()
})

test('who looks at a conversation is told, by whichever process, to those who may see it and to nobody else', async () => {
  const { store, door, ada, ben, cleo, inboxId } = await openDesk()
  const conversationId = store.mint()
  const bens = await listen(door, await door.signedIn(ben))
  const cleos = await listen(door, await door.signedIn(cleo))
  const elsewhere = createPresence({ say: (words) => whisper(store, words), from: 'elsewhere' })
  closing.push(() => elsewhere.close())

  elsewhere.tell({ conversationId, userId: ada, inboxId, doing: 'writing' })

  const said = `event: presence\ndata: ${JSON.stringify({ conversationId, userId: ada, doing: 'writing' })}\n\n`
  await expect.poll(() => cleos.text()).toContain(said)
  const late = await listen(door, await door.signedIn(cleo))
  await expect.poll(() => late.text()).toContain(said)
  expect(bens.text()).not.toContain(conversationId)
})
