// Two contacts, or two companies, made one, and parted again. What pointed at the loser points at the winner; what happened stays where it
// happened, and the history of the winner shows both. The row of the loser stays and says who it is now.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { FieldValues } from '../fields/fields.api.ts'
import { columnsOf, isAlike, type Noun } from './columns.ts'
import { followersOf } from './followers.ts'
import { moveBack, moveOver, type Moved } from './move-over.ts'
import { readAddresses, readDomains, readPhones } from './parts.ts'
import type { Provenance, Source } from './record.api.ts'
import { setFields, type Values } from './set-fields.ts'

/** A record with all that became part of it, itself first; where it became part of another one, of that. */
export async function familyOf(tx: Tx, noun: Noun, id: Id): Promise<Id[]> {
  const rows = await tx.query<{ id: Id }>({
    name: `family-${noun}`,
    text: `with recursive family as (
        select coalesce(merged_into, id) as id from ${noun} where id = $1
        union select m.loser_id from contact_merge m join family on m.winner_id = family.id and m.noun = '${noun}' and m.undone_at is null)
      select id::text from family`,
    values: [id],
  })
  return rows.length === 0 ? [id] : rows.map((row) => row.id)
}

/** By field, as `setFields` takes it. */
type Whole = Record<string, unknown>

/** Both as they were, and the winner as it was made. */
interface Before {
  winner: Whole
  loser: Whole
  after: Whole
  /** Who had said what of the winner; of merges from before that was kept, nothing. */
  told?: Provenance
}

type Both = Pick<Before, 'winner' | 'loser'>

/** More than this one statement does not move in the time a person waits. */
const MOST_MOVED = 50_000

/** Answers the id of the merge. `chosen`: fields whose value is said; of the others the winner's stands, else the loser's. */
export async function merge<N extends Noun>(
  tx: Tx,
  noun: N,
  winnerId: Id,
  loserId: Id,
  chosen: Values<N>,
): Promise<Id> {
  if (winnerId === loserId) throw new Problem('invalid', 'merge-itself', 'Nothing is merged with itself.')
  const [winner, loser] = await lockBoth(tx, noun, winnerId, loserId)
  const moved = await moveOver(tx, followersOf[noun], winnerId, loserId, MOST_MOVED)
  const both = { winner: await wholeOf(tx, noun, winner), loser: await wholeOf(tx, noun, loser) }
  const id = tx.mint()
  await tx.db
    .updateTable(noun as Noun)
    .set({ merged_into: winnerId, changed_at: tx.now })
    .where('id', 'in', await mergedInto(tx, noun, loserId))
    .execute()
  await takeParts(tx, noun, winnerId, loserId, both)
  const values = { ...blended(noun, both), ...chosen } as Values<N>
  await setFields(tx, { noun, id: winnerId }, values, { from: 'merge', by: id })
  const [made = winner] = await lockRows(tx, noun, [winnerId])
  const told = winner['provenance'] as Provenance
  const before: Before = { ...both, after: await wholeOf(tx, noun, made), told }
  await keepTold(tx, noun, made, taken({ ...before, told }, loser['provenance'] as Provenance))
  await tx.db
    .insertInto('contact_merge')
    .values({
      id,
      noun,
      winner_id: winnerId,
      loser_id: loserId,
      before: JSON.stringify(before),
      moved: JSON.stringify(moved),
      merged_by: tx.actorId,
      merged_at: tx.now,
    })
    .execute()
  await tx.query({
    name: 'twins-merged',
    text: `update contact_twin set settled = 'merged', settled_by = $4, settled_at = $5
      where noun = $1 and ((one_id = $2 and other_id = $3) or (one_id = $3 and other_id = $2))`,
    values: [noun, winnerId, loserId, tx.actorId, tx.now],
  })
  await record(tx, `${noun}.merged`, winnerId, { loserId, loserName: loser.name, mergeId: id })
  await record(tx, `${noun}.absorbed`, loserId, { winnerId, mergeId: id })
  return id
}

