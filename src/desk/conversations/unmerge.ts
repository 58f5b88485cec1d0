// Undoing a merge. What had been merged into the part goes with it; what has come since goes with the conversation whose message
// it answers, and stays with the whole where it answers none of the part's. The whole is again what it was (state.ts).
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { normalizeMessageId } from '../../mail/threading.ts'
import type { Tx } from '../../store/tx.ts'
import { familyOf } from './merge.ts'
import { moveMessages, underway } from './move-messages.ts'
import { type Changed, givenBack, recounted } from './state.ts'
import { statusAfter } from './status.ts'
import { type ConversationFields, lockExactly, type StoredConversation, touch } from './touch.ts'

export async function unmerge(tx: Tx, id: Id): Promise<void> {
  const from = await lockExactly(tx, id)
  if (!from.merged_into || from.deleted_at)
    throw new Problem('invalid', 'not-merged', 'This conversation is not merged.', { detail: { id } })
  const into = await lockExactly(tx, from.merged_into)
  const changed = from.merge_undo as Changed | null
  const parts = await partsOf(tx, id, into.id)
  await tx.db
    .updateTable('conversation')
    .set({ merged_into: id })
    .where('id', 'in', [...parts, '0'])
    .execute()
  const alone = { merged_into: null, merge_undo: null, ...(tx.actorId === null ? {} : { parted_from: into.id }) }
  await tx.db.updateTable('conversation').set({ merge_undo: null }).where('id', '=', id).execute()
  const part = [id, ...parts]
  const whole = (await familyOf(tx, into.id)).filter((one) => !part.includes(one))
  const answers = changed ? await answersSince(tx, { whole, part }, changed.at) : []
  await moveMessages(
    tx,
    answers.map((one) => one.id),
    whole,
    id,
  )
  await touch(
    tx,
    id,
    { ...alone, ...(await recounted(tx, part)), ...grown(from, answers, tx.now) },
    { name: 'conversation.unmerged', data: { from: into.id } },
  )
  await giveWholeBack(tx, into.id, changed, { name: 'conversation.separated', data: { from: id } })
}

/** The whole that reads on without a part; the state belongs to the conversation that had it, which may be a part itself by now. */
export async function giveWholeBack(
  tx: Tx,
  wholeId: Id,
  changed: Changed | null,
  event: { name: string; data: Record<string, unknown> },
  brought: ConversationFields = {},
): Promise<void> {
  const family = await familyOf(tx, wholeId)
  const isWhole = changed?.head === wholeId
  const back = changed && isWhole ? await givenBack(tx, changed, family) : {}
  const whole = await touch(tx, wholeId, { ...(await recounted(tx, family)), ...back, ...brought }, event)
  if (changed && !isWhole) await giveOtherBack(tx, changed, whole, event)
}

/** A part by now, which is in no list and no tally; or separated since. Where that was taken to others, its state is theirs. */
async function giveOtherBack(
  tx: Tx,
  changed: Changed,
  whole: StoredConversation,
  event: { name: string; data: Record<string, unknown> },
): Promise<void> {
  const other = await lockExactly(tx, changed.head)
  const isPart = other.merged_into !== null
  const back = await givenBack(tx, changed, await familyOf(tx, other.merged_into ?? other.id))
  const isTheirs = other.inbox_id !== whole.inbox_id || other.private_at !== null
  if (isTheirs || Object.keys(back).length === 0) return
  if (isPart) await tx.db.updateTable('conversation').set(back).where('id', '=', other.id).execute()
  else await touch(tx, other.id, back, event)
}

/** What was merged into it, or split off it and joined again, before it was merged itself: with whatever came with those. */
async function partsOf(tx: Tx, id: Id, wholeId: Id): Promise<Id[]> {
  const rows = await tx.query<{ id: Id; home: Id | null }>({
    text: `select id, coalesce(merge_undo ->> 'head', split_undo ->> 'home') as home from conversation where merged_into = $1`,
    values: [wholeId],
  })
  const found = new Set([id])
  for (let size = 0; size < found.size;) {
    size = found.size
    for (const row of rows) if (row.home !== null && found.has(row.home)) found.add(row.id)
  }
  found.delete(id)
  return [...found]
}

interface Answer {
  id: Id
  direction: string
  kind: string
  received_at: Date
}

/** Messages of the whole that came later and answer one of the part, or an answer to one. */
async function answersSince(tx: Tx, { whole, part }: { whole: Id[]; part: Id[] }, since: Id): Promise<Answer[]> {
  const rows = await tx.query<
    Answer & { conversation_id: Id; mail_id: string | null; in_reply_to: string[]; refs: string[] }
  >({
    text: `select id, conversation_id, direction, kind, received_at, mail_id, in_reply_to, refs from message
      where conversation_id = any($1::bigint[]) order by id`,
    values: [[...whole, ...part]],
  })
  const name = (text: string) => normalizeMessageId(text) ?? text
  const home = new Map<string, boolean>()
  const found: Answer[] = []
  const busy = await underway(tx, rows.map((row) => row.id), whole) // prettier-ignore
  for (const row of rows) {
    const isPart = part.includes(row.conversation_id)
    const nearest = [...row.in_reply_to, ...row.refs.toReversed()].map(name).find((one) => home.has(one))
    const goes = !isPart && BigInt(row.id) > BigInt(since) && nearest !== undefined && home.get(nearest) === true
    if (goes && !busy.has(row.id)) found.push(row)
    if (row.mail_id) home.set(name(row.mail_id), isPart || goes)
  }
  return found
}

/** What came for it meanwhile counts as if it had come to it. */
function grown(was: StoredConversation, answers: Answer[], now: Date): ConversationFields {
  const wrote = answers.find((one) => one.direction === 'in' && one.kind === 'message')
  if (!wrote) return {}
  return {
    status: statusAfter(was.status as never, 'customer wrote'),
    waiting_since: was.waiting_since ?? wrote.received_at,
    last_inbound_at: now,
    snoozed_until: null,
  }
}
