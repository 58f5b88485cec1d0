// SLA policies: what is promised to whom, kept as data, in one order. A conversation goes by the first that is for it.
import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { refuseNamed } from '../rules/naming.ts'
import type { addSlaPolicy, SlaPolicy } from './sla.api.ts'

export type WantedPolicy = z.output<typeof addSlaPolicy.input>

export async function listPolicies(tx: Tx): Promise<SlaPolicy[]> {
  const rows = await tx.query<Selectable<Tables['sla_policy']>>({
    name: 'sla-policies',
    text: 'select * from sla_policy order by position, id',
    values: [],
  })
  return rows.map(policyOfRow)
}

/** Everything that happens at the desk is held against all of them. */
const MOST = 200

/** When each was made, or last changed: before that it promised nothing, or something else. */
export async function policiesSince(tx: Tx): Promise<Map<Id, number>> {
  const rows = await tx.query<{ id: Id; changed_at: Date }>({
    name: 'sla-policies-since',
    text: 'select id, changed_at from sla_policy',
    values: [],
  })
  return new Map(rows.map((row) => [row.id, row.changed_at.getTime()]))
}

/** At the end: those before it come first. */
export async function addPolicy(tx: Tx, wanted: WantedPolicy): Promise<SlaPolicy> {
  await refuseUnfit(tx, wanted)
  const id = tx.mint()
  const last = await tx.db
    .selectFrom('sla_policy')
    .select((is) => [is.fn.max('position').as('position'), is.fn.countAll<string>().as('count')])
    .executeTakeFirst()
  if (Number(last?.count) >= MOST)
    throw new Problem('conflict', 'sla-too-many', `There are ${MOST} policies already. Delete one that is not needed any more.`) // prettier-ignore
  const row = await tx.db
    .insertInto('sla_policy')
    .values({ id, position: (last?.position ?? 0) + 1, ...columns(wanted), created_at: tx.now, changed_at: tx.now })
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, 'slaPolicy.added', id, { name: wanted.name, version: 1, policy: wanted })
  return policyOfRow(row)
}

/** The event keeps the whole policy as it now is, so that what was promised at any time can be read later. */
export async function changePolicy(tx: Tx, id: Id, version: number, wanted: WantedPolicy): Promise<SlaPolicy> {
  await refuseUnfit(tx, wanted)
  const row = await tx.db
    .updateTable('sla_policy')
    .set((is) => ({ ...columns(wanted), version: is('version', '+', 1), changed_at: tx.now }))
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw await changedMeanwhile(tx, id)
  await record(tx, 'slaPolicy.changed', id, { name: wanted.name, version: row.version, policy: wanted })
  return policyOfRow(row)
}

export async function deletePolicy(tx: Tx, id: Id): Promise<void> {
  await refuseNamed(tx, id, { code: 'sla-policy-in-use', what: 'this policy' })
  const row = await tx.db.deleteFrom('sla_policy').where('id', '=', id).returningAll().executeTakeFirst()
  if (!row) throw noSuchPolicy(id)
  await record(tx, 'slaPolicy.deleted', id, { name: row.name, version: row.version })
}

/** `ids` names every policy exactly once: an order made from an old list is refused, or a new one would land anywhere. */
export async function orderPolicies(tx: Tx, ids: Id[]): Promise<SlaPolicy[]> {
  const rows = await tx.db.selectFrom('sla_policy').select(['id', 'position']).orderBy('id').forUpdate().execute()
  const isWhole = rows.length === ids.length && rows.every((row) => ids.includes(row.id))
  if (!isWhole) {
    const text =
      'The order must name every policy exactly once. Somebody may have added or deleted one: look at the list again.'
    throw new Problem('conflict', 'sla-order-incomplete', text, { detail: { ids: rows.map((row) => row.id) } })
  }
  for (const [at, id] of ids.entries())
    await tx.db
      .updateTable('sla_policy')
      .set({ position: at + 1 })
      .where('id', '=', id)
      .execute()
  await record(tx, 'slaPolicy.ordered', ids[0] ?? '0', { ids })
  return await listPolicies(tx)
}

/** Pure. What a policy goes by of a conversation. */
export interface Placing {
  inboxId: Id
  categoryId: Id | null
  tags: readonly string[]
}

