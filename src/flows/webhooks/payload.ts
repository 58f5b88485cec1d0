// What a webhook is told: the event, and what it happened to as the API shows it to the webhook's owner. Read when the call is made, so
// that nothing is told that they may not see by then, and nothing of it is kept. Null: they do not see it.
import { readCompanies } from '../../desk/contacts/company-records.ts'
import { readContacts } from '../../desk/contacts/contacts.ts'
import { mustSeeCompany, mustSeeContact } from '../../desk/contacts/sight.ts'
import { messageEntries } from '../../desk/conversations/entries.ts'
import { readConversation, visibleConversation } from '../../desk/conversations/read.ts'
import { shownDeals } from '../../desk/deals/rows.ts'
import { visibleDeal } from '../../desk/deals/sight.ts'
import { deskZone } from '../../desk/hours/desk-zone.ts'
import { openZone } from '../../desk/hours/zone.ts'
import { showEnrolments } from '../../desk/sequences/enrolments.ts'
import { shownTasks } from '../../desk/tasks/rows.ts'
import { visibleTask } from '../../desk/tasks/sight.ts'
import { can, type Actor } from '../../desk/users/permissions.ts'
import { webhookNouns, type WebhookNoun } from '../../desk/webhooks/kinds.api.ts'
import { TESTED, type Happened } from '../../desk/webhooks/webhooks.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'

export interface Reach {
  inboxIds: readonly Id[] | null
  isWithContent: boolean
}

interface Payload {
  type: string
  timestamp: string
  data: Record<string, unknown>
}

/** By which a conversation is told without its words. */
interface Thin {
  id: Id
}

export async function payloadOf(tx: Tx, actor: Actor, event: Happened, reach: Reach): Promise<Payload | null> {
  const about = event.name === TESTED ? {} : await seen(() => read(tx, actor, event, reach))
  if (about === null) return null
  const { id, name, nounId, at } = event
  return { type: name, timestamp: at.toISOString(), data: { event: { id, nounId }, ...about } }
}

/** Whether it would be told at all, without reading it. */
export async function isSeen(tx: Tx, actor: Actor, event: Happened, reach: Reach): Promise<boolean> {
  return (await seen(() => read(tx, actor, event, { ...reach, isWithContent: false }))) !== null
}

async function seen<T>(work: () => Promise<T | null>): Promise<T | null> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof Problem && (thrown.kind === 'missing' || thrown.kind === 'denied')) return null
    throw thrown
  }
}

type Read = (tx: Tx, actor: Actor, event: Happened, reach: Reach) => Promise<object | null>

const reads: Record<WebhookNoun, Read> = {
  conversation: (tx, actor, { subjectId }, reach) => conversationOf(tx, actor, subjectId, reach),
  note: async (tx, actor, { subjectId, nounId }, reach) => {
    const conversation = await conversationOf(tx, actor, subjectId, { ...reach, isWithContent: false })
    return conversation && { ...conversation, note: { id: nounId } } // only colleagues see notes
  },
  message: messageOf,
  delivery: messageOf,
  contact: async (tx, actor, { nounId }, { isWithContent }) => {
    if (!can(actor, 'contact.read')) return null
    const id = await mustSeeContact(tx, actor, nounId)
    return { contact: isWithContent ? (await readContacts(tx, [id]))[0] : { id } }
  },
  company: async (tx, actor, { nounId }, { isWithContent }) => {
    if (!can(actor, 'contact.read')) return null
    const id = await mustSeeCompany(tx, actor, nounId)
    return { company: isWithContent ? (await readCompanies(tx, actor, [id]))[0] : { id } }
  },
  deal: async (tx, actor, { nounId }, { isWithContent }) => {
    if (!can(actor, 'deal.read')) return null
    const row = await visibleDeal(tx, actor, nounId, { orDeleted: true })
    const [deal] = isWithContent ? await shownDeals(tx, actor, [row]) : []
    if (!deal?.conversation || !(await isPrivate(tx, deal.conversation.id))) return { deal: deal ?? { id: row.id } }
    return { deal: { ...deal, conversation: { id: deal.conversation.id } } }
  },
  task: async (tx, actor, { nounId }, { isWithContent, inboxIds }) => {
    if (!can(actor, 'task.read')) return null
    const row = await visibleTask(tx, actor, nounId, { orDeleted: true })
    // What is about a conversation happens where that lies.
    if (inboxIds !== null && row.conversation_id !== null) {
      const { inboxId } = await visibleConversation(tx, actor, row.conversation_id)
      if (!inboxIds.includes(inboxId)) return null
    }
    const isThin = !isWithContent || (row.conversation_id !== null && (await isPrivate(tx, row.conversation_id)))
    return { task: isThin ? { id: row.id } : (await shownTasks(tx, actor, [row], openZone(await deskZone(tx))))[0] }
  },
  enrolment: async (tx, actor, { nounId }, { isWithContent, inboxIds }) => {
    if (!can(actor, 'sequence.read')) return null
    const [enrolment] = await showEnrolments(tx, actor, [nounId], inboxIds)
    return enrolment ? { enrolment: isWithContent ? enrolment : { id: enrolment.id } } : null
  },
}

async function read(tx: Tx, actor: Actor, event: Happened, reach: Reach): Promise<object | null> {
  const noun = webhookNouns.find((one) => event.name.startsWith(`${one}.`))
  return noun ? await reads[noun](tx, actor, event, reach) : null
}

/** Of a private one that it happened, and nothing of what is in it. */
async function conversationOf(tx: Tx, actor: Actor, id: Id, reach: Reach): Promise<{ conversation: Thin } | null> {
  const head = await visibleConversation(tx, actor, id)
  if (reach.inboxIds !== null && !reach.inboxIds.includes(head.inboxId)) return null
  const conversation = reach.isWithContent && !(await isPrivate(tx, head.id)) ? await readConversation(tx, actor, head.id) : { id: head.id } // prettier-ignore
  return { conversation }
}

/** Of one that was merged, as the whole is. */
async function isPrivate(tx: Tx, id: Id): Promise<boolean> {
  const [row] = await tx.query<{ isPrivate: boolean }>({
    name: 'webhook-private',
    text: `select c.private_at is not null as "isPrivate" from conversation asked join conversation c on c.id = coalesce(asked.merged_into, asked.id)
      where asked.id = $1`,
    values: [id],
  })
  return row?.isPrivate ?? true
}

/** One that opens an account is told by its id alone. */
async function messageOf(tx: Tx, actor: Actor, { subjectId, nounId }: Happened, reach: Reach): Promise<object | null> {
  const found = await conversationOf(tx, actor, subjectId, reach)
  if (!found) return null
  const isThin = !reach.isWithContent || (await isPrivate(tx, found.conversation.id))
  const [message] = isThin ? [] : await messageEntries(tx, [...new Set([subjectId, found.conversation.id])], [nounId])
  return { ...found, message: message && message.secret === null ? message : { id: nounId } }
}
