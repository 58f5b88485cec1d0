// Macros: replies written once and used often, with what to do to the conversation when they are sent.
// Other products call them canned replies, saved replies or templates.
import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import { ask } from '../../store/access/composed.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { refuseNamed } from '../rules/naming.ts'
import type { Actor } from '../users/permissions.ts'
import { fillOrEmpty } from '../variables/variables.ts'
import { textOf } from './body.ts'
import { refuseUnfitMacro } from './fit.ts'
import { refuseStrangeFolder } from './folders.ts'
import type { Macro, MacroAction, MacroRow, MacroVariant, WantedMacro } from './macros.api.ts'
import { mayWrite, refuseWriting, seenBy, type Placed } from './within.ts'

type Row = Selectable<Tables['macro']>
type Head = Omit<Row, 'variants' | 'created_at'>
type Listed = Head & {
  uses: number
  edited: number
  settled: number
  resolved: number
  this_month: number
  last_at: Date | null
}

/** Kept unarchived, so that everybody's list comes whole: of the desk, and of one person. */
const MOST = { desk: 1_000, person: 200 }
const MOST_ARCHIVED = 200
const EXCERPT = 140

export async function listMacros(tx: Tx, actor: Actor, state: 'inUse' | 'archived'): Promise<MacroRow[]> {
  const which = state === 'inUse' ? sql`m.archived_at is null` : sql`m.archived_at is not null`
  const order = state === 'inUse' ? sql`lower(m.title), m.id` : sql`m.archived_at desc, m.id limit ${MOST_ARCHIVED}`
  const rows = await ask(
    tx,
    `macros-${state}`,
    sql<Listed>`select m.id, m.folder_id, m.title, m.owner_id, m.team_id, m.inbox_ids, m.languages, m.excerpt, m.actions, m.version,
        m.changed_at, m.archived_at, m.is_sample, f.* from macro m left join lateral (
        select coalesce(sum(uses), 0)::int as uses, coalesce(sum(edited), 0)::int as edited, coalesce(sum(settled), 0)::int as settled,
          coalesce(sum(resolved), 0)::int as resolved, coalesce(sum(uses) filter (where month = ${monthOf(tx.now)}), 0)::int as this_month,
          max(last_at) as last_at
        from macro_figure f where f.macro_id = m.id and f.user_id = 0) f on true
      where ${which} and ${seenBy(actor)} order by ${order}`,
  )
  return rows.map((row) => listed(row, actor))
}

/** Of those that the actor may use for an inbox what is needed to rank them. */
export async function offeredIn(tx: Tx, actor: Actor, inboxId: Id): Promise<{ id: Id; title: string; uses: number }[]> {
  return await ask(
    tx,
    'macros-offered',
    sql<{
      id: Id
      title: string
      uses: number
    }>`select m.id, m.title, (select coalesce(sum(f.uses), 0)::int from macro_figure f
        where f.macro_id = m.id and f.user_id = 0) as uses from macro m
      where m.archived_at is null and (m.inbox_ids = '{}' or ${inboxId}::bigint = any(m.inbox_ids)) and ${seenBy(actor)}`,
  )
}

/** One that the actor does not see is one that does not exist. */
export async function readMacro(tx: Tx, actor: Actor, id: Id): Promise<Macro> {
  return shown(await seenRow(tx, actor, id), actor)
}

/** Of those named, which the actor sees. */
export async function seenMacros(tx: Tx, actor: Actor, ids: readonly Id[]): Promise<ReadonlySet<Id>> {
  const wanted = ids.filter((id) => /^\d{1,19}$/.test(id))
  if (wanted.length === 0) return new Set()
  const rows = await ask(tx, 'macros-seen', sql<{ id: Id }>`select m.id from macro m where m.id = any(${wanted}::bigint[]) and ${seenBy(actor)}`) // prettier-ignore
  return new Set(rows.map((row) => row.id))
}

export async function seenRow(tx: Tx, actor: Actor, id: Id): Promise<Row> {
  if (!/^\d{1,19}$/.test(id)) throw noSuchMacro(id)
  const rows = await ask(
    tx,
    'macro-seen',
    sql<Row>`select m.* from macro m where m.id = ${id}::bigint and ${seenBy(actor)}`,
  )
  const [row] = rows
  if (!row) throw noSuchMacro(id)
  return row
}

export async function addMacro(tx: Tx, actor: Actor, wanted: WantedMacro & { isSample?: boolean }): Promise<Macro> {
  const placed = placedBy(actor, wanted)
  refuseWriting(actor, placed)
  await refuseTooMany(tx, placed.ownerId)
  await refuseUnfit(tx, actor, placed, wanted)
  const row = await insert(tx, placed, wanted)
  return shown(row, actor)
}

