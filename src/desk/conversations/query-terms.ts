// The terms of a query that ask the database before a list is walked along: by when something is due, whose mail it is, and which
// instants a date means where the asker is.
import { sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { openZone } from '../hours/zone.ts'
import type { Actor } from '../users/permissions.ts'
import { isOf, type Narrowing } from './filters.ts'
import type { Condition } from './facet.ts'
import { boundOf, firstDayOf, spanOf } from './query-values.api.ts'

interface Into {
  isNot: boolean
  to: Narrowing
}

const DAY = 24 * 3_600_000
/** Conversations that are looked up one by one instead of being walked to. */
const FEW = 1_000
/** Contacts with an index walk each; more are checked. */
const WALKED = 6

type When = 'older' | 'newer' | 'before' | 'after' | 'due' | 'waiting'

export async function whenOf(
  tx: Tx,
  actor: Actor,
  { key, value, isNot, to }: Into & { key: When; value: string },
): Promise<void> {
  const earlier = (at: Date): Condition => sql`conversation.last_message_at < ${at}::timestamptz`
  const later = (at: Date): Condition => sql`conversation.last_message_at >= ${at}::timestamptz`
  if (key === 'older' || key === 'newer') {
    const at = new Date(tx.now.getTime() - (spanOf(value) ?? 0))
    to.ranges.push((key === 'older') !== isNot ? earlier(at) : later(at))
  } else if (key === 'before' || key === 'after') {
    const at = await dayBegins(tx, actor, value)
    to.ranges.push((key === 'before') !== isNot ? earlier(at) : later(at))
  } else if (key === 'due') {
    const bound = boundOf(value)
    const at = bound
      ? new Date(tx.now.getTime() + bound.span)
      : await dayBegins(tx, actor, value === 'today' ? 'tomorrow' : 'the day after')
    await dueBefore(tx, { at, isNot, to, isLater: bound?.isLess === false })
  } else {
    const { isLess = false, span = 0 } = boundOf(value) ?? {}
    const since = new Date(tx.now.getTime() - span)
    const waits = isLess
      ? sql<boolean>`conversation.waiting_since > ${since}::timestamptz`
      : sql<boolean>`conversation.waiting_since < ${since}::timestamptz`
    to.fetched.push(isNot ? sql`coalesce(not ${waits}, true)` : waits)
  }
}

/** The day that it is where the asker is. */
export async function todayOf(tx: Tx, actor: Actor): Promise<string> {
  return openZone(await zoneOf(tx, actor)).at(tx.now).date
}

/** Midnight where the asker is. */
export async function dayBegins(tx: Tx, actor: Actor, day: string): Promise<Date> {
  const zone = openZone(await zoneOf(tx, actor))
  const away = { yesterday: -1, today: 0, tomorrow: 1, 'the day after': 2 }[day]
  const today = Date.parse(`${zone.at(tx.now).date}T00:00:00Z`)
  const date = away === undefined ? firstDayOf(day) : new Date(today + away * DAY).toISOString().slice(0, 10)
  return zone.instants(date ?? '1970-01-01', 0)[0] ?? tx.now
}

/** Theirs, else that of the desk's oldest hours. */
async function zoneOf(tx: Tx, actor: Actor): Promise<string> {
  const [row] = await tx.query<{ zone: string }>({
    name: 'query-zone',
    text: `select coalesce((select notices ->> 'timeZone' from "user" where id = $1),
      (select time_zone from business_hours order by id limit 1), 'UTC') as zone`,
    values: [actor.id ?? '0'],
  })
  return row?.zone ?? 'UTC'
}

/** What runs out first of a conversation; nothing where nothing was promised, or it pauses. */
const FIRST_DUE = sql<Date>`(select min(clock.due_at) from clock where clock.conversation_id = conversation.id and clock.stopped_at is null)`

/** Of what is due by then, few as a rule, the conversations are looked up; of what is due later, many, each is asked. */
export async function dueBefore(
  tx: Tx,
  { at, isNot, to, isLater = false }: Into & { at: Date; isLater?: boolean },
): Promise<void> {
  if (isLater || isNot) {
    const is = isLater
      ? sql<boolean>`${FIRST_DUE} > ${at}::timestamptz`
      : sql<boolean>`${FIRST_DUE} < ${at}::timestamptz`
    to.fetched.push(isNot ? sql`coalesce(not ${is}, true)` : is)
    return
  }
  const rows = await tx.query<{ id: Id }>({
    name: 'query-due',
    text: `select conversation_id as id from (select conversation_id from clock
        where stopped_at is null and due_at is not null and due_at < $1 order by due_at limit $2) soon`,
    values: [at, FEW + 1],
  })
  if (rows.length > FEW) {
    to.fetched.push(sql`${FIRST_DUE} < ${at}::timestamptz`)
    return
  }
  const ids = new Set(rows.map((row) => row.id))
  to.few = to.few ? to.few.filter((id) => ids.has(id)) : [...ids]
}

/** Contacts by address; of a domain the company that has it, else whoever writes from there. */
export async function fromWhom(tx: Tx, values: readonly string[], { isNot, to }: Into): Promise<void> {
  const domains = values.filter((one) => !one.includes('@')).concat(values.filter((one) => one.startsWith('@')).map((one) => one.slice(1))) // prettier-ignore
  const addresses = values.filter((one) => one.indexOf('@') > 0)
  const companies = await tx.query<{ id: Id; domain: string }>({
    name: 'query-companies',
    text: 'select company_id::text as id, domain from company_domain where domain = any($1::text[])',
    values: [domains],
  })
  const owned = new Set(companies.map((one) => one.domain))
  const contactIds = new Set(await byAddress(tx, addresses))
  for (const domain of domains) if (!owned.has(domain)) for (const id of await byDomain(tx, domain)) contactIds.add(id)
  const companyIds = [...new Set(companies.map((one) => one.id))]
  const is = sql<boolean>`(coalesce(conversation.contact_id = any(${[...contactIds]}::bigint[]), false)
    or coalesce(conversation.company_id = any(${companyIds}::bigint[]), false))`
  if (isNot) {
    to.fetched.push(sql`not ${is}`)
    return
  }
  if (contactIds.size + companyIds.length > WALKED) {
    to.fetched.push(is)
    return
  }
  const beyond = sql`coalesce(conversation.company_id <> all(${companyIds}::bigint[]), true)`
  const starts = [
    ...companyIds.map((id) => isOf('company_id', id)),
    ...[...contactIds].map((id) =>
      companyIds.length === 0 ? isOf('contact_id', id) : sql<boolean>`${isOf('contact_id', id)} and ${beyond}`,
    ),
  ]
  if (starts.length === 0) to.few = []
  else to.facets.unshift({ is, starts, isShelfless: true })
}

async function byAddress(tx: Tx, addresses: readonly string[]): Promise<Id[]> {
  if (addresses.length === 0) return []
  const rows = await tx.query<{ id: Id }>({
    name: 'query-contacts',
    text: 'select contact_id::text as id from contact_address where address = any($1::text[])',
    values: [addresses],
  })
  return rows.map((row) => row.id)
}

/** By the words that the index of addresses holds; the one that is searched for ends the address. */
async function byDomain(tx: Tx, domain: string): Promise<Id[]> {
  const rows = await tx.query<{ id: Id }>({
    name: 'query-domain',
    text: `select contact_id::text as id from contact_address
      where to_tsvector('simple', translate(address, '@.+-_', '     ')) @@ plainto_tsquery('simple', translate($1, '@.+-_', '     '))
        and right(address, length($1) + 1) = '@' || $1 limit $2`,
    values: [domain, FEW + 1],
  })
  if (rows.length <= FEW) return rows.map((row) => row.id)
  throw new Problem('invalid', 'query-too-wide', `More than ${FEW} customers write from ${domain}. Name one of them.`, {
    detail: { word: domain, most: FEW },
  })
}
