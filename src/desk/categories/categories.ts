// Categories: what a conversation is about, one each. Other products call them topics, types or reasons.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { refuseNamed } from '../rules/naming.ts'

export interface Category {
  id: Id
  name: string
  description: string
  keywords: string[]
}

const shown = ['id', 'name', 'description', 'keywords'] as const

export async function listCategories(tx: Tx): Promise<Category[]> {
  return await tx.db
    .selectFrom('category')
    .select(shown)
    .where('archived_at', 'is', null)
    .orderBy('name')
    .orderBy('id')
    .execute()
}

export async function addCategory(
  tx: Tx,
  { name, description, keywords = [] }: { name: string; description: string; keywords?: string[] },
): Promise<Category> {
  await refuseTwin(tx, name, null)
  const id = tx.mint()
  const added = { id, name, description, keywords: onceEach(keywords) }
  await tx.db
    .insertInto('category')
    .values({ ...added, created_at: tx.now })
    .execute()
  await record(tx, 'category.added', id, { name })
  return added
}

const onceEach = (words: string[]): string[] => [...new Set(words)]

export async function changeCategory(
  tx: Tx,
  id: Id,
  change: { name?: string | undefined; description?: string | undefined; keywords?: string[] | undefined },
): Promise<Category> {
  const was = await tx.db
    .selectFrom('category')
    .select(shown)
    .where('id', '=', id)
    .where('archived_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!was) throw noSuchCategory(id)
  const name = change.name ?? was.name
  const description = change.description ?? was.description
  const keywords = change.keywords ? onceEach(change.keywords) : was.keywords
  const isSame = name === was.name && description === was.description && keywords.join('\n') === was.keywords.join('\n')
  if (isSame) return was
  if (name !== was.name) await refuseTwin(tx, name, id)
  await tx.db.updateTable('category').set({ name, description, keywords }).where('id', '=', id).execute()
  await record(tx, 'category.changed', id, { from: was.name, to: name })
  return { id, name, description, keywords }
}

/**
 * Conversations keep it; it is only no longer offered. A rule that sets or tests it, or a promise that is made for it, would go on as
 * if nothing were, so these have to be changed first.
 */
export async function archiveCategory(tx: Tx, id: Id): Promise<void> {
  await refuseNamed(tx, id, { code: 'category-in-use', what: 'this category' })
  await refusePromised(tx, id)
  const row = await tx.db
    .updateTable('category')
    .set({ archived_at: tx.now })
    .where('id', '=', id)
    .where('archived_at', 'is', null)
    .returning('name')
    .executeTakeFirst()
  if (!row) throw noSuchCategory(id)
  await record(tx, 'category.archived', id, { name: row.name })
}

async function refusePromised(tx: Tx, id: Id): Promise<void> {
  const policies = await tx.query<{ name: string }>({
    name: 'category-in-policies',
    text: `select name from sla_policy where body -> 'categoryIds' ? $1 order by position`,
    values: [id],
  })
  if (policies.length === 0) return
  const names = policies.map((policy) => `“${policy.name}”`).join(', ')
  throw new Problem('conflict', 'category-in-use', `SLA policies name this category: ${names}. Change them first.`, {
    detail: { id, names },
  })
}

/** Two categories of one name could not be told apart on screen. */
async function refuseTwin(tx: Tx, name: string, except: Id | null): Promise<void> {
  const others = await listCategories(tx)
  const twin = others.find(
    (other) => other.id !== except && other.name.localeCompare(name, 'en', { sensitivity: 'accent' }) === 0,
  )
  if (twin)
    throw new Problem('conflict', 'category-exists', `There is a category “${twin.name}” already.`, {
      detail: { id: twin.id },
    })
}

function noSuchCategory(id: Id): Problem {
  return new Problem('missing', 'category-missing', 'There is no such category.', { detail: { id } })
}
