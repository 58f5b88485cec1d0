// The lists of a record that have tables of their own: a contact's addresses and telephone numbers, a company's domains. Each is set as
// a whole, answers what it came to, and takes nothing from somebody else.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { isAddress, normalizeAddress } from '../../mail/address.ts'
import { insertRows } from '../../store/access/rows.ts'
import type { Tx } from '../../store/tx.ts'
import { tailOf } from './columns.ts'
import { isPersonalDomain } from './companies.ts'
import type { LabelledAddress, LabelledPhone } from './record.api.ts'

export async function readAddresses(tx: Tx, id: Id): Promise<LabelledAddress[]> {
  return await tx.query<LabelledAddress>({
    name: 'contact-addresses',
    text: 'select address, label from contact_address where contact_id = $1 order by position, address',
    values: [id],
  })
}

export async function setAddresses(tx: Tx, id: Id, wanted: readonly LabelledAddress[]): Promise<LabelledAddress[]> {
  const list = firstOf(
    wanted.map(({ address, label }) => ({ address: normalizeAddress(address), label })),
    (one) => one.address,
  )
  const wrong = list.find((one) => !isAddress(one.address))
  if (wrong) throw new Problem('invalid', 'address-wrong', `“${wrong.address}” is no mail address.`, { detail: { where: 'addresses' } }) // prettier-ignore
  const head = 'insert into contact_address (address, contact_id, label, position) values'
  const tail = `on conflict (address) do update set label = excluded.label, position = excluded.position
    where contact_address.contact_id = excluded.contact_id returning address`
  const rows = list.map(({ address, label }, at) => [address, id, label, at])
  const kept = await insertRows<{ address: string }>(tx, { name: 'contact-address-put', head, tail }, rows)
  const taken = list.find((one) => !kept.some((row) => row.address === one.address))
  if (taken)
    throw new Problem('conflict', 'address-taken', `${taken.address} is another contact’s. Merge the two, or take it away there first.`, { detail: { address: taken.address } }) // prettier-ignore
  await tx.query({
    name: 'contact-addresses-gone',
    text: 'delete from contact_address where contact_id = $1 and address <> all($2::text[])',
    values: [id, list.map((one) => one.address)],
  })
  return list
}

export async function readPhones(tx: Tx, id: Id): Promise<LabelledPhone[]> {
  return await tx.query<LabelledPhone>({
    name: 'contact-phones',
    text: 'select number, label from contact_phone where contact_id = $1 order by position, number',
    values: [id],
  })
}

export async function setPhones(tx: Tx, id: Id, wanted: readonly LabelledPhone[]): Promise<LabelledPhone[]> {
  const list = firstOf(
    wanted.map(({ number, label }) => ({ number: number.replace(/\s+/g, ' ').trim(), label })),
    (one) => one.number,
  )
  await tx.query({ name: 'contact-phones-gone', text: 'delete from contact_phone where contact_id = $1', values: [id] })
  const head = 'insert into contact_phone (contact_id, number, label, position, tail) values'
  await insertRows(
    tx,
    { name: 'contact-phone-put', head },
    list.map(({ number, label }, at) => [id, number, label, at, tailOf(number)]),
  )
  return list
}

export async function readDomains(tx: Tx, id: Id): Promise<string[]> {
  const rows = await tx.query<{ domain: string }>({
    name: 'company-domains',
    text: 'select domain from company_domain where company_id = $1 order by domain',
    values: [id],
  })
  return rows.map((row) => row.domain)
}

/** Never one that anybody can have an address at: its people would all be colleagues. */
export async function setDomains(tx: Tx, id: Id, wanted: readonly string[]): Promise<string[]> {
  const list = [...new Set(wanted.map((one) => normalizeAddress(`x@${one}`).slice(2)))].toSorted()
  const wrong = list.find((one) => !one.includes('.') || !isAddress(`x@${one}`))
  if (wrong !== undefined) throw new Problem('invalid', 'domain-wrong', `“${wrong}” is no domain. Write it as in acme.example.`, { detail: { where: 'domains' } }) // prettier-ignore
  const personal = list.find(isPersonalDomain)
  if (personal !== undefined)
    throw new Problem('invalid', 'domain-personal', `Anybody can have an address at ${personal}, so it is no company’s.`, { detail: { where: 'domains' } }) // prettier-ignore
  const kept = await insertRows<{ domain: string }>(
    tx,
    {
      name: 'company-domain-put',
      head: 'insert into company_domain (domain, company_id) values',
      tail: 'on conflict (domain) do update set company_id = excluded.company_id where company_domain.company_id = excluded.company_id returning domain',
    },
    list.map((domain) => [domain, id]),
  )
  const taken = list.find((one) => !kept.some((row) => row.domain === one))
  if (taken !== undefined)
    throw new Problem('conflict', 'domain-taken', `${taken} is another company’s. Merge the two, or take it away there first.`, { detail: { domain: taken } }) // prettier-ignore
  await tx.query({
    name: 'company-domains-gone',
    text: 'delete from company_domain where company_id = $1 and domain <> all($2::text[])',
    values: [id, list],
  })
  return list
}

/** Of those with the same key the first. */
function firstOf<T>(list: readonly T[], keyOf: (one: T) => string): T[] {
  const seen = new Set<string>()
  return list.filter((one) => !seen.has(keyOf(one)) && seen.add(keyOf(one)))
}
