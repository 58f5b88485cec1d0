// What stands beside a conversation: those linked with it, and those that are probably the same matter. A few bounded reads, each by an
// index; of all of it nobody is told of what they do not see.
import { sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import type { OutputOf } from '../../kit/route.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { likely, type Candidate, type Matter } from './likely.ts'
import type { listRelated, Related } from './links.api.ts'
import { linksOf } from './links.ts'
import { familyOf } from './merge.ts'
import { openTo } from './privacy.ts'

const DAYS = 60 * 86_400_000
/** Of a customer, and of a company, the newest. */
const LOOKED = 20

interface Head {
  /** The id that it was found under; its own, or that of a part of it. */
  asked: Id
  id: Id
  number: string
  subject: string
  status: Related['status']
  inbox_id: Id
  assignee_id: Id | null
  from_name: string
  from_address: string
  last_message_at: Date
  is_private: boolean
  is_held: boolean
}

/** `id`: as `visibleConversation` answered. */
export async function relatedTo(tx: Tx, actor: Actor, id: Id): Promise<OutputOf<typeof listRelated>> {
  const family = await familyOf(tx, id)
  const links = await linksOf(tx, family)
  const found = await candidatesOf(tx, id, family)
  const read = await readingsOf(tx, [...family, ...found.map((one) => one.id)])
  const ownTwins = family.flatMap((one) => read.get(one)?.twins ?? [])
  const asked = [
    ...links.map((one) => one.otherId),
    ...found.map((one) => one.id),
    ...ownTwins.map((one) => one.id),
    id,
  ]
  const heads = new Map((await headsOf(tx, actor, [...new Set(asked)])).map((head) => [head.asked, head]))
  const mine = heads.get(id)
  if (!mine) return { linked: [], suggested: [] } // it lies in the bin
  const isOther = (one: Id) => heads.has(one) && heads.get(one)?.id !== id
  const shown = new Map<Id, OutputOf<typeof listRelated>['linked'][number]>()
  for (const { otherId, isLinked, byId, at } of links) {
    const head = heads.get(otherId)
    if (isLinked && head && isOther(otherId) && !shown.has(head.id))
      shown.set(head.id, { ...rowOf(head, mine), byId, at: at.toISOString() })
  }
  const settled = new Set(links.flatMap((one) => heads.get(one.otherId)?.id ?? []))
  const matters = new Map<Id, Candidate>()
  const named = [...found, ...ownTwins.map((one) => ({ id: one.id, whose: 'other' as const }))]
  for (const one of named) {
    const head = heads.get(one.id)
    if (head && isOther(one.id) && !settled.has(head.id) && !matters.has(head.id))
      matters.set(head.id, { ...matterOf(head, [one.id], read, heads), whose: one.whose })
  }
  const suggested = likely(matterOf(mine, family, read, heads), [...matters.values()])
  return {
    linked: [...shown.values()],
    suggested: suggested.flatMap(({ id: otherId, ...why }) => {
      const head = [...heads.values()].find((one) => one.id === otherId)
      return head ? { ...rowOf(head, mine), ...why } : []
    }),
  }
}

/** The nearest first: a conversation of the same customer is not taken for one of their company. */
async function candidatesOf(tx: Tx, id: Id, family: Id[]): Promise<{ id: Id; whose: Candidate['whose'] }[]> {
  return await tx.query({
    name: 'related-candidates',
    text: `with mine as (select contact_id, company_id from conversation where id = $1)
      (select c.id, 'contact' as whose from mine cross join lateral (select id from conversation near
          where near.contact_id = mine.contact_id and near.last_message_at > $3 order by near.last_message_at desc limit ${LOOKED}) c)
      union all (select c.id, 'company' from mine cross join lateral (select id from conversation near
          where near.company_id = mine.company_id and near.last_message_at > $3 order by near.last_message_at desc limit ${LOOKED}) c)
      union all (select conversation_id, 'other' from reading where body #>> '{twin,conversationId}' = any($2::text[]) limit ${LOOKED})`,
    values: [id, family, new Date(tx.now.getTime() - DAYS)],
  })
}

type Read = Pick<Matter, 'orders' | 'twins'>

/** Of the five newest mails of each. */
async function readingsOf(tx: Tx, ids: readonly Id[]): Promise<Map<Id, Read>> {
  const rows = await tx.query<{ id: Id; orders: string[]; twin: { conversationId: Id; likeness: number } | null }>({
    name: 'related-readings',
    text: `select asked.id, nullif(r.twin, 'null') as twin, array(select found ->> 'value' from jsonb_array_elements(r.entities) found
          where found ->> 'kind' = 'order') as orders
      from unnest($1::bigint[]) as asked (id) cross join lateral (
        select body -> 'twin' as twin, coalesce(body -> 'entities', '[]') as entities from reading
        where reading.conversation_id = asked.id order by message_id desc limit 5) r`,
    values: [[...new Set(ids)]],
  })
  const read = new Map<Id, { orders: string[]; twins: { id: Id; likeness: number }[] }>()
  for (const { id, orders, twin } of rows) {
    const known = read.get(id) ?? { orders: [], twins: [] }
    known.orders.push(...orders)
    if (twin) known.twins.push({ id: twin.conversationId, likeness: twin.likeness })
    read.set(id, known)
  }
  return read
}

/** Of these ids those that the actor sees. */
async function headsOf(tx: Tx, actor: Actor, ids: readonly Id[]): Promise<Head[]> {
  return await ask(
    tx,
    'related-heads',
    sql<Head>`select asked.id as asked, c.id, c.number, c.subject, c.status, c.inbox_id, c.assignee_id, c.from_name, c.from_address,
        c.last_message_at, c.private_at is not null as is_private, c.held is not null as is_held
      from conversation asked join conversation c on c.id = coalesce(asked.merged_into, asked.id)
      where asked.id = any(${[...ids]}::bigint[]) and c.inbox_id = any(${[...actor.inboxIds]}::bigint[]) and c.deleted_at is null
        and ${openTo(tx, actor, 'c')}`,
  )
}

function matterOf(head: Head, parts: readonly Id[], read: ReadonlyMap<Id, Read>, heads: ReadonlyMap<Id, Head>): Matter {
  const all = parts.flatMap((part) => read.get(part) ?? [])
  return {
    id: head.id,
    subject: head.subject,
    lastMessageAt: head.last_message_at,
    isHeld: head.is_held,
    orders: [...new Set(all.flatMap((one) => one.orders))],
    twins: all.flatMap((one) => one.twins).map((twin) => ({ ...twin, id: heads.get(twin.id)?.id ?? twin.id })),
  }
}

function rowOf(head: Head, mine: Head): Related {
  return {
    id: head.id,
    number: head.number,
    subject: head.subject,
    status: head.status,
    inboxId: head.inbox_id,
    assigneeId: head.assignee_id,
    from: { name: head.from_name, address: head.from_address },
    lastMessageAt: head.last_message_at.toISOString(),
    canMerge: head.inbox_id === mine.inbox_id && !head.is_private && !mine.is_private,
  }
}
