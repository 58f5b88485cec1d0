// Deals from a file: opened, or brought up to date. Companies and contacts that are not here yet are made.
import { addContact } from '../../desk/contacts/change.ts'
import { addCompany, namedCompanies } from '../../desk/contacts/company-records.ts'
import { seenAmong } from '../../desk/contacts/sight.ts'
import { changeDeal, type DealWish, deleteDeal, lockDeal, openDeal } from '../../desk/deals/deals.ts'
import { moveDeal } from '../../desk/deals/moves.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { trouble, type Trouble } from './cells.ts'
import { type SettledDeal, settleDeals } from './deal-rows.ts'
import type { AskedRows, Brought, Kind, WasBrought } from './kind.ts'
import { companiesNamed, readKnown } from './known.ts'
import { contactNames } from './targets.ts'

export const deals: Kind = {
  noun: 'deal',
  names: {
    id: 'postroomid',
    name: 'name deal dealname opportunity opportunityname titel title naam ad adi sovdelesme anlasma',
    pipeline: 'pipeline pijplijn satishatti boruhatti verkaufsprozess',
    stage: 'stage dealstage fase phase merhele asama',
    amount: 'amount value dealvalue bedrag waarde betrag wert mebleg tutar deger',
    currency: 'currency currencycode valuta munt wahrung valyuta parabirimi',
    probability: 'probability kans wahrscheinlichkeit ehtimal olasilik',
    expectedOn: 'expected expectedon expectedclose expectedclosedate closedate verwacht erwartet gozlenilir beklenen',
    owner: `dealowner ${contactNames.owner}`,
    company: contactNames.company,
    contact: `contactemail contactaddress contactaddresses ${contactNames.email}`,
    lostReason: 'lostreason lostbecause closedlostreason verlorenomdat verlorenweil',
    tags: contactNames.tags,
    text: `text description omschrijving beschreibung tesvir aciklama ${contactNames.notes.replace(' description', '')}`,
  },
  severalOf: new Set(['contact', 'tags', 'text']),
  needed: ['name', 'id'],
  atOnce: 200,
  look: async (tx, asked) => await settleDeals(tx, asked, await readKnown(tx, 'deal')),
  bring,
  takeBack,
}

interface Before extends DealWish {
  stageId?: Id
  lostReason?: string | null
}

async function bring(tx: Tx, asked: AskedRows): Promise<Brought[]> {
  const { actor, options, importId } = asked
  const said = { from: 'import' as const, by: importId }
  const brought: Brought[] = []
  for (const one of await settleDeals(tx, asked, await readKnown(tx, 'deal'))) {
    if (one.outcome === 'added') brought.push(await open(one))
    else if (one.outcome === 'updated') brought.push(await update(tx, one, await companyOf(one.company)))
    else brought.push({ ...one, before: null, version: null })
  }
  return brought

  async function open(one: SettledDeal): Promise<Brought> {
    const { wish, stage, lostReason, addresses } = one
    const contacts = await contactsOf(addresses)
    if (contacts === null) return failed(one, trouble('contact', 'hidden', addresses[0] ?? ''))
    const row = await openDeal(tx, {
      name: wish.name ?? '',
      text: wish.text ?? '',
      stageId: stage?.id ?? '0',
      amount: wish.amount ?? null,
      currency: wish.currency ?? null,
      expectedOn: wish.expectedOn ?? null,
      ownProbability: wish.ownProbability ?? null,
      ownerId: wish.ownerId ?? null,
      companyId: await companyOf(one.company),
      conversationId: null,
      contacts: contacts.map((contactId) => ({ contactId, role: 'other' })),
      tags: wish.tags ?? [],
      fields: wish.fields ?? {},
    })
    const { version } = stage?.kind === 'lost' && lostReason ? await moveDeal(tx, row.id, { stageId: stage.id, lostReason }) : row // prettier-ignore
    return { ...one, recordId: row.id, before: null, version }
  }

  async function companyOf(name: string | null): Promise<Id | null> {
    if (name === null) return null
    const id = (await companiesNamed(tx, [name])).get(name.toLowerCase())
    if (id !== undefined && (await namedCompanies(tx, actor, [id])).size > 0) return id
    return await addCompany(tx, { name, inboxIds: options.inboxIds }, said)
  }

  /** Null: one of them is somebody's whom one does not see. */
  async function contactsOf(addresses: readonly string[]): Promise<Id[] | null> {
    if (addresses.length === 0) return []
    const rows = await tx.query<{ address: string; id: Id }>({
      name: 'import-owners',
      text: 'select address, contact_id as id from contact_address where address = any($1::text[])',
      values: [addresses],
    })
    const seen = await seenAmong(tx, actor, rows.map((row) => row.id)) // prettier-ignore
    if (rows.some((row) => !seen.has(row.id))) return null
    const ids: Id[] = []
    for (const address of addresses) {
      const known = rows.find((row) => row.address === address)?.id
      ids.push(known ?? (await addContact(tx, { name: address, addresses: [{ address, label: '' }], inboxIds: options.inboxIds }, said))) // prettier-ignore
    }
    return [...new Set(ids)]
  }
}

