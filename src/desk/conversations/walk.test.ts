import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import type { Tx } from '../../store/tx.ts'
import { listRows } from './lists.ts'

/** Conversations `from` to `to`, each a minute older than the one before. */
async function add(tx: Tx, inboxId: string, [from, to]: [number, number], status: string, tag?: string) {
  await sql`insert into conversation (id, number, inbox_id, subject, status, tags, last_message_at, created_at)
    select n, n, ${inboxId}, ${tag ?? ''} || n, ${status}, ${tag ? [tag] : []}::text[], ${tx.now}::timestamptz - n * interval '1 minute', ${tx.now}
    from generate_series(${from}::int, ${to}::int) n`.execute(tx.db)
}

test(
  'a filter over all shelves skips nothing, where one shelf has thousands that do not fit before the one that does',
  onDesk(async ({ tx, ada, inboxes }) => {
    await add(tx, inboxes.support, [1, 1_100], 'resolved')
    await add(tx, inboxes.support, [1_101, 1_101], 'resolved', 'vip')
    await add(tx, inboxes.support, [2_000, 2_010], 'open', 'vip')

    const page = await listRows(tx, await ada.actor(), { view: 'all', tag: 'vip', limit: 3 })
    const { next } = page
    const second = await listRows(tx, await ada.actor(), { view: 'all', tag: 'vip', limit: 30, cursor: next ?? '' })

    expect(page.conversations.map((one) => one.subject)).toEqual(['vip1101', 'vip2000', 'vip2001'])
    expect(second.conversations.map((one) => one.number)).toEqual(
      Array.from({ length: 9 }, (_, n) => String(2_002 + n)),
    )
  }),
)

test(
  'a tag is found by whatever place it has among those of a conversation, once, newest first',
  onDesk(async ({ tx, ada, inboxes }) => {
    const others = ['a', 'b', 'c', 'd', 'e']
    for (const place of [0, 1, 2, 3, 4, 5])
      await sql`insert into conversation (id, number, inbox_id, subject, tags, last_message_at, created_at) values (${place + 1}, ${place + 1},
        ${inboxes.support}, 'at ' || ${place}::text, ${others.toSpliced(place, 0, 'vip')}::text[],
        ${new Date(tx.now.getTime() - ((place * 5) % 6) * 60_000)}, ${tx.now})`.execute(tx.db)
    const actor = await ada.actor()
    const found = async (filters: object) =>
      (await listRows(tx, actor, { view: 'all', tag: 'vip', limit: 50, ...filters })).conversations.map((one) => one.id)

    expect(await found({})).toEqual(['1', '6', '5', '4', '3', '2'])
    expect(await found({ view: 'open', priority: 'normal' })).toEqual(['1', '6', '5', '4', '3', '2'])
    expect(await found({ inboxId: inboxes.support })).toEqual(['1', '6', '5', '4', '3', '2'])
    expect(await found({ tag: 'e' })).toEqual(['1', '6', '5', '4', '3', '2'])
    expect(await found({ tag: 'no' })).toEqual([])
  }),
)
