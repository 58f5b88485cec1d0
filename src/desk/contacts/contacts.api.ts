// What the room of contacts promises: people outside and their companies, who come into being from correspondence.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

export const Company = z.object({ id: z.string(), name: z.string(), domains: z.array(z.string()) })
export const Contact = z.object({
  id: z.string(),
  name: z.string(),
  addresses: z.array(z.string()),
  phone: z.string().nullable(),
  language: z.string().nullable(),
  company: Company.nullable(),
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
})

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
    phone: z.string().max(50).nullable().optional(),
    language: z.string().max(10).nullable().optional(),
    companyName: z.string().max(200).optional(),
  }),
  output: Contact,
})
