// Pipelines and their stages. A stage keeps its kind for good and goes only when no deal is in it, so that the past of every deal goes on
// meaning what it meant.
import type { Selectable } from 'kysely'
import { fold } from '../../kit/fold.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { InputOf } from '../../kit/route.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { validId } from '../conversations/views.ts'
import { refuseNamed } from '../rules/naming.ts'
import { type Actor, can } from '../users/permissions.ts'
import type { addPipeline as addRoute, changePipeline as changeRoute, Pipeline, Stage, WantedStage } from './pipelines.api.ts' // prettier-ignore

/** In use; with archived ones three times as many. */
const MOST = 30

type PipelineRow = Selectable<Tables['pipeline']>
type StageRow = Selectable<Tables['stage']>

/** Those that the actor sees: everybody's, and those of their teams. A token for some inboxes sees what everybody does. */
export async function pipelinesFor(tx: Tx, actor: Actor): Promise<Pipeline[]> {
  const rows = await tx.query<PipelineRow>({
    name: 'pipelines-seen',
    text: `select p.* from pipeline p where p.team_id is null or $2
        or exists (select from team_member m where m.team_id = p.team_id and m.user_id = $1)
      order by p.archived_at is not null, p.position, p.id`,
    values: [actor.isBound ? '0' : (actor.id ?? '0'), !actor.isBound && can(actor, 'deal.manage')],
  })
  return await shownPipelines(tx, rows)
}

async function shownPipelines(tx: Tx, rows: readonly PipelineRow[]): Promise<Pipeline[]> {
  const stages = await tx.query<StageRow>({
    name: 'stages-of',
    text: 'select * from stage where pipeline_id = any($1::bigint[]) and archived_at is null order by position, id',
    values: [rows.map((row) => row.id)],
  })
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    teamId: row.team_id,
    currency: row.currency,
    lostReasons: row.lost_reasons,
    stages: stages.filter((one) => one.pipeline_id === row.id).map(stageOfRow),
    isArchived: row.archived_at !== null,
    version: row.version,
  }))
}

function stageOfRow(row: StageRow): Stage {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind as Stage['kind'],
    probability: row.probability,
    limit: row.most,
    isHard: row.is_hard,
    staleDays: row.stale_days,
  }
}

/** A stage with where it stands; of an archived pipeline too. */
export interface PlacedStage extends Stage {
  pipelineId: Id
  pipelineName: string
  currency: string
  isArchived: boolean
}

export async function stageNamed(tx: Tx, id: Id): Promise<PlacedStage> {
  const [row] = await tx.query<StageRow & { pipeline: string; currency: string; isArchived: boolean }>({
    name: 'stage-placed',
    text: `select s.*, p.name as pipeline, p.currency, p.archived_at is not null or s.archived_at is not null as "isArchived"
      from stage s join pipeline p on p.id = s.pipeline_id where s.id = $1`,
    values: [validId(id)],
  })
  if (!row) throw noSuchStage(id)
  const { pipeline_id: pipelineId, pipeline: pipelineName, currency, isArchived } = row
  return { ...stageOfRow(row), pipelineId, pipelineName, currency, isArchived }
}

export function noSuchStage(id: Id): Problem {
  return new Problem('invalid', 'stage-missing', 'There is no such stage, or it is no longer in use.', { detail: { where: 'stageId', id } }) // prettier-ignore
}

