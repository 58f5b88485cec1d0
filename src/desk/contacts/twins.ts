// Pairs that may be one: found by what they have alike, each with its reasons, and settled by people. Found for all by a job, in whole
// statements that are grouped by what is compared; listed by how likely they are, to whoever sees both.
import { type RawBuilder, sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { ask } from '../../store/access/composed.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import type { Noun } from './columns.ts'
import type { Twin, TwinReason } from './merge.api.ts'
import { seenCompany, seenContact } from './sight.ts'

/** How far each reason goes; together at most 99. */
const weights: Record<TwinReason['kind'], number> = { address: 80, signature: 70, phone: 60, nameAndCompany: 65, companyName: 70 } // prettier-ignore

/** What more than so many have alike tells nothing of two of them: a switchboard’s number, a name as common as “Info”. */
const MOST_ALIKE = 5
/** Pairs that a look keeps. */
const MOST_PAIRS = 20_000

interface Pair {
  one: Id
  other: Id
  kind: TwinReason['kind']
  value: string
}

/** Answers how many pairs stand open now. What people settled stays settled. */
export async function findTwins(tx: Tx): Promise<number> {
  let open = 0
  for (const noun of ['contact', 'company'] as const) {
    const pairs = await pairsOf(tx, noun)
    const byPair = Map.groupBy(pairs, ({ one, other }) => `${one} ${other}`)
    const rows = [...byPair.values()].map((alike) => ({ ...(alike[0] as Pair), reasons: alike.map(({ kind, value }) => ({ kind, value })), score: scoreOf(alike) })) // prettier-ignore
    const best = rows.toSorted((a, b) => b.score - a.score).slice(0, MOST_PAIRS)
    await tx.query({ name: 'twins-gone', text: 'delete from contact_twin where noun = $1 and settled is null', values: [noun] }) // prettier-ignore
    for (let from = 0; from < best.length; from += 1_000)
      await tx.query({
        name: 'twins-put',
        text: `insert into contact_twin (noun, one_id, other_id, score, reasons, found_at)
          select $1, (row ->> 'one')::bigint, (row ->> 'other')::bigint, (row ->> 'score')::smallint, row -> 'reasons', $3
          from jsonb_array_elements($2::jsonb) row on conflict do nothing`,
        values: [noun, JSON.stringify(best.slice(from, from + 1_000)), tx.now],
      })
    open += best.length
  }
  await record(tx, 'twin.found', '0', { open })
  return open
}

function scoreOf(alike: readonly Pair[]): number {
  const apart = [...new Set(alike.map(({ kind }) => kind))].reduce((left, kind) => left * (1 - weights[kind] / 100), 1)
  return Math.min(99, Math.round(100 * (1 - apart)))
}

async function pairsOf(tx: Tx, noun: Noun): Promise<Pair[]> {
  const found: Pair[] = []
  for (const { kind, groups } of looks[noun]) {
    const { rows } = await sql<{ value: string; ids: Id[] }>`select value, array_agg(id::text order by id) as ids
      from (${groups}) alike group by value having count(*) between 2 and ${sql.lit(MOST_ALIKE)} limit ${sql.lit(MOST_PAIRS)}`.execute(tx.db) // prettier-ignore
    for (const { value, ids } of rows)
      for (const [at, one] of ids.entries())
        for (const other of ids.slice(at + 1)) found.push({ one, other, kind, value: value.replaceAll('\n', ', ') })
  }
  return found
}

/** Of addresses: without what stands behind +, and at Gmail without dots, which it does not look at. */
const spelled = sql`regexp_replace(case when split_part(a.address, '@', 2) in ('gmail.com', 'googlemail.com')
  then replace(split_part(a.address, '@', 1), '.', '') || '@gmail.com' else a.address end, '\\+[^@]*@', '@')`

const looks: Record<Noun, { kind: TwinReason['kind']; groups: RawBuilder<unknown> }[]> = {
  contact: [
    {
      kind: 'phone',
      groups: sql`select distinct p.tail as value, c.id from contact_phone p join contact c on c.id = p.contact_id and c.merged_into is null
        where p.tail <> '' and coalesce(c.provenance -> ('phones.' || p.number) ->> 'from', '') <> 'signature'`,
    },
    {
      kind: 'signature',
      groups: sql`select distinct p.tail as value, c.id from contact_phone p join contact c on c.id = p.contact_id and c.merged_into is null
        where p.tail <> '' and exists (select from contact_phone q join contact k on k.id = q.contact_id
          where q.tail = p.tail and k.provenance -> ('phones.' || q.number) ->> 'from' = 'signature')`,
    },
    {
      kind: 'nameAndCompany',
      groups: sql`select lower(c.name) || E'\\n' || o.name as value, c.id from contact c join company o on o.id = c.company_id
        where c.merged_into is null and position('@' in c.name) = 0 and position(' ' in c.name) > 0`,
    },
    {
      kind: 'address',
      groups: sql`select distinct ${spelled} as value, c.id from contact_address a join contact c on c.id = a.contact_id and c.merged_into is null`,
    },
  ],
  company: [
    {
      kind: 'companyName',
      groups: sql`select regexp_replace(regexp_replace(lower(c.name), '[^[:alnum:]]+', ' ', 'g'), ' (inc|llc|ltd|limited|gmbh|ag|bv|b v|nv|sa|sarl|plc|as|mmc|asc)? *$', '') as value, c.id
        from company c where c.merged_into is null`,
    },
    {
      kind: 'phone',
      groups: sql`select right(regexp_replace(c.phone, '\\D', '', 'g'), 9) as value, c.id from company c
        where c.merged_into is null and length(regexp_replace(coalesce(c.phone, ''), '\\D', '', 'g')) >= 6`,
    },
  ],
}

/** Likeliest first. `id`: of this one alone. */
export async function listTwins(
  tx: Tx,
  actor: Actor,
  { noun, id, limit }: { noun: Noun; id?: Id | undefined; limit: number },
): Promise<{ twins: Twin[]; foundAt: string | null }> {
  const seen = (alias: 'one_id' | 'other_id') =>
    noun === 'contact'
      ? sql`exists (select from contact where contact.id = twin.${sql.ref(alias)} and contact.merged_into is null and ${seenContact(tx, actor)})`
      : sql`exists (select from company where company.id = twin.${sql.ref(alias)} and company.merged_into is null and ${seenCompany(tx, actor)})`
  const which = id === undefined ? sql`twin.settled is null` : sql`twin.settled is null and (twin.one_id = ${id}::bigint or twin.other_id = ${id}::bigint)` // prettier-ignore
  const rows = await ask(
    tx,
    id === undefined ? 'twins-listed' : 'twins-of',
    sql<{
      one: Id
      other: Id
      score: number
      reasons: TwinReason[]
    }>`select twin.one_id as one, twin.other_id as other, twin.score, twin.reasons
      from contact_twin twin where twin.noun = ${noun} and ${which} and ${seen('one_id')} and ${seen('other_id')}
      order by twin.score desc, twin.one_id desc, twin.other_id desc limit ${limit}`,
  )
  const sides = await sidesOf(tx, noun, [...new Set(rows.flatMap((row) => [row.one, row.other]))])
  const [last] = await tx.query<{ at: Date | null }>({
    name: 'twins-found-at',
    text: `select at from event where subject_id = 0 and name = 'twin.found' order by id desc limit 1`,
    values: [],
  })
  const twins = rows.flatMap((row) => {
    const [one, other] = [sides.get(row.one), sides.get(row.other)]
    return one && other ? [{ noun, one, other, score: row.score, reasons: row.reasons }] : []
  })
  return { twins, foundAt: last?.at?.toISOString() ?? null }
}

async function sidesOf(tx: Tx, noun: Noun, ids: readonly Id[]): Promise<Map<Id, Twin['one']>> {
  if (ids.length === 0) return new Map()
  const text =
    noun === 'contact'
      ? `select c.id, c.name, array(select address from contact_address a where a.contact_id = c.id order by position, address) as addresses,
          concat_ws(' · ', c.title, o.name, c.phone) as detail from contact c left join company o on o.id = c.company_id where c.id = any($1::bigint[])`
      : `select c.id, c.name, array(select domain from company_domain d where d.company_id = c.id order by domain) as addresses,
          concat_ws(' · ', c.website, c.phone) as detail from company c where c.id = any($1::bigint[])`
  const rows = await tx.query<Twin['one']>({ name: `twin-sides-${noun}`, text, values: [ids] })
  return new Map(rows.map((row) => [row.id, row]))
}

export async function settleTwin(tx: Tx, noun: Noun, id: Id, otherId: Id, isDistinct: boolean): Promise<void> {
  const [one, other] = BigInt(id) < BigInt(otherId) ? [id, otherId] : [otherId, id]
  await tx.query({
    name: 'twin-settle',
    text: `insert into contact_twin (noun, one_id, other_id, score, reasons, found_at, settled, settled_by, settled_at)
      values ($1, $2, $3, 0, '[]', $5, $4, $6, $5)
      on conflict (noun, one_id, other_id) do update set settled = excluded.settled, settled_by = excluded.settled_by, settled_at = excluded.settled_at`,
    values: [noun, one, other, isDistinct ? 'distinct' : null, tx.now, tx.actorId],
  })
  await record(tx, isDistinct ? 'twin.settled' : 'twin.reopened', one, { noun, otherId: other })
}
