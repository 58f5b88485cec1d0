// Folders of macros: a tree of the desk's, and one of each person's own. They only put in order; who may use a macro is its own matter.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import type { MacroFolder } from './macros.api.ts'
import { refuseWriting } from './within.ts'

interface Row {
  id: Id
  parentId: Id | null
  ownerId: Id | null
  name: string
}

const MOST = 300
const DEEPEST = 5

export async function listFolders(tx: Tx, actor: Actor): Promise<MacroFolder[]> {
  return (await treeOf(tx, actor.id)).map(shown)
}

/** Those of the desk and this person's own. */
async function treeOf(tx: Tx, ownerId: Id | null): Promise<Row[]> {
  return await tx.query<Row>({
    name: 'macro-folders',
    text: `select id, parent_id as "parentId", owner_id as "ownerId", name from macro_folder where owner_id is null or owner_id = $1
      order by lower(name), id`,
    values: [ownerId],
  })
}

const shown = ({ id, parentId, ownerId, name }: Row): MacroFolder => ({ id, parentId, name, isOwn: ownerId !== null })

export async function addFolder(
  tx: Tx,
  actor: Actor,
  { name, parentId, isPersonal }: { name: string; parentId: Id | null; isPersonal: boolean },
): Promise<MacroFolder> {
  const ownerId = isPersonal ? actor.id : null
  if (isPersonal && ownerId === null)
    throw new Problem('denied', 'not-a-person', 'A program of the desk has no folders of its own.')
  refuseWriting(actor, { ownerId, teamId: null, inboxIds: actor.inboxIds })
  const tree = await heldTree(tx, ownerId)
  if (tree.length >= MOST) throw new Problem('conflict', 'folders-too-many', `There are ${MOST} folders already.`)
  const row: Row = { id: tx.mint(), parentId, ownerId, name }
  refuseTwin(tree, row)
  refuseUnfit([...tree, row], row)
  await tx.db
    .insertInto('macro_folder')
    .values({ id: row.id, parent_id: parentId, owner_id: ownerId, name, created_at: tx.now })
    .execute()
  await record(tx, 'macroFolder.added', row.id, { name })
  return shown(row)
}

export async function changeFolder(
  tx: Tx,
  actor: Actor,
  id: Id,
  change: { name?: string | undefined; parentId?: Id | null | undefined },
): Promise<MacroFolder> {
  const { row: was, tree } = await ownFolder(tx, actor, id)
  const row: Row = { ...was, name: change.name ?? was.name, parentId: change.parentId === undefined ? was.parentId : change.parentId } // prettier-ignore
  const next = tree.map((one) => (one.id === id ? row : one))
  refuseTwin(next, row) // of others two may have come to lie beside each other when what they lay in was deleted
  for (const one of next) refuseUnfit(next, one)
  await tx.db
    .updateTable('macro_folder')
    .set({ name: row.name, parent_id: row.parentId })
    .where('id', '=', id)
    .execute()
  await record(tx, 'macroFolder.changed', id, { from: was.name, to: row.name })
  return shown(row)
}

/** What lies in it comes to lie where it lay. */
export async function deleteFolder(tx: Tx, actor: Actor, id: Id): Promise<void> {
  const { row } = await ownFolder(tx, actor, id)
  await tx.db.updateTable('macro').set({ folder_id: row.parentId }).where('folder_id', '=', id).execute()
  await tx.db.updateTable('macro_folder').set({ parent_id: row.parentId }).where('parent_id', '=', id).execute()
  await tx.db.deleteFrom('macro_folder').where('id', '=', id).execute()
  await record(tx, 'macroFolder.deleted', id, { name: row.name })
}

/** A macro of somebody's own lies in a folder of their own; one of the desk in one of the desk. */
export async function refuseStrangeFolder(tx: Tx, folderId: Id | null, ownerId: Id | null): Promise<void> {
  if (folderId === null) return
  const row = (await treeOf(tx, ownerId)).find((one) => one.id === folderId)
  if (!row || row.ownerId !== ownerId) throw noSuchFolder(folderId, 'folderId')
}

async function ownFolder(tx: Tx, actor: Actor, id: Id): Promise<{ row: Row; tree: Row[] }> {
  const seen = (await treeOf(tx, actor.id)).find((one) => one.id === id)
  if (!seen) throw new Problem('missing', 'folder-missing', 'There is no such folder.', { detail: { id } })
  refuseWriting(actor, { ownerId: seen.ownerId, teamId: null, inboxIds: actor.inboxIds })
  const tree = await heldTree(tx, seen.ownerId)
  return { row: tree.find((one) => one.id === id) ?? seen, tree }
}

/** Two who move folders at once could put each into the other. */
async function heldTree(tx: Tx, ownerId: Id | null): Promise<Row[]> {
  await tx.query({
    name: 'macro-folders-hold',
    text: `select pg_advisory_xact_lock(hashtextextended('macro_folder ' || $1, 0))`,
    values: [ownerId ?? ''],
  })
  return (await treeOf(tx, ownerId)).filter((one) => one.ownerId === ownerId)
}

function refuseTwin(tree: readonly Row[], row: Row): void {
  const twin = tree.find((one) => one.id !== row.id && one.parentId === row.parentId && one.name.toLowerCase() === row.name.toLowerCase()) // prettier-ignore
  if (twin) throw new Problem('conflict', 'folder-exists', `There is a folder “${twin.name}” here already.`, { detail: { where: 'name' } }) // prettier-ignore
}

function refuseUnfit(tree: readonly Row[], row: Row): void {
  const byId = new Map(tree.map((one) => [one.id, one]))
  let depth = 1
  for (let parentId = row.parentId; parentId !== null; depth++) {
    const parent = byId.get(parentId)
    if (!parent) throw noSuchFolder(parentId, 'parentId')
    if (parent.id === row.id)
      throw new Problem('invalid', 'folder-in-itself', 'A folder cannot lie in itself.', {
        detail: { where: 'parentId' },
      })
    if (depth >= DEEPEST)
      throw new Problem('invalid', 'folder-too-deep', `Folders lie at most ${DEEPEST} deep.`, { detail: { where: 'parentId' } }) // prettier-ignore
    parentId = parent.parentId
  }
}

function noSuchFolder(id: Id, where: string): Problem {
  return new Problem('invalid', 'folder-missing', 'There is no such folder.', { detail: { id, where } })
}
