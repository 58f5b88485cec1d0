// How many conversations lie where, kept as sums of small rows: whoever changes a conversation adds a row in the same transaction
// and touches nobody else's, so that filing never queues for a counter. A job folds the rows into one now and then.
// Private conversations are in no tally: those who are shown them count their own few (counts.ts).
import type { Id } from '../../kit/id.ts'
import { insertRows } from '../../store/access/rows.ts'
import type { Tx } from '../../store/tx.ts'

/** What a tally depends on, of one conversation. */
export interface Placed {
  id: Id
  inbox_id: Id
  shelf: string | null
  assignee_id: Id | null
  last_inbound_at: Date | null
  private_at: Date | null
}

/** `mine` and `read` are a user's; `inbound` are open ones in which something came in, so that inbound − read is unread. */
export type TallyName = 'open' | 'unassigned' | 'inbound' | 'snoozed' | 'waiting' | 'held' | 'mine' | 'read'

interface Reader {
  conversation_id: Id
  user_id: Id
  seen_at: Date
}

const COUNTED = ['open', 'snoozed', 'waiting', 'held']
/** The user of a tally that is everybody's. */
const NOBODY = '0'

/** Pure: in which tallies a conversation is counted. */
export function talliesOf(row: Placed, readers: readonly Reader[] = []): { userId: Id; name: TallyName }[] {
  if (row.private_at !== null || row.shelf === null || !COUNTED.includes(row.shelf)) return []
  const all: { userId: Id; name: TallyName }[] = [{ userId: NOBODY, name: row.shelf as TallyName }]
  if (row.shelf !== 'open') return all
  all.push(row.assignee_id ? { userId: row.assignee_id, name: 'mine' } : { userId: NOBODY, name: 'unassigned' })
  const { last_inbound_at: last } = row
  if (!last) return all
  all.push({ userId: NOBODY, name: 'inbound' })
  for (const one of readers) if (one.seen_at >= last) all.push({ userId: one.user_id, name: 'read' })
  return all
}

/** The rows as they are, held until the transaction ends: what is counted from them must not change meanwhile. */
export async function holdPlaced(tx: Tx, ids: readonly Id[]): Promise<Placed[]> {
  return await tx.query<Placed>({
    name: 'tally-placed',
    text: `select id, inbox_id, shelf, assignee_id, last_inbound_at, private_at from conversation
      where id = any($1::bigint[]) order by id for no key update`,
    values: [ids],
  })
}

/** After every write to a conversation that is not `touch`'s. `before` of the same ones; without a row where it is new. */
export async function noteMoves(tx: Tx, before: readonly Placed[], after: readonly Placed[]): Promise<void> {
  const was = new Map(before.map((row) => [row.id, row]))
  const moved = after.filter((row) => !isSame(was.get(row.id), row))
  if (moved.length === 0) return
  const readers = await readersOf(
    tx,
    moved.filter((row) => matters(was.get(row.id), row)).map((row) => row.id),
  )
  const sums = new Map<string, number>()
  const add = (row: Placed, amount: number) => {
    for (const { userId, name } of talliesOf(row, readers.get(row.id))) {
      const key = `${row.inbox_id} ${userId} ${name}`
      sums.set(key, (sums.get(key) ?? 0) + amount)
    }
  }
  for (const row of moved) {
    const old = was.get(row.id)
    if (old) add(old, -1)
    add(row, 1)
  }
  await addTallies(tx, sums)
}

/** What `work` does to these conversations is counted. */
export async function counting<T>(tx: Tx, ids: readonly Id[], work: () => Promise<T>): Promise<T> {
  const before = await holdPlaced(tx, ids)
  const result = await work()
  await noteMoves(tx, before, await holdPlaced(tx, ids))
  return result
}

/** One user's mark on one conversation: `holdPlaced` it first, so that no mail comes in between. */
export async function noteReading(tx: Tx, row: Placed, userId: Id, seen: { before: Date | null; now: Date | null }) {
  const isRead = (at: Date | null) =>
    talliesOf(row, at ? [{ conversation_id: row.id, user_id: userId, seen_at: at }] : []).filter(
      (one) => one.name === 'read',
    ).length
  const amount = isRead(seen.now) - isRead(seen.before)
  if (amount !== 0) await addTallies(tx, new Map([[`${row.inbox_id} ${userId} read`, amount]]))
}

async function addTallies(tx: Tx, sums: ReadonlyMap<string, number>): Promise<void> {
  const rows = [...sums]
    .filter(([, amount]) => amount !== 0)
    .map(([key, amount]) => [...key.split(' '), tx.mint(), amount])
  const head = 'insert into tally (inbox_id, user_id, name, id, amount) values'
  await insertRows(tx, { name: 'tally-add', head }, rows)
}

