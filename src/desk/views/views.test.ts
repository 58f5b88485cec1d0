import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import type { Tx } from '../../store/tx.ts'
import { addTeam, changeTeam } from '../teams/teams.ts'
import { setFields } from '../conversations/own-fields.ts'
import { mendTallies } from '../conversations/tally.ts'
import { addField } from '../fields/fields.ts'
import { countSavedViews, moveCard, readColumns } from './board.ts'
import { addView, changeView, deleteView, listViews, orderViews } from './views.ts'

const blank = {
  name: 'Late',
  folder: '',
  query: 'is:open',
  sort: 'newest' as const,
  board: null,
  isPinned: false,
  isShared: false,
  teamId: null,
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { code: string }) => error.code,
  )

async function conversations(tx: Tx, inboxId: string, statuses: string[]): Promise<string[]> {
  const ids: string[] = []
  for (const status of statuses) {
    const id = tx.mint()
    const created = new Date(tx.now.getTime() - 3_600_000)
    await tx.db
      .insertInto('conversation')
      .values({
        id,
        number: id,
        inbox_id: inboxId,
        subject: status,
        status,
        last_message_at: tx.now,
        created_at: created,
      })
      .execute()
    ids.push(id)
  }
  await mendTallies(tx)
  return ids
}

test(
  'one’s own views are nobody else’s, a shared one is for its team, and only who may changes it',
  onDesk(async ({ ada, ben, cleo, history }) => {
    const team = await addTeam(ada, { name: 'Billing', memberIds: [ben.id] })
    const own = await addView(ben, await ben.actor(), { ...blank, name: 'Mine' })
    const teams = await addView(ada, await ada.actor(), {
      ...blank,
      name: 'Billing late',
      isShared: true,
      teamId: team.id,
    })
    const names = async (person: typeof ben) => (await listViews(person, await person.actor())).map((one) => one.name)

    expect([await names(ben), await names(cleo)]).toEqual([['Billing late', 'Mine'], []])
    expect(await codeOf(deleteView(cleo, await cleo.actor(), own.id))).toBe('view-missing')
    expect(await codeOf(deleteView(ada, await ada.actor(), own.id))).toBe('view-missing')
    expect(await codeOf(changeView(ben, await ben.actor(), teams.id, { name: 'x' }))).toBe('not-permitted')
    expect(await codeOf(addView(ben, await ben.actor(), { ...blank, isShared: true }))).toBe('not-permitted')
    await changeView(ada, await ada.actor(), teams.id, { teamId: null })
    expect(await names(cleo)).toEqual(['Billing late'])
    expect(await history(teams.id)).toMatchObject([
      { name: 'view.added', by: 'ada', data: { name: 'Billing late', teamId: team.id } },
      { name: 'view.changed', by: 'ada', data: { teamId: null } },
    ])
    expect((await history(own.id))[0]?.data).toEqual({ isShared: false })
  }),
)

