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