const time = (at: Date | null) => at?.getTime() ?? null

function isSame(old: Placed | undefined, row: Placed): boolean {
  return old !== undefined && !matters(old, row) && old.assignee_id === row.assignee_id
}

/** Whether it changes for those who have read it. New ones nobody has. */
function matters(old: Placed | undefined, row: Placed): boolean {
  if (!old) return false
  if (old.shelf === row.shelf && old.inbox_id === row.inbox_id && time(old.private_at) === time(row.private_at))
    return time(old.last_inbound_at) !== time(row.last_inbound_at)
  return true
}

async function readersOf(tx: Tx, ids: readonly Id[]): Promise<Map<Id, Reader[]>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.query<Reader>({
    name: 'tally-readers',
    text: 'select conversation_id, user_id, seen_at from seen where conversation_id = any($1::bigint[])',
    values: [ids],
  })
  return Map.groupBy(rows, (row) => row.conversation_id)
}

export interface Tally {
  inbox_id: Id
  name: TallyName
  amount: number
}

/** Everybody's and this user's, of these inboxes. */
export async function readTallies(tx: Tx, inboxIds: readonly Id[], userId: Id | null): Promise<Tally[]> {
  const rows = await tx.query<Omit<Tally, 'amount'> & { amount: string }>({
    name: 'tally-read',
    text: `select inbox_id, name, sum(amount) as amount from tally
      where inbox_id = any($1::bigint[]) and user_id = any($2::bigint[]) group by inbox_id, name`,
    values: [inboxIds, [NOBODY, userId ?? NOBODY]],
  })
  return rows.map((row) => ({ ...row, amount: Number(row.amount) }))
}

/** A job's work: rows of one tally become one row. A reader sees either all of the old ones or the new one. */
export async function foldTallies(tx: Tx): Promise<void> {
  await tx.query({
    name: 'tally-fold',
    text: `with folded as (
        delete from tally where (inbox_id, user_id, name) in (
          select inbox_id, user_id, name from tally group by 1, 2, 3 having count(*) > 4 or sum(amount) = 0)
        returning inbox_id, user_id, name, amount)
      insert into tally (inbox_id, user_id, name, id, amount)
      select inbox_id, user_id, name, $1::bigint, sum(amount) from folded group by 1, 2, 3 having sum(amount) <> 0`,
    values: [tx.mint()],
  })
}

export interface TallyError {
  inbox_id: Id
  user_id: Id
  name: string
  /** What the tallies say, and what the conversations say. */
  kept: number
  counted: number
}

const RECOUNT = `counted as (
    select inbox_id, user_id, name, count(*) as amount from (
      select c.inbox_id, at.user_id, at.name from conversation c, lateral (values
          (0::bigint, c.shelf), (0, case when c.shelf = 'open' and c.assignee_id is null then 'unassigned' end),
          (0, case when c.shelf = 'open' and c.last_inbound_at is not null then 'inbound' end),
          (c.assignee_id, case when c.shelf = 'open' and c.assignee_id is not null then 'mine' end)) as at (user_id, name)
        where c.shelf in ('open', 'snoozed', 'waiting', 'held') and c.private_at is null and at.name is not null
      union all
      select c.inbox_id, s.user_id, 'read' from conversation c join seen s on s.conversation_id = c.id and s.seen_at >= c.last_inbound_at
        where c.shelf = 'open' and c.private_at is null) one
    group by inbox_id, user_id, name),
  kept as (select inbox_id, user_id, name, sum(amount) as amount from tally group by 1, 2, 3),
  wrong as (select inbox_id, user_id, name, coalesce(kept.amount, 0) as kept, coalesce(counted.amount, 0) as counted
    from counted full join kept using (inbox_id, user_id, name) where coalesce(kept.amount, 0) <> coalesce(counted.amount, 0))`

/** Where the tallies differ from a recount; nowhere, unless something wrote to conversations behind their back. Reads all that is open. */
export async function tallyErrors(tx: Tx): Promise<TallyError[]> {
  const rows = await tx.query<Omit<TallyError, 'kept' | 'counted'> & { kept: string; counted: string }>({
    text: `with ${RECOUNT} select * from wrong order by inbox_id, user_id, name limit 1000`,
    values: [],
  })
  return rows.map((row) => ({ ...row, kept: Number(row.kept), counted: Number(row.counted) }))
}

/** Adds what is missing, beside changes under way: both sides are of one instant. Answers how many tallies were wrong. */
export async function mendTallies(tx: Tx): Promise<number> {
  const mended = await tx.query({
    text: `with ${RECOUNT} insert into tally (inbox_id, user_id, name, id, amount)
      select inbox_id, user_id, name, $1::bigint, counted - kept from wrong returning 1`,
    values: [tx.mint()],
  })
  return mended.length
}