/** What the winner has of the loser goes back; what was said of it since, and is not of the merge, stays. */
export async function undoMerge(tx: Tx, id: Id): Promise<{ noun: Noun; winnerId: Id; loserId: Id }> {
  const row = await tx.db.selectFrom('contact_merge').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row || row.undone_at !== null)
    throw new Problem('conflict', 'merge-undone', 'These were parted already.', { detail: { id } })
  const noun = row.noun as Noun
  const { winner_id: winnerId, loser_id: loserId } = row
  const winner = (await lockRows(tx, noun, [winnerId, loserId])).find((one) => one['id'] === winnerId)
  if (!winner || winner['merged_into'] !== null)
    throw new Problem('conflict', 'merge-further', 'It became part of yet another one since. Part these first.', { detail: { id } }) // prettier-ignore
  const before = row.before as Before
  const now = await wholeOf(tx, noun, winner)
  const [, ...others] = await mergedInto(tx, noun, loserId)
  await tx.db
    .updateTable(noun as Noun)
    .set({ merged_into: null, changed_at: tx.now })
    .where('id', '=', loserId)
    .execute()
  if (others.length > 0) await tx.db.updateTable(noun as Noun).set({ merged_into: loserId }).where('id', 'in', others).execute() // prettier-ignore
  await giveParts(tx, noun, winnerId, loserId, before)
  await moveBack(tx, followersOf[noun], row.moved as Moved, winnerId, loserId)
  if (noun === 'contact') await followMailSince(tx, winnerId, loserId, row.merged_at)
  await setFields(tx, { noun, id: winnerId }, unblended(noun, before, now), { from: 'merge', by: id })
  const [parted = winner] = await lockRows(tx, noun, [winnerId])
  await keepTold(tx, noun, parted, givenBack(before, await wholeOf(tx, noun, parted)))
  await tx.db.updateTable('contact_merge').set({ undone_at: tx.now }).where('id', '=', id).execute()
  await tx.query({
    name: 'twins-parted',
    text: `update contact_twin set settled = null, settled_by = null, settled_at = null
      where noun = $1 and settled = 'merged' and ((one_id = $2 and other_id = $3) or (one_id = $3 and other_id = $2))`,
    values: [noun, winnerId, loserId],
  })
  await record(tx, `${noun}.parted`, winnerId, { loserId, mergeId: id })
  await record(tx, `${noun}.restored`, loserId, { winnerId, mergeId: id })
  return { noun, winnerId, loserId }
}

/** One with all that became part of it, itself first. */
async function mergedInto(tx: Tx, noun: Noun, id: Id): Promise<Id[]> {
  const rows = await tx.query<{ id: Id }>({
    name: `merged-into-${noun}`,
    text: `with recursive family as (
        select $1::bigint as id
        union select m.loser_id from contact_merge m join family on m.winner_id = family.id and m.noun = '${noun}' and m.undone_at is null)
      select id::text from family`,
    values: [id],
  })
  return rows.map((row) => row.id)
}

/** By key of a provenance; undefined: as with the first mail. */
type Told = Readonly<Record<string, Source | undefined>>

async function keepTold(tx: Tx, noun: Noun, row: Record<string, unknown>, told: Told): Promise<void> {
  const provenance = { ...(row['provenance'] as Provenance), ...told }
  await tx.db
    .updateTable(noun as Noun)
    .set({ provenance: JSON.stringify(provenance) }) // what is undefined is left out
    .where('id', '=', row['id'] as Id)
    .execute()
}

/** What came over from the loser is said by whoever had said it of them; what is of both, by the merge. */
function taken({ winner, loser, after }: Before, ofLoser: Provenance): Told {
  const came = (was: unknown, theirs: unknown, made: unknown) => isAlike(theirs, made) && !isAlike(was, made)
  const plain = Object.keys(loser).filter((field) => !parts.has(field) && came(winner[field], loser[field], after[field])) // prettier-ignore
  const [mine, theirs, made] = [winner, loser, after].map((one) => one['fields'] as FieldValues)
  const own = Object.keys(made ?? {}).filter((key) => came(mine?.[key], theirs?.[key], made?.[key]))
  const keys = [...plain, ...own.map((key) => `fields.${key}`), ...partKeys(loser).filter((key) => !partKeys(winner).includes(key))] // prettier-ignore
  return Object.fromEntries(keys.map((key) => [key, ofLoser[key]]))
}

