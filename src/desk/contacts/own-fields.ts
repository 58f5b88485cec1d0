// The values that the desk's own fields have of a contact, or of a company.
import { sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { ask } from '../../store/access/composed.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { openTo } from '../conversations/privacy.ts'
import type { FieldValues, WantedValues } from '../fields/fields.api.ts'
import { listFields } from '../fields/fields.ts'
import { changedValues } from '../fields/values.ts'
import type { Actor } from '../users/permissions.ts'
import type { Contact } from './contacts.api.ts'

/** What is left out of `wanted` stays; null takes a value away. */
export async function setOwnFields(tx: Tx, noun: 'contact' | 'company', id: Id, wanted: WantedValues): Promise<void> {
  const was = await tx.db.selectFrom(noun).select('fields').where('id', '=', id).forUpdate().executeTakeFirst()
  if (!was) throw noSuch(noun, id)
  const fields = await listFields(tx, noun)
  const { values, changes } = await changedValues(tx, fields, was.fields as FieldValues, wanted, null)
  if (changes.length === 0) return
  await tx.db
    .updateTable(noun)
    .set({ fields: JSON.stringify(values) })
    .where('id', '=', id)
    .execute()
  await record(tx, `${noun}.fieldsChanged`, id, { changes })
}

export async function changeCompany(tx: Tx, id: Id, wanted: WantedValues): Promise<NonNullable<Contact['company']>> {
  await setOwnFields(tx, 'company', id, wanted)
  const row = await tx.db.selectFrom('company').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const domains = await tx.db.selectFrom('company_domain').select('domain').where('company_id', '=', id).execute()
  return { id, name: row.name, domains: domains.map((one) => one.domain), fields: row.fields as FieldValues }
}

/** A company exists for those who see a conversation with one of its contacts. */
export async function mustSeeCompany(tx: Tx, actor: Actor, id: Id): Promise<void> {
  const [row] = /^\d{1,19}$/.test(id)
    ? await ask(
        tx,
        'company-seen',
        sql`select company.id from company where company.id = ${id}::bigint and exists (select from contact
          join conversation on conversation.contact_id = contact.id where contact.company_id = company.id
          and conversation.inbox_id = any(${[...actor.inboxIds]}::bigint[]) and conversation.deleted_at is null and ${openTo(tx, actor)})`,
      )
    : []
  if (!row) throw noSuch('company', id)
}

function noSuch(noun: 'contact' | 'company', id: Id): Problem {
  return new Problem('missing', `${noun}-missing`, `There is no such ${noun}.`, { detail: { id } })
}
