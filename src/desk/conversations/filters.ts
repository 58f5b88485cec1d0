// What a list was asked for, as conditions on conversations: the shelves of its view, the facets that an index begins with, the
// seldom ones first, and the checks that nothing leads to.
import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Id } from '../../kit/id.ts'
import type { Actor } from '../users/permissions.ts'
import type { listConversations, ViewName } from './conversations.api.ts'
import type { FieldCondition } from '../fields/asked.ts'
import { emptyCheck, markFacet, pointCheck } from './field-facets.ts'
import { unreadBy, validId } from './views.ts'

/** `field` is as it was written; `own`, as `readConditions` reads it, is what is looked up. */
export type Filters = z.output<typeof listConversations.input> & { own?: readonly FieldCondition[] }
export type Condition = RawBuilder<boolean>

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

export const shelvesOf = (filters: Pick<Filters, 'view'>): string[] => shelves[filters.view]

/** The inboxes asked for: those the actor sees, or the one of them that is named. */
export function inboxesOf(filters: Pick<Filters, 'inboxId'>, actor: Actor): Id[] {
  if (filters.inboxId === undefined) return [...actor.inboxIds]
  return actor.inboxIds.includes(validId(filters.inboxId)) ? [filters.inboxId] : []
}

export interface Facet {
  is: Condition
  /** What indexes begin with, and go on in the order of the list: whatever is one of them is of this facet. */
  starts: Condition[]
  /** The few of this facet that none of the starts leads to. */
  beside?: Condition
  /** Its index knows no shelves. */
  isShelfless?: boolean
  /** Much may have it: the newest of the list are looked at first. */
  isOften?: boolean
}

export interface Conditions {
  /** Those that leave the fewest, as a rule, come first. */
  facets: Facet[]
  /** What leaves most of what is walked along. */
  checks: Condition[]
  /** Some of the checks may leave little; `near`: and no index knows what, so that only the newest are looked through. */
  seldom?: 'indexed' | 'near'
}

export function conditionsOf(filters: Filters, actor: Actor): Conditions {
  const { contactId, assigneeId, tag, priority, categoryId, teamId, statusId, view, own = [] } = filters
  const facets: Facet[] = []
  const add = (is: Condition, more: Partial<Facet> = {}) => facets.push({ is, starts: [is], ...more })
  if (contactId !== undefined) add(isOf('contact_id', contactId), { isShelfless: true })
  if (view === 'mine') add(isOf('assignee_id', actor.id ?? '0'))
  if (assigneeId !== undefined) add(isOf('assignee_id', assigneeId))
  if (tag !== undefined) facets.push(tagged(tag))
  if (statusId !== undefined) add(isOf('status_id', statusId))
  for (const one of own) if (one.is === 'mark') facets.push(markFacet(one))
  // Named outright: the index leaves out the normal ones, and PostgreSQL must see that this is none.
  const isUnusual =
    priority === undefined || priority === 'normal' ? null : sql<boolean>`conversation.priority = ${sql.lit(priority)}`
  const isOfCategory = categoryId === undefined ? null : isOf('category_id', categoryId)
  if (isUnusual && isOfCategory) add(sql`${isUnusual} and ${isOfCategory}`)
  else if (isUnusual) add(isUnusual)
  else if (isOfCategory) add(isOfCategory)
  if (teamId !== undefined) add(isOf('team_id', teamId))
  const checks: Condition[] = []
  if (priority === 'normal') checks.push(sql`conversation.priority = 'normal'`)
  if (view === 'unassigned') checks.push(sql`conversation.assignee_id is null`)
  if (view === 'unread') checks.push(unreadBy(actor))
  const seldom = ownChecks(own, checks)
  return { facets, checks, ...(seldom && { seldom }) }
}

function ownChecks(own: readonly FieldCondition[], checks: Condition[]): Conditions['seldom'] {
  for (const one of own) {
    if (one.is === 'point') checks.push(pointCheck(one))
    if (one.is === 'empty') checks.push(emptyCheck(one))
  }
  if (own.some((one) => one.is === 'point')) return 'indexed'
  return own.some((one) => one.is === 'empty') ? 'near' : undefined
}

const isOf = (column: string, id: Id): Condition => sql`${sql.ref(`conversation.${column}`)} = ${validId(id)}::bigint`

/** By the place of the tag among the conversation's: each of the first three has an index in the order of lists. */
function tagged(tag: string): Facet {
  const is = sql<boolean>`(conversation.tags @> array[${tag}]::text[] and conversation.tags <> '{}')`
  return {
    is,
    starts: [1, 2, 3].map((place) => sql`conversation.tags[${sql.lit(place)}] = ${tag}`),
    beside: sql`cardinality(conversation.tags) > 3 and conversation.tags @> array[${tag}]::text[]
      and ${tag} <> all(conversation.tags[1:3])`,
  }
}
