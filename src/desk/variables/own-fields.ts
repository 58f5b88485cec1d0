// The desk's own fields as variables: {{contact.tier}}, {{conversation.order_number}}, by noun and key. Those of people and of yes or no
// are not: the one says who works here, the other is no word of the reader's language. A name that there is anyway wins.
import type { Id } from '../../kit/id.ts'
import type { Named, Tx } from '../../store/tx.ts'
import type { Field, FieldNoun, FieldValue, FieldValues } from '../fields/fields.api.ts'
import { fieldsFor, isOfInbox, listFields } from '../fields/fields.ts'
import type { Actor } from '../users/permissions.ts'
import { variables } from './values.ts'
import { plain } from './variables.ts'

/** A letter has a conversation and a contact; it may be about several deals, or none. */
const isShown = ({ type, noun }: Field): boolean => type !== 'user' && type !== 'yesNo' && noun !== 'deal'
const nameOf = ({ noun, key }: Field): string => `${noun}.${key}`

/** All that this person may write, those of every desk first. */
export async function variablesFor(tx: Tx, actor: Actor): Promise<string[]> {
  const own = (await fieldsFor(tx, actor)).filter((one) => isShown(one) && !one.isArchived).map(nameOf)
  return [...variables, ...own.filter((one) => !variables.includes(one))]
}

/** What has no value is left out. */
export async function ownFieldValues(
  tx: Tx,
  { of, inboxId, language }: { of: { conversationId: Id } | { contactId: Id }; inboxId: Id; language: string },
): Promise<[name: string, value: string][]> {
  const [row] = await tx.query<Record<FieldNoun, FieldValues | null>>('contactId' in of ? ofContact(of.contactId) : ofConversation(of.conversationId)) // prettier-ignore
  const isEmpty = !row || Object.values(row).every((values) => values === null || Object.keys(values).length === 0)
  if (isEmpty) return []
  return (await listFields(tx)).flatMap((field): [string, string][] => {
    const value = row[field.noun]?.[field.key]
    if (value === undefined || !isShown(field) || !isOfInbox(field, inboxId)) return []
    const said = plain(inWords(field, value, language))
    return said === '' || variables.includes(nameOf(field)) ? [] : [[nameOf(field), said]]
  })
}

const ofConversation = (id: Id): Named => ({
  name: 'variable-fields',
  text: `select c.fields as conversation, k.fields as contact, o.fields as company from conversation c
    left join contact k on k.id = c.contact_id left join company o on o.id = coalesce(c.company_id, k.company_id) where c.id = $1`,
  values: [id],
})

const ofContact = (id: Id): Named => ({
  name: 'variable-fields-of-contact',
  text: `select null::jsonb as conversation, k.fields as contact, o.fields as company from contact k
    left join company o on o.id = k.company_id where k.id = $1`,
  values: [id],
})

function inWords({ type, unit, choices }: Field, value: FieldValue, language: string): string {
  const chosen = (key: string) => choices.find((one) => one.key === key)?.name ?? ''
  if (Array.isArray(value)) return value.map(chosen).filter(Boolean).join(', ')
  if (typeof value === 'number') return [new Intl.NumberFormat(language).format(value), unit].filter(Boolean).join(' ')
  if (typeof value === 'boolean') return ''
  if (typeof value === 'object') return `${new Intl.NumberFormat(language).format(value.amount)} ${value.currency}`
  if (type === 'choice') return chosen(value)
  // A day is the same everywhere; of an instant the day is what is said.
  if (type === 'date' || type === 'dateTime')
    return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(value))
  return value
}
