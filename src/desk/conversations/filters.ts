// What a list was asked for, as conditions on conversations: the shelves of its view, the facets that an index begins with, the
// seldom ones first, and the checks that nothing leads to. What a query's terms come to (query.ts) goes the same way.
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Id } from '../../kit/id.ts'
import type { Actor } from '../users/permissions.ts'
import type { ViewName } from './conversations.api.ts'
import type { FieldCondition } from '../fields/asked.ts'
import { emptyCheck, markFacet, pointCheck } from './field-facets.ts'
import type { listConversations } from './lists.api.ts'
import { unreadBy, validId } from './views.ts'
import type { Condition, Facet } from './facet.ts'

/**
 * `narrowing`: what the terms in `q` came to; then `q` holds the words alone. `field` is as it was written; `own`, as `readConditions`
 * reads it, is what is looked up.
 */
export type Filters = z.output<typeof listConversations.input> & {
  narrowing?: Narrowing
  own?: readonly FieldCondition[]
}

/** What a query's terms ask for besides what the other filters do. */
export interface Narrowing extends Conditions {
  /** Instead of the view's; null: as the view has them. */
  shelves: string[] | null
  /** Of those the actor sees; null: all of them. */
  inboxIds: Id[] | null
}

const shelves: Record<ViewName, string[]> = {
  open: ['open'],
  mine: ['open'],
  unassigned: ['open'],
  unread: ['open'],
  waiting: ['waiting'],
  snoozed: ['snoozed'],
  resolved: ['resolved'],
  all: ['open', 'snoozed', 'waiting', 'resolved'],
  held: ['held'],
}

export const shelvesOf = ({ view, narrowing }: Pick<Filters, 'view' | 'narrowing'>): string[] =>
  narrowing?.shelves ?? shelves[view]

/** The inboxes asked for: those the actor sees, or those of them that are named. */
export function inboxesOf({ inboxId, narrowing }: Pick<Filters, 'inboxId' | 'narrowing'>, actor: Actor): Id[] {
  const named = inboxId === undefined ? null : validId(inboxId)
  return (narrowing?.inboxIds ?? actor.inboxIds).filter(
    (id) => (named === null || id === named) && actor.inboxIds.includes(id),
  )
}

export interface Conditions {
  /** Those that leave the fewest, as a rule, come first. */
  facets: Facet[]
  /** Nothing leads to what they leave, but every index along which lists are walked carries what they ask. */
  checks: Condition[]
  /** The same of what lies in no index: a row has to be fetched for it. */
  fetched: Condition[]
  /** What may leave little, and an index leads to it where it does; its order is another. */
  indexed: Condition[]
  /** Between which times the list lies. */
  ranges: Condition[]
  /** None but these, as few as they are. */
  few: Id[] | null
}

export function conditionsOf(filters: Filters, actor: Actor): Conditions {
  const { contactId, assigneeId, tag, priority, categoryId, teamId, statusId, view, narrowing, own = [] } = filters
  const facets: Facet[] = []
  const add = (is: Condition, more: Partial<Facet> = {}) => facets.push({ is, starts: [is], ...more })
  if (contactId !== undefined) add(isOf('contact_id', contactId), { isShelfless: true })
  if (view === 'mine') add(isOf('assignee_id', actor.id ?? '0'))
  if (assigneeId !== undefined) add(isOf('assignee_id', assigneeId))
  if (tag !== undefined) facets.push(tagged(tag))
  if (statusId !== undefined) add(isOf('status_id', statusId))
  for (const one of own) if (one.is === 'mark') facets.push(markFacet(one))
  // Named outright: the index leaves out the normal ones, and PostgreSQL must see that this is none.
  const isUnusual = priority === undefined || priority === 'normal' ? null : ofPriority(priority)
  const isOfCategory = categoryId === undefined ? null : isOf('category_id', categoryId)
  if (isUnusual && isOfCategory) add(sql`${isUnusual} and ${isOfCategory}`)
  else if (isUnusual) add(isUnusual)
  else if (isOfCategory) add(isOfCategory)
  if (teamId !== undefined) add(isOf('team_id', teamId))
  const checks: Condition[] = []
  const fetched: Condition[] = []
  if (priority === 'normal') checks.push(ofPriority(priority))
  if (view === 'unassigned') checks.push(sql`conversation.assignee_id is null`)
  if (view === 'unread') fetched.push(unreadBy(actor))
  for (const one of own) if (one.is === 'empty') fetched.push(emptyCheck(one))
  return {
    facets: [...facets, ...(narrowing?.facets ?? [])],
    indexed: [...own.flatMap((one) => (one.is === 'point' ? [pointCheck(one)] : [])), ...(narrowing?.indexed ?? [])],
    checks: [...checks, ...(narrowing?.checks ?? [])],
    fetched: [...fetched, ...(narrowing?.fetched ?? [])],
    ranges: narrowing?.ranges ?? [],
    few: narrowing?.few ?? null,
  }
}

export const isOf = (column: FacetColumn, id: Id): Condition =>
  sql`${sql.ref(`conversation.${column}`)} = ${validId(id)}::bigint`
export type FacetColumn = 'contact_id' | 'company_id' | 'assignee_id' | 'category_id' | 'team_id' | 'status_id'

export const ofPriority = (priority: string): Condition => sql`conversation.priority = ${sql.lit(priority)}`

/** By the place of the tag among the conversation's: each of the first three has an index in the order of lists. */
export function tagged(tag: string): Facet {
  const is = sql<boolean>`(conversation.tags @> array[${tag}]::text[] and conversation.tags <> '{}')`
  return {
    is,
    starts: [1, 2, 3].map((place) => sql`conversation.tags[${sql.lit(place)}] = ${tag}`),
    beside: sql`cardinality(conversation.tags) > 3 and conversation.tags @> array[${tag}]::text[]
      and ${tag} <> all(conversation.tags[1:3])`,
  }
}

/** All that a list asks for, of rows that something else leads to. */
export function everyCondition({ facets, checks, fetched, indexed, ranges, few }: Conditions): Condition[] {
  const isFew = few === null ? [] : [sql<boolean>`conversation.id = any(${few}::bigint[])`]
  return [...facets.map((one) => one.is), ...checks, ...fetched, ...indexed, ...ranges, ...isFew]
}
