// What a list was asked for, as conditions on conversations: the shelves of its view, the one condition that an index begins with, and
// the others, which are checked on the rows it leads to.
import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Id } from '../../kit/id.ts'
import type { Actor } from '../users/permissions.ts'
import type { listConversations, ViewName } from './conversations.api.ts'
import { unreadBy, validId } from './views.ts'

export type Filters = z.output<typeof listConversations.input>

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

export const shelvesOf = (filters: Filters): string[] => shelves[filters.view]

/** The inboxes asked for: those the actor sees, or the one of them that is named. */
export function inboxesOf(filters: Pick<Filters, 'inboxId'>, actor: Actor): Id[] {
  if (filters.inboxId === undefined) return [...actor.inboxIds]
  return actor.inboxIds.includes(validId(filters.inboxId)) ? [filters.inboxId] : []
}

export interface Conditions {
  /** An index begins with it and goes on in the order of the list. */
  lead: RawBuilder<boolean> | null
  checks: RawBuilder<boolean>[]
  /** Whether the checks may leave next to nothing of what is walked along. Of what is unread they leave most. */
  isNarrow: boolean
}

export function conditionsOf(filters: Filters, actor: Actor): Conditions {
  const is = (column: string, id: Id | undefined): RawBuilder<boolean>[] =>
    id === undefined ? [] : [sql`${sql.ref(`conversation.${column}`)} = ${validId(id)}::bigint`]
  const ofPriority = (wanted: boolean) =>
    filters.priority !== undefined && (filters.priority !== 'normal') === wanted
      ? [sql<boolean>`conversation.priority = ${filters.priority}`]
      : []
  // Whichever leaves the fewest, as a rule, leads.
  const [lead = null, ...others] = [
    ...is('contact_id', filters.contactId),
    ...(filters.view === 'mine' ? is('assignee_id', actor.id ?? '0') : []),
    ...is('assignee_id', filters.assigneeId),
    ...ofPriority(true),
    ...is('category_id', filters.categoryId),
    ...is('team_id', filters.teamId),
  ]
  if (filters.tag !== undefined) others.push(sql`conversation.tags @> array[${filters.tag}]::text[]`)
  others.push(...ofPriority(false))
  const checks = [...others]
  if (filters.view === 'unassigned') checks.push(sql`conversation.assignee_id is null`)
  if (filters.view === 'unread') checks.push(unreadBy(actor))
  const isInboxBeside = lead !== null && filters.inboxId !== undefined
  return { lead, checks, isNarrow: others.length > 0 || isInboxBeside }
}
