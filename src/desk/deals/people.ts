// Who outside has to do with a deal, each with a role, in an order. Those that whoever changes it does not see stay behind the others.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { metAmong } from '../contacts/sight.ts'
import type { Actor } from '../users/permissions.ts'
import type { DealRole } from './deals.api.ts'
import { lockDeal, writeContacts, writeDeal } from './deals.ts'
import type { DealRow } from './rows.ts'

export async function setContacts(
  tx: Tx,
  actor: Actor,
  id: Id,
  wanted: readonly { contactId: Id; role: DealRole }[],
): Promise<DealRow> {
  const was = await lockDeal(tx, id)
  const before = await tx.db.selectFrom('deal_contact').select(['contact_id', 'role']).where('deal_id', '=', id).orderBy('position').execute() // prettier-ignore
  const met = await metAmong(tx, actor, 'contact', before.map((one) => one.contact_id)) // prettier-ignore
  const unseen = before.filter((one) => !met.has(one.contact_id) && !wanted.some(({ contactId }) => contactId === one.contact_id)) // prettier-ignore
  const after = [...wanted, ...unseen.map((one) => ({ contactId: one.contact_id, role: one.role as DealRole }))]
  const told = (all: readonly { contactId: Id; role: string }[]) => all.map((one) => `${one.contactId} ${one.role}`).join() // prettier-ignore
  if (told(after) === told(before.map((one) => ({ contactId: one.contact_id, role: one.role })))) return was
  await tx.db.deleteFrom('deal_contact').where('deal_id', '=', id).execute()
  await writeContacts(tx, id, after)
  return await writeDeal(tx, was, {}, { name: 'deal.changed', data: { changed: ['contacts'] } })
}
