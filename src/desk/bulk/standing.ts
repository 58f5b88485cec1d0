// How a conversation stands, as far as a change of many can alter it; what a change altered, and what putting that back asks for.
import type { Tx } from '../../store/tx.ts'
import type { FieldValues } from '../fields/fields.api.ts'
import type { Wanted } from '../conversations/changing.ts'
import type { StoredConversation } from '../conversations/touch.ts'

export interface Standing {
  status: { status: string; statusId: string | null; snoozedUntil: string | null }
  assigneeId: string | null
  teamId: string | null
  priority: string
  categoryId: string | null
  tags: string[]
  inboxId: string
  held: string | null
  fields: FieldValues
  deleted: boolean
  seen: boolean
}

/** By name, what it was and what it became. */
export type Moves = { [Name in keyof Standing]?: { from: Standing[Name]; to: Standing[Name] } }

export async function standingOf(tx: Tx, row: StoredConversation): Promise<Standing> {
  const [looked] = await tx.query<{ seen_at: Date }>({
    name: 'bulk-seen',
    text: 'select seen_at from seen where conversation_id = $1 and user_id = $2',
    values: [row.id, tx.actorId],
  })
  return {
    status: {
      status: row.status,
      statusId: row.status_id,
      snoozedUntil: row.snoozed_until?.toISOString() ?? null,
    },
    assigneeId: row.assignee_id,
    teamId: row.team_id,
    priority: row.priority,
    categoryId: row.category_id,
    tags: row.tags,
    inboxId: row.inbox_id,
    held: row.held,
    fields: row.fields as FieldValues,
    deleted: row.deleted_at !== null,
    seen: row.last_inbound_at === null || (looked !== undefined && looked.seen_at >= row.last_inbound_at),
  }
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** Null where nothing is different. */
export function movesBetween(before: Standing, after: Standing): Moves | null {
  const changed = (Object.keys(before) as (keyof Standing)[]).filter((name) => !isSame(before[name], after[name]))
  if (changed.length === 0) return null
  return Object.fromEntries(changed.map((name) => [name, { from: before[name], to: after[name] }]))
}

export interface PutBack {
  wanted: Wanted
  seen?: boolean
  deleted?: boolean
  /** Something that was changed stays as somebody has made it since. */
  isPartly: boolean
}

/** Only what still stands as the change left it. */
export function puttingBack(moves: Moves, now: Standing): PutBack {
  const kept = (name: keyof Standing) => moves[name] !== undefined && isSame(moves[name].to, now[name])
  const back: PutBack = { wanted: {}, isPartly: Object.keys(moves).some((name) => !kept(name as keyof Standing)) }
  const { wanted } = back
  if (moves.status && kept('status')) {
    const { status, statusId, snoozedUntil } = moves.status.from
    Object.assign(wanted, { status, statusId })
    if (status === 'open' && snoozedUntil !== null) wanted.snoozedUntil = snoozedUntil
  }
  for (const name of ['assigneeId', 'teamId', 'priority', 'categoryId', 'tags', 'inboxId', 'held'] as const)
    if (kept(name)) Object.assign(wanted, { [name]: moves[name]?.from })
  if (moves.fields && kept('fields')) wanted.fields = differing(moves.fields.from, moves.fields.to)
  if (moves.seen && kept('seen')) back.seen = moves.seen.from
  if (moves.deleted && kept('deleted')) back.deleted = moves.deleted.from
  return back
}

function differing(from: FieldValues, to: FieldValues) {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])]
  return Object.fromEntries(keys.filter((key) => !isSame(from[key], to[key])).map((key) => [key, from[key] ?? null]))
}
