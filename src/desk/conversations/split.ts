// Splitting: messages taken out of a conversation into one of their own, with their files, deliveries and the keys by which answers
// find them. The undo is unsplit.ts.
import type { Id } from '../../kit/id.ts'
import { sentences } from '../reason-sentences.ts'
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import { normalizeAddress } from '../../mail/address.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { familyOf } from './merge.ts'
import { shareFields } from './own-fields.ts'
import { moveMessages, refuseUnderway } from './move-messages.ts'
import { takeNumbers } from './numbers.ts'
import { refuseLooker } from './privacy.ts'
import { shareParticipants } from './split-people.ts'
import { toldIn, type Split, type Told } from './split-told.ts'
import { recounted, stateOf } from './state.ts'
import { holdPlaced, noteMoves, noteReading, type Placed } from './tally.ts'
import { lockConversation, lockExactly, type StoredConversation, touch } from './touch.ts'

/** `andLater`: with all that was said after it. Answers the new conversation. */
export async function split(tx: Tx, id: Id, messageId: Id, { andLater }: { andLater: boolean }): Promise<Id> {
  const head = await lockConversation(tx, id)
  await refuseLooker(tx, head)
  const family = await familyOf(tx, head.id)
  const all = await toldIn(tx, family)
  const at = all.findIndex((one) => one.id === messageId)
  if (at < 0)
    throw new Problem('missing', 'message-missing', 'There is no such message in this conversation.', {
      detail: { messageId },
    })
  const moved = andLater ? all.slice(at) : all.slice(at, at + 1)
  const stay = all.filter((one) => !moved.includes(one))
  if (stay.length === 0 || head.deleted_at || head.held)
    throw new Problem('invalid', 'cannot-split', 'Something has to stay, and a deleted or held one is not split.', {
      detail: { id, messageId },
    })
  const ids = moved.map((one) => one.id)
  await refuseUnderway(tx, ids, family)
  const newId = tx.mint()
  const number = must((await takeNumbers(tx, 1))[0], 'a number')
  await openSplit(tx, head, { id: newId, number }, { moved, stay })
  await shareFields(tx, head.id, newId)
  const participants = await shareParticipants(tx, { head: head.id, family, newId }, { moved, stay })
  await moveMessages(tx, ids, family, newId)
  // Whoever asks is no stranger in what they opened; another stranger is.
  await tx.query({
    text: `update message m set because = $2, is_stranger = is_stranger and exists (select from participant p
        where p.conversation_id = $1 and p.role = 'sender' and p.address = lower(m.sender ->> 'address'))
      where m.conversation_id = $1`,
    values: [newId, sentences.filedSplit], // of which one the event says, to whom sees it
  })
  await tx.db
    .updateTable('conversation')
    .set(await recounted(tx, [newId]))
    .where('id', '=', newId)
    .execute()
  const placed = await holdPlaced(tx, [newId])
  await noteMoves(tx, [], placed)
  await keepRead(tx, head.id, must(placed[0], 'the new one'))
  const whole = await touch(
    tx,
    head.id,
    {
      ...(await recounted(tx, family)),
      waiting_since: head.waiting_since && waitingIn(stay),
      last_inbound_at: hears(stay) ? head.last_inbound_at : null,
    },
    { name: 'conversation.split', data: { into: newId, number, messages: moved.length } },
  )
  const made = await lockExactly(tx, newId)
  const undo: Split = {
    head: head.id,
    at: newId,
    before: stateOf(head),
    left: stateOf(whole),
    home: must(moved[0], 'a message').conversation_id,
    made: stateOf(made),
    moved: moved.map((one) => ({
      id: one.id,
      from: one.conversation_id,
      because: one.because,
      is_stranger: one.is_stranger,
    })),
    participants,
  }
  await tx.db
    .updateTable('conversation')
    .set({ split_undo: JSON.stringify(undo) })
    .where('id', '=', newId)
    .execute()
  const data = { from: head.id, number: head.number, version: made.version }
  await record(tx, 'conversation.splitOff', newId, data, { conversationId: newId, inboxId: head.inbox_id })
  return newId
}

const hears = (messages: Told[]) => messages.some((one) => one.direction === 'in')

/** Since the first thing a person wrote that we have not written after. */
function waitingIn(messages: Told[]): Date | null {
  const answered = messages.findLastIndex((one) => one.direction === 'out' && one.kind === 'message')
  return (
    messages.slice(answered + 1).find((one) => one.direction === 'in' && one.kind === 'message')?.received_at ?? null
  )
}

/** Like the one it comes from, but about its own matter, with who wrote it. */
async function openSplit(
  tx: Tx,
  head: StoredConversation,
  { id, number }: { id: Id; number: string },
  { moved }: { moved: Told[]; stay: Told[] },
): Promise<void> {
  const first = must(moved[0], 'a message')
  const from = moved.find((one) => one.direction === 'in')?.sender.address
  const [contact] = await tx.query<{ id: Id; company_id: Id | null }>({
    text: 'select c.id, c.company_id from contact_address a join contact c on c.id = a.contact_id where a.address = $1',
    values: [normalizeAddress(from ?? '')],
  })
  await tx.db
    .insertInto('conversation')
    .values({
      id,
      number,
      inbox_id: head.inbox_id,
      contact_id: from === undefined ? head.contact_id : (contact?.id ?? null),
      company_id: from === undefined ? head.company_id : (contact?.company_id ?? null),
      subject: first.subject || head.subject,
      from_name: head.from_name,
      from_address: head.from_address,
      status: head.status,
      status_id: head.status_id,
      priority: head.priority,
      category_id: head.category_id,
      tags: head.tags,
      assignee_id: head.assignee_id,
      team_id: head.team_id,
      language: head.language,
      snoozed_until: head.snoozed_until,
      waiting_since: head.waiting_since && waitingIn(moved),
      last_inbound_at: hears(moved) ? head.last_inbound_at : null,
      last_message_at: first.received_at,
      private_at: head.private_at,
      parted_from: head.id,
      is_sample: head.is_sample,
      created_at: tx.now,
    })
    .execute()
  await tx.query({
    text: `insert into conversation_member (conversation_id, user_id, since, until)
      select $2, user_id, since, until from conversation_member where conversation_id = $1`,
    values: [head.id, id],
  })
}

/** Whoever has read it has read what was taken out of it. */
async function keepRead(tx: Tx, headId: Id, made: Placed): Promise<void> {
  const readers = await tx.query<{ user_id: Id; seen_at: Date }>({
    text: `insert into seen (conversation_id, user_id, seen_at)
      select $2, user_id, seen_at from seen where conversation_id = $1 returning user_id, seen_at`,
    values: [headId, made.id],
  })
  for (const one of readers) await noteReading(tx, made, one.user_id, { before: null, now: one.seen_at })
}
