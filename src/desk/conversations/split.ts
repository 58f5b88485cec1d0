// Splitting: messages taken out of a conversation into one of their own, with their files, deliveries and the keys by which answers
// find them. Undone, they go back to where each was, and whatever came to the new conversation since comes along.
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import { normalizeAddress, withoutDetail } from '../../mail/address.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { familyOf } from './merge.ts'
import { moveMessages, refuseUnderway } from './move-messages.ts'
import { takeNumbers } from './numbers.ts'
import { ownAddresses } from '../inboxes/addresses.ts'
import { keptTo, refuseLooker } from './privacy.ts'
import { visibleConversation } from './read.ts'
import { type Changed, recounted, stateOf } from './state.ts'
import { holdPlaced, noteMoves, noteReading, type Placed } from './tally.ts'
import { lockConversation, lockExactly, noSuchConversation, type StoredConversation, touch } from './touch.ts'
import { giveWholeBack } from './unmerge.ts'

interface Person {
  name: string
  address: string
}

interface Told {
  id: Id
  conversation_id: Id
  direction: string
  kind: string
  sender: Person
  addressees: Record<'from' | 'to' | 'cc', Person[]>
  subject: string
  is_stranger: boolean
  because: string
  received_at: Date
}

interface Participant {
  conversation_id: Id
  address: string
  name: string
  contact_id: Id | null
  role: string
  since: Date
}

interface Moved {
  id: Id
  from: Id
  because: string
  is_stranger: boolean
}

