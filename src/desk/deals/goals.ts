// Goals: what is to be reached with deals. How each stands is measured in flows/deals/standing.ts, and told in tell.ts there.
import type { Selectable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { InputOf } from '../../kit/route.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { validId } from '../conversations/views.ts'
import type { Actor } from '../users/permissions.ts'
import type { addGoal as addRoute, Goal } from './goals.api.ts'
import { pipelinesFor, refuseUnknownCurrency } from './pipelines.ts'

type Row = Selectable<Tables['goal']>
type Wanted = InputOf<typeof addRoute>

/** Not archived. */
const MOST = 100
const LONGEST = 3 * 366 * 86_400_000

/** The next due first. */
export async function goalsNow(tx: Tx): Promise<Goal[]> {
  const rows = await tx.query<Row>({
    name: 'goals',
    text: `select * from goal where archived_at is null order by due_on, id limit ${MOST}`,
    values: [],
  })
  return rows.map(goalOfRow)
}

/** Of pipelines that the actor sees, and of all of them together. */
export async function goalsFor(tx: Tx, actor: Actor): Promise<Goal[]> {
  if (actor.isBound) return []
  const seen = new Set((await pipelinesFor(tx, actor)).map((one) => one.id))
  return (await goalsNow(tx)).filter((one) => one.pipelineId === null || seen.has(one.pipelineId))
}

/** One of which its owner was not told in the week that begins with this Monday; nobody else takes it. Null: all were. */
export async function takeUntold(tx: Tx, monday: string): Promise<Goal | null> {
  const [row] = await tx.query<Row>({
    name: 'goal-untold',
    text: `update goal set told_on = $1::date where id = (select id from goal where archived_at is null and owner_id is not null
        and starts_on < $1::date and due_on >= $1::date - 7 and (told_on is null or told_on < $1::date) order by id limit 1 for update) returning *`,
    values: [monday],
  })
  return row ? goalOfRow(row) : null
}

function goalOfRow(row: Row): Goal {
  return {
    id: row.id,
    name: row.name,
    metric: row.metric as Goal['metric'],
    pipelineId: row.pipeline_id,
    ownerId: row.owner_id,
    dealsOfId: row.deals_of,
    currency: row.currency,
    baseline: row.baseline,
    target: row.target,
    startsOn: row.starts_on,
    dueOn: row.due_on,
    version: row.version,
  }
}

export async function addGoal(tx: Tx, wanted: Wanted): Promise<Goal> {
  await refuseUnfit(tx, wanted)
  if ((await goalsNow(tx)).length >= MOST)
    throw new Problem('conflict', 'goals-too-many', `There are ${MOST} goals already. Take away those that are over.`)
  const row = await tx.db
    .insertInto('goal')
    .values({ ...columns(wanted), id: tx.mint(), created_by: tx.actorId, created_at: tx.now, changed_at: tx.now })
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, 'goal.added', row.id, wanted)
  return goalOfRow(row)
}

export async function changeGoal(tx: Tx, id: Id, version: number, wanted: Wanted): Promise<Goal> {
  const was = await lockGoal(tx, id)
  if (was.version !== version)
    throw new Problem('conflict', 'goal-changed', 'Somebody has changed this goal since you looked. Look again, then repeat.', { detail: { version: was.version } }) // prettier-ignore
  await refuseUnfit(tx, wanted)
  const row = await tx.db
    .updateTable('goal')
    .set({ ...columns(wanted), version: version + 1, changed_at: tx.now })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, 'goal.changed', id, { from: goalOfRow(was), to: wanted })
  return goalOfRow(row)
}

export async function setGoalArchived(tx: Tx, id: Id, isArchived: boolean): Promise<Goal> {
  const was = await lockGoal(tx, id)
  if ((was.archived_at !== null) === isArchived) return goalOfRow(was)
  await tx.db
    .updateTable('goal')
    .set({ archived_at: isArchived ? tx.now : null })
    .where('id', '=', id)
    .execute()
  await record(tx, isArchived ? 'goal.archived' : 'goal.restored', id, { name: was.name })
  return goalOfRow(was)
}

async function lockGoal(tx: Tx, id: Id): Promise<Row> {
  const row = await tx.db.selectFrom('goal').selectAll().where('id', '=', validId(id)).forUpdate().executeTakeFirst()
  if (!row) throw new Problem('missing', 'goal-missing', 'There is no such goal.', { detail: { id } })
  return row
}

async function refuseUnfit(tx: Tx, wanted: Wanted): Promise<void> {
  const { metric, currency, startsOn, dueOn, baseline, target, pipelineId, ownerId, dealsOfId } = wanted
  const wrong = (code: string, text: string, where: string) => new Problem('invalid', code, text, { detail: { where } })
  const length = Date.parse(dueOn) - Date.parse(startsOn)
  if (length < 0) throw wrong('goal-backwards', 'It ends before it begins.', 'dueOn')
  if (length > LONGEST) throw wrong('goal-too-long', 'A goal lasts three years at most.', 'dueOn')
  if (metric === 'wonAmount' && currency === null)
    throw wrong('goal-currency', 'Say in which currency: amounts of several are not added up.', 'currency')
  if (currency !== null) refuseUnknownCurrency(currency)
  if (metric === 'winRate' && (target > 100 || baseline > 100))
    throw wrong('goal-beyond', 'Nobody wins more than 100 of 100.', 'target')
  if (target === baseline) throw wrong('goal-still', 'The target is what there is already.', 'target')
  if (pipelineId !== null) {
    const row = await tx.db.selectFrom('pipeline').select('id').where('id', '=', validId(pipelineId)).executeTakeFirst()
    if (!row) throw wrong('pipeline-missing', 'There is no such pipeline.', 'pipelineId')
  }
  for (const [where, userId] of Object.entries({ ownerId, dealsOfId })) {
    if (userId === null) continue
    const row = await tx.db.selectFrom('user').select('id').where('id', '=', validId(userId)).where('disabled_at', 'is', null).executeTakeFirst() // prettier-ignore
    if (!row) throw wrong('user-missing', 'There is no such colleague, or they no longer work here.', where)
  }
}

function columns(wanted: Wanted) {
  const { name, metric, pipelineId, ownerId, dealsOfId, currency, baseline, target, startsOn, dueOn } = wanted
  return {
    name,
    metric,
    pipeline_id: pipelineId,
    owner_id: ownerId,
    deals_of: dealsOfId,
    currency: metric === 'wonAmount' ? currency : null,
    baseline,
    target,
    starts_on: startsOn,
    due_on: dueOn,
  }
}
