// A page of a list as walks along one index, none longer than the page: by inbox and shelf, or by what was asked for. So it costs the
// same wherever it lies and however many conversations there are.
import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import type { listConversations, ViewName } from './conversations.api.ts'
import { openTo } from './privacy.ts'
import { type ListedConversation, unreadBy, validId } from './views.ts'

export type Filters = z.output<typeof listConversations.input>

interface View {
  shelves: string[]
  /** Beside the shelf. */
  also?: (actor: Actor) => RawBuilder<boolean>
  /** `also` leads to an index of its own. */
  isLed?: true
}

const views: Record<ViewName, View> = {
  open: { shelves: ['open'] },
  mine: { shelves: ['open'], also: (actor) => sql`conversation.assignee_id = ${actor.id ?? '0'}`, isLed: true },
  unassigned: { shelves: ['open'], also: () => sql`conversation.assignee_id is null` },
  unread: { shelves: ['open'], also: unreadBy },
  waiting: { shelves: ['waiting'] },
  snoozed: { shelves: ['snoozed'] },
  resolved: { shelves: ['resolved'] },
  all: { shelves: ['open', 'snoozed', 'waiting', 'resolved'] },
  held: { shelves: ['held'] },
}

/** What was asked for beside the inbox. `isLed`: there is an index that begins with it. */
export function conditionsOf(filters: Filters, actor: Actor): { conditions: RawBuilder<boolean>[]; isLed: boolean } {
  const view = views[filters.view]
  const conditions = view.also ? [view.also(actor)] : []
  let isLed = view.isLed ?? false
  for (const [column, value] of [
    ['assignee_id', filters.assigneeId],
    ['team_id', filters.teamId],
    ['category_id', filters.categoryId],
    ['contact_id', filters.contactId],
  ] as const) {
    if (value === undefined) continue
    conditions.push(sql`${sql.ref(`conversation.${column}`)} = ${validId(value)}::bigint`)
    isLed = true
  }
  if (filters.priority) conditions.push(sql`conversation.priority = ${filters.priority}`)
  if (filters.priority && filters.priority !== 'normal') isLed = true
  if (filters.tag) conditions.push(sql`conversation.tags @> array[${filters.tag}]::text[]`)
  return { conditions, isLed: isLed || filters.tag !== undefined }
}

export const shelvesOf = (filters: Filters): string[] => views[filters.view].shelves

/** The inboxes asked for: those the actor sees, or the one of them that is named. */
export function inboxesOf(filters: Pick<Filters, 'inboxId'>, actor: Actor): Id[] {
  if (filters.inboxId === undefined) return [...actor.inboxIds]
  return actor.inboxIds.includes(validId(filters.inboxId)) ? [filters.inboxId] : []
}

/** A check on rows that something else leads to: the sum keeps PostgreSQL from walking through the inboxes for it. */
export const seenIn = (inboxIds: readonly Id[]): RawBuilder<boolean> =>
  sql`conversation.inbox_id + 0 = any(${[...inboxIds]}::bigint[])`

/** Where a page ends. */
export interface Place {
  at: string
  id: Id
}

/** Newest activity first. */
export async function walk(
  tx: Tx,
  actor: Actor,
  filters: Filters,
  { limit, before }: { limit: number; before: Place | null },
): Promise<ListedConversation[]> {
  const inboxIds = inboxesOf(filters, actor)
  if (inboxIds.length === 0) return []
  const { conditions, isLed } = conditionsOf(filters, actor)
  const shelves = shelvesOf(filters)
  const [shelf] = shelves
  const from: RawBuilder<unknown>[] = []
  const all = [...conditions, openTo(tx, actor)]
  // One shelf is named outright, so that an index of that shelf alone can serve.
  if (shelves.length === 1) all.push(sql`conversation.shelf = ${shelf}`)
  else if (filters.contactId !== undefined) all.push(sql`conversation.shelf = any(${shelves}::text[])`)
  else {
    from.push(sql`unnest(${shelves}::text[]) as of_shelf (shelf)`)
    all.push(sql`conversation.shelf = of_shelf.shelf`)
  }
  const isWholeDesk = actor.seesAll && filters.inboxId === undefined && filters.view !== 'unassigned'
  if (inboxIds.length === 1) all.push(sql`conversation.inbox_id = ${inboxIds[0]}::bigint`)
  else if (isLed || isWholeDesk) all.push(seenIn(inboxIds))
  else {
    from.push(sql`unnest(${inboxIds}::bigint[]) as of_inbox (id)`)
    all.push(sql`conversation.inbox_id = of_inbox.id`)
  }
  if (before)
    all.push(sql`(conversation.last_message_at, conversation.id) < (${before.at}::timestamptz, ${before.id}::bigint)`)
  const one = sql`select conversation.id, conversation.last_message_at from conversation where ${sql.join(all, sql` and `)}
    order by conversation.last_message_at desc, conversation.id desc limit ${limit}`
  const page =
    from.length === 0
      ? one
      : sql`select found.id, found.last_message_at from ${sql.join(from, sql` cross join `)} cross join lateral (${one}) found
          order by found.last_message_at desc, found.id desc limit ${limit}`
  const { rows } = await sql<ListedConversation>`
    select conversation.*, ${unreadBy(actor)} as is_unread from (${page}) page join conversation on conversation.id = page.id
    order by page.last_message_at desc, page.id desc`.execute(tx.db)
  return rows
}
