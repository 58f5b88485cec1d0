// What calendars say of the meetings on a page of a timeline: how long, where, who takes part. Of contacts that one does not see only
// how many they are.
import type { Id } from '../../kit/id.ts'
import { normalizeAddress } from '../../mail/address.ts'
import type { Tx } from '../../store/tx.ts'
import { seenAmong } from '../contacts/sight.ts'
import type { Actor } from '../users/permissions.ts'
import type { Meeting } from './timeline.api.ts'

interface Row {
  activity_id: Id
  ends_at: Date
  first_day: string | null
  last_day: string | null
  zone: string | null
  place: string
  status: Meeting['status']
  is_private: boolean
  recurrence: string
  is_own: boolean
  people: Meeting['people']
}

const NAMED = 12

/** By activity. Where several calendars have it, as the first that is not private says. */
export async function meetingsOf(tx: Tx, actor: Actor, ids: readonly Id[]): Promise<Map<Id, Meeting>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.query<Row>({
    name: 'timeline-meetings',
    text: `select distinct on (m.activity_id) m.activity_id, m.ends_at, m.first_day, m.last_day, m.zone, m.place, m.status, m.is_private,
        m.recurrence, m.people, exists (select from calendar_own o where o.activity_id = m.activity_id) as is_own
      from calendar_meeting m where m.activity_id = any($1::bigint[]) order by m.activity_id, m.is_private, m.calendar_id`,
    values: [ids],
  })
  const unseen = await unseenAmong(tx, actor, rows.flatMap((row) => row.people.map(({ address }) => address))) // prettier-ignore
  return new Map(rows.map((row) => [row.activity_id, shown(row, unseen)]))
}

function shown(row: Row, unseen: ReadonlySet<string>): Meeting {
  const named = row.people.filter(({ address }) => !unseen.has(normalizeAddress(address))).slice(0, NAMED)
  return {
    endsAt: row.ends_at.toISOString(),
    days: row.first_day === null ? null : { first: row.first_day, last: row.last_day ?? row.first_day },
    zone: row.zone,
    place: row.place,
    status: row.status,
    isPrivate: row.is_private,
    isSeries: row.recurrence !== '',
    isOwn: row.is_own,
    people: named,
    others: row.people.length - named.length,
  }
}

async function unseenAmong(tx: Tx, actor: Actor, addresses: readonly string[]): Promise<Set<string>> {
  if (addresses.length === 0) return new Set()
  const rows = await tx.query<{ address: string; contact_id: Id }>({
    name: 'timeline-meeting-contacts',
    text: 'select address, contact_id from contact_address where address = any($1::text[])',
    values: [[...new Set(addresses.map(normalizeAddress))]],
  })
  const seen = await seenAmong(tx, actor, rows.map((row) => row.contact_id)) // prettier-ignore
  return new Set(rows.filter((row) => !seen.has(row.contact_id)).map((row) => row.address))
}
