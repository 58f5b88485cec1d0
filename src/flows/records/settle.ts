// What becomes of rows of a file of contacts: somebody new, somebody who is here already, nothing, or a mistake. Looks, and writes nothing.
import { tailOf } from '../../desk/contacts/columns.ts'
import { seenAmong } from '../../desk/contacts/sight.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { type Known, type Trouble, withTag } from './cells.ts'
import type { ImportOptions } from './import.api.ts'
import { hadBefore } from './known.ts'
import { readRow, type ReadRow } from './row.ts'
import type { FileRow } from './source.ts'

export interface Settled {
  line: number
  outcome: 'added' | 'updated' | 'skipped' | 'failed'
  /** Who is here already. */
  contactId: Id | null
  values: ReadRow['values'] | null
  companyName: string | null
  problems: Trouble[]
}

/**
 * Two rows of one file for the same address: the first is taken, the second said to be there twice. Whom `actor` does not see is not
 * brought up to date, and nothing is said of them but that the address is somebody's.
 */
export async function settleRows(
  tx: Tx,
  actor: Actor,
  rows: readonly FileRow[],
  options: ImportOptions,
  known: Known,
  importId: Id,
): Promise<Settled[]> {
  const read = rows.map(
    (row): ReadRow =>
    row.wrong === undefined
      ? readRow(row.cells, row.columns, known)
      : { values: { name: '' }, companyName: null, wrong: [{ column: '', problem: `row.${row.wrong}`, value: (row.cells[0] ?? '').slice(0, 80) }] }, // prettier-ignore
  )
  const fit = read.filter((one) => one.wrong.length === 0)
  const byAddress = await ownersOf(tx, fit.flatMap((one) => (one.values.addresses ?? []).map(({ address }) => address))) // prettier-ignore
  const byPhone = await ownersOfPhones(tx, fit.flatMap((one) => (one.values.addresses ? [] : (one.values.phones ?? []).map(({ number }) => tailOf(number))))) // prettier-ignore
  const seen = await seenAmong(tx, actor, [...byAddress.values(), ...byPhone.values()])
  const before = await hadBefore(tx, importId, [...byAddress.values()])
  const inFile = new Set<string>()
  return read.map((one, at): Settled => {
    const line = rows[at]?.line ?? 0
    if (one.wrong.length > 0) return { line, outcome: 'failed', contactId: null, values: one.values, companyName: null, problems: one.wrong } // prettier-ignore
    const addresses = (one.values.addresses ?? []).map(({ address }) => address)
    const owners = [...new Set(addresses.flatMap((address) => byAddress.get(address) ?? []))]
    const settled = (outcome: Settled['outcome'], contactId: Id | null, problem?: string): Settled => ({
      line,
      outcome,
      contactId,
      values: withDefaults(one.values, options),
      companyName: one.companyName,
      problems: problem === undefined ? [] : [{ column: 'email', problem, value: addresses[0] ?? '' }],
    })
    if (owners.length > 1) return settled('failed', null, 'several')
    const twice = addresses.find((address) => inFile.has(address))
    if (twice !== undefined || owners.some((id) => before.has(id))) return settled('failed', null, 'twice')
    for (const address of addresses) inFile.add(address)
    const here = owners[0] ?? byPhone.get(tailOf(one.values.phones?.[0]?.number ?? '')) ?? null
    if (here === null) return settled('added', null)
    if (!seen.has(here)) return owners.length > 0 ? settled('skipped', null, 'hidden') : settled('added', null)
    if (options.duplicates === 'create') return owners.length > 0 ? settled('failed', null, 'taken') : settled('added', null) // prettier-ignore
    return settled(options.duplicates === 'skip' ? 'skipped' : 'updated', here)
  })
}

function withDefaults(values: ReadRow['values'], { ownerId, tag }: ImportOptions): ReadRow['values'] {
  return {
    ...values,
    ...(ownerId !== null && values.ownerId === undefined && { ownerId }),
    ...(tag !== '' && { tags: withTag(values.tags, tag) }),
  }
}

async function ownersOf(tx: Tx, addresses: readonly string[]): Promise<Map<string, Id>> {
  if (addresses.length === 0) return new Map()
  const rows = await tx.query<{ address: string; id: Id }>({
    name: 'import-owners',
    text: 'select address, contact_id as id from contact_address where address = any($1::text[])',
    values: [addresses],
  })
  return new Map(rows.map((row) => [row.address, row.id]))
}

/** Who has this number alone: a switchboard’s is nobody's. */
async function ownersOfPhones(tx: Tx, tails: readonly string[]): Promise<Map<string, Id>> {
  const wanted = [...new Set(tails.filter((tail) => tail !== ''))]
  if (wanted.length === 0) return new Map()
  const rows = await tx.query<{ tail: string; id: Id; count: number }>({
    name: 'import-owners-of-phones',
    text: `select tail, min(contact_id)::text as id, count(distinct contact_id)::int as count from contact_phone
      where tail = any($1::text[]) group by tail`,
    values: [wanted],
  })
  return new Map(rows.filter((row) => row.count === 1).map((row) => [row.tail, row.id]))
}
