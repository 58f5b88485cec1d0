// What is promised about companies: the organisations that contacts work at.
import { z } from 'zod'
import { FieldValues } from '../fields/fields.api.ts'
import { route } from '../../kit/route.ts'
import { listOrders } from './names.api.ts'
import { CompanySize, CompanyValues, Provenance, RecordEvent, Stage } from './record.api.ts'

const id = z.string().regex(/^\d{1,19}$/)
const Named = z.object({ id: z.string(), name: z.string() })

export const CompanyRecord = z.object({
  id: z.string(),
  name: z.string(),
  domains: z.array(z.string()),
  /** The company it belongs to; null too where you do not see that. */
  parent: Named.nullable(),
  size: CompanySize.nullable(),
  products: z.array(z.string()),
  website: z.string().nullable(),
  phone: z.string().nullable(),
  postalAddress: z.string().nullable(),
  ownerId: z.string().nullable(),
  territory: z.string().nullable(),
  stage: Stage.nullable(),
  tags: z.array(z.string()),
  notes: z.string().nullable(),
  inboxIds: z.array(z.string()).nullable(),
  provenance: Provenance,
  fields: FieldValues,
  createdAt: z.iso.datetime(),
  changedAt: z.iso.datetime().nullable(),
  version: z.number().int(),
})
export type CompanyRecord = z.infer<typeof CompanyRecord>

export const CompanyFilters = z.strictObject({
  /** Words that the name has, each by its beginning; a domain as it is. */
  q: z.string().max(200).optional(),
  ownerId: z.union([z.literal('none'), id]).optional(),
  parentId: id.optional(),
  stage: z.union([z.literal('none'), Stage]).optional(),
  size: CompanySize.optional(),
  product: z.string().max(40).optional(),
  tag: z.string().max(40).optional(),
  field: z.string().max(200).optional(),
  /** As of contacts. */
  order: z.enum(listOrders).optional(),
})
export type CompanyFilters = z.infer<typeof CompanyFilters>

export const listCompanies = route({
  name: 'listCompanies',
  summary: 'Companies that you see people of, newest first or by name.',
  method: 'GET',
  path: '/companies',
  may: 'contact.read',
  input: z.strictObject({
    ...CompanyFilters.shape,
    cursor: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.object({ companies: z.array(CompanyRecord), next: z.string().nullable() }),
})
export const readCompany = route({
  name: 'readCompany',
  summary: 'One company. Its people are a list of contacts.',
  method: 'GET',
  path: '/companies/:id',
  may: 'contact.read',
  input: z.strictObject({ id: z.string() }),
  output: CompanyRecord.extend({
    /** That belong to it, at most a hundred. */
    children: z.array(Named),
  }),
})
export const addCompany = route({
  name: 'addCompany',
  summary: 'Add a company that nobody has written from yet.',
  method: 'POST',
  path: '/companies',
  may: 'contact.write',
  status: 201,
  input: z.strictObject({ ...CompanyValues.partial().shape, name: CompanyValues.shape.name }),
  output: CompanyRecord,
})
export const changeCompany = route({
  name: 'changeCompany',
  summary: 'Set what is known of a company; what is left out stays.',
  method: 'PATCH',
  path: '/companies/:id',
  may: 'contact.write',
  input: z.strictObject({
    id: z.string(),
    ...CompanyValues.partial().shape,
    /** As it was when you looked; left out: whatever it is. */
    version: z.number().int().optional(),
  }),
  output: CompanyRecord,
})
/** What is left out stays. */
export const CompanyChange = z.strictObject({
  id: z.string(),
  ...CompanyValues.partial().shape,
  /** To those there are. */
  addTags: CompanyValues.shape.tags.optional(),
  removeTags: CompanyValues.shape.tags.optional(),
})
export type CompanyChange = z.infer<typeof CompanyChange>
export const changeCompanies = route({
  name: 'changeCompanies',
  summary: 'Set what is known of several companies, all or none. What they were before takes it back.',
  method: 'POST',
  path: '/company-changes',
  may: 'contact.write',
  input: z.strictObject({ changes: z.array(CompanyChange).min(1).max(500) }),
  output: z.object({ companies: z.array(CompanyRecord), before: z.array(CompanyChange) }),
})
export const readCompanyHistory = route({
  name: 'readCompanyHistory',
  summary: 'What happened to a company, newest first: who set what, from where.',
  method: 'GET',
  path: '/companies/:id/history',
  may: 'contact.read',
  input: z.strictObject({ id: z.string(), before: id.optional() }),
  output: z.object({ events: z.array(RecordEvent), next: z.string().nullable() }),
})