test(
  'a view goes on when what it names is renamed, and names nothing that its reader may not know',
  onDesk(async ({ ada, ben }) => {
    const team = await addTeam(ada, { name: 'Billing', memberIds: [] })
    const asAda = await ada.actor()
    const { id, query } = await addView(ada, asAda, {
      ...blank,
      query: 'refund team:billing inbox:billing',
      isShared: true,
    })
    expect(query).toBe('team:Billing inbox:Billing refund')

    await changeTeam(ada, team.id, { name: 'Money' })

    expect((await listViews(ada, asAda)).find((one) => one.id === id)?.query).toBe('team:Money inbox:Billing refund')
    expect((await listViews(ben, await ben.actor()))[0]?.query).toMatch(/^team:Money inbox:#\d+ refund$/)
    expect(await codeOf(addView(ada, asAda, { ...blank, query: 'team:biling' }))).toBe('query-unknown-value')
    expect(await codeOf(addView(ada, asAda, { ...blank, query: 'is:opne' }))).toBe('query-unknown-value')
  }),
)

test(
  'a name that would be read as another’s, or as a word, stays an id, so that saving a view again changes nothing of it',
  onDesk(async ({ ada }) => {
    const actor = await ada.actor()
    const teams = []
    for (const name of ['None', 'Back office', 'Back-office']) teams.push(await addTeam(ada, { name, memberIds: [] }))
    const [none, first, second] = teams.map((one) => one.id)
    const query = `team:#${none},#${first},#${second}`
    const saved = await addView(ada, actor, { ...blank, query })

    expect(saved.query).toBe(`team:#${none},"Back office",#${second}`)
    await changeView(ada, actor, saved.id, { query: saved.query })
    expect((await ada.db.selectFrom('saved_view').select('query').executeTakeFirstOrThrow()).query).toBe(query)
  }),
)

test(
  'views stand in the order they were put into, and are counted up to a hundred',
  onDesk(async ({ tx, ben, inboxes }) => {
    const actor = await ben.actor()
    const views = []
    for (const name of ['A', 'B', 'C']) views.push(await addView(ben, actor, { ...blank, name }))
    const [a, b, c] = views.map((view) => view.id) as [string, string, string]
    await sql`insert into conversation (id, number, inbox_id, subject, last_message_at, created_at)
      select n, n, ${inboxes.support}, 'x', ${tx.now}::timestamptz - n * interval '1 minute', ${tx.now} from generate_series(1, 120) n`.execute(
      tx.db,
    )
    await changeView(ben, actor, c, { query: 'is:waiting' })

    const ordered = await orderViews(ben, actor, [c, a, b, '99'])

    expect(ordered.map((one) => one.name)).toEqual(['C', 'A', 'B'])
    expect(await countSavedViews(ben, actor)).toEqual({
      [a]: { count: 100, isMore: true },
      [b]: { count: 100, isMore: true },
      [c]: { count: 0, isMore: false },
    })
  }),
)

test(
  'moving a card writes the field with its event; a full column with a hard limit refuses, one without only says so',
  onDesk(async ({ tx, ben, cleo, inboxes, history }) => {
    const actor = await ben.actor()
    const column = (value: string, limit: number | null = null, isHard = false) => ({ value, limit, isHard })
    const columns = [column('open'), column('waiting', 1, true), column('resolved', 1)]
    const board = await addView(ben, actor, { ...blank, query: '', board: { field: 'status', columns } })
    const [one = '', two = ''] = await conversations(tx, inboxes.support, ['open', 'open', 'resolved'])
    const [hidden = ''] = await conversations(tx, inboxes.billing, ['open'])
    const move = (id: string, to: string) => codeOf(moveCard(ben, actor, { id, viewId: board.id, column: to }))

    expect(await move(one, 'waiting')).toBeNull()
    expect(await move(two, 'waiting')).toBe('column-full')
    expect(await move(one, 'waiting')).toBeNull()
    expect(await move(two, 'resolved')).toBeNull()
    expect(await move(hidden, 'resolved')).toBe('conversation-missing')
    expect(await move(one, 'elsewhere')).toBe('column-missing')
    expect(await codeOf(moveCard(cleo, await cleo.actor(), { id: one, viewId: board.id, column: 'open' }))).toBe(
      'view-missing',
    )
    expect(await readColumns(ben, actor, board.id)).toEqual([
      { value: 'open', count: 0, isMore: false, age: 0 },
      { value: 'waiting', count: 1, isMore: false, age: 3600 },
      { value: 'resolved', count: 2, isMore: false, age: 7200 },
    ])
    expect((await history(one)).map((event) => event.name)).toEqual(['conversation.statusChanged'])
  }),
)

test(
  'a board by team has a column for those of none, and its columns must be possible',
  onDesk(async ({ tx, ada, inboxes }) => {
    const actor = await ada.actor()
    const team = await addTeam(ada, { name: 'Billing', memberIds: [] })
    const columns = ['', team.id].map((value) => ({ value, limit: null, isHard: false }))
    const view = await addView(ada, actor, { ...blank, board: { field: 'team', columns } })
    const [id = ''] = await conversations(tx, inboxes.support, ['open'])

    await moveCard(ada, actor, { id, viewId: view.id, column: team.id })

    expect((await readColumns(ada, actor, view.id)).map((one) => one.count)).toEqual([0, 1])
    const impossible = { field: 'status' as const, columns: [{ value: 'snoozed', limit: null, isHard: false }] }
    expect(await codeOf(changeView(ada, actor, view.id, { board: impossible }))).toBe('column-impossible')
  }),
)

test(
  'a board by a field to choose from: moving writes it, of several values only the one that the column stood for gives way',
  onDesk(async ({ tx, ada, ben, inboxes }) => {
    const actor = await ada.actor()
    const choices = ['Red', 'Green', 'Blue'].map((name) => ({ name, colour: 'grey' as const, isArchived: false }))
    const blankField = { noun: 'conversation' as const, help: '', unit: '', decimals: 0, currency: 'EUR', isRequired: false, inboxIds: [], defaultValue: null } // prettier-ignore
    await addField(ada, actor, { ...blankField, type: 'choice', name: 'Lamp', choices })
    await addField(ada, actor, { ...blankField, type: 'choices', name: 'Parts', choices })
    await addField(ada, actor, { ...blankField, type: 'text', name: 'Remark', choices: [] })
    const columns = (...values: string[]) => values.map((value) => ({ value, limit: value === 'blue' ? 1 : null, isHard: true })) // prettier-ignore
    const lamps = await addView(ben, await ben.actor(), { ...blank, board: { field: 'own.lamp', columns: columns('', 'red', 'blue') } }) // prettier-ignore
    const parts = await addView(ben, await ben.actor(), { ...blank, board: { field: 'own.parts', columns: columns('red', 'green', 'blue') } }) // prettier-ignore
    const [one = '', two = ''] = await conversations(tx, inboxes.support, ['open', 'open'])
    const move = async (id: string, viewId: string, column: string, from = '') =>
      codeOf(moveCard(ben, await ben.actor(), { id, viewId, column, from }))
    const countsOf = async (id: string) => (await readColumns(ben, await ben.actor(), id)).map((column) => column.count)

    expect(await countsOf(lamps.id)).toEqual([2, 0, 0])
    expect([await move(one, lamps.id, 'blue'), await move(two, lamps.id, 'blue')]).toEqual([null, 'column-full'])
    expect(await countsOf(lamps.id)).toEqual([1, 0, 1])
    expect(await move(one, lamps.id, '')).toBeNull()
    await setFields(ben, one, { parts: ['red', 'blue'] })
    expect(await move(one, parts.id, 'green', 'red')).toBeNull()
    const { fields } = await tx.db.selectFrom('conversation').select('fields').where('id', '=', one).executeTakeFirstOrThrow() // prettier-ignore
    expect(fields).toEqual({ parts: ['green', 'blue'] })

    const wrong = async (field: `own.${string}`, value: string) =>
      codeOf(changeView(ben, await ben.actor(), parts.id, { board: { field, columns: columns(value) } }))
    expect(await wrong('own.remark', 'x')).toBe('field-no-columns')
    expect(await wrong('own.nothing', 'x')).toBe('field-no-columns')
    expect(await wrong('own.lamp', 'pink')).toBe('column-impossible')
  }),
)
