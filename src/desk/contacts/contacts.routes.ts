// Which verb answers which route of the contacts' room.
import { Problem } from '../../kit/problem.ts'
import { visibleConversation } from '../conversations/read.ts'
import { visibleConversations } from '../conversations/views.ts'
import { answer, type Answer, type Asking } from '../users/asking.ts'
import * as api from './contacts.api.ts'
import { changeContact, listContacts, mustSeeContact, readContacts } from './contacts.ts'
import { changeCompany, mustSeeCompany } from './own-fields.ts'
import { makeContact } from './of-conversation.ts'
import { offersFor } from './offers.ts'

async function oneContact({ tx, actor }: Asking, id: string) {
  await mustSeeContact(tx, actor, id)
  const [contact] = await readContacts(tx, [id])
  if (!contact) throw new Problem('missing', 'contact-missing', 'There is no such contact.', { detail: { id } })
  return contact
}

export function contactsRoutes(): Answer[] {
  return [
    answer(api.listContacts, ({ tx, actor }, input) => listContacts(tx, actor, input)),
    answer(api.readContact, async (asking, { id }) => {
      const contact = await oneContact(asking, id)
      const theirs = visibleConversations(asking.tx, asking.actor).where('conversation.contact_id', '=', id)
      const rows = await theirs
        .select(['id', 'number', 'subject', 'status', 'last_message_at'])
        .orderBy('last_message_at', 'desc')
        .limit(10)
        .execute()
      const { count } = await theirs.select((is) => is.fn.countAll<string>().as('count')).executeTakeFirstOrThrow()
      return {
        ...contact,
        conversations: rows.map((row) => ({
          id: row.id,
          number: row.number,
          subject: row.subject,
          status: row.status,
          lastMessageAt: row.last_message_at.toISOString(),
        })),
        conversationCount: Number(count),
        offers: await offersFor(
          asking.tx,
          contact,
          rows.map((row) => row.id),
        ),
      }
    }),
    answer(api.changeContact, async (asking, { id, ...change }) => {
      await oneContact(asking, id)
      await changeContact(asking.tx, id, change)
      return oneContact(asking, id)
    }),
    answer(api.changeCompany, async ({ tx, actor }, { id, fields }) => {
      await mustSeeCompany(tx, actor, id)
      return await changeCompany(tx, id, fields)
    }),
    answer(api.makeContact, async ({ tx, actor }, { id: asked, address }) => {
      const { id } = await visibleConversation(tx, actor, asked, 'conversation.change')
      return { contactId: await makeContact(tx, id, address) }
    }),
  ]
}
