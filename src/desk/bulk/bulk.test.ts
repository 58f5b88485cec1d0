import { expect, test } from 'vitest'
import { type Desk, onDesk } from '../../../test/desk.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { setStatus } from '../conversations/change.ts'
import { mendTallies } from '../conversations/tally.ts'
import { setPrivacy } from '../conversations/privacy.ts'
import type { Bulk } from './bulk.api.ts'
import { beginBulk, ownBulks, previewBulk, stopBulk, sweepBulks, undoBulk } from './bulk.ts'
import { bulkHandler } from './carry-out.ts'
import { MOST } from './matching.ts'

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { code: string }) => error.code,
  )
const open = { view: 'open' as const }

async function conversations(tx: Tx, inboxId: Id, count: number, tags: string[] = []): Promise<Id[]> {
  const ids = Array.from({ length: count }, () => tx.mint())
  const at = new Date(tx.now.getTime() - 60_000)
  await tx.db
    .insertInto('conversation')
    .values(
      ids.map((id) => ({
        id,
        number: id,
        inbox_id: inboxId,
        subject: id,
        status: 'open',
        tags,
        last_message_at: at,
        created_at: at,
      })),
    ) // prettier-ignore
    .execute()
  await mendTallies(tx)
  return ids
}

/** What the worker would do. */
async function carriedOut({ store }: Desk, id: Id) {
  const job = { id: '1', kind: 'bulkChange.carryOut', payload: { id }, attempts: 1 }
  if (!('runOutside' in bulkHandler)) throw new Error('expected a job of many transactions')
  await bulkHandler.runOutside(store, job as never)
}

async function asked(person: Desk['ben'], change: Bulk, filters = {}) {
  return beginBulk(person, await person.actor(), person.id, { change, filters: { ...open, ...filters } })
}
const statuses = async (tx: Tx, ids: Id[]) =>
  (await tx.db.selectFrom('conversation').select('status').where('id', 'in', ids).orderBy('id').execute()).map((one) => one.status) // prettier-ignore

test(
  'all that a list holds is changed in somebody’s name, only where they see it, and undone where nobody has come since',
  onDesk(async (desk) => {
    const { ben, ada, tx, inboxes, history } = desk
    const mine = await conversations(tx, inboxes.support, 45)
    const theirs = await conversations(tx, inboxes.billing, 2)
    const [hidden = '', touched = '', ...rest] = mine
    await setPrivacy(ada, hidden, [ada.id])

    const preview = await previewBulk(tx, await ben.actor(), open)
    const { id } = await asked(ben, { status: 'resolved', addTags: ['swept'] })
    await carriedOut(desk, id)

    expect(preview).toMatchObject({ count: 44, isMore: false, inboxes: [{ inboxId: inboxes.support, count: 44 }] })
    expect(await ownBulks(ben, ben.id)).toMatchObject([{ state: 'done', count: 44, done: 44, leftAlone: 0 }])
    expect(new Set(await statuses(tx, [...rest, touched]))).toEqual(new Set(['resolved']))
    expect(await statuses(tx, [hidden, ...theirs])).toEqual(['open', 'open', 'open'])
    expect(await history(touched)).toMatchObject([
      { name: 'conversation.tagged', by: 'ben' },
      { name: 'conversation.statusChanged', by: 'ben' },
    ])
    expect((await history(id)).map((one) => one.name)).toEqual(['bulkChange.begun', 'bulkChange.carriedOut'])

    await setStatus(ada, touched, 'waiting')
    await undoBulk(ben, ben.id, id)
    await carriedOut(desk, id)

    expect(new Set(await statuses(tx, rest))).toEqual(new Set(['open']))
    expect(await statuses(tx, [touched])).toEqual(['waiting'])
    expect(await ownBulks(ben, ben.id)).toMatchObject([{ state: 'undone', restored: 43 }])
    const tags = await tx.db.selectFrom('conversation').select('tags').where('id', 'in', mine).execute()
    expect(tags.flatMap((one) => one.tags)).toEqual([])
  }),
)

