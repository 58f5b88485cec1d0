// Deals as they are stored, and as they are shown: what they are about is named only to whoever sees it.
import { type Selectable, sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { metAmong } from '../contacts/sight.ts'
import { namedAmong } from '../conversations/read.ts'
import type { FieldValues } from '../fields/fields.api.ts'
import type { Actor } from '../users/permissions.ts'
import type { Deal, DealRole } from './deals.api.ts'

export type DealRow = Omit<Selectable<Tables['deal']>, 'words'>

/** What is read of one, where a statement calls it `deal`. */
export const DEAL = sql.raw(
  [
    'id, pipeline_id, stage_id, kind, name, text, amount, currency, expected_on, probability, owner_id, opened_by, rule_id, because',
    'company_id, conversation_id, lost_reason, tags, fields, entered_at, closed_at, deleted_at, version, created_at, changed_at',
  ]
    .join(', ')
    .replace(/\w+/g, (column) => `deal.${column}`),
)

const DAY = 86_400_000

/** In the order given. */
export async function shownDeals(tx: Tx, actor: Actor, rows: readonly DealRow[]): Promise<Deal[]> {
  if (rows.length === 0) return []
  const stages = await stagesOf(tx, rows.map((row) => row.stage_id)) // prettier-ignore
  const conversations = await namedAmong(tx, actor, rows.flatMap((row) => row.conversation_id ?? [])) // prettier-ignore
  const companies = await metAmong(tx, actor, 'company', rows.flatMap((row) => row.company_id ?? [])) // prettier-ignore
  const contacts = await contactsOf(tx, actor, rows.map((row) => row.id)) // prettier-ignore
  return rows.map((row) => {
    const stage = stages.get(row.stage_id)
    const age = tx.now.getTime() - row.entered_at.getTime()
    return {
      id: row.id,
      name: row.name,
      text: row.text,
      pipelineId: row.pipeline_id,
      stageId: row.stage_id,
      kind: row.kind as Deal['kind'],
      amount: row.amount === null ? null : Number(row.amount),
      currency: row.currency,
      expectedOn: row.expected_on,
      probability: row.kind === 'open' ? (row.probability ?? stage?.probability ?? 0) : (stage?.probability ?? 0),
      ownProbability: row.probability,
      ownerId: row.owner_id,
      openedById: row.opened_by,
      because: row.because,
      company: companies.get(row.company_id ?? '') ?? null,
      contacts: contacts.get(row.id) ?? [],
      conversation: conversations.get(row.conversation_id ?? '') ?? null,
      lostReason: row.lost_reason,
      tags: row.tags,
      fields: row.fields as FieldValues,
      enteredAt: row.entered_at.toISOString(),
      isStale: row.kind === 'open' && stage?.staleDays != null && age > stage.staleDays * DAY,
      closedAt: row.closed_at?.toISOString() ?? null,
      createdAt: row.created_at.toISOString(),
      version: row.version,
    }
  })
}

async function stagesOf(tx: Tx, ids: readonly Id[]) {
  const rows = await tx.query<{ id: Id; probability: number; staleDays: number | null }>({
    name: 'deal-stages',
    text: 'select id, probability, stale_days as "staleDays" from stage where id = any($1::bigint[])',
    values: [[...new Set(ids)]],
  })
  return new Map(rows.map((row) => [row.id, row]))
}

async function contactsOf(tx: Tx, actor: Actor, dealIds: readonly Id[]): Promise<Map<Id, Deal['contacts']>> {
  const rows = await tx.query<{ dealId: Id; contactId: Id; role: DealRole }>({
    name: 'deal-contacts',
    text: `select deal_id as "dealId", contact_id as "contactId", role from deal_contact where deal_id = any($1::bigint[])
      order by deal_id, position, contact_id`,
    values: [dealIds],
  })
  const met = await metAmong(tx, actor, 'contact', rows.map((row) => row.contactId)) // prettier-ignore
  const found = new Map<Id, Deal['contacts']>()
  for (const { dealId, contactId, role } of rows) {
    const contact = met.get(contactId)
    if (contact) found.set(dealId, [...(found.get(dealId) ?? []), { ...contact, role }])
  }
  return found
}
