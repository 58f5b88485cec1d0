import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { indexMessages } from '../../store/search.ts'
import { indexPending } from './indexing.ts'
import { listRows } from './lists.ts'

test(
  'a phrase is of whole words, of any script; only the one still being typed may go on',
  onDesk(async ({ tx, store, ben }) => {
    const subjects = ['état (civil) papers', 'civil papers, two', '我的订单还没有到', 'art: a heart often']
    await receive(tx, testMeans(store), ...subjects.map((subject) => ({ subject })))
    await indexPending(tx)
    const actor = await ben.actor()
    const found = async (q: string) =>
      (await listRows(tx, actor, { view: 'all', limit: 50, q })).conversations.map((one) => one.subject)

    expect(await found('"art often"')).toEqual([])
    expect(await found('"ETAT (civil) papers"')).toEqual(['état (civil) papers'])
    expect(await found('"civil paper"')).toEqual([])
    expect(await found('"civil papers, tw')).toEqual(['civil papers, two'])
    expect(await found('"订单还没"')).toEqual(['我的订单还没有到'])
  }),
)

test(
  'what many say and few of a list is found along the list, in pages that hold each once',
  onDesk(async ({ tx, ada, inboxes }) => {
    const all = Array.from({ length: 2_400 }, (_, n) => n + 1)
    await sql`insert into conversation (id, number, inbox_id, subject, priority, last_message_at, created_at)
      select n, n, ${inboxes.support}, 'c', case when n % 7 = 0 then 'urgent' else 'low' end,
        ${tx.now}::timestamptz - n * interval '1 minute', ${tx.now} from generate_series(1, ${all.length}::int) n`.execute(
      tx.db,
    )
    const rows = all.map((n) => ({
      conversationId: String(n),
      messageId: String(n),
      inboxId: inboxes.support,
      at: new Date(tx.now.getTime() - n * 60_000),
      text: n % 2 ? 'parcel' : 'other',
    }))
    await indexMessages(tx, rows)
    const actor = await ada.actor()

    const pages: string[][] = []
    let cursor: string | undefined
    do {
      const asked = { view: 'all', q: 'parcel', priority: 'urgent', limit: 50 } as const
      const page = await listRows(tx, actor, cursor === undefined ? asked : { ...asked, cursor })
      pages.push(page.conversations.map((one) => one.id))
      cursor = page.next ?? undefined
    } while (cursor !== undefined)

    expect(pages[0]).toHaveLength(50)
    expect(pages.flat()).toEqual(all.filter((n) => n % 14 === 7).map(String))
  }),
)
