// Whose conversation it is. Mail decides it when it arrives; a person may say otherwise, as when a colleague passed on what
// somebody else had written.
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import { normalizeAddress } from '../../mail/address.ts'
import type { Tx } from '../../store/tx.ts'
import { forwardedIn } from '../conversations/forwarded.ts'
import { lockConversation, touch } from '../conversations/touch.ts'
import { contactsOf } from './contacts.ts'

/** Whoever was the contact before goes on taking part, in copy; making them the contact again undoes it. Answers the contact's id. */
export async function makeContact(tx: Tx, id: Id, asked: string): Promise<Id> {
  const address = normalizeAddress(asked)
  const was = await lockConversation(tx, id)
  const participants = await tx.db
    .selectFrom('participant')
    .select(['address', 'name', 'role'])
    .where('conversation_id', '=', was.id)
    .execute()
  const forward = await forwardedIn(tx, was.id)
  const person =
    participants.find((one) => one.address === address && one.role !== 'sender') ??
    (forward?.writer.address === address ? forward.writer : null)
  if (!person)
    throw new Problem('invalid', 'contact-not-in-conversation', 'This person takes no part in the conversation.', {
      detail: { id: was.id },
    })
  const contacts = await contactsOf(tx, [{ name: person.name, address }])
  const { contactId, companyId } = must(contacts.get(address), 'the contact just made')
  if (was.contact_id === contactId) return contactId
  await tx.db
    .updateTable('participant')
    .set({ role: 'cc' })
    .where('conversation_id', '=', was.id)
    .where('role', '=', 'requester')
    .execute()
  await tx.db
    .insertInto('participant')
    .values({
      conversation_id: was.id,
      address,
      name: person.name,
      contact_id: contactId,
      role: 'requester',
      since: tx.now,
    })
    .onConflict((clash) =>
      clash.columns(['conversation_id', 'address']).doUpdateSet({ role: 'requester', contact_id: contactId }),
    )
    .execute()
  await touch(
    tx,
    was.id,
    { contact_id: contactId, company_id: companyId },
    { name: 'conversation.contactChanged', data: { from: was.contact_id, to: contactId } },
  )
  return contactId
}
