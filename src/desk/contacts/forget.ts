// Contacts and companies that nothing refers to, taken away: what was added by mistake. Who has mail is not forgotten like this.
import type { Id } from '../../kit/id.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { followersOf } from './followers.ts'

/** False: something refers to them, so they stay. */
export async function forgetContact(tx: Tx, id: Id, why: object): Promise<boolean> {
  if (await isReferred(tx, 'contact', id)) return false
  for (const table of ['contact_address', 'contact_phone'] as const)
    await tx.query({ name: `forget-${table}`, text: `delete from ${table} where contact_id = $1`, values: [id] })
  await tx.query({
    name: 'forget-twins',
    text: `delete from contact_twin where noun = 'contact' and (one_id = $1 or other_id = $1)`,
    values: [id],
  })
  // Its cards elsewhere hear of it with the next look at their books.
  await tx.query({
    name: 'forget-cards',
    text: 'update address_book_card set contact_version = null where contact_id = $1',
    values: [id],
  })
  // Programs that have it from Postroom's own address book are told that it is gone.
  await tx.query({
    name: 'forget-own-card',
    text: `with card as (delete from own_card where contact_id = $1 returning name),
        hidden as (delete from own_card_hidden where contact_id = $1)
      insert into own_card_gone (name, inbox_ids, owner_id, at)
      select coalesce((select name from card), c.id || '.vcf'), c.inbox_ids, c.owner_id, $2 from contact c where c.id = $1
      on conflict (name) do update set inbox_ids = excluded.inbox_ids, owner_id = excluded.owner_id, at = excluded.at`,
    values: [id, tx.now],
  })
  await tx.query({ name: 'forget-contact', text: 'delete from contact where id = $1', values: [id] })
  await record(tx, 'contact.removed', id, why)
  return true
}

/** `version`: as it was made; of one that mail made, or that was named on the way, the first, and without a domain. */
export async function forgetCompany(tx: Tx, id: Id, why: object, version?: number): Promise<boolean> {
  if (await isReferred(tx, 'company', id)) return false
  if (version !== undefined)
    await tx.query({
      name: 'forget-domains',
      text: `delete from company_domain d using company c where d.company_id = $1 and c.id = $1 and c.version = $2 and c.merged_into is null`,
      values: [id, version],
    })
  const gone = await tx.query({
    name: 'forget-company',
    text: `delete from company c where id = $1 and version = $2 and merged_into is null
      and not exists (select from company_domain d where d.company_id = c.id) and not exists (select from company k where k.parent_id = c.id) returning id`,
    values: [id, version ?? 1],
  })
  if (gone.length === 0) return false
  await tx.query({
    name: 'forget-company-twins',
    text: `delete from contact_twin where noun = 'company' and (one_id = $1 or other_id = $1)`,
    values: [id],
  })
  await record(tx, 'company.removed', id, why)
  return true
}

async function isReferred(tx: Tx, noun: 'contact' | 'company', id: Id): Promise<boolean> {
  for (const { table, column } of followersOf[noun]) {
    const [found] = await tx.query({
      text: `select from ${table} where ${column} = $1 limit 1`,
      values: [id],
    })
    if (found) return true
  }
  const [told] = await tx.query({
    name: 'referred-timeline',
    text: `select from timeline where subject_id = $1 and removed_at is null and kind <> all('{change,merge}') limit 1`,
    values: [id],
  })
  if (told) return true
  const [merged] = await tx.query({
    name: 'referred-merge',
    text: 'select from contact_merge where winner_id = $1 and undone_at is null limit 1',
    values: [id],
  })
  return merged !== undefined
}
