// What is promised about how good what is known is: of one contact's addresses, and of a whole list.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { ContactFilters, Lack } from './contacts.api.ts'

export const AddressReport = z.object({
  address: z.string(),
  findings: z.array(
    z.union([
      z.object({ kind: z.literal('syntax') }),
      /** A job's, not a person's. */
      z.object({ kind: z.literal('role'), word: z.string() }),
      z.object({ kind: z.literal('disposable') }),
      z.object({ kind: z.literal('typo'), meant: z.string() }),
      /** The DNS names no server that takes mail for it. */
      z.object({ kind: z.literal('noMail'), checkedAt: z.iso.datetime() }),
    ]),
  ),
  /** When the DNS was last asked about its domain; null: never, or it did not answer. */
  checkedAt: z.iso.datetime().nullable(),
})
export type AddressReport = z.infer<typeof AddressReport>

export const Quality = z.object({
  /** How many were looked at: the newest of the list, at most 1,000. */
  looked: z.number().int(),
  isWhole: z.boolean(),
  /** 0 to 100: what each could have and has, together. Null: nobody is in the list. */
  score: z.number().int().nullable(),
  lacks: z.record(Lack, z.number().int()),
  /** With an address that is mistyped, thrown away, or takes no mail. */
  badAddress: z.number().int(),
  /** Nothing written and nothing said of them for a year. */
  stale: z.number().int(),
  /** That may be somebody else who is here. */
  twins: z.number().int(),
})
export type Quality = z.infer<typeof Quality>

export const readAddresses = route({
  name: 'readAddresses',
  summary: 'What is amiss with the addresses of a contact, as far as it is known without asking anybody.',
  method: 'GET',
  path: '/contacts/:id/addresses',
  may: 'contact.read',
  input: z.strictObject({ id: z.string() }),
  output: z.array(AddressReport),
})
export const checkAddresses = route({
  name: 'checkAddresses',
  summary: 'Ask the DNS whether the domains of a contact take mail; done by a job.',
  method: 'POST',
  path: '/contacts/:id/addresses',
  may: 'contact.write',
  status: 202,
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
export const readQuality = route({
  name: 'readQuality',
  summary: 'How much is known of the contacts of a list, and what is missing or stale.',
  method: 'GET',
  path: '/contact-quality',
  may: 'contact.read',
  input: ContactFilters,
  output: Quality,
})