test(
  'what one of them refuses is left alone and does not hold up the others',
  onDesk(async (desk) => {
    const { ben, cleo, ada, tx, inboxes } = desk
    const ids = await conversations(tx, inboxes.support, 30)
    await setPrivacy(ada, ids[3] ?? '', [ada.id, ben.id])

    const { id } = await asked(ben, { assigneeId: cleo.id })
    await carriedOut(desk, id)

    expect(await ownBulks(ben, ben.id)).toMatchObject([{ done: 29, leftAlone: 1 }])
    const left = await tx.db.selectFrom('bulk_change_item').selectAll().where('moves', 'is', null).execute()
    expect(left).toMatchObject([{ conversation_id: ids[3], left_because: 'assignee-blind' }])
  }),
)

test(
  'mail that comes in after somebody looked was not meant',
  onDesk(async (desk) => {
    const { ben, tx, inboxes } = desk
    const [first = '', second = '', third = ''] = await conversations(tx, inboxes.support, 3)
    const later = (id: Id, ms: number) =>
      tx.db.updateTable('conversation').set({ last_message_at: new Date(tx.now.getTime() + ms) }).where('id', '=', id).execute() // prettier-ignore
    const asOf = tx.now.toISOString()
    await later(first, 1_000)

    const begun = await beginBulk(ben, await ben.actor(), ben.id, {
      change: { status: 'resolved' },
      filters: open,
      asOf,
    })
    await later(second, 2_000)
    await carriedOut(desk, begun.id)

    expect(begun.count).toBe(2)
    expect(await statuses(tx, [first, second, third])).toEqual(['open', 'open', 'resolved'])
  }),
)

test(
  'one at a time, stopped where it is, and nobody else’s',
  onDesk(async (desk) => {
    const { ben, cleo, tx, inboxes } = desk
    const ids = await conversations(tx, inboxes.support, 3)
    const { id } = await asked(ben, { priority: 'high' })

    expect(await codeOf(asked(ben, { priority: 'low' }))).toBe('bulk-running')
    expect(await codeOf(stopBulk(cleo, cleo.id, id))).toBe('bulk-missing')
    expect(await stopBulk(ben, ben.id, id)).toMatchObject({ state: 'stopped', done: 0 })
    await carriedOut(desk, id)

    const priorities = await tx.db.selectFrom('conversation').select('priority').where('id', 'in', ids).execute()
    expect(priorities.map((one) => one.priority)).toEqual(['normal', 'normal', 'normal'])
    expect(await codeOf(asked(ben, { deleted: true }))).toBe('not-permitted')
    expect(await codeOf(asked(ben, {}))).toBe('bulk-empty')
    const longAgo = new Date(tx.now.getTime() - 8 * 24 * 3_600_000)
    await tx.db.updateTable('bulk_change').set({ created_at: longAgo }).where('id', '=', id).execute()
    await sweepBulks(tx)
    expect(await ownBulks(ben, ben.id)).toEqual([])
  }),
)

test(
  'who has lost the right to it meanwhile changes nothing more',
  onDesk(async (desk) => {
    const { ben, tx, inboxes } = desk
    const ids = await conversations(tx, inboxes.support, 3)
    const { id } = await asked(ben, { status: 'resolved' })
    await tx.db.updateTable('user').set({ role: 'viewer' }).where('id', '=', ben.id).execute()

    await carriedOut(desk, id)

    expect(await statuses(tx, ids)).toEqual(['open', 'open', 'open'])
    expect(await ownBulks(ben, ben.id)).toMatchObject([{ done: 0, leftAlone: 3 }])
  }),
)

test(
  'a list is found whole, by filter and by query, and what is more than one change may reach is said',
  onDesk(async ({ ben, tx, inboxes }) => {
    await conversations(tx, inboxes.support, 130, ['late'])
    await conversations(tx, inboxes.support, 5)

    const actor = await ben.actor()

    expect(await previewBulk(tx, actor, { view: 'open', tag: 'late' })).toMatchObject({ count: 130, isMore: false })
    expect(await previewBulk(tx, actor, { view: 'all', q: '-tag:late' })).toMatchObject({ count: 5 })
    expect(MOST.filtered).toBe(10_000)
  }),
)
