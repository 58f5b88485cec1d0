// Which verb answers which route of the contacts' room.
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import { refuseUnknownInboxes } from '../inboxes/known.ts'
import { visibleConversation } from '../conversations/read.ts'
import { visibleConversations } from '../conversations/views.ts'
import { answer, type Answer, type Asking } from '../users/asking.ts'
import type { Actor } from '../users/permissions.ts'
import { addContact, changeCompanies, changeContact, changeContacts, historyOfRecord, refuseChanged } from './change.ts' // prettier-ignore
import * as companies from './companies.api.ts'
import { addCompany, childrenOf, listCompanies, readCompanies } from './company-records.ts'
import * as api from './contacts.api.ts'
import { readContacts } from './contacts.ts'
import { listContacts } from './lists.ts'
import { makeContact } from './of-conversation.ts'
import { acceptOffer, offersFor } from './offers.ts'
import { byActor, setFields } from './set-fields.ts'
import { mustSeeCompany, mustSeeContact } from './sight.ts'

async function shownContact({ tx }: Asking, id: Id) {
  const [contact] = await readContacts(tx, [id])
  return must(contact, 'the contact that was just seen')
}

async function shownCompany({ tx, actor }: Asking, id: Id) {
  const [company] = await readCompanies(tx, actor, [id])
  return must(company, 'the company that was just seen')
}

/** What they wrote about last, where the asker sees it. */
async function newestOf({ tx, actor }: Asking, id: Id) {
  return await visibleConversations(tx, actor)
    .where('conversation.contact_id', '=', id)
    .select(['id', 'number', 'subject', 'status', 'last_message_at'])
    .orderBy('last_message_at', 'desc')
    .limit(10)
    .execute()
}

/** Who opens a record to inboxes sees these; who sees only some opens it to everybody no more than to nobody. */
async function settledSight(asking: Asking, inboxIds: Id[] | null | undefined): Promise<{ inboxIds?: Id[] | null }> {
  const { tx, actor } = asking
  if (inboxIds === undefined) return {}
  if (inboxIds === null) return { inboxIds }
  if (actor.isBound && inboxIds.length === 0) return { inboxIds: [...actor.inboxIds] }
  await refuseUnknownInboxes(tx, actor, inboxIds)
  return { inboxIds }
}

/** What somebody links a record to, they see. */
async function refuseUnseen(
  asking: Asking,
  { companyId, parentId }: { companyId?: Id | null | undefined; parentId?: Id | null | undefined },
) {
  for (const id of [companyId, parentId]) if (id) await mustSeeCompany(asking.tx, asking.actor, id)
}

const shownEvents = ({ events, next }: Awaited<ReturnType<typeof historyOfRecord>>) => ({
  events: events.map(({ id, name, at, actorId, data }) => ({ id, name, at: at.toISOString(), actorId, data })),
  next,
})

const newSight = (actor: Actor, inboxIds: Id[] | null | undefined) => (inboxIds === undefined && actor.isBound ? [...actor.inboxIds] : inboxIds) // prettier-ignore

