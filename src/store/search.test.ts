import { expect, test } from 'vitest'
import { onDatabase } from '../../test/database.ts'
import { indexMessages, moveIndexed, search, searchLag, sortIn, takePending } from './search.ts'
import { searchQuery, tsqueryOf } from './search/query.ts'
import { readQuestion } from './search/question.ts'
import type { Tx } from './tx.ts'

const DAY = 24 * 3600_000

/** One message each, one day older than the one before, in inbox 1. */
async function index(tx: Tx, texts: Record<string, string>, inboxId = '1') {
  await indexMessages(
    tx,
    Object.entries(texts).map(([id, text], age) => ({
      conversationId: id,
      messageId: `${id}0`,
      inboxId,
      at: new Date(tx.now.getTime() - age * DAY),
      text,
    })),
  )
}
const ask = async (tx: Tx, query: string, inboxIds = ['1']) =>
  (await search(tx, await readQuestion(tx, query), { inboxIds, limit: 10 })).conversationIds

test(
  'all words have to be there, in any language, newest first',
  onDatabase(async (tx) => {
    await index(tx, {
      10: 'Where is my order?',
      11: 'Sifarişlərim haradadır',
      12: 'order of İSTANBUL',
      13: '我要退款，订单号 12',
    })

    expect(await ask(tx, 'order')).toEqual(['10', '12'])
    expect(await ask(tx, 'ORDER istanbul')).toEqual(['12'])
    expect(await ask(tx, 'sifariş')).toEqual(['11'])
    expect([await ask(tx, '退款'), await ask(tx, '订单'), await ask(tx, '款'), await ask(tx, '款退')]).toEqual([
      ['13'],
      ['13'],
      ['13'],
      [],
    ])
    expect(await ask(tx, 'ord')).toEqual(['10', '12'])
  }),
)

test(
  'words can be left out, and nothing is found by only leaving out',
  onDatabase(async (tx) => {
    await index(tx, { 10: 'parcel damaged', 11: 'parcel late' })

    expect(await ask(tx, 'parcel -late')).toEqual(['10'])
    expect(await ask(tx, '-late')).toEqual([])
    expect(await ask(tx, '" -- ')).toEqual([])
  }),
)

test(
  'nobody finds what is in an inbox that they do not see, also after it was moved',
  onDatabase(async (tx) => {
    await index(tx, { 10: 'salary of Ben' }, '7')

    expect(await ask(tx, 'salary', ['1', '2'])).toEqual([])
    expect(await ask(tx, 'salary', [])).toEqual([])
    expect(await ask(tx, 'salary', ['7'])).toEqual(['10'])
    await moveIndexed(tx, '10', '1')
    expect([await ask(tx, 'salary', ['7']), await ask(tx, 'salary')]).toEqual([[], ['10']])
  }),
)

test('a phrase is told to the caller, folded, and its words are looked for', () => {
  const phrase = searchQuery('"Naïve Bayes" spam')

  expect(phrase.phrases).toEqual([{ text: 'naive bayes', isOpen: false }])
  expect(tsqueryOf(phrase, 682)).toBe(`'iy:naive' & 'iy:bayes' & 'iy:spam':*`)
  expect(tsqueryOf(searchQuery('"naïve ba'), 682)).toBe(`'iy:naive' & 'iy:ba':*`)
  expect(tsqueryOf(searchQuery(`o'neil \\ & | ! (:*) 'x'`), 1)).toBe(`'1:o' & '1:neil':* & '1:x':*`)
})

