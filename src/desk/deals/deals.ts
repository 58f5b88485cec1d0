// Deals: sales under way. Every change lets the version grow, and change and event stand together; which stages a deal was in, and how
// long, is written down as it moves (moves.ts).
import { sql, type Updateable } from 'kysely'
import { fold } from '../../kit/fold.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import type { FieldValues, WantedValues } from '../fields/fields.api.ts'
import { listFields } from '../fields/fields.ts'
import { changedValues, type FieldChange } from '../fields/values.ts'
import type { DealRole } from './deals.api.ts'
import { writeLink } from './links.ts'
import { wordsKept } from './names.ts'
import { mustFitOwner } from './owners.ts'
import { noSuchStage, refuseUnknownCurrency, stageNamed } from './pipelines.ts'
import type { DealRow } from './rows.ts'
import { noSuchDeal } from './sight.ts'

type DealFields = Updateable<Tables['deal']>

export interface NewDeal {
  name: string
  text: string
  stageId: Id
  amount: number | null
  /** Null: that of the pipeline. */
  currency: string | null
  expectedOn: string | null
  ownProbability: number | null
  ownerId: Id | null
  companyId: Id | null
  /** As it is stored: of what was merged the part. */
  conversationId: Id | null
  contacts: readonly { contactId: Id; role: DealRole }[]
  tags: readonly string[]
  fields: WantedValues
  /** Set where a rule opens it: which, and its words. */
  rule?: { id: Id; because: string }
}