export function contactsRoutes(): Answer[] {
  return [
    answer(api.listContacts, ({ tx, actor }, input) => listContacts(tx, actor, input)),
    answer(api.readContact, async (asking, { id: asked }) => {
      const { tx, actor } = asking
      const id = await mustSeeContact(tx, actor, asked)
      const contact = await shownContact(asking, id)
      const theirs = visibleConversations(tx, actor).where('conversation.contact_id', '=', id)
      const rows = await newestOf(asking, id)
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
          tx,
          contact,
          rows.map((row) => row.id),
        ),
      }
    }),
    answer(api.acceptOffer, async (asking, { id: asked, field, value }) => {
      const { tx, actor } = asking
      const id = await mustSeeContact(tx, actor, asked)
      const contact = await shownContact(asking, id)
      const offers = await offersFor(tx, contact, (await newestOf(asking, id)).map((row) => row.id)) // prettier-ignore
      const offer = offers.find((one) => one.field === field && one.value === value)
      if (!offer) throw new Problem('conflict', 'offer-missing', 'This is offered no more: it is known by now, or the mail is gone.') // prettier-ignore
      return { before: { id, ...(await acceptOffer(tx, contact, offer)) }, contact: await shownContact(asking, id) }
    }),
    answer(api.addContact, async (asking, { name, inboxIds, ...values }) => {
      const { tx, actor } = asking
      await refuseUnseen(asking, values)
      const sight = await settledSight(asking, newSight(actor, inboxIds))
      return shownContact(asking, await addContact(tx, { ...given(values), ...sight, name }))
    }),
    answer(api.changeContact, async (asking, { id: asked, version, inboxIds, ...change }) => {
      const { tx, actor } = asking
      const id = await mustSeeContact(tx, actor, asked)
      await refuseUnseen(asking, change)
      await refuseChanged(tx, 'contact', id, version)
      await changeContact(tx, id, { ...change, ...(await settledSight(asking, inboxIds)) })
      return shownContact(asking, id)
    }),
    answer(api.changeContacts, async (asking, { changes }) => {
      const { tx, actor } = asking
      const settled: api.ContactChange[] = []
      for (const { id, inboxIds, ...change } of changes) {
        await refuseUnseen(asking, change)
        settled.push({ ...change, id: await mustSeeContact(tx, actor, id), ...(await settledSight(asking, inboxIds)) })
      }
      const before = await changeContacts(tx, settled)
      return { contacts: await readContacts(tx, before.map((one) => one.id)), before } // prettier-ignore
    }),
    answer(api.readContactHistory, async ({ tx, actor }, { id, before }) =>
      shownEvents(await historyOfRecord(tx, 'contact', await mustSeeContact(tx, actor, id), before)),
    ),
    answer(api.listContactTags, async ({ tx }) => {
      const rows = await tx.db.selectFrom('contact_tag').select('name').orderBy('name').limit(1_000).execute()
      return rows.map((row) => row.name)
    }),
    answer(companies.listCompanies, ({ tx, actor }, input) => listCompanies(tx, actor, input)),
    answer(companies.readCompany, async (asking, { id: asked }) => {
      const id = await mustSeeCompany(asking.tx, asking.actor, asked)
      return { ...(await shownCompany(asking, id)), children: await childrenOf(asking.tx, asking.actor, id) }
    }),
    answer(companies.addCompany, async (asking, { name, inboxIds, ...values }) => {
      const { tx, actor } = asking
      await refuseUnseen(asking, values)
      const sight = await settledSight(asking, newSight(actor, inboxIds))
      return shownCompany(asking, await addCompany(tx, { ...given(values), ...sight, name }))
    }),
    answer(companies.changeCompany, async (asking, { id: asked, version, inboxIds, ...values }) => {
      const { tx, actor } = asking
      const id = await mustSeeCompany(tx, actor, asked)
      await refuseUnseen(asking, values)
      await refuseChanged(tx, 'company', id, version)
      await setFields(tx, { noun: 'company', id }, { ...given(values), ...(await settledSight(asking, inboxIds)) }, byActor(tx)) // prettier-ignore
      return shownCompany(asking, id)
    }),
    answer(companies.changeCompanies, async (asking, { changes }) => {
      const { tx, actor } = asking
      const settled: companies.CompanyChange[] = []
      for (const { id, inboxIds, ...change } of changes) {
        await refuseUnseen(asking, change)
        settled.push({ ...change, id: await mustSeeCompany(tx, actor, id), ...(await settledSight(asking, inboxIds)) })
      }
      const before = await changeCompanies(tx, settled)
      return { companies: await readCompanies(tx, actor, before.map((one) => one.id)), before } // prettier-ignore
    }),
    answer(companies.readCompanyHistory, async ({ tx, actor }, { id, before }) =>
      shownEvents(await historyOfRecord(tx, 'company', await mustSeeCompany(tx, actor, id), before)),
    ),
    answer(api.makeContact, async ({ tx, actor }, { id: asked, address }) => {
      const { id } = await visibleConversation(tx, actor, asked, 'conversation.change')
      return { contactId: await makeContact(tx, id, address) }
    }),
  ]
}

/** What is left out is not there. */
function given<T extends object>(values: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never
}
