// What the room of contacts promises: people outside and their companies, who come into being from correspondence.
import { z } from 'zod'
import { FieldValues } from '../fields/fields.api.ts'
import { route } from '../../kit/route.ts'
import { lackNames, listOrders } from './names.api.ts'
import { ContactValues, LabelledPhone, Provenance, RecordEvent, Stage } from './record.api.ts'

export const Company = z.object({
  id: z.string(),
  name: z.string(),
  domains: z.array(z.string()),
  ownerId: z.string().nullable(),
  fields: FieldValues,
})
export const Contact = z.object({
  id: z.string(),
  name: z.string(),
  /** The first is the one that is written to. */
  addresses: z.array(z.string()),
  /** By address: work, home …; what has none is left out. */
  addressLabels: z.record(z.string(), z.string()),
  title: z.string().nullable(),
  /** The first of `phones`. */
  phone: z.string().nullable(),
  phones: z.array(LabelledPhone),
  website: z.string().nullable(),
  postalAddress: z.string().nullable(),
  language: z.string().nullable(),
  timeZone: z.string().nullable(),
  ownerId: z.string().nullable(),
  territory: z.string().nullable(),
  stage: Stage.nullable(),
  tags: z.array(z.string()),
  notes: z.string().nullable(),
  inboxIds: z.array(z.string()).nullable(),
  provenance: Provenance,
  company: Company.nullable(),
  /** Of the desk's own fields, by key. */
  fields: FieldValues,
  createdAt: z.iso.datetime(),
  /** Null: as it was made. */
  changedAt: z.iso.datetime().nullable(),
  version: z.number().int(),
})
export type Contact = z.infer<typeof Contact>

/** `phone`: one more number. */
export const OfferedField = z.enum(['name', 'title', 'companyName', 'phone', 'website', 'postalAddress'])

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
  /** What their last signatures tell and this card does not know yet, with where it stands; of numbers each. `acceptOffer` takes it over. */
  offers: z.array(
    z.object({
      field: OfferedField,
      value: z.string(),
      /** Of a number: mobile, direct, work, or nothing. */
      label: z.string(),
      conversationId: z.string(),
      messageId: z.string(),
      /** When that mail came. */
      at: z.iso.datetime(),
      /** Offsets in that message's text. */
      from: z.number().int(),
      to: z.number().int(),
    }),
  ),
})
export type ContactCard = z.infer<typeof ContactCard>

const id = z.string().regex(/^\d{1,19}$/)
/** `none`: those that have none. */
const orNone = z.union([z.literal('none'), id])
/** What a contact may lack. */
export const Lack = z.enum(lackNames)
export type Lack = z.infer<typeof Lack>

/** Left out: the newest first. Of those that are called in a way the 2,000 newest are put in order. */
export const ListOrder = z.enum(listOrders)
export type ListOrder = z.infer<typeof ListOrder>

export const ContactFilters = z.strictObject({
  /** Words that the name or an address has, each by its beginning. */
  q: z.string().max(200).optional(),
  ownerId: orNone.optional(),
  companyId: orNone.optional(),
  stage: z.union([z.literal('none'), Stage]).optional(),
  tag: z.string().max(40).optional(),
  /** A field of the desk’s own with its value: `product=kettle`; `product=` for those without. */
  field: z.string().max(200).optional(),
  lacks: Lack.optional(),
  /** Nothing was written to or from them for so many days. */
  quietDays: z.coerce.number().int().min(1).max(10_000).optional(),
  order: ListOrder.optional(),
})
export type ContactFilters = z.infer<typeof ContactFilters>

export const listContacts = route({
  name: 'listContacts',
  summary:
    'Contacts, newest first or by name; narrowed by name or address, owner, company, stage, tag, field, by what they lack, by how long it is quiet.',
  method: 'GET',
  path: '/contacts',
  may: 'contact.read',
  input: z.strictObject({
    ...ContactFilters.shape,
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
export const addContact = route({
  name: 'addContact',
  summary: 'Add a contact that has not written yet.',
  method: 'POST',
  path: '/contacts',
  may: 'contact.write',
  status: 201,
  input: z.strictObject({ ...ContactValues.partial().shape, name: ContactValues.shape.name }),
  output: Contact,
})
/** What is left out stays. */
export const ContactChange = z.strictObject({
  id: z.string(),
  ...ContactValues.partial().shape,
  /** To those there are. */
  addTags: ContactValues.shape.tags.optional(),
  removeTags: ContactValues.shape.tags.optional(),
})
export type ContactChange = z.infer<typeof ContactChange>
export const changeContact = route({
  name: 'changeContact',
  summary: 'Set what is known of a contact; what is left out stays.',
  method: 'PATCH',
  path: '/contacts/:id',
  may: 'contact.write',
  input: z.strictObject({
    ...ContactChange.shape,
    /** As it was when you looked; left out: whatever it is. */
    version: z.number().int().optional(),
    /** The first of `phones` alone. */
    phone: z.string().max(50).nullable().optional(),
    /** The name of the company they are at. */
    companyName: z.string().max(200).optional(),
  }),
  output: Contact,
})
export const changeContacts = route({
  name: 'changeContacts',
  summary: 'Set what is known of several contacts, all or none. What they were before takes it back.',
  method: 'POST',
  path: '/contact-changes',
  may: 'contact.write',
  input: z.strictObject({ changes: z.array(ContactChange).min(1).max(500) }),
  output: z.object({ contacts: z.array(Contact), before: z.array(ContactChange) }),
})
export const acceptOffer = route({
  name: 'acceptOffer',
  summary: 'Take over what a signature of theirs tells, as said by that mail. `before`, set again, takes it back.',
  method: 'POST',
  path: '/contacts/:id/offers',
  may: 'contact.write',
  input: z.strictObject({ id: z.string(), field: OfferedField, value: z.string().max(500) }),
  output: z.object({ contact: Contact, before: ContactChange }),
})
export const readContactHistory = route({
  name: 'readContactHistory',
  summary: 'What happened to a contact, newest first: who set what, from where.',
  method: 'GET',
  path: '/contacts/:id/history',
  may: 'contact.read',
  input: z.strictObject({ id: z.string(), before: id.optional() }),
  output: z.object({ events: z.array(RecordEvent), next: z.string().nullable() }),
})
export const listContactTags = route({
  name: 'listContactTags',
  summary: 'Tags that contacts or companies have had, by name.',
  method: 'GET',
  path: '/contact-tags',
  may: 'contact.read',
  input: z.strictObject({}),
  output: z.array(z.string()),
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