const failed = (one: SettledDeal, why: Trouble): Brought => ({ ...one, outcome: 'failed', recordId: null, problems: [why], before: null, version: null }) // prettier-ignore

/** What is in the file wins over what is here; tags are added. Who has to do with it stays. */
async function update(tx: Tx, one: SettledDeal, companyId: Id | null): Promise<Brought> {
  const id = one.recordId ?? ''
  const was = await lockDeal(tx, id)
  const before: Before = {}
  const wish: DealWish = {
    ...one.wish,
    ...(companyId !== null && { companyId }),
    ...(one.wish.tags && { tags: [...new Set([...was.tags, ...one.wish.tags])].slice(0, 20) }),
  }
  if (one.stage && (one.stage.id !== was.stage_id || (one.stage.kind === 'lost' && one.lostReason !== null))) {
    try {
      await moveDeal(tx, id, { stageId: one.stage.id, lostReason: one.lostReason ?? was.lost_reason })
    } catch (error) {
      if (error instanceof Problem && error.code === 'stage-full') return failed(one, trouble('stage', 'stageFull', one.stage.name)) // prettier-ignore
      throw error
    }
    Object.assign(before, { stageId: was.stage_id, lostReason: was.lost_reason })
  }
  const row = await changeDeal(tx, id, wish)
  const old: Required<Omit<DealWish, 'fields'>> = {
    name: was.name,
    text: was.text,
    amount: was.amount === null ? null : Number(was.amount),
    currency: was.currency,
    expectedOn: was.expected_on,
    ownProbability: was.probability,
    ownerId: was.owner_id,
    companyId: was.company_id,
    tags: was.tags,
  }
  for (const key of Object.keys(wish) as (keyof typeof old)[])
    if (key in old) Object.assign(before, { [key]: old[key] })
  const own = was.fields as Record<string, unknown>
  if (wish.fields) before.fields = Object.fromEntries(Object.keys(wish.fields).map((key) => [key, own[key] ?? null])) as DealWish['fields'] // prettier-ignore
  const isSame = row.version === was.version
  return { ...one, outcome: isSame ? 'skipped' : 'updated', before: isSame ? null : before, version: row.version }
}

async function takeBack(tx: Tx, _importId: Id, { outcome, recordId, before, version }: WasBrought): Promise<boolean> {
  const now = await tx.db.selectFrom('deal').select(['version', 'deleted_at']).where('id', '=', recordId).forUpdate().executeTakeFirst() // prettier-ignore
  if (!now || now.version !== version || now.deleted_at !== null) return false
  if (outcome === 'added') {
    await deleteDeal(tx, recordId)
    return true
  }
  const { stageId, lostReason = null, ...wish } = (before as Before | null) ?? {}
  if (stageId !== undefined) await moveDeal(tx, recordId, { stageId, lostReason, takesBack: true })
  await changeDeal(tx, recordId, wish)
  return true
}