/** The event keeps the whole of it as it now is: versions are read from events. What a rule uses stays everybody's. */
export async function changeMacro(
  tx: Tx,
  actor: Actor,
  { id, version, ...wanted }: WantedMacro & { id: Id; version: number },
): Promise<Macro> {
  const was = await ownRow(tx, actor, id)
  const placed = placedBy(actor, wanted)
  refuseWriting(actor, placed)
  if (placed.ownerId !== was.owner_id) {
    if (placed.ownerId !== null) await refuseNamed(tx, id, { code: 'macro-in-use', what: 'this canned reply' })
    await refuseTooMany(tx, placed.ownerId)
  }
  await refuseUnfit(tx, actor, placed, wanted)
  const row = await tx.db
    .updateTable('macro')
    .set((is) => ({ ...columns(placed, wanted), version: is('version', '+', 1), changed_at: tx.now }))
    .where('id', '=', was.id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst()
  if (!row)
    throw new Problem('conflict', 'macro-changed', 'Somebody has changed this canned reply since. Look at it again.', {
      detail: { version: was.version },
    })
  await record(tx, 'macro.changed', id, eventOf(row))
  return shown(row, actor)
}

export async function moveMacro(tx: Tx, actor: Actor, id: Id, folderId: Id | null): Promise<void> {
  const was = await ownRow(tx, actor, id)
  if (was.folder_id === folderId) return
  await refuseStrangeFolder(tx, folderId, was.owner_id)
  await tx.db.updateTable('macro').set({ folder_id: folderId }).where('id', '=', was.id).execute()
  await record(tx, 'macro.moved', id, { from: was.folder_id, to: folderId })
}

export async function duplicateMacro(
  tx: Tx,
  actor: Actor,
  id: Id,
  { isPersonal }: { isPersonal: boolean },
): Promise<Macro> {
  const was = await seenRow(tx, actor, id)
  const isSamePlace = isPersonal ? was.owner_id !== null : was.owner_id === null
  return await addMacro(tx, actor, {
    title: copied(was.title),
    folderId: isSamePlace ? was.folder_id : null,
    isPersonal,
    teamId: isPersonal ? null : was.team_id,
    inboxIds: was.inbox_ids,
    variants: was.variants as MacroVariant[],
    actions: was.actions as MacroAction[],
  })
}

const copied = (title: string): string => `${title.slice(0, 116)} (2)`

/** Old conversations go on showing an archived macro's text; it is only no longer offered. */
export async function archiveMacro(tx: Tx, actor: Actor, id: Id): Promise<void> {
  const was = await ownRow(tx, actor, id)
  await refuseNamed(tx, id, { code: 'macro-in-use', what: 'this canned reply' })
  if (was.archived_at !== null) throw noSuchMacro(id)
  await tx.db.updateTable('macro').set({ archived_at: tx.now }).where('id', '=', was.id).execute()
  await record(tx, 'macro.archived', id, {})
}

/** Its folder may have gone since. */
export async function restoreMacro(tx: Tx, actor: Actor, id: Id): Promise<Macro> {
  const was = await ownRow(tx, actor, id)
  if (was.archived_at === null) return shown(was, actor)
  await refuseTooMany(tx, was.owner_id)
  const row = await tx.db
    .updateTable('macro')
    .set({ archived_at: null })
    .where('id', '=', was.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, 'macro.restored', id, {})
  return shown(row, actor)
}

/** Bytes of versions in one answer, and the one that goes beyond. */
const MOST_SHOWN = 2_000_000

export interface MacroVersion {
  version: number
  at: string
  by: Id | null
  title: string
  variants: MacroVariant[]
  actions: MacroAction[]
}

/** What somebody wrote for themselves alone stays theirs when they give it to others. */
export async function macroVersions(tx: Tx, actor: Actor, id: Id): Promise<MacroVersion[]> {
  const { id: seen, owner_id: ownerId } = await seenRow(tx, actor, id)
  const rows = await tx.query<{ by: Id | null; at: Date; data: Omit<MacroVersion, 'at' | 'by'> }>({
    name: 'macro-versions',
    text: `select by, at, data from (
        select actor_id as by, at, data, id, sum(octet_length(data::text)) over (order by id desc) - octet_length(data::text) as before
        from (select * from event where subject_id = $1 and name in ('macro.added', 'macro.changed')
          and ($2 or not coalesce((data ->> 'isPersonal')::boolean, false)) order by id desc limit 100) newest) version
      where before < ${MOST_SHOWN} order by id desc`,
    values: [seen, ownerId !== null],
  })
  return rows.map(({ by, at, data: { version, title, variants, actions } }) => ({ version, at: at.toISOString(), by, title, variants, actions })) // prettier-ignore
}

async function ownRow(tx: Tx, actor: Actor, id: Id): Promise<Row> {
  const row = await seenRow(tx, actor, id)
  refuseWriting(actor, placeOf(row))
  return row
}

async function refuseUnfit(tx: Tx, actor: Actor, placed: Placed, wanted: WantedMacro): Promise<void> {
  await refuseUnfitMacro(tx, actor, { ...wanted, teamId: placed.teamId })
  await refuseStrangeFolder(tx, wanted.folderId, placed.ownerId)
  const unseen = wanted.inboxIds.find((id) => !actor.inboxIds.includes(id))
  if (unseen !== undefined && actor.kind !== 'system')
    throw new Problem('invalid', 'inbox-missing', 'There is no such inbox.', {
      detail: { where: 'inboxIds', id: unseen },
    })
}

async function refuseTooMany(tx: Tx, ownerId: Id | null): Promise<void> {
  const { count } = await tx.db
    .selectFrom('macro')
    .select((is) => is.fn.countAll<string>().as('count'))
    .where('owner_id', 'is not distinct from', ownerId)
    .where('archived_at', 'is', null)
    .executeTakeFirstOrThrow()
  const most = ownerId === null ? MOST.desk : MOST.person
  if (Number(count) >= most)
    throw new Problem('conflict', 'macros-too-many', `There are ${most} canned replies already. Archive one that nobody uses.`, { detail: { most } }) // prettier-ignore
}

async function insert(tx: Tx, placed: Placed, wanted: WantedMacro & { isSample?: boolean }): Promise<Row> {
  const id = tx.mint()
  const row = await tx.db
    .insertInto('macro')
    .values({
      id,
      ...columns(placed, wanted),
      version: 1,
      is_sample: wanted.isSample ?? false,
      created_at: tx.now,
      changed_at: tx.now,
    })
    .returningAll()
    .executeTakeFirst()
  const made = must(row, 'the macro just added')
  await record(tx, 'macro.added', id, eventOf(made))
  return made
}

function placedBy(actor: Actor, { isPersonal, teamId, inboxIds }: WantedMacro): Placed {
  if (!isPersonal) return { ownerId: null, teamId, inboxIds }
  if (actor.id !== null) return { ownerId: actor.id, teamId: null, inboxIds }
  throw new Problem('denied', 'not-a-person', 'A program of the desk has no canned replies of its own.')
}

const columns = (placed: Placed, wanted: WantedMacro) => ({
  title: wanted.title,
  folder_id: wanted.folderId,
  owner_id: placed.ownerId,
  team_id: placed.teamId,
  inbox_ids: [...new Set(placed.inboxIds)],
  variants: JSON.stringify(wanted.variants),
  languages: wanted.variants.map((one) => one.language),
  excerpt: excerptOf(wanted.variants),
  actions: JSON.stringify(wanted.actions),
})

const eventOf = (row: Row) => ({
  version: row.version,
  title: row.title,
  variants: row.variants,
  actions: row.actions,
  inboxIds: row.inbox_ids,
  teamId: row.team_id,
  isPersonal: row.owner_id !== null,
})

export const placeOf = (row: Pick<Row, 'owner_id' | 'team_id' | 'inbox_ids'>): Placed => ({
  ownerId: row.owner_id,
  teamId: row.team_id,
  inboxIds: row.inbox_ids,
})

const commonOf = (row: Head, actor: Actor) => ({
  id: row.id,
  folderId: row.folder_id,
  title: row.title,
  ownerId: row.owner_id,
  teamId: row.team_id,
  // Inboxes that the reader does not see are nobody's business of theirs.
  inboxIds: actor.kind === 'system' ? row.inbox_ids : row.inbox_ids.filter((id) => actor.inboxIds.includes(id)),
  actions: row.actions as MacroAction[],
  version: row.version,
  changedAt: row.changed_at.toISOString(),
  archivedAt: row.archived_at?.toISOString() ?? null,
  isSample: row.is_sample,
  mayWrite: mayWrite(actor, placeOf(row)),
})

const shown = (row: Row, actor: Actor): Macro => ({ ...commonOf(row, actor), variants: row.variants as MacroVariant[] })

function listed(row: Listed, actor: Actor): MacroRow {
  const { uses, edited, settled, resolved, this_month: usesThisMonth, last_at: lastAt } = row
  return {
    ...commonOf(row, actor),
    languages: row.languages,
    excerpt: row.excerpt,
    usage: { uses, usesThisMonth, edited, settled, resolved, lastAt: lastAt?.toISOString() ?? null },
  }
}

function excerptOf([first]: readonly MacroVariant[]): string {
  const words = first ? fillOrEmpty(textOf(first.body), new Map()).replace(/\s+/g, ' ') : ''
  return words.length > EXCERPT ? `${words.slice(0, EXCERPT - 1)}…` : words
}

export const monthOf = (at: Date): string => at.toISOString().slice(0, 7)

export function noSuchMacro(id: Id): Problem {
  return new Problem('missing', 'macro-missing', 'There is no such canned reply.', { detail: { id } })
}