export async function addPipeline(tx: Tx, wanted: InputOf<typeof addRoute>): Promise<Pipeline> {
  await hold(tx)
  const all = await tx.db.selectFrom('pipeline').selectAll().execute()
  if (all.filter((one) => !one.archived_at).length >= MOST || all.length >= MOST * 3)
    throw new Problem('invalid', 'pipelines-too-many', `There are at most ${MOST} pipelines. Archive one first.`)
  refuseTwin(wanted.name, all)
  await refuseUnfit(tx, wanted)
  const { id } = await tx.db
    .insertInto('pipeline')
    .values({
      id: tx.mint(),
      name: wanted.name,
      team_id: wanted.teamId,
      currency: wanted.currency,
      lost_reasons: wanted.lostReasons,
      position: Math.max(0, ...all.map((one) => one.position)) + 1,
      created_at: tx.now,
      changed_at: tx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await writeStages(tx, id, [], wanted.stages)
  await record(tx, 'pipeline.added', id, { name: wanted.name })
  return await pipelineNamed(tx, id)
}

export async function changePipeline(tx: Tx, asked: InputOf<typeof changeRoute>): Promise<Pipeline> {
  const { id, version, stages, ...change } = asked
  await hold(tx)
  const was = await pipelineNamed(tx, id)
  if (was.version !== version)
    throw new Problem('conflict', 'pipeline-changed', 'Somebody has changed this pipeline since you looked. Look again, then repeat.', { detail: { version: was.version } }) // prettier-ignore
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  const wanted = { ...was, ...given }
  if (change.name !== undefined) refuseTwin(change.name, await others(tx, id))
  await refuseUnfit(tx, { ...wanted, stages: stages ?? null })
  await tx.db
    .updateTable('pipeline')
    .set({
      name: wanted.name,
      team_id: wanted.teamId,
      currency: wanted.currency,
      lost_reasons: wanted.lostReasons,
      version: version + 1,
      changed_at: tx.now,
    })
    .where('id', '=', id)
    .execute()
  if (stages) await writeStages(tx, id, was.stages, stages)
  await record(tx, 'pipeline.changed', id, { from: was.name, to: wanted.name, changed: [...Object.keys(given), ...(stages ? ['stages'] : [])] }) // prettier-ignore
  return await pipelineNamed(tx, id)
}

export async function archivePipeline(tx: Tx, id: Id): Promise<void> {
  await hold(tx)
  const was = await pipelineNamed(tx, id)
  if (was.isArchived) return
  for (const stage of was.stages)
    await refuseNamed(tx, stage.id, { code: 'stage-in-rules', what: `the stage “${stage.name}”` })
  await tx.db.updateTable('pipeline').set({ archived_at: tx.now }).where('id', '=', id).execute()
  await record(tx, 'pipeline.archived', id, { name: was.name })
}

export async function restorePipeline(tx: Tx, id: Id): Promise<Pipeline> {
  await hold(tx)
  const was = await pipelineNamed(tx, id)
  if (!was.isArchived) return was
  refuseTwin(was.name, await others(tx, id))
  await tx.db.updateTable('pipeline').set({ archived_at: null }).where('id', '=', id).execute()
  await record(tx, 'pipeline.restored', id, { name: was.name })
  return { ...was, isArchived: false }
}

export async function orderPipelines(tx: Tx, ids: readonly Id[]): Promise<void> {
  await hold(tx)
  const all = await tx.db.selectFrom('pipeline').select('id').where('archived_at', 'is', null).execute()
  if (ids.length !== all.length || all.some((one) => !ids.includes(one.id)))
    throw new Problem('conflict', 'order-incomplete', 'Name every pipeline in use once. Somebody may have added one: look again.') // prettier-ignore
  for (const [at, id] of ids.entries())
    await tx.db.updateTable('pipeline').set({ position: at + 1 }).where('id', '=', id).execute() // prettier-ignore
  await record(tx, 'pipeline.ordered', ids[0] ?? '0', {})
}

/** Whoever changes pipelines waits for whoever does so already. */
async function hold(tx: Tx): Promise<void> {
  await tx.query({ name: 'pipelines-hold', text: `select pg_advisory_xact_lock(hashtextextended('pipelines', 0))`, values: [] }) // prettier-ignore
}

async function pipelineNamed(tx: Tx, id: Id): Promise<Pipeline> {
  const rows = await tx.db.selectFrom('pipeline').selectAll().where('id', '=', validId(id)).execute()
  const [shown] = await shownPipelines(tx, rows)
  if (!shown) throw new Problem('missing', 'pipeline-missing', 'There is no such pipeline.', { detail: { id } })
  return shown
}

const others = (tx: Tx, id: Id) => tx.db.selectFrom('pipeline').selectAll().where('id', '<>', id).execute()

/** Two of one name could not be told apart on screen. */
function refuseTwin(name: string, all: readonly PipelineRow[]): void {
  const twin = all.find((one) => !one.archived_at && fold(one.name) === fold(name))
  if (twin) throw new Problem('conflict', 'pipeline-exists', `There is a pipeline “${twin.name}” already.`, { detail: { where: 'name' } }) // prettier-ignore
}

interface Fit {
  teamId: Id | null
  currency: string
  stages: readonly WantedStage[] | null
}

async function refuseUnfit(tx: Tx, { teamId, currency, stages }: Fit): Promise<void> {
  refuseUnknownCurrency(currency)
  const team = teamId === null ? true : await tx.db.selectFrom('team').select('id').where('id', '=', validId(teamId)).where('archived_at', 'is', null).executeTakeFirst() // prettier-ignore
  if (!team) throw new Problem('invalid', 'team-missing', 'There is no such team.', { detail: { where: 'teamId' } })
  if (!stages) return
  for (const kind of ['open', 'won', 'lost'] as const)
    if (!stages.some((one) => one.kind === kind))
      throw new Problem('invalid', 'stage-kind-missing', `A pipeline has at least one stage that is ${kind}.`, { detail: { where: 'stages', kind } }) // prettier-ignore
  const names = stages.map((one) => fold(one.name))
  const twice = names.findIndex((name, at) => names.indexOf(name) < at)
  if (twice >= 0)
    throw new Problem('invalid', 'stage-twice', `“${stages[twice]?.name}” is there twice.`, { detail: { where: `stages.${twice}.name` } }) // prettier-ignore
}

export function refuseUnknownCurrency(currency: string, where = 'currency'): void {
  if (Intl.supportedValuesOf('currency').includes(currency)) return
  throw new Problem('invalid', 'currency-unknown', `There is no currency ${currency}.`, { detail: { where } })
}

/** One that is left out has no deal in it, nor does a rule name it. */
async function writeStages(
  tx: Tx,
  pipelineId: Id,
  was: readonly Stage[],
  wanted: readonly WantedStage[],
): Promise<void> {
  const byId = new Map(was.map((one) => [one.id, one]))
  for (const [at, { id }] of wanted.entries())
    if (id !== undefined && !byId.delete(id)) throw new Problem('invalid', 'stage-missing', 'There is no such stage in this pipeline.', { detail: { where: `stages.${at}` } }) // prettier-ignore
  for (const gone of byId.values()) {
    await refuseNamed(tx, gone.id, { code: 'stage-in-rules', what: `the stage “${gone.name}”` })
    if (await hasDeals(tx, gone.id))
      throw new Problem('conflict', 'stage-in-use', `There are deals in “${gone.name}”. Move them first.`, { detail: { where: 'stages' } }) // prettier-ignore
    await tx.db.updateTable('stage').set({ archived_at: tx.now }).where('id', '=', gone.id).execute()
  }
  for (const [at, one] of wanted.entries()) {
    const kindWas = was.find((stage) => stage.id === one.id)?.kind
    if (kindWas !== undefined && kindWas !== one.kind)
      throw new Problem('invalid', 'stage-kind', `“${one.name}” was one that is ${kindWas}, and stays so: the past of deals says it.`, { detail: { where: `stages.${at}.kind` } }) // prettier-ignore
    const fields = {
      name: one.name,
      probability: one.kind === 'won' ? 100 : one.kind === 'lost' ? 0 : one.probability,
      most: one.kind === 'open' ? one.limit : null,
      is_hard: one.kind === 'open' && one.isHard,
      stale_days: one.kind === 'open' ? one.staleDays : null,
      position: at + 1,
    }
    if (one.id === undefined)
      await tx.db.insertInto('stage').values({ ...fields, id: tx.mint(), pipeline_id: pipelineId, kind: one.kind }).execute() // prettier-ignore
    else await tx.db.updateTable('stage').set(fields).where('id', '=', one.id).execute()
  }
}

/** What was taken away comes back into another stage of its kind. */
async function hasDeals(tx: Tx, stageId: Id): Promise<boolean> {
  const rows = await tx.query({
    name: 'stage-has-deals',
    text: `(select 1 from deal where stage_id = $1 and kind = 'open' and deleted_at is null limit 1)
      union all (select 1 from deal where stage_id = $1 and closed_at is not null and deleted_at is null limit 1)`,
    values: [stageId],
  })
  return rows.length > 0
}