/** Of what is as it was before, whoever said it then; of what went with the loser, nobody. */
function givenBack({ winner, after, told = {} }: Before, now: Whole): Told {
  const isBack = (was: unknown, made: unknown, is: unknown) => isAlike(was, is) && !isAlike(was, made)
  const plain = Object.keys(winner).filter((field) => !parts.has(field) && isBack(winner[field], after[field], now[field])) // prettier-ignore
  const [was, made, is] = [winner, after, now].map((one) => one['fields'] as FieldValues)
  const own = Object.keys({ ...was, ...made }).filter((key) => isBack(was?.[key], made?.[key], is?.[key]))
  const gone = partKeys(after).filter((key) => !partKeys(now).includes(key))
  return Object.fromEntries([...plain, ...own.map((key) => `fields.${key}`), ...gone].map((key) => [key, told[key]]))
}

const parts = new Set(['addresses', 'phones', 'domains', 'fields'])

function partKeys(whole: Whole): string[] {
  const [addresses, phones] = [whole['addresses'] ?? [], whole['phones'] ?? []] as [{ address: string }[], { number: string }[]] // prettier-ignore
  return [...addresses.map((one) => `addresses.${one.address}`), ...phones.map((one) => `phones.${one.number}`)]
}

async function lockBoth(tx: Tx, noun: Noun, winnerId: Id, loserId: Id) {
  const rows = await lockRows(tx, noun, [winnerId, loserId])
  const [winner, loser] = [winnerId, loserId].map((id) => rows.find((row) => row['id'] === id))
  if (!winner || !loser || winner['merged_into'] !== null || loser['merged_into'] !== null)
    throw new Problem('conflict', 'record-merged', `One of these became part of another ${noun} already. Look again.`)
  return [winner, loser] as const
}

/** In the order of their ids, so that two who merge the same two wait for each other only once. */
async function lockRows(tx: Tx, noun: Noun, ids: readonly Id[]): Promise<Record<string, unknown>[]> {
  return await tx.db.selectFrom(noun).selectAll().where('id', 'in', ids).orderBy('id').forUpdate().execute()
}

async function wholeOf(tx: Tx, noun: Noun, row: Record<string, unknown>): Promise<Whole> {
  const id = row['id'] as Id
  const plain = Object.fromEntries(
    Object.entries(columnsOf[noun]).map(([field, column]) => [field, row[column] ?? null]),
  )
  const parts = noun === 'contact' ? { addresses: await readAddresses(tx, id), phones: await readPhones(tx, id) } : { domains: await readDomains(tx, id) } // prettier-ignore
  return { ...plain, ...parts, fields: row['fields'], name: row['name'] }
}

const lists = new Set(['tags', 'products'])

/** Where the winner has nothing, what the loser has; of lists all; notes one under the other. */
function blended(noun: Noun, { winner, loser }: Both): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const field of Object.keys(columnsOf[noun])) {
    const [mine, theirs] = [winner[field], loser[field]]
    if (field === 'name' || field === 'inboxIds') continue
    if (lists.has(field)) values[field] = [...new Set([...(mine as string[]), ...(theirs as string[])])].slice(0, 30)
    else if (field === 'notes' && mine && theirs && mine !== theirs)
      values[field] = `${mine as string}\n\n${theirs as string}`.slice(0, 10_000) // prettier-ignore
    else if (mine === null && theirs !== null && !(field === 'parentId' && theirs === winner['id']))
      values[field] = theirs
  }
  const sight = widest(winner['inboxIds'] as Id[] | null, loser['inboxIds'] as Id[] | null)
  return {
    ...values,
    inboxIds: sight,
    fields: { ...(loser['fields'] as FieldValues), ...(winner['fields'] as FieldValues) },
  }
}

/** Whoever saw one sees both: they are one. */
function widest(one: Id[] | null, other: Id[] | null): Id[] | null {
  if (one === null || other === null) return one ?? other
  if (one.length === 0 || other.length === 0) return []
  return [...new Set([...one, ...other])]
}

