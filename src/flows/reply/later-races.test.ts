// With commits, over two connections: what one transaction alone cannot show.
import { expect, test } from 'vitest'
import { openTestStore, useStore } from '../../../test/database.ts'
import { receive, testMeans } from '../../../test/arrivals.ts'
import { problemOf, words } from '../../../test/answering.ts'
import { visibleConversation } from '../../desk/conversations/read.ts'
import { beginDraft, saveDraft, standingDraft } from '../../desk/drafts/drafts.ts'
import { addInbox } from '../../desk/inboxes/inboxes.ts'
import { actorOf } from '../../desk/users/actors.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import { addUser } from '../../desk/users/users.ts'
import { must } from '../../kit/must.ts'
import type { Store } from '../../store/store.ts'
import type { Tx } from '../../store/tx.ts'
import { scheduleDraft, sendDue } from './later.ts'

const storeOf = useStore()
const us = { actorId: null }
const { to, cc, bcc, subject, text, html, kind } = words
const content = { to, cc, bcc, subject, text, html, doc: null, withQuote: true, attachmentIds: [], uploadIds: [] }

test('two who save at once: one is refused; two workers who come at once: it goes once', async () => {
  const store = storeOf()
  const other = await openTestStore(store.connection, { clock: store.clock })
  const means = testMeans(store)
  const people = await store.transact(us, async (tx) => {
    await addInbox(tx, { name: 'Support', addresses: ['support@desk.example'] })
    const add = (name: string) =>
      addUser(tx, { email: `${name}@people.example`, name, role: 'agent', passwordHash: null })
    const ids = { ben: await add('ben'), cleo: await add('cleo') }
    await receive(tx, means, {})
    return ids
  })
  const actorFor = async (tx: Tx, id: string) => must(await actorOf(tx, id), 'a colleague')
  const as = <T>(where: Store, who: 'ben' | 'cleo', verb: (tx: Tx, actor: Actor) => Promise<T>) =>
    where.transact({ actorId: people[who] }, async (tx) => verb(tx, await actorFor(tx, people[who])))
  const { id } = await store.transact(us, (tx) =>
    tx.db.selectFrom('conversation').select('id').executeTakeFirstOrThrow(),
  )
  const draft = await as(store, 'ben', async (tx, who) => {
    const place = await visibleConversation(tx, who, id)
    return await beginDraft(tx, who, place, { ...content, kind, writtenAgainst: place.version })
  })
  const at = { id, draftId: draft.id }

  const save = (where: Store, who: 'ben' | 'cleo') =>
    problemOf(
      as(where, who, async (tx, one) =>
        saveDraft(tx, one, await standingDraft(tx, one, at), { ...content, text: who, version: 1 }),
      ),
    )
  const saves = (await Promise.all([save(store, 'ben'), save(other, 'cleo')])) as ({ code?: string } | undefined)[]
  const refused = saves.filter((one) => one?.code === 'draft-changed')
  const { version } = await store.transact(us, (tx) =>
    tx.db.selectFrom('draft').select('version').executeTakeFirstOrThrow(),
  )
  expect([refused.length, version]).toEqual([1, 2])

  const when = new Date(store.clock.now().getTime() + 60_000).toISOString()
  await as(store, 'ben', async (tx, one) => {
    const standing = await standingDraft(tx, one, at)
    await scheduleDraft(tx, testMeans(store), one, standing, { version, at: when, timeZone: 'UTC', writtenAgainst: standing.row.written_against, after: {} }) // prettier-ignore
  })
  store.clock.advance(61_000)
  await Promise.all([store, other, store, other].map((where) => sendDue(where, testMeans(where), { conversationId: id, draftId: draft.id }))) // prettier-ignore

  const left = await store.transact(us, (tx) => tx.db.selectFrom('outbox').select('id').execute())
  expect(left).toHaveLength(1)
  await other.close()
})
