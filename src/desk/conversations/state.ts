// What a merge or a split changes about a conversation beyond its messages, kept so that the undo gives back exactly that.
// The rule: a value still as the merge or split left it becomes what it was before; what somebody or some mail changed since
// stays. Of several in a row the undo in the middle hands its `before` on to the next, so that any order ends at the start.
import { compareIds, type Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { snippetOf } from './snippet.ts'
import { type ConversationFields, lockExactly, type StoredConversation } from './touch.ts'

interface State {
  status: string
  status_id: string | null
  snoozed_until: string | null
  waiting_since: string | null
  last_inbound_at: string | null
}

/** As stored in `merge_undo` and `split_undo`. */
export interface Changed {
  /** The conversation whose state it was. */
  head: Id
  /** When, on the scale of ids. */
  at: Id
  before: State
  left: State
}

const NAMES = ['status', 'status_id', 'snoozed_until', 'waiting_since', 'last_inbound_at'] as const

export function stateOf(row: StoredConversation): State {
  return {
    status: row.status,
    status_id: row.status_id,
    snoozed_until: row.snoozed_until?.toISOString() ?? null,
    waiting_since: row.waiting_since?.toISOString() ?? null,
    last_inbound_at: row.last_inbound_at?.toISOString() ?? null,
  }
}

/**
 * The fields of `changed.head` that go back to what they were; `family` is it with all that reads as part of it. Call it when the
 * messages are where they belong after the undo, and the row no longer has `changed`.
 */
export async function givenBack(tx: Tx, changed: Changed, family: readonly Id[]): Promise<ConversationFields> {
  const head = await lockExactly(tx, changed.head)
  const { before, left } = changed
  const next = (await changesOf(tx, head.id)).find((one) => compareIds(one.changed.at, changed.at) > 0)
  if (next) {
    const now = next.changed.before
    const handed = Object.fromEntries(NAMES.map((name) => [name, now[name] === left[name] ? before[name] : now[name]]))
    const kept = JSON.stringify({ ...next.changed, before: handed })
    await tx.db
      .updateTable('conversation')
      .set({ [next.column]: kept })
      .where('id', '=', next.id)
      .execute()
    return {}
  }
  if (await hasHeard(tx, family, changed.at)) return {}
  const now = stateOf(head)
  const same = (name: (typeof NAMES)[number]) => now[name] === left[name] && before[name] !== left[name]
  const instant = (name: 'snoozed_until' | 'waiting_since' | 'last_inbound_at') =>
    same(name) ? { [name]: before[name] === null ? null : new Date(before[name]) } : {}
  return {
    ...(same('status') ? { status: before.status } : {}),
    ...(same('status_id') ? { status_id: before.status_id } : {}),
    ...instant('snoozed_until'),
    ...instant('waiting_since'),
    ...instant('last_inbound_at'),
  }
}

interface Kept {
  id: Id
  column: 'merge_undo' | 'split_undo'
  changed: Changed
}

/** What merges and splits that still hold changed about it, oldest first. */
async function changesOf(tx: Tx, head: Id): Promise<Kept[]> {
  const rows = await tx.query<{ id: Id; merge: Changed | null; split: (Changed & { isUndone?: true }) | null }>({
    text: `select id, merge_undo as merge, null::jsonb as split from conversation
        where merged_into in (select coalesce(merged_into, id) from conversation where id = $1) and merge_undo ->> 'head' = $1::text
      union all
      select id, null, split_undo from conversation where split_undo ->> 'head' = $1::text`,
    values: [head],
  })
  const kept = rows.flatMap(({ id, merge, split }): Kept[] => {
    if (merge) return [{ id, column: 'merge_undo', changed: merge }]
    return split && !split.isUndone ? [{ id, column: 'split_undo', changed: split }] : []
  })
  return kept.toSorted((a, b) => compareIds(a.changed.at, b.changed.at))
}

async function hasHeard(tx: Tx, family: readonly Id[], since: Id): Promise<boolean> {
  const heard = await tx.db
    .selectFrom('message')
    .select('id')
    .where('conversation_id', 'in', family)
    .where('direction', '=', 'in')
    .where('id', '>', since)
    .limit(1)
    .executeTakeFirst()
  return heard !== undefined
}

/** What a row tells of its messages, counted again: of it and all that reads as part of it. */
export async function recounted(tx: Tx, family: readonly Id[]): Promise<ConversationFields> {
  const [sum] = await tx.query<{ messages: number; files: number }>({
    text: `select (select count(*)::int from message where conversation_id = any($1::bigint[])) as messages,
      (select count(*)::int from attachment where conversation_id = any($1::bigint[]) and not is_inline) as files`,
    values: [family],
  })
  const newest = await newestOf(tx, family, `true`)
  // The list names people; a machine only where nobody else has written.
  const person = await newestOf(tx, family, `direction = 'in' and kind in ('message', 'list')`)
  const { name = '', address = '' } = (person?.sender ?? {}) as { name?: string; address?: string }
  return {
    message_count: sum?.messages ?? 0,
    attachment_count: sum?.files ?? 0,
    ...(newest ? { last_message_at: newest.received_at, snippet: snippetOf(visibleOf(newest)) } : { snippet: '' }),
    ...(person ? { from_name: name, from_address: address.toLowerCase() } : {}),
  }
}

interface Newest {
  received_at: Date
  text: string
  reply_end: number
  folded: number[]
  sender: unknown
}

async function newestOf(tx: Tx, family: readonly Id[], which: string): Promise<Newest | undefined> {
  const [row] = await tx.query<Newest>({
    text: `select received_at, text, reply_end, folded, sender from message
      where conversation_id = any($1::bigint[]) and ${which} order by received_at desc, id desc limit 1`,
    values: [family],
  })
  return row
}

/** What was written for this message: without what it quotes before and after. */
function visibleOf({ text, reply_end: end, folded }: Newest): string {
  let [shown, from] = ['', 0]
  for (let at = 0; at + 1 < folded.length; at += 2) {
    shown += text.slice(from, folded[at])
    from = folded[at + 1] ?? from
  }
  return shown + text.slice(from, end)
}
