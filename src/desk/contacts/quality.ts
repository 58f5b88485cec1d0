// How good what is known is. A list is judged by the newest of it, so that it costs the same however long it is.
import type { Id } from '../../kit/id.ts'
import { domainOf } from '../../mail/address.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { checkAddress } from './address-check.ts'
import type { ContactFilters, Lack } from './contacts.api.ts'
import { contactIds } from './lists.ts'
import type { AddressReport, Quality } from './quality.api.ts'

const LOOKED = 1_000
const STALE = 365 * 86_400_000

/** What each is worth; together with a good address and being fresh a hundred. */
const WORTH: Record<Lack, number> = { name: 20, company: 15, phone: 10, owner: 10, title: 10, language: 5 }
const GOOD_ADDRESS = 20
const FRESH = 10

interface Known {
  id: Id
  lacks: Record<Lack, boolean>
  addresses: string[]
  isStale: boolean
  hasTwin: boolean
}

export async function readQuality(tx: Tx, actor: Actor, filters: ContactFilters): Promise<Quality> {
  const { ids, next } = await contactIds(tx, actor, { ...filters, limit: LOOKED })
  const known = await readKnown(tx, ids)
  const dead = await deadDomains(tx, known.flatMap((one) => one.addresses.map(domainOf))) // prettier-ignore
  const isBad = ({ addresses }: Known) => addresses.some((address) => dead.has(domainOf(address)) || checkAddress(address).some(({ kind }) => kind !== 'role')) // prettier-ignore
  const lacks = Object.fromEntries(Object.keys(WORTH).map((lack) => [lack, known.filter((one) => one.lacks[lack as Lack]).length])) // prettier-ignore
  const bad = new Set(known.filter(isBad).map((one) => one.id))
  const scores = known.map((one) => scoreOf(one, bad.has(one.id)))
  return {
    looked: known.length,
    isWhole: next === null,
    score: known.length === 0 ? null : Math.round(scores.reduce((sum, one) => sum + one, 0) / known.length),
    lacks: lacks as Record<Lack, number>,
    badAddress: bad.size,
    stale: known.filter((one) => one.isStale).length,
    twins: known.filter((one) => one.hasTwin).length,
  }
}

function scoreOf({ lacks, addresses, isStale }: Known, isBad: boolean): number {
  const has = Object.entries(WORTH).reduce((sum, [lack, worth]) => sum + (lacks[lack as Lack] ? 0 : worth), 0)
  return has + (addresses.length > 0 && !isBad ? GOOD_ADDRESS : 0) + (isStale ? 0 : FRESH)
}

async function readKnown(tx: Tx, ids: readonly Id[]): Promise<Known[]> {
  if (ids.length === 0) return []
  return await tx.query<Known>({
    name: 'quality-known',
    text: `select c.id, array(select address from contact_address a where a.contact_id = c.id) as addresses,
        json_build_object('name', exists (select from contact_address a where a.contact_id = c.id and a.address = c.name),
          'company', c.company_id is null, 'phone', c.phone is null, 'owner', c.owner_id is null, 'title', c.title is null, 'language', c.language is null) as lacks,
        coalesce(c.changed_at, c.created_at) < $2 and not exists (select from conversation m where m.contact_id = c.id and m.last_message_at >= $2) as "isStale",
        exists (select from contact_twin t where t.noun = 'contact' and t.one_id = c.id and t.settled is null)
          or exists (select from contact_twin t where t.noun = 'contact' and t.other_id = c.id and t.settled is null) as "hasTwin"
      from contact c where c.id = any($1::bigint[])`,
    values: [ids, new Date(tx.now.getTime() - STALE)],
  })
}

async function deadDomains(tx: Tx, domains: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ domain: string }>({
    name: 'quality-domains',
    text: `select domain from mail_domain where domain = any($1::text[]) and takes = 'nothing'`,
    values: [[...new Set(domains)]],
  })
  return new Set(rows.map((row) => row.domain))
}

/** In their order. */
export async function reportOf(tx: Tx, addresses: readonly string[]): Promise<AddressReport[]> {
  const rows = await tx.query<{ domain: string; takes: string; at: Date }>({
    name: 'address-domains',
    text: 'select domain, takes, checked_at as at from mail_domain where domain = any($1::text[])',
    values: [addresses.map(domainOf)],
  })
  return addresses.map((address) => {
    const told = rows.find((row) => row.domain === domainOf(address) && row.takes !== 'unknown')
    const checkedAt = told?.at.toISOString() ?? null
    const noMail = told?.takes === 'nothing' && checkedAt !== null ? [{ kind: 'noMail' as const, checkedAt }] : []
    return { address, findings: [...checkAddress(address), ...noMail], checkedAt }
  })
}