/** The first that is enabled and for it; null: nothing is promised. */
export function policyFor(policies: readonly SlaPolicy[], { inboxId, categoryId, tags }: Placing): SlaPolicy | null {
  const lower = tags.map((tag) => tag.toLowerCase())
  return (
    policies.find(
      (one) =>
        one.isEnabled &&
        (one.inboxIds.length === 0 || one.inboxIds.includes(inboxId)) &&
        (one.categoryIds.length === 0 || (categoryId !== null && one.categoryIds.includes(categoryId))) &&
        (one.tags.length === 0 || one.tags.some((tag) => lower.includes(tag.toLowerCase()))),
    ) ?? null
  )
}

function policyOfRow(row: Selectable<Tables['sla_policy']>): SlaPolicy {
  const body = row.body as Omit<SlaPolicy, 'id' | 'position' | 'version' | 'name' | 'isEnabled'>
  const { id, position, version, name, is_enabled: isEnabled } = row
  return { ...body, id, position, version, name, isEnabled }
}

function columns({ name, isEnabled, ...body }: WantedPolicy) {
  return { name, is_enabled: isEnabled, body: JSON.stringify(body) }
}

async function refuseUnfit(tx: Tx, wanted: WantedPolicy): Promise<void> {
  const measures = wanted.targets.map((target) => target.measure)
  const doubled = measures.findIndex((measure, at) => measures.indexOf(measure) !== at)
  if (doubled >= 0) throw unfit('sla-target-doubled', `targets.${doubled}.measure`, 'There are two targets for the same measure. Keep one.') // prettier-ignore
  const empty = wanted.targets.findIndex(({ minutes }) => Object.values(minutes).every((one) => one === null))
  if (empty >= 0) throw unfit('sla-target-empty', `targets.${empty}.minutes`, 'This target promises nothing at any priority. Set a time for one, or leave the target out.') // prettier-ignore
  for (const [at, step] of wanted.steps.entries()) {
    if (step.measure !== null && !measures.includes(step.measure))
      throw unfit('sla-step-without-target', `steps.${at}.measure`, 'This step waits for a target that the policy does not have.') // prettier-ignore
    if (step.action.do === 'notify' && step.action.to.length + step.action.userIds.length === 0)
      throw unfit('notify-nobody', `steps.${at}.action`, 'Say who is to be told.')
    if (step.when === 'warning' && wanted.warnAt === null)
      throw unfit('sla-step-without-warning', `steps.${at}.when`, 'This step waits for a warning, and the policy never warns. Set a share to warn at.') // prettier-ignore
  }
  await refuseMissing(tx, wanted)
}

/** What it names has to be there: a policy for an inbox that is gone would silently be for none. */
async function refuseMissing(tx: Tx, { inboxIds, categoryIds, hoursId, steps }: WantedPolicy): Promise<void> {
  const named: [table: 'inbox' | 'category' | 'business_hours' | 'team' | 'user', where: string, ids: Id[]][] = [
    ['inbox', 'inboxIds', inboxIds],
    ['category', 'categoryIds', categoryIds],
    ['business_hours', 'hoursId', hoursId === null ? [] : [hoursId]],
    ['team', 'steps', steps.flatMap(({ action }) => (action.do === 'setTeam' ? [action.teamId] : []))],
    [
      'user',
      'steps',
      steps.flatMap(({ action }) =>
        action.do === 'notify' ? action.userIds : action.do === 'assign' && action.userId ? [action.userId] : [],
      ),
    ],
  ]
  for (const [table, where, ids] of named) {
    if (ids.length === 0) continue
    const rows = await tx.db.selectFrom(table).select('id').where('id', 'in', ids).execute()
    const missing = ids.find((id) => !rows.some((row) => row.id === id))
    if (missing !== undefined)
      throw unfit('sla-names-missing', where, `There is no such ${table.replace('business_hours', 'schedule of hours')} any more. Choose another.`) // prettier-ignore
  }
}

const unfit = (code: string, where: string, text: string) => new Problem('invalid', code, text, { detail: { where } })

async function changedMeanwhile(tx: Tx, id: Id): Promise<Problem> {
  const now = await tx.db.selectFrom('sla_policy').select('version').where('id', '=', id).executeTakeFirst()
  if (!now) return noSuchPolicy(id)
  return new Problem('conflict', 'sla-policy-changed', 'Somebody has changed this policy since you opened it. Look at it again, then repeat.', { detail: { version: now.version } }) // prettier-ignore
}

export function noSuchPolicy(id: Id): Problem {
  return new Problem('missing', 'sla-policy-missing', 'There is no such SLA policy.', { detail: { id } })
}
