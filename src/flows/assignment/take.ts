// Taking the next: whoever is free gets the best of what waits, and no two ever the same. Also pushing it to those who are here, and
// giving it back.
import { policiesOf } from '../../desk/assignment/policies.ts'
import { assign } from '../../desk/conversations/change.ts'
import { lockConversation } from '../../desk/conversations/touch.ts'
import type { Reason } from '../../desk/reasons.api.ts'
import { why, type Why } from '../../desk/reasons.ts'
import { loadNames } from '../../desk/rules/names.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import type { Calendars } from '../deadlines/terms.ts'
import { choose, type Strategy } from './choose.ts'
import { readHandling, readPending, takerOf, waitsForTakers, type Handling, type Pending } from './pending.ts'
import { ownings, reasonFor } from './reasons.ts'
import { holdChoosing, readPeople, type People } from './roster.ts'
import type { Person } from './person.ts'
import { waitNeeded, type Offer, type Taker } from './waiting.ts'

export interface Taken {
  conversationId: Id | null
  because: string
  reason: Reason[]
  held: number
  slots: number
}

/** For the one who asks, whether or not they are expected to be here. What waits for somebody's decision (`manual`) is not offered. */
export async function takeNext(tx: Tx, userId: Id, inboxIds: readonly Id[], calendars: Calendars): Promise<Taken> {
  await holdPerson(tx, userId)
  const people = await readPeople(tx)
  const me = people.byId.get(userId)
  if (!me) throw new Problem('denied', 'no-taker', 'Who only reads is given nothing to answer.')
  const { open: held, slots } = me
  if (held >= slots) return { conversationId: null, ...why('full', { held, slots }), held, slots }
  const policies = (await policiesOf(tx, inboxIds)).filter((one) => one.strategy !== 'manual' && people.sees(me, one.inboxId)) // prettier-ignore
  const taker = takerOf(me, inboxIds, await readHandling(tx))
  const names = await loadNames(tx)
  // Where others are just taking what was read, the next are read.
  for (let tries = 1; ; tries++) {
    const pending = await readPending(tx, people, policies, calendars, { takers: [me] })
    const others = new Set<Id>()
    const taken = await giveBest(tx, pending, taker, names, others)
    if (taken)
      return {
        conversationId: taken.offer.item.id,
        because: taken.because,
        reason: taken.reason,
        held: held + 1,
        slots,
      }
    if (others.size > 0 && tries < TRIES) continue
    return { conversationId: null, ...why(pending.isAny ? 'noneForYou' : 'nothingWaits'), held, slots }
  }
}

const TRIES = 3

/** So that two clicks of one person do not fill one slot twice. */
async function holdPerson(tx: Tx, userId: Id): Promise<void> {
  await tx.query({ name: 'taker-hold', text: 'select from "user" where id = $1 for no key update', values: [userId] })
}

/** The best that nobody else is just taking; null: there is none. */
async function giveBest(
  tx: Tx,
  pending: Pending,
  taker: Taker,
  names: ReadonlyMap<Id, string>,
  skip: Set<Id>,
): Promise<({ offer: Offer } & Why) | null> {
  for (;;) {
    const offer = pending.waiting.bestFor(taker, tx.now.getTime(), skip)
    if (!offer) return null
    const { id, inboxId, territory } = offer.item
    if (!(await holdFree(tx, id, inboxId))) {
      skip.add(id)
      continue
    }
    const because = reasonFor(offer, taker, {
      names,
      timeZone: pending.zoneOf(inboxId),
      now: tx.now,
      dueAt: pending.promised.get(id),
      territory: territory === null ? undefined : pending.policyOf(inboxId).territories[territory]?.name,
      among: pending.waiting.size,
    })
    pending.waiting.remove(id)
    await assign(tx, id, taker.userId, { ...because, ...overOf(pending.passedOver(offer.item, taker.userId)) })
    return { offer, ...because }
  }
}

/** Stands with the assignment only where somebody was. */
const overOf = (passedOver: Reason[]) => (passedOver.length > 0 ? { passedOver } : {})

/** Whether it waits still; then nobody else gets it before this transaction has ended. Whoever comes at the same time goes on to the next. */
async function holdFree(tx: Tx, id: Id, inboxId: Id): Promise<boolean> {
  const rows = await tx.query({
    name: 'take-hold',
    text: `select from conversation where id = $1 and inbox_id = $2 and shelf = 'open' and assignee_id is null and private_at is null
      for update skip locked`,
    values: [id, inboxId],
  })
  return rows.length > 0
}

/** Here is who has done something in a browser since so long, and is expected by their hours. */
export const HERE = 15 * 60_000
const AT_ONCE = 200

/** Gives out what the inboxes push: answers how many. One process at a time; another one that comes meanwhile does nothing. */
export async function pushWaiting(tx: Tx, calendars: Calendars): Promise<number> {
  const inboxIds = await pushingInboxes(tx)
  if (inboxIds.length === 0) return 0
  const [alone] = await tx.query<{ ok: boolean }>({
    name: 'push-alone',
    text: `select pg_try_advisory_xact_lock(hashtextextended('assignment.push', 0)) as ok`,
    values: [],
  })
  if (!alone?.ok) return 0
  await holdChoosing(tx)
  const people = await readPeople(tx)
  const policies = await policiesOf(tx, inboxIds)
  const here = people.all.filter((one) => isHere(one, tx.now))
  const pending = await readPending(tx, people, policies, calendars, { takers: here, onlyRouted: true })
  if (pending.waiting.size === 0) return 0
  const names = await loadNames(tx)
  const handling = await readHandling(tx)
  const late = new Set(policies.filter(waitsForTakers).map((one) => one.inboxId))
  const given = await pushEager(tx, pending, here, people, handling, late)
  return given + (await pushLate(tx, pending, here, people, handling, names, late))
}

