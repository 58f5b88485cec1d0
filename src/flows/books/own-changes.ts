// What changed in the book of one actor since a token (RFC 6578). A token says since when, and for whom: with other rights it is another
// book, and asked for whole.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor } from '../../desk/users/permissions.ts'
import { firstIdAt, type Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { bookIds, inBookAmong, ownerOf } from './own-cards.ts'

export interface OwnChanges {
  /** In the book, new or changed. */
  ids: Id[]
  /** Names of resources that are not, or not any more. */
  gone: string[]
  token: string
  isMore: boolean
}

/** Transactions may end this much later than they say. */
const OVERLAP = 60_000
/** What changed since is told so far; beyond that the whole is asked for. */
const MOST_CHANGED = 5_000
/** How long it is known which cards are gone with their contacts. */
const KEPT = 180 * 86_400_000
const PREFIX = 'urn:postroom:book:'

/** Null: the token is none of this book's, or of too long ago. */
export async function changesSince(tx: Tx, actor: Actor, token: string, limit: number): Promise<OwnChanges | null> {
  if (token === '') return await whole(tx, actor, { since: await latest(tx), after: '0' }, limit)
  const [, rights, since, after] = /^urn:postroom:book:([\w-]{12}):(\d{1,15})(?::(\d{1,19}))?$/.exec(token) ?? []
  if (rights !== rightsOf(actor) || since === undefined) return null
  if (Number(since) < tx.now.getTime() - KEPT && Number(since) < (await latest(tx))) return null
  if (after !== undefined) return await whole(tx, actor, { since: Number(since), after }, limit)
  return await some(tx, actor, Number(since))
}

export async function tokenOf(tx: Tx, actor: Actor): Promise<string> {
  return tokenAt(actor, await latest(tx))
}

const tokenAt = (actor: Actor, since: number, after?: Id): string =>
  `${PREFIX}${rightsOf(actor)}:${since}${after === undefined ? '' : `:${after}`}`

function rightsOf(actor: Actor): string {
  const said = JSON.stringify([ownerOf(actor), actor.isBound, actor.inboxIds.toSorted(), actor.seesAll])
  return createHash('sha256').update(said).digest('base64url').slice(0, 12)
}

/** When anything in any book was changed last, in milliseconds: the same as long as nothing is. */
async function latest(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ at: Date | null }>({
    name: 'own-latest',
    text: `select greatest((select max(coalesce(changed_at, created_at)) from contact), (select max(changed_at) from company where changed_at is not null),
      (select max(changed_at) from own_card), (select max(at) from own_card_gone)) as at`,
    values: [],
  })
  return row?.at?.getTime() ?? 0
}

async function whole(
  tx: Tx,
  actor: Actor,
  { since, after }: { since: number; after: Id },
  limit: number,
): Promise<OwnChanges> {
  // prettier-ignore
  const found = await bookIds(tx, actor, { after, limit: limit + 1 })
  const ids = found.slice(0, limit)
  const isMore = found.length > limit
  return { ids, gone: [], token: tokenAt(actor, since, isMore ? ids.at(-1) : undefined), isMore }
}

async function some(tx: Tx, actor: Actor, told: number): Promise<OwnChanges | null> {
  const at = await latest(tx)
  const since = new Date(told - OVERLAP)
  const { rows } = await sql<{
    id: Id
  }>`(select id from contact where coalesce(changed_at, created_at) >= ${since} limit ${MOST_CHANGED})
    union (select c.id from company o join contact c on c.company_id = o.id where o.changed_at >= ${since} limit ${MOST_CHANGED})
    union (select contact_id from own_card where changed_at >= ${since} limit ${MOST_CHANGED})
    union (select contact_id from own_card_hidden where owner_id = ${ownerOf(actor)}::bigint and at >= ${since} limit ${MOST_CHANGED})
    union (select contact_id from conversation where id >= ${firstIdAt(since.getTime())}::bigint and inbox_id = any(${[...actor.inboxIds]}::bigint[])
      limit ${MOST_CHANGED})`.execute(tx.db)
  if (rows.length >= MOST_CHANGED) return null
  const all = rows.map((row) => row.id)
  const ids = await inBookAmong(tx, actor, all)
  const outside = all.filter((id) => !ids.includes(id))
  const gone = [...(await leftNames(tx, actor, outside)), ...(await goneNames(tx, actor, since))]
  return { ids, gone, token: tokenAt(actor, at), isMore: false }
}

/** Of contacts that are no more: to whom they were opened. */
async function goneNames(tx: Tx, actor: Actor, since: Date): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from own_card_gone where at >= ${since}
    and (inbox_ids && ${[...actor.inboxIds]}::bigint[] or (inbox_ids = '{}' and ${!actor.isBound})
      or (owner_id = ${actor.id ?? '0'}::bigint and ${!actor.isBound})) limit ${MOST_CHANGED}`.execute(tx.db)
  return rows.map((row) => row.name)
}

/** For a schedule. */
export async function forgetGoneCards(tx: Tx): Promise<void> {
  await tx.db
    .deleteFrom('own_card_gone')
    .where('at', '<', new Date(tx.now.getTime() - KEPT))
    .execute()
}

/** Of those that are not in the book the ones that may have been: of others nobody learns that they are. */
async function leftNames(tx: Tx, actor: Actor, ids: readonly Id[]): Promise<string[]> {
  if (ids.length === 0) return []
  const heirs = await sql<{ id: Id; into: Id }>`select id, merged_into as into from contact where id = any(${[...ids]}::bigint[]) and merged_into is not null`.execute(tx.db) // prettier-ignore
  const seen = new Set(await inBookAmong(tx, actor, heirs.rows.map((row) => row.into))) // prettier-ignore
  const merged = heirs.rows.filter((row) => seen.has(row.into)).map((row) => row.id)
  const { rows } = await sql<{
    name: string
  }>`select coalesce(o.name, c.id || '.vcf') as name from contact c left join own_card o on o.contact_id = c.id
    where c.id = any(${[...ids]}::bigint[]) and (c.id = any(${merged}::bigint[])
      or exists (select from own_card_hidden h where h.owner_id = ${ownerOf(actor)}::bigint and h.contact_id = c.id)
      or exists (select from conversation v where v.contact_id = c.id and v.inbox_id = any(${[...actor.inboxIds]}::bigint[])
        and v.private_at is null))`.execute(tx.db)
  return rows.map((row) => row.name)
}