/** As stored in `split_undo`. */
interface Split extends Changed {
  /** The conversation that the first of the messages lay in. */
  home: Id
  /** How the new one began. */
  made: Changed['left']
  moved: Moved[]
  participants: Participant[]
  isUndone?: true
}

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
  const participants = await shareParticipants(tx, { head: head.id, family, newId }, { moved, stay })
  await moveMessages(tx, ids, family, newId)
  // Whoever asks is no stranger in what they opened; another stranger is.
  await tx.query({
    text: `update message m set because = $2, is_stranger = is_stranger and exists (select from participant p
        where p.conversation_id = $1 and p.role = 'sender' and p.address = lower(m.sender ->> 'address'))
      where m.conversation_id = $1`,
    values: [newId, `somebody took it out of #${head.number}`],
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

async function toldIn(tx: Tx, family: Id[]): Promise<Told[]> {
  return await tx.query<Told>({
    text: `select id, conversation_id, direction, kind, sender, addressees, subject, is_stranger, because, received_at from message
      where conversation_id = any($1::bigint[]) order by received_at, id`,
    values: [family],
  })
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

/**
 * The new one's are those of its messages, its first sender asking. Whom only they brought in is gone from the old one: answers
 * those, for the undo.
 */
async function shareParticipants(
  tx: Tx,
  { head, family, newId }: { head: Id; family: Id[]; newId: Id },
  { moved, stay }: { moved: Told[]; stay: Told[] },
): Promise<Participant[]> {
  const known = await tx.db.selectFrom('participant').selectAll().where('conversation_id', 'in', family).execute()
  const own = await ownAddresses(tx)
  const isOwn = (address: string) => own.has(address) || own.has(withoutDetail(address).address)
  const [theirs, others] = [peopleIn(moved), peopleIn(stay)]
  const first = moved.find((one) => one.direction === 'in') ?? must(moved[0], 'a message')
  const asker = normalizeAddress((first.direction === 'in' ? first.sender : first.addressees.to[0])?.address ?? '')
  const rows = [...theirs.values()].flatMap(({ address, name }) => {
    const was = known.find((row) => row.address === address)
    // Who was in nobody's list is in none now.
    if (!address.includes('@') || isOwn(address) || (!was && address !== asker)) return []
    const role = address === asker ? 'requester' : was?.role === 'requester' ? 'cc' : (was?.role ?? 'cc')
    const since = was?.since ?? first.received_at
    return [{ conversation_id: newId, address, name, contact_id: was?.contact_id ?? null, role, since }]
  })
  if (rows.length > 0) await tx.db.insertInto('participant').values(rows).execute()
  const gone = known.filter(
    (one) => theirs.has(one.address) && !others.has(one.address) && (one.role !== 'requester' || one.conversation_id !== head), // prettier-ignore
  )
  for (const { conversation_id: id, address } of gone)
    await tx.db.deleteFrom('participant').where('conversation_id', '=', id).where('address', '=', address).execute()
  return gone
}

function peopleIn(messages: Told[]): Map<string, Person> {
  const people = messages.flatMap(({ sender, addressees: { from, to, cc } }) => [sender, ...from, ...to, ...cc])
  return new Map(
    people.map((one) => [normalizeAddress(one.address), { ...one, address: normalizeAddress(one.address) }]),
  )
}

/** Answers the conversation that has it all again. */
export async function unsplit(tx: Tx, actor: Actor, id: Id): Promise<Id> {
  const made = await lockExactly(tx, id)
  const undo = made.split_undo as Split | null
  if (!undo || undo.isUndone || made.merged_into)
    throw new Problem('invalid', 'not-split', 'This conversation was not split off, or is part of another by now.', {
      detail: { id },
    })
  await refuseLooker(tx, made)
  await visibleConversation(tx, actor, undo.home, 'conversation.change')
  const home = await lockConversation(tx, undo.home)
  if (home.id === id)
    throw new Problem(
      'invalid',
      'not-split',
      'What it was taken out of has been merged into it. Separate that first.',
      {
        detail: { id },
      },
    )
  await refuseApart(tx, made, home)
  const here = await toldIn(tx, [id])
  await refuseUnderway(tx, here.map((one) => one.id), [id]) // prettier-ignore
  const origins = new Map(undo.moved.map((one) => [one.id, one]))
  const targets = new Map<Id, Moved>()
  for (const { id: one, because, is_stranger } of here)
    targets.set(one, await originOf(tx, origins.get(one) ?? { id: one, from: undo.home, because, is_stranger }))
  const homes = Map.groupBy(here, (one) => must(targets.get(one.id), 'where it was').from)
  // Parts that were separated since may have been taken to where others read.
  for (const one of homes.keys()) {
    await visibleConversation(tx, actor, one, 'conversation.change')
    await refuseApart(tx, made, await lockConversation(tx, one))
  }
  for (const [to, back] of homes) await moveMessages(tx, back.map((one) => one.id), [id], to) // prettier-ignore
  for (const { id: messageId, from, because, is_stranger } of targets.values())
    await tx.db
      .updateTable('message')
      .set({ because, is_stranger })
      .where('conversation_id', '=', from)
      .where('id', '=', messageId)
      .execute()
  if (undo.participants.length > 0)
    await tx.db
      .insertInto('participant')
      .values(undo.participants)
      .onConflict((clash) => clash.doNothing())
      .execute()
  await tx.db.updateTable('conversation').set({ merged_into: home.id }).where('merged_into', '=', id).execute()
  // The empty one leads to the other: links, reply addresses and Message-IDs name it for years.
  await touch(
    tx,
    id,
    {
      merged_into: home.id,
      deleted_at: tx.now,
      parted_from: null,
      split_undo: JSON.stringify({ ...undo, isUndone: true }),
      ...(await recounted(tx, [id])),
    },
    { name: 'conversation.rejoined', data: { into: home.id } },
  )
  await giveWholeBack(tx, home.id, undo, { name: 'conversation.reunited', data: { from: id, number: made.number } }, brought(made, undo, home, here)) // prettier-ignore
  // Parts that were separated since have theirs again, too.
  for (const one of homes.keys()) {
    const other = await lockConversation(tx, one)
    if (other.id === home.id) continue
    const data = { from: id, number: made.number }
    await touch(tx, other.id, await recounted(tx, await familyOf(tx, other.id)), {
      name: 'conversation.reunited',
      data,
    })
  }
  return home.id
}

/** Where that split has been undone itself, the place before it. */
async function originOf(tx: Tx, moved: Moved): Promise<Moved> {
  const undo = (await lockExactly(tx, moved.from)).split_undo as Split | null
  if (!undo?.isUndone) return moved
  return await originOf(tx, undo.moved.find((one) => one.id === moved.id) ?? { ...moved, from: undo.home })
}

/** What has happened in the new one since is true of the whole: it is open again, the customer waits. */
function brought(made: StoredConversation, undo: Split, home: StoredConversation, here: Told[]) {
  const moved = new Set(undo.moved.map((one) => one.id))
  const isChanged = made.status !== undo.made.status || here.some((one) => one.direction === 'in' && !moved.has(one.id))
  if (!isChanged || made.status !== 'open') return {}
  const waits = [made.waiting_since, home.waiting_since].flatMap((one) => one ?? [])
  return {
    status: 'open',
    snoozed_until: null,
    waiting_since: waits.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null,
    last_inbound_at: made.last_inbound_at ?? home.last_inbound_at,
  }
}

/** They were one and may have been taken to different places since. */
async function refuseApart(tx: Tx, made: StoredConversation, home: StoredConversation): Promise<void> {
  if (home.deleted_at || made.deleted_at) throw noSuchConversation(home.id)
  if (home.inbox_id !== made.inbox_id)
    throw new Problem(
      'invalid',
      'merge-across-inboxes',
      'Only conversations of one inbox can be merged. Move one of them first.',
      { detail: { id: made.id, intoId: home.id } },
    )
  const members = async (one: StoredConversation) =>
    one.private_at && (await keptTo(tx, one.id)).filter((kept) => kept.until === null).map((kept) => kept.userId).join() // prettier-ignore
  if ((await members(made)) !== (await members(home)))
    throw new Problem('invalid', 'merge-private', 'A private conversation is not merged. Open it to its inbox first.', {
      detail: { id: made.id, intoId: home.id },
    })
}
