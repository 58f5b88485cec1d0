// Deals of a list as CSV, with names beside what only programs know; an import knows the columns again (flows/records/deals.ts). Amounts in the units of their currency, as people write them.
import { csvOf, type Cell } from '../../kit/csv.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { decimalsOf } from '../fields/value.ts'
import { listFields } from '../fields/fields.ts'
import { textsOf } from '../fields/marks.ts'
import type { Bytes } from '../users/asking.ts'
import type { Actor } from '../users/permissions.ts'
import type { Deal, DealFilters } from './deals.api.ts'
import { listOf } from './lists.ts'
import { pipelinesFor } from './pipelines.ts'

const MOST = 10_000
const PAGE = 500

export async function exportedDeals(tx: Tx, actor: Actor, filters: DealFilters): Promise<Bytes> {
  const deals: Deal[] = []
  for (let cursor: string | undefined; deals.length < MOST;) {
    const page = await listOf(tx, actor, filters, { cursor, limit: PAGE })
    deals.push(...page.deals)
    if (page.next === null) break
    cursor = page.next
  }
  const pipelines = new Map((await pipelinesFor(tx, actor)).map((one) => [one.id, one]))
  const stages = new Map([...pipelines.values()].flatMap((one) => one.stages).map((one) => [one.id, one.name]))
  const users = await tx.db.selectFrom('user').select(['id', 'name']).execute()
  const nameOf = new Map(users.map((one) => [one.id, one.name]))
  const addresses = await addressesOf(tx, deals.flatMap((deal) => deal.contacts.map((one) => one.id))) // prettier-ignore
  const fields = (await listFields(tx, 'deal')).filter((one) => !one.isArchived)
  const names = ['Postroom id', 'name', 'pipeline', 'stage', 'state', 'amount', 'currency', 'probability', 'expected', 'owner', 'company', 'contacts', 'contact addresses', 'lost because', 'tags', 'opened', 'in its stage since', 'closed', 'conversation'] // prettier-ignore
  const rows = deals
    .slice(0, MOST)
    .map((deal): Cell[] => [
      deal.id,
      deal.name,
      pipelines.get(deal.pipelineId)?.name ?? '',
      stages.get(deal.stageId) ?? '',
      deal.kind,
      inUnits(deal.amount, deal.currency),
      deal.currency,
      deal.probability,
      deal.expectedOn,
      nameOf.get(deal.ownerId ?? '') ?? '',
      deal.company?.name,
      deal.contacts.map((one) => one.name).join('; '),
      deal.contacts.flatMap((one) => addresses.get(one.id) ?? []).join('; '),
      deal.lostReason,
      deal.tags.join('; '),
      deal.createdAt,
      deal.enteredAt,
      deal.closedAt,
      deal.conversation ? Number(deal.conversation.number) : null,
      ...fields.map(({ key }) => (deal.fields[key] === undefined ? '' : textsOf(deal.fields[key]).join('; '))),
    ])
  return csvBytes('deals.csv', csvOf([...names, ...fields.map((one) => one.name)], rows))
}

/** Of each the one that is written to. */
async function addressesOf(tx: Tx, ids: readonly Id[]): Promise<Map<Id, string>> {
  const rows = await tx.query<{ id: Id; address: string }>({
    name: 'deal-addresses',
    text: `select distinct on (contact_id) contact_id as id, address from contact_address where contact_id = any($1::bigint[])
      order by contact_id, position, address`,
    values: [[...new Set(ids)]],
  })
  return new Map(rows.map((row) => [row.id, row.address]))
}

/** 1999 cents are 19.99. */
export function inUnits(amount: number | null, currency: string): number | null {
  return amount === null ? null : amount / 10 ** decimalsOf(currency)
}

/** With a byte order mark, by which spreadsheets know UTF-8. */
export function csvBytes(name: string, text: string): Bytes {
  return { bytes: Buffer.from(`\uFEFF${text}`), type: 'text/csv', name }
}
