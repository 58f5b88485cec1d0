// Lists of tasks: walks along one index, none longer than it takes. What is open goes by when it is due, what is done by when that was.
// Where somebody sees only some of what a walk comes along, a page looks at so many of them and says where to go on.
import { sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { InputOf, OutputOf } from '../../kit/route.ts'
import { ask } from '../../store/access/composed.ts'
import { nearest, type Condition, type Place, type Way } from '../../store/access/walks.ts'
import type { Tx } from '../../store/tx.ts'
import { metBy } from '../contacts/sight.ts'
import { familyOf } from '../conversations/merge.ts'
import { visibleConversation } from '../conversations/read.ts'
import { validId } from '../conversations/views.ts'
import { visibleDeal } from '../deals/sight.ts'
import { deskZone } from '../hours/desk-zone.ts'
import { openZone, type Zone } from '../hours/zone.ts'
import type { Actor } from '../users/permissions.ts'
import { endOf, todayIn } from './due.ts'
import { shownTasks, TASK, type TaskRow } from './rows.ts'
import { seenBy } from './sight.ts'
import type { listTasks, TaskState, Whose } from './tasks.api.ts'

type Asked = InputOf<typeof listTasks>

/** So many tasks are looked at for one page. */
const NEAR = 1_000
/** A page of the usual length, whose statements are worth keeping. */
const USUAL = 50

export async function listOf(tx: Tx, actor: Actor, asked: Asked): Promise<OutputOf<typeof listTasks>> {
  const timeZone = await deskZone(tx)
  const zone = openZone(timeZone)
  const found = await walk(tx, actor, asked, zone)
  const page = found.rows.slice(0, asked.limit)
  const last = page.at(-1)
  const next = found.rows.length > asked.limit && last ? last : found.depth
  return {
    tasks: await shownTasks(tx, actor, page, zone),
    next: next && writeCursor(next),
    today: todayIn(zone, tx.now),
    timeZone,
  }
}

async function walk(
  tx: Tx,
  actor: Actor,
  asked: Asked,
  zone: Zone,
): Promise<{ rows: (TaskRow & Place)[]; depth: Place | null }> {
  const { starts, checks, isShort, isFew } = await startsOf(tx, actor, asked)
  const along = asked.state === 'done' ? done : open
  const way = isFew ? sorted(along) : along
  if (starts.length === 0) return { rows: [], depth: null }
  const from = readCursor(asked.cursor)
  const conditions = [...statesOf(asked.state, zone, tx.now), ...checks, ...(from ? [way.behind(from)] : [])]
  const name = asked.limit === USUAL ? 'task-list' : null
  const [depth = null] = isShort
    ? []
    : await ask(tx, 'task-depth', nearest('task', way, starts, conditions, { most: 1, from: NEAR - 1 }))
  const within = depth ? [sql<boolean>`not ${way.behind(depth)}`] : []
  const page = nearest('task', way, starts, [...conditions, ...within, seenBy(tx, actor)], {
    most: asked.limit + 1,
    from: 0,
  })
  const rows = await ask(
    tx,
    name,
    sql<TaskRow & Place>`select ${TASK}, page.place from (${page}) page join task on task.id = page.id
      order by page.at ${way.direction}, page.id ${way.direction}`,
  )
  return { rows, depth }
}

const OPEN_KEY = sql`coalesce(task.due_at, 'infinity'::timestamptz)`
const open: Way = {
  key: OPEN_KEY,
  direction: sql`asc`,
  behind: ({ place, id }) => sql`(${OPEN_KEY}, task.id) > (${place}::timestamptz, ${id}::bigint)`,
}
const done: Way = {
  key: sql`task.done_at`,
  direction: sql`desc`,
  behind: ({ place, id }) => sql`(task.done_at, task.id) < (${place}::timestamptz, ${id}::bigint)`,
}

/** The order is hidden from PostgreSQL, which would walk along all there is for it. */
const sorted = (way: Way): Way => ({ ...way, key: sql`${way.key} + interval '0'` })

const NOT_DONE: Condition = sql`task.done_at is null and task.deleted_at is null`

function statesOf(state: TaskState, zone: Zone, now: Date): Condition[] {
  const tonight = endOf(todayIn(zone, now), zone)
  switch (state) {
    case 'open':
      return [NOT_DONE]
    case 'overdue':
      return [NOT_DONE, sql`${OPEN_KEY} <= ${now}`]
    case 'today':
      return [NOT_DONE, sql`${OPEN_KEY} > ${now}`, sql`${OPEN_KEY} <= ${tonight}`]
    case 'upcoming':
      return [NOT_DONE, sql`${OPEN_KEY} > ${tonight}`, sql`${OPEN_KEY} < 'infinity'`]
    case 'undated':
      return [NOT_DONE, sql`${OPEN_KEY} = 'infinity'`]
    case 'done':
      return [sql`task.done_at is not null and task.deleted_at is null`]
  }
}

interface Starts {
  starts: Condition[]
  checks: Condition[]
  /** No page has far to go: all of it is seen, or it is of few. */
  isShort: boolean
  /** As many as there are tasks about one thing. */
  isFew: boolean
}

async function startsOf(tx: Tx, actor: Actor, asked: Asked): Promise<Starts> {
  const about = await aboutOf(tx, actor, asked)
  const whose = await whoseOf(tx, actor, asked.whose ?? (about.length > 0 ? 'all' : 'mine'))
  const [first, ...others] = about
  const isOwn = !actor.isBound && ['mine', 'asked'].includes(asked.whose ?? 'mine')
  if (!first) return { starts: whose, checks: [], isShort: isOwn, isFew: false }
  const checks =
    whose.length === 1 ? whose : [sql<boolean>`(${sql.join(whose.length > 0 ? whose : [sql`false`], sql` or `)})`]
  return { starts: [first], checks: [...others, ...checks], isShort: true, isFew: true }
}

async function whoseOf(tx: Tx, actor: Actor, whose: Whose): Promise<Condition[]> {
  const me = actor.id ?? '0'
  switch (whose) {
    case 'mine':
      return [sql`task.owner_id = ${me}::bigint`]
    case 'asked':
      return [sql`task.asked_by = ${me}::bigint`]
    case 'nobody':
      return [sql`task.owner_id is null and task.team_id is null`]
    case 'teams': {
      const text =
        'select m.team_id as id from team_member m join team t on t.id = m.team_id where m.user_id = $1 and t.archived_at is null order by 1'
      const teams = await tx.query<{ id: Id }>({ name: 'task-teams', text, values: [me] })
      return teams.map(({ id }) => sql`task.team_id = ${id}::bigint`)
    }
    case 'all':
      return [sql`true`]
  }
}

/** What one does not see there are no tasks of: it does not exist. */
async function aboutOf(
  tx: Tx,
  actor: Actor,
  { conversationId, contactId, companyId, dealId }: Asked,
): Promise<Condition[]> {
  const about: Condition[] = []
  if (conversationId !== undefined) {
    const { id } = await visibleConversation(tx, actor, conversationId)
    about.push(sql`task.conversation_id = any(${await familyOf(tx, id)}::bigint[])`)
  }
  if (contactId !== undefined) {
    await mustMeet(tx, actor, 'contact', contactId)
    about.push(sql`task.contact_id = ${contactId}::bigint`)
  }
  if (companyId !== undefined) {
    await mustMeet(tx, actor, 'company', companyId)
    about.push(sql`task.company_id = ${companyId}::bigint`)
  }
  if (dealId !== undefined) {
    await visibleDeal(tx, actor, dealId)
    about.push(sql`task.deal_id = ${dealId}::bigint`)
  }
  return about
}

export async function mustMeet(tx: Tx, actor: Actor, noun: 'contact' | 'company', id: Id): Promise<void> {
  const [row] = await ask(
    tx,
    `task-${noun}-met`,
    sql`select one.id from ${sql.table(noun)} one where one.id = ${validId(id)}::bigint and ${metBy(tx, actor, `${noun}_id`, sql`one.id`)}`,
  )
  if (!row) throw new Problem('missing', `${noun}-missing`, `There is no such ${noun}.`, { detail: { id } })
}

const writeCursor = ({ place, id }: Place) => Buffer.from(`${place}|${id}`).toString('base64url')

function readCursor(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null
  const [place = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split('|')
  if (
    !/^(infinity|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d){0,2})$/.test(place) ||
    !/^\d{1,18}$/.test(id)
  )
    throw new Problem('invalid', 'bad-cursor', 'This cursor was not made by this list. Start again without one.')
  return { place, id }
}

/** Where counting ends. */
const COUNTED = 100

export interface TaskCounts {
  overdue: number
  today: number
  open: number
}

export async function countOwn(tx: Tx, actor: Actor): Promise<TaskCounts> {
  const zone = openZone(await deskZone(tx))
  const counts: TaskCounts = { overdue: 0, today: 0, open: 0 }
  for (const state of ['overdue', 'today', 'open'] as const) {
    const conditions = [sql<boolean>`task.owner_id = ${actor.id ?? '0'}::bigint`, ...statesOf(state, zone, tx.now)]
    if (actor.isBound) conditions.push(seenBy(tx, actor))
    const [row] = await ask(
      tx,
      'task-count',
      sql<{
        count: number
      }>`select count(*)::int as count from (select from task where ${sql.join(conditions, sql` and `)} limit ${sql.lit(COUNTED)}) own`,
    )
    counts[state] = row?.count ?? 0
  }
  return counts
}
