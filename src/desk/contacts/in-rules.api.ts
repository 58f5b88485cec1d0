// What rules may ask of a contact.
import { z } from 'zod'

/** What is kept of one beside its addresses. `owner` and `companyOwner`: the address that whoever looks after them signs in with. */
export const ContactField = z.enum([
  'name',
  'language',
  'phone',
  'title',
  'website',
  'postalAddress',
  'stage',
  'territory',
  'timeZone',
  'owner',
  'companyOwner',
])
export type ContactField = z.infer<typeof ContactField>
