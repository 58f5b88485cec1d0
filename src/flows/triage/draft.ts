// A rule begins a letter: it lies ready for whoever has the conversation, or else the deal, who looks at it and sends it. Nothing leaves.
import { seenAmong } from '../../desk/contacts/sight.ts'
import { openDealsOf } from '../../desk/deals/links.ts'
import { visibleConversation } from '../../desk/conversations/read.ts'
import type { Person } from '../../desk/conversations/conversations.api.ts'
import { beginDraft } from '../../desk/drafts/drafts.ts'
import { filledMacro, languagesIn } from '../../desk/macros/filling.ts'
import { variantFor } from '../../desk/macros/body.ts'
import { variantsForRule } from '../../desk/macros/for-rules.ts'
import { htmlOf } from '../../desk/macros/html.ts'
import { joined, why, type Why } from '../../desk/reasons.ts'
import type { StoredFacts } from '../../desk/rules/stored-facts.ts'
import { actorOf } from '../../desk/users/actors.ts'
import { type Actor, can } from '../../desk/users/permissions.ts'
import { ownFieldValues } from '../../desk/variables/own-fields.ts'
import { valuesFor } from '../../desk/variables/values.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { replySubject } from '../../mail/subject.ts'
import type { Tx } from '../../store/tx.ts'
import { recipientsOf } from '../reply/recipients.ts'
import { answeredMessage, isOwnAddress } from '../reply/start.ts'

/** In other words than were meant, where it came out otherwise; null: as was said. */
export async function draftByRule(tx: Tx, { conversationId }: StoredFacts, macroId: Id): Promise<Why | null> {
  try {
    return await begin(tx, conversationId, macroId)
  } catch (thrown) {
    if (thrown instanceof Problem && (thrown.kind === 'missing' || thrown.code === 'too-many-drafts'))
      return noDraft(why(thrown.code === 'too-many-drafts' ? 'noTooManyDrafts' : 'noWriterBlind'))
    throw thrown
  }
}

async function begin(tx: Tx, conversationId: Id, macroId: Id): Promise<Why | null> {
  const [deal] = await dealOf(tx, conversationId)
  const held = await tx.db.selectFrom('conversation').select('assignee_id').where('id', '=', conversationId).executeTakeFirst() // prettier-ignore
  const authorId = held?.assignee_id ?? deal?.ownerId ?? null
  if (authorId === null) return noDraft(why('noWriter'))
  const actor = await actorOf(tx, authorId)
  if (!actor) return noDraft(why('noWriterLeft'))
  const place = await visibleConversation(tx, actor, conversationId, 'conversation.reply')
  if (!can(actor, 'conversation.reply', place.inboxId)) return noDraft(why('noWriterReads'))
  if (await hasDraft(tx, place.id)) return noDraft(why('noDraftStands'))
  const answered = await answeredMessage(tx, place.id)
  const variant = variantFor(await variantsForRule(tx, macroId), await languagesIn(tx, place.id))
  if (!variant) return why('didNoDraftGone')
  const about = { conversationId: place.id, inboxId: place.inboxId, userId: authorId, language: variant.language }
  const values = new Map([...(await ownFieldValues(tx, { ...about, of: { conversationId: place.id } })), ...(await valuesFor(tx, about))]) // prettier-ignore
  // A place that nothing fills stands as it is: the one who looks at it fills it.
  const { body, text } = filledMacro(variant, values)
  const contact = deal && (await contactSeen(tx, actor, deal))
  const to = contact ? [contact] : recipientsOf(answered, 'reply', await isOwnAddress(tx)).to
  await beginDraft({ ...tx, actorId: authorId }, actor, place, {
    kind: 'reply',
    messageId: answered.id,
    writtenAgainst: place.version,
    to,
    cc: [],
    bcc: [],
    subject: replySubject(answered.subject),
    text,
    html: htmlOf(body),
    doc: body as unknown as Record<string, unknown>,
    withQuote: true,
    attachmentIds: [],
    uploadIds: [],
  })
  return null
}

const noDraft = (because: Why): Why => joined([why('didNoDraft'), because], ': ')

async function hasDraft(tx: Tx, conversationId: Id): Promise<boolean> {
  const rows = await tx.query({
    name: 'rule-draft-there',
    text: `select from draft where conversation_id = $1 and kind <> 'note' and sent_at is null limit 1`,
    values: [conversationId],
  })
  return rows.length > 0
}

interface DealOf {
  ownerId: Id | null
  contactId: Id | null
  contact: Person | null
}

/** Of whom its writer sees nothing they learn nothing here. */
async function contactSeen(tx: Tx, actor: Actor, { contactId, contact }: DealOf): Promise<Person | null> {
  return contactId !== null && (await seenAmong(tx, actor, [contactId])).has(contactId) ? contact : null
}

/** The newest open deal, whose it is, and its first contact with an address. */
async function dealOf(tx: Tx, conversationId: Id): Promise<DealOf[]> {
  const [open] = await openDealsOf(tx, conversationId)
  if (!open) return []
  const [row] = await tx.query<Omit<DealOf, 'contact'> & { name: string | null; address: string | null }>({
    name: 'rule-draft-deal',
    text: `select d.owner_id as "ownerId", k.id as "contactId", k.name, a.address from deal d
      left join lateral (select c.contact_id, c.position from deal_contact c where c.deal_id = d.id order by c.position, c.contact_id limit 1) first on true
      left join contact k on k.id = first.contact_id
      left join lateral (select address from contact_address where contact_id = k.id order by position, address limit 1) a on true where d.id = $1`,
    values: [open.id],
  })
  if (!row) return []
  const { ownerId, contactId, name, address } = row
  return [{ ownerId, contactId, contact: address ? { name: name ?? '', address } : null }]
}
