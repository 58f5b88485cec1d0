import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { createRandom } from '../../../bench/load/random.ts'
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

test(
  'a word is found in the order of what was said, each conversation once, however many say it and whatever the list',
  onDesk(async ({ tx, ada, inboxes }) => {
    const random = createRandom(11)
    const actor = await ada.actor()
    const messages = Array.from({ length: 1_500 }, (_, n) => {
      const id = 1 + random.below(700)
      const words = ['common', ...(random.isOneIn(0.2) ? ['middling'] : []), ...(n % 150 === 0 ? ['seldom'] : [])]
      const said = random.isOneIn(0.7) ? words : words.slice(1)
      return { n, id, words: said, at: new Date(tx.now.getTime() - (n * 17 + random.below(9_000)) * 60_000 - n) }
    })
    const ids = [...new Set(messages.map((one) => one.id))]
    // Every ninth was merged into the one with the next number, where there is one.
    const headOf = (id: number) => (id % 9 === 0 && ids.includes(id + 1) ? id + 1 : id)
    const lastOf = (id: number) =>
      new Date(Math.max(...messages.filter((one) => headOf(one.id) === headOf(id)).map((one) => one.at.getTime())))
    await tx.db
      .insertInto('conversation')
      .values(
        ids.map((id) => ({
          id: String(id),
          number: String(id),
          inbox_id: inboxes.support,
          subject: 'c',
          created_at: tx.now,
          last_message_at: lastOf(id),
          priority: id % 4 === 0 ? 'urgent' : 'normal',
          status: id % 3 === 0 ? 'resolved' : 'open',
          assignee_id: id % 40 === 0 ? ada.id : null,
          merged_into: headOf(id) === id ? null : String(headOf(id)),
        })),
      )
      .execute()
    const rows = messages.map(({ n, id, at, words }) => ({
      conversationId: String(id),
      messageId: String(n + 1),
      inboxId: inboxes.support,
      at,
      text: `letter ${words.join(' ')}`,
    }))
    await indexMessages(tx, rows)

    const lists: [Partial<Parameters<typeof listRows>[2]>, (id: number) => boolean][] = [
      [{ view: 'all' }, () => true],
      [{ view: 'open' }, (id) => id % 3 !== 0],
      [{ view: 'all', priority: 'urgent' }, (id) => id % 4 === 0],
      [{ view: 'all', assigneeId: ada.id }, (id) => id % 40 === 0],
    ]
    for (const [list, isListed] of lists)
      for (const q of ['common', 'middling', 'seldom', 'common seldom', 'letter -middling']) {
        const found: string[] = []
        let cursor: string | undefined
        do {
          const page = await listRows(tx, actor, { view: 'all', limit: 40, ...list, q, cursor })
          expect(page.conversations.length).toBeLessThanOrEqual(40)
          found.push(...page.conversations.map((one) => one.id))
          cursor = page.next ?? undefined
        } while (cursor !== undefined)

        const asked = q.split(' ')
        const says = (text: string) =>
          asked.every((word) => (word.startsWith('-') ? !text.includes(word.slice(1)) : text.includes(word)))
        const newestFirst = rows.filter((row) => says(row.text)).toSorted((a, b) => b.at.getTime() - a.at.getTime())
        const heads = [...new Set(newestFirst.map((row) => headOf(Number(row.conversationId))))].filter(isListed)
        expect([list, q, found]).toEqual([list, q, heads.map(String)])
      }
  }),
)