/** Links are not looked at: what an actor may name, their door has asked. */
export async function openDeal(tx: Tx, wanted: NewDeal): Promise<DealRow> {
  const stage = await stageNamed(tx, wanted.stageId)
  if (stage.isArchived) throw noSuchStage(stage.id)
  const currency = wanted.currency ?? stage.currency
  refuseUnknownCurrency(currency)
  await mustFitOwner(tx, wanted.ownerId, await headOf(tx, wanted.conversationId))
  const { values } = await changedValues(tx, await listFields(tx, 'deal'), {}, wanted.fields, null)
  const { id, ...row } = await tx.db
    .insertInto('deal')
    .values({
      id: tx.mint(),
      pipeline_id: stage.pipelineId,
      stage_id: stage.id,
      kind: stage.kind,
      name: wanted.name,
      words: wordsKept(wanted.name),
      text: wanted.text,
      amount: wanted.amount === null ? null : String(wanted.amount),
      currency,
      expected_on: wanted.expectedOn,
      probability: wanted.ownProbability,
      owner_id: wanted.ownerId,
      opened_by: wanted.rule ? null : tx.actorId,
      rule_id: wanted.rule?.id ?? null,
      because: wanted.rule?.because ?? null,
      company_id: wanted.companyId,
      conversation_id: wanted.conversationId,
      tags: settledTags(wanted.tags),
      fields: JSON.stringify(values),
      entered_at: tx.now,
      closed_at: stage.kind === 'open' ? null : tx.now,
      created_at: tx.now,
      changed_at: tx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  const deal = { id, ...row }
  await tx.db.insertInto('deal_stay').values({ deal_id: id, id: tx.mint(), stage_id: stage.id, entered_at: tx.now, entered_by: tx.actorId }).execute() // prettier-ignore
  await writeContacts(tx, id, wanted.contacts)
  if (wanted.conversationId !== null)
    await writeLink(tx, id, wanted.conversationId, { because: wanted.rule?.because ?? 'it was opened from there', confidence: 1 }) // prettier-ignore
  const { name, amount, ownerId } = wanted
  await recordOf(tx, deal, 'deal.opened', { name, stageId: stage.id, stage: stage.name, amount, currency, ownerId, ...(wanted.rule && { because: wanted.rule.because }) }) // prettier-ignore
  return deal
}

/** Two changes at once follow each other. */
export async function lockDeal(tx: Tx, id: Id, { orDeleted = false } = {}): Promise<DealRow> {
  const row = await tx.db.selectFrom('deal').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row || (row.deleted_at !== null && !orDeleted)) throw noSuchDeal(id)
  return row
}

export async function writeDeal(
  tx: Tx,
  was: DealRow,
  fields: DealFields,
  event: { name: string; data: Record<string, unknown> },
): Promise<DealRow> {
  const row = await tx.db
    .updateTable('deal')
    .set({ ...fields, changed_at: tx.now, version: sql`version + 1` })
    .where('id', '=', was.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await recordOf(tx, row, event.name, event.data)
  return row
}

export interface DealWish {
  name?: string | undefined
  text?: string | undefined
  amount?: number | null | undefined
  currency?: string | undefined
  expectedOn?: string | null | undefined
  ownProbability?: number | null | undefined
  ownerId?: Id | null | undefined
  companyId?: Id | null | undefined
  tags?: readonly string[] | undefined
  fields?: WantedValues | undefined
}

/** What is as asked already is left alone; where nothing changes nothing is recorded. */
export async function changeDeal(tx: Tx, id: Id, wish: DealWish, version?: number): Promise<DealRow> {
  const was = await lockDeal(tx, id)
  refuseOvertaken(was, version)
  if (wish.currency !== undefined && wish.currency !== was.currency) refuseUnknownCurrency(wish.currency)
  const own = wish.fields === undefined ? null : await changedValues(tx, await listFields(tx, 'deal'), was.fields as FieldValues, wish.fields, null) // prettier-ignore
  const fields = { ...plainOf(was, wish), ...(own?.changes.length && { fields: JSON.stringify(own.values) }) }
  const names = Object.keys(fields)
  if (names.length === 0) return was
  const isGiven = 'owner_id' in fields
  if (isGiven) await mustFitOwner(tx, fields.owner_id ?? null, await headOf(tx, was.conversation_id))
  const changed = names.filter((name) => name !== 'words').map((name) => changedNames[name] ?? name)
  const data = { changed, ...toldOf(was, fields), ...(own?.changes.length && { fields: own.changes satisfies FieldChange[] }) } // prettier-ignore
  return await writeDeal(tx, was, fields, {
    name: isGiven ? 'deal.assigned' : 'deal.changed',
    data: isGiven ? { ...data, ownerId: fields.owner_id, fromOwnerId: was.owner_id } : data,
  })
}

export function refuseOvertaken(was: DealRow, version: number | undefined): void {
  if (version === undefined || version === was.version) return
  throw new Problem('conflict', 'deal-changed', 'Somebody has changed this deal since you looked at it. Look again, then repeat.', { detail: { version: was.version } }) // prettier-ignore
}

function plainOf(was: DealRow, wish: DealWish): DealFields {
  const { name, text, amount, currency, expectedOn, ownProbability, ownerId, companyId, tags } = wish
  const wanted = amount === undefined ? undefined : amount === null ? null : String(amount)
  const settled = tags && settledTags(tags)
  return {
    ...(name !== undefined && name !== was.name && { name, words: wordsKept(name) }),
    ...(text !== undefined && text !== was.text && { text }),
    ...(wanted !== undefined && wanted !== was.amount && { amount: wanted }),
    ...(currency !== undefined && currency !== was.currency && { currency }),
    ...(expectedOn !== undefined && expectedOn !== was.expected_on && { expected_on: expectedOn }),
    ...(ownProbability !== undefined && ownProbability !== was.probability && { probability: ownProbability }),
    ...(ownerId !== undefined && ownerId !== was.owner_id && { owner_id: ownerId }),
    ...(companyId !== undefined && companyId !== was.company_id && { company_id: companyId }),
    ...(settled !== undefined && settled.join('\n') !== was.tags.join('\n') && { tags: settled }),
  }
}

/** What changed, as the history tells it. */
const changedNames: Record<string, string> = {
  expected_on: 'expectedOn',
  owner_id: 'owner',
  company_id: 'company',
}

/** What an amount and a day were is worth knowing afterwards. */
function toldOf(was: DealRow, fields: DealFields): Record<string, unknown> {
  const amount = (given: string | null) => (given === null ? null : Number(given))
  return {
    ...('amount' in fields && { amount: amount((fields.amount as string | null) ?? null), fromAmount: amount(was.amount), currency: fields.currency ?? was.currency }), // prettier-ignore
    ...('expected_on' in fields && { expectedOn: fields.expected_on, fromExpectedOn: was.expected_on }),
    ...('name' in fields && { name: fields.name, fromName: was.name }),
  }
}

/** Two that differ only in case are one. */
function settledTags(tags: readonly string[]): string[] {
  const seen = new Set<string>()
  return tags.filter((tag) => !seen.has(fold(tag)) && seen.add(fold(tag)))
}

export async function deleteDeal(tx: Tx, id: Id): Promise<void> {
  const was = await lockDeal(tx, id)
  await writeDeal(tx, was, { deleted_at: tx.now }, { name: 'deal.deleted', data: {} })
}

/** Where its stage went meanwhile, into the first of that kind. */
export async function restoreDeal(tx: Tx, id: Id): Promise<DealRow> {
  const was = await lockDeal(tx, id, { orDeleted: true })
  if (was.deleted_at === null) return was
  const [stage] = await tx.query<{ id: Id }>({
    name: 'deal-stage-left',
    text: `select id from stage where pipeline_id = $1 and kind = $2 and archived_at is null order by id <> $3, position limit 1`,
    values: [was.pipeline_id, was.kind, was.stage_id],
  })
  return await writeDeal(tx, was, { deleted_at: null, ...(stage && { stage_id: stage.id }) }, { name: 'deal.restored', data: {} }) // prettier-ignore
}

export async function writeContacts(tx: Tx, dealId: Id, contacts: NewDeal['contacts']): Promise<void> {
  const once = [...new Map(contacts.map((one) => [one.contactId, one])).values()]
  if (once.length === 0) return
  await tx.db
    .insertInto('deal_contact')
    .values(once.map(({ contactId, role }, position) => ({ deal_id: dealId, contact_id: contactId, role, position })))
    .execute()
}

/** The conversation as one opens it. */
export async function headOf(tx: Tx, id: Id | null): Promise<Id | null> {
  return id === null ? null : ((await placeOf(tx, id))?.id ?? null)
}

async function placeOf(tx: Tx, id: Id): Promise<{ id: Id; inboxId: Id } | undefined> {
  const [row] = await tx.query<{ id: Id; inboxId: Id }>({
    name: 'deal-conversation',
    text: `select c.id, c.inbox_id as "inboxId" from conversation asked join conversation c on c.id = coalesce(asked.merged_into, asked.id)
      where asked.id = $1`,
    values: [id],
  })
  return row
}

/**
 * The history is the deal’s own; pages hear of the conversation that it came from, so that nobody hears who may not see that. Rules follow
 * that conversation (`dealConversationId`).
 */
export async function recordOf(tx: Tx, row: DealRow, name: string, data: Record<string, unknown>): Promise<void> {
  const place = row.conversation_id === null ? undefined : await placeOf(tx, row.conversation_id)
  await record(tx, name, row.id, { ...data, ...(place && { sourceId: place.id }), version: row.version }, place ? { inboxId: place.inboxId, heardAs: place.id } : {}) // prettier-ignore
}