/** Only what still is as the merge left it. Addresses, numbers and domains are given back apart. */
function unblended(noun: Noun, { winner, after }: Before, now: Whole): Record<string, unknown> {
  const isBack = (was: unknown, made: unknown, is: unknown) => isAlike(is, made) && !isAlike(made, was)
  const values = Object.keys(columnsOf[noun]).flatMap((field) =>
    isBack(winner[field], after[field], now[field]) ? [[field, winner[field]] as const] : [],
  )
  const [was, made, is] = [winner, after, now].map((one) => one['fields'] as FieldValues)
  const own = Object.keys({ ...was, ...made }).flatMap((key) =>
    isBack(was?.[key], made?.[key], is?.[key]) ? [[key, was?.[key] ?? null] as const] : [],
  )
  return { ...Object.fromEntries(values), fields: Object.fromEntries(own) }
}

/** Addresses and numbers of the loser come after the winner's own. */
async function takeParts(tx: Tx, noun: Noun, winnerId: Id, loserId: Id, { winner, loser }: Both): Promise<void> {
  if (noun === 'company') {
    await tx.query({ name: 'merge-domains', text: 'update company_domain set company_id = $1 where company_id = $2', values: [winnerId, loserId] }) // prettier-ignore
    return
  }
  const [own, numbers] = [winner['addresses'] as unknown[], winner['phones'] as { number: string }[]]
  await tx.query({
    name: 'merge-addresses',
    text: 'update contact_address set contact_id = $1, position = least(position + $3, 1000) where contact_id = $2',
    values: [winnerId, loserId, own.length],
  })
  await tx.query({
    name: 'merge-phones',
    text: `insert into contact_phone (contact_id, number, label, position, tail)
      select $1, number, label, least(position + $3, 1000), tail from contact_phone where contact_id = $2 on conflict do nothing`,
    values: [winnerId, loserId, numbers.length],
  })
  const first = numbers[0] ?? (loser['phones'] as { number: string }[])[0]
  await tx.query({
    name: 'merge-phone',
    text: 'update contact set phone = $2, version = version + 1, changed_at = $3 where id = $1',
    values: [winnerId, first?.number ?? null, tx.now],
  })
}

/** Those that somebody took away from the winner since stay away. */
async function giveParts(tx: Tx, noun: Noun, winnerId: Id, loserId: Id, { winner, loser }: Both): Promise<void> {
  if (noun === 'company') {
    await tx.query({
      name: 'part-domains',
      text: 'update company_domain set company_id = $2 where company_id = $1 and domain = any($3::text[])',
      values: [winnerId, loserId, loser['domains']],
    })
    return
  }
  await tx.query({
    name: 'part-addresses',
    text: 'update contact_address set contact_id = $2 where contact_id = $1 and address = any($3::text[])',
    values: [winnerId, loserId, (loser['addresses'] as { address: string }[]).map((one) => one.address)],
  })
  const [mine, theirs] = [winner, loser].map((one) => (one['phones'] as { number: string }[]).map(({ number }) => number)) // prettier-ignore
  await tx.query({
    name: 'part-phones',
    text: 'delete from contact_phone where contact_id = $1 and number = any($2::text[]) and number <> all($3::text[])',
    values: [winnerId, theirs, mine],
  })
  await tx.query({
    name: 'part-phone',
    text: `update contact set phone = (select number from contact_phone where contact_id = $1 order by position, number limit 1),
      version = version + 1, changed_at = $2 where id = $1`,
    values: [winnerId, tx.now],
  })
}

/** What came while they were one goes to whoever wrote it. */
async function followMailSince(tx: Tx, winnerId: Id, loserId: Id, since: Date): Promise<void> {
  await tx.query({
    name: 'part-mail',
    text: `update conversation c set contact_id = $2 where contact_id = $1 and last_message_at >= $3 and created_at >= $3
      and exists (select from participant p join contact_address a on a.address = p.address
        where p.conversation_id = c.id and p.role = 'requester' and a.contact_id = $2)`,
    values: [winnerId, loserId, since],
  })
}