test(
  'pages hold every conversation once, over years, also where one has many messages',
  onDatabase(async (tx) => {
    const rows = Array.from({ length: 120 }, (_, n) => ({
      conversationId: String(100 + (n % 50)),
      messageId: String(1000 + n),
      inboxId: '1',
      at: new Date(tx.now.getTime() - n * 20 * DAY),
      text: `refund ${n}`,
    }))
    await indexMessages(tx, rows)

    const found: string[] = []
    let cursor: string | null = null
    do {
      const page = await search(tx, await readQuestion(tx, 'refund'), { inboxIds: ['1'], limit: 7, cursor })
      found.push(...page.conversationIds)
      cursor = page.next
    } while (cursor)

    expect(found).toEqual(Array.from({ length: 50 }, (_, n) => String(100 + n)))
  }),
)

test(
  'pages go on after ids have grown to all the digits that they can have',
  onDatabase(async (tx) => {
    await index(tx, { '922337203685477580': 'refund', '922337203685477579': 'refund again' })

    const first = await search(tx, await readQuestion(tx, 'refund'), { inboxIds: ['1'], limit: 1 })
    const second = await search(tx, await readQuestion(tx, 'refund'), { inboxIds: ['1'], limit: 1, cursor: first.next })

    expect([...first.conversationIds, ...second.conversationIds].toSorted()).toEqual([
      '922337203685477579',
      '922337203685477580',
    ])
  }),
)

test(
  'indexing again replaces, and takes the message off the list of what waits',
  onDatabase(async (tx) => {
    const since = new Date(tx.now.getTime() - 3_000)
    await tx.db
      .insertInto('search_pending')
      .values([
        { message_id: '100', conversation_id: '10', since },
        { message_id: '110', conversation_id: '11', since: tx.now },
      ])
      .execute()
    expect([await searchLag(tx), await takePending(tx, 1)]).toEqual([3, [{ messageId: '100', conversationId: '10' }]])

    await index(tx, { 10: 'first' })
    await index(tx, { 10: 'second' })

    expect([await ask(tx, 'first'), await ask(tx, 'second')]).toEqual([[], ['10']])
    expect(await searchLag(tx)).toBe(0)
  }),
)

test(
  'a search goes on beyond 1970',
  onDatabase(async (tx) => {
    const at = (year: number) => new Date(Date.UTC(year, 5, 1))
    const message = (id: string, year: number) => ({
      conversationId: id,
      messageId: `${id}0`,
      inboxId: '1',
      at: at(year),
      text: 'kettle',
    })
    await indexMessages(tx, [message('10', 1971), message('11', 1969), message('12', 1965)])
    const question = await readQuestion(tx, 'kettle')
    const page = (cursor: string | null) => search(tx, question, { inboxIds: ['1'], limit: 1, cursor })

    const first = await page(null)
    const second = await page(first.next)
    const third = await page(second.next)

    expect([first, second, third].map((one) => one.conversationIds)).toEqual([['10'], ['11'], ['12']])
  }),
)

test(
  'what was indexed is sorted in before the next search',
  onDatabase(async (tx) => {
    await index(tx, { 10: 'first' })
    await sortIn(tx)

    const [left] = await tx.query<{ pages: string }>({
      text: `select gin_clean_pending_list('message_search_by_token') as pages`,
      values: [],
    })
    expect(left?.pages).toBe('0')
  }),
)

test(
  'a seldom word beside a frequent one is found wherever it lies, and what is left out stays out',
  onDatabase(async (tx) => {
    const rows = Array.from({ length: 300 }, (_, n) => ({
      conversationId: String(1000 + n),
      messageId: String(1000 + n),
      inboxId: '1',
      at: new Date(tx.now.getTime() - (300 - n) * DAY),
      text: `order ${n === 7 ? 'needle blue' : ''} ${n === 50 ? 'needle red' : ''}`,
    }))
    await indexMessages(tx, rows)
    const question = await readQuestion(tx, 'order needle')

    expect([question.seldom?.text, question.share]).toEqual(['needle', 0])
    expect(await ask(tx, 'order needle')).toEqual(['1050', '1007'])
    expect(await ask(tx, 'order needle -red')).toEqual(['1007'])
    expect((await readQuestion(tx, 'order')).share).toBe(1)
  }),
)
