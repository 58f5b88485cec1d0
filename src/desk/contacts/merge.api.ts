// What is promised about contacts and companies that may be one: found with reasons, joined field by field, parted again.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { CompanyValues, ContactValues } from './record.api.ts'

const id = z.string().regex(/^\d{1,19}$/)
export const Noun = z.enum(['contact', 'company'])

export const TwinReason = z.object({
  /** The same telephone number, name at the same company, address but for its spelling, name of a company; a number from a signature. */
  kind: z.enum(['phone', 'signature', 'nameAndCompany', 'address', 'companyName']),
  /** What they have alike. */
  value: z.string(),
})
export type TwinReason = z.infer<typeof TwinReason>

const Side = z.object({
  id: z.string(),
  name: z.string(),
  /** Addresses of a contact, domains of a company. */
  addresses: z.array(z.string()),
  detail: z.string(),
})
export const Twin = z.object({
  noun: Noun,
  one: Side,
  other: Side,
  /** 0 to 100. */
  score: z.number().int(),
  reasons: z.array(TwinReason),
})
export type Twin = z.infer<typeof Twin>

export const Merge = z.object({
  id: z.string(),
  noun: Noun,
  winnerId: z.string(),
  loserId: z.string(),
  /** What the one that is no more was called. */
  loserName: z.string(),
  mergedAt: z.iso.datetime(),
  undoneAt: z.iso.datetime().nullable(),
})
export type Merge = z.infer<typeof Merge>

export const listTwins = route({
  name: 'listTwins',
  summary:
    'Pairs that may be one, likeliest first, with the reasons; of one record where it is named. Only those you see both of.',
  method: 'GET',
  path: '/contact-twins',
  may: 'contact.read',
  input: z.strictObject({
    noun: Noun.default('contact'),
    id: id.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.object({
    twins: z.array(Twin),
    /** When all were last looked through; null: never. */
    foundAt: z.iso.datetime().nullable(),
  }),
})
export const findTwins = route({
  name: 'findTwins',
  summary: 'Look through all contacts and companies for those that may be one; done by a job.',
  method: 'POST',
  path: '/contact-twins',
  may: 'contact.merge',
  status: 202,
  input: z.strictObject({}),
  output: z.object({}),
})
export const settleTwin = route({
  name: 'settleTwin',
  summary: 'Say that two are not one, or may be after all.',
  method: 'PUT',
  path: '/contact-twins/:id',
  may: 'contact.merge',
  input: z.strictObject({ id, otherId: id, noun: Noun.default('contact'), distinct: z.boolean() }),
  output: z.object({}),
})
export const mergeContacts = route({
  name: 'mergeContacts',
  summary: 'Make one of two contacts: `id` stays, `otherId` becomes part of it. What `values` leaves out is of the one that stays, else of the other.', // prettier-ignore
  method: 'POST',
  path: '/contacts/:id/merge',
  may: 'contact.merge',
  input: z.strictObject({
    id: z.string(),
    otherId: id,
    values: ContactValues.omit({ addresses: true, phones: true, inboxIds: true }).partial().default({}),
  }),
  output: Merge,
})
export const mergeCompanies = route({
  name: 'mergeCompanies',
  summary: 'Make one of two companies: `id` stays, `otherId` becomes part of it.',
  method: 'POST',
  path: '/companies/:id/merge',
  may: 'contact.merge',
  input: z.strictObject({
    id: z.string(),
    otherId: id,
    values: CompanyValues.omit({ domains: true, inboxIds: true }).partial().default({}),
  }),
  output: Merge,
})
export const listContactMerges = route({
  name: 'listContactMerges',
  summary: 'What became part of a contact, newest first, at most fifty.',
  method: 'GET',
  path: '/contacts/:id/merges',
  may: 'contact.read',
  input: z.strictObject({ id: z.string() }),
  output: z.array(Merge),
})
export const listCompanyMerges = route({
  name: 'listCompanyMerges',
  summary: 'What became part of a company, newest first, at most fifty.',
  method: 'GET',
  path: '/companies/:id/merges',
  may: 'contact.read',
  input: z.strictObject({ id: z.string() }),
  output: z.array(Merge),
})
export const undoMerge = route({
  name: 'undoMerge',
  summary: 'Part two that were made one: each has again what it had, and what was said of the one since stays there.',
  method: 'POST',
  path: '/contact-merges/:id/undo',
  may: 'contact.merge',
  input: z.strictObject({ id: z.string() }),
  output: z.object({ winnerId: z.string(), loserId: z.string() }),
})
