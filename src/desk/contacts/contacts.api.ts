// What the room of contacts promises: people outside and their companies, who come into being from correspondence.
import { z } from 'zod'
import { FieldValues, WantedValues } from '../fields/fields.api.ts'
import { route } from '../../kit/route.ts'

export const Company = z.object({ id: z.string(), name: z.string(), domains: z.array(z.string()), fields: FieldValues })
export const Contact = z.object({
  id: z.string(),
  name: z.string(),
  addresses: z.array(z.string()),
  title: z.string().nullable(),
  phone: z.string().nullable(),
  website: z.string().nullable(),
  postalAddress: z.string().nullable(),
  language: z.string().nullable(),
  company: Company.nullable(),
  /** Of the desk's own fields, by key. */
  fields: FieldValues,
  createdAt: z.iso.datetime(),
})
export type Contact = z.infer<typeof Contact>

export const ContactCard = Contact.extend({
  /** What this contact wrote about before, newest first, at most ten, only where you may see it. */
  conversations: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      subject: z.string(),
      status: z.string(),
      lastMessageAt: z.iso.datetime(),
    }),
  ),
  conversationCount: z.number().int(),
  /** What their last signatures tell and this card does not know yet, with where it stands; accept it with `changeContact`. */
  offers: z.array(
    z.object({
      field: z.enum(['name', 'title', 'companyName', 'phone', 'website', 'postalAddress']),
      value: z.string(),
      conversationId: z.string(),
      messageId: z.string(),
      /** Offsets in that message's text. */
      from: z.number().int(),
      to: z.number().int(),
    }),
  ),
})
export type ContactCard = z.infer<typeof ContactCard>

export const listContacts = route({
  name: 'listContacts',
  summary: 'Contacts by name or address.',
  method: 'GET',
  path: '/contacts',
  may: 'contact.read',
  input: z.strictObject({
    q: z.string().max(200).optional(),
    cursor: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.object({ contacts: z.array(Contact), next: z.string().nullable() }),
})
export const readContact = route({
  name: 'readContact',
  summary: 'One contact with what was written before.',
  method: 'GET',
  path: '/contacts/:id',
  may: 'contact.read',
  input: z.strictObject({ id: z.string() }),
  output: ContactCard,
})
export const changeContact = route({
  name: 'changeContact',
  summary: 'Correct a contact.',
  method: 'PATCH',
  path: '/contacts/:id',
  may: 'contact.write',
  input: z.strictObject({
    id: z.string(),
    name: z.string().trim().min(1).max(200).optional(),
    title: z.string().max(200).nullable().optional(),
    phone: z.string().max(50).nullable().optional(),
    website: z.string().max(500).nullable().optional(),
    postalAddress: z.string().max(500).nullable().optional(),
    language: z.string().max(10).nullable().optional(),
    companyName: z.string().max(200).optional(),
    /** Of the desk's own fields, by key: what is left out stays, null takes a value away. */
    fields: WantedValues.optional(),
  }),
  output: Contact,
})
export const changeCompany = route({
  name: 'changeCompany',
  summary: 'Set fields of a company that you know a contact of.',
  method: 'PATCH',
  path: '/companies/:id',
  may: 'contact.write',
  input: z.strictObject({ id: z.string(), fields: WantedValues }),
  output: Company,
})
export const makeContact = route({
  name: 'makeContact',
  summary:
    'Say whose conversation it is: somebody who takes part in it, or who wrote the mail that it began with and that was passed on.',
  method: 'PUT',
  path: '/conversations/:id/contact',
  may: 'conversation.change',
  input: z.strictObject({ id: z.string(), address: z.string().max(320) }),
  output: z.object({ contactId: z.string() }),
})