export const isHere = (one: Person, now: Date) =>
  !one.isAway && one.seenAt !== null && now.getTime() - one.seenAt.getTime() < HERE

async function pushingInboxes(tx: Tx): Promise<Id[]> {
  const rows = await tx.query<{ id: Id }>({
    name: 'push-inboxes',
    text: `select p.inbox_id as id from assignment_policy p join inbox i on i.id = p.inbox_id
      where i.archived_at is null and (p.body ->> 'delivery' = 'push' or p.body ->> 'strategy' in ('roundRobin', 'leastLoaded', 'weighted'))
        and p.body ->> 'strategy' <> 'manual'`,
    values: [],
  })
  return rows.map((row) => row.id)
}

/** One after another to whoever has a free slot; who has least first, and whoever was last given something longest ago. */
async function pushLate(
  tx: Tx,
  pending: Pending,
  here: readonly Person[],
  people: People,
  handling: Handling,
  names: ReadonlyMap<Id, string>,
  inboxIds: ReadonlySet<Id>,
): Promise<number> {
  const skip = new Set<Id>()
  let free = here.filter((one) => one.open < one.slots)
  let given = 0
  while (free.length > 0 && given < AT_ONCE) {
    const [next] = free.toSorted((a, b) => a.open - b.open || a.turn - b.turn)
    if (!next) break
    const seen = [...inboxIds].filter((id) => people.sees(next, id))
    const taken = await giveBest(tx, pending, takerOf(next, seen, handling), names, skip)
    if (taken) {
      given++
      next.open++
      next.turn = Number.MAX_SAFE_INTEGER
    }
    free = free.filter((one) => one.open < one.slots && (taken !== null || one !== next))
  }
  return given
}

/** What is given out at once, oldest first, by the inbox's strategy among those it suits. */
async function pushEager(
  tx: Tx,
  pending: Pending,
  here: readonly Person[],
  people: People,
  handling: Handling,
  late: ReadonlySet<Id>,
): Promise<number> {
  let turn = Math.max(0, ...people.all.map((one) => one.turn))
  let given = 0
  const items = pending.items.filter((one) => !late.has(one.inboxId)).toSorted((a, b) => a.since - b.since)
  for (const item of items.slice(0, AT_ONCE)) {
    const terms = pending.termsOf(item.inboxId)
    const waited = terms.worked(tx.now.getTime()) - terms.worked(item.since)
    const suits = (one: Person) => {
      const needs = waitNeeded(takerOf(one, [item.inboxId], handling), item, terms)
      return needs !== null && waited >= needs && !item.declinedBy.includes(one.userId)
    }
    const asked = here.filter((one) => people.sees(one, item.inboxId) && suits(one))
    const owner = asked.find((one) => one.userId === item.ownerId && one.open < one.capacity)
    const { userId, ...because } = owner
      ? { userId: owner.userId, ...why(ownings[item.ownedAs ?? 'answered']) }
      : choose(pending.policyOf(item.inboxId).strategy as Strategy, asked)
    const chosen = userId === null ? undefined : people.byId.get(userId)
    if (!chosen || !(await holdFree(tx, item.id, item.inboxId))) continue
    await assign(tx, item.id, chosen.userId, { ...because, ...overOf(pending.passedOver(item, chosen.userId)) })
    pending.waiting.remove(item.id)
    chosen.open++
    chosen.turn = ++turn
    given++
  }
  return given
}

/** Just given by Postroom: longer ago a rule that takes it away contradicts nobody. */
const JUST = 60 * 60_000

/**
 * A rule is about to take it from whoever has it. Where Postroom itself has just given it to them they are not given it again: a
 * strategy and a rule that disagree would pass it to and fro for ever.
 */
export async function noteTakenAway(tx: Tx, id: Id, because: string): Promise<void> {
  const was = await lockConversation(tx, id)
  await tx.query({
    name: 'taken-away',
    text: `insert into given_back (conversation_id, user_id, because, at)
      select $1, $2::bigint, $3, $4::timestamptz where exists (select from event where subject_id = $1 and name = 'conversation.assigned'
        and actor_id is null and data ->> 'to' = $2::text and at > $5)
      on conflict (conversation_id, user_id) do update set because = excluded.because, at = excluded.at`,
    values: [was.id, was.assignee_id, because, tx.now, new Date(tx.now.getTime() - JUST)],
  })
}

/** Its age stays, and whoever gives it back is not given it again. Only what one has. */
export async function giveBack(tx: Tx, id: Id, userId: Id, because: string): Promise<void> {
  const was = await lockConversation(tx, id)
  if (was.assignee_id !== userId)
    throw new Problem('conflict', 'not-yours', 'This is not yours any more, so there is nothing to give back.')
  await tx.query({
    name: 'given-back',
    text: `insert into given_back (conversation_id, user_id, because, at) values ($1, $2, $3, $4)
      on conflict (conversation_id, user_id) do update set because = excluded.because, at = excluded.at`,
    values: [was.id, userId, because, tx.now],
  })
  await assign(tx, was.id, null, why('givenBack', { words: because }))
}
