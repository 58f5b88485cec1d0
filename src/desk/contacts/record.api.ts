// What is known of a contact and of a company beyond their mail, as it is set, and who said so.
import { z } from 'zod'
import { WantedValues } from '../fields/fields.api.ts'
import { companySizes, stages } from './names.api.ts'

const id = z.string().regex(/^\d{1,19}$/)
const text = (longest: number) => z.string().trim().max(longest).nullable()

/** How far somebody has come with us. */
export const Stage = z.enum(stages)
export type Stage = z.infer<typeof Stage>

/** How many work there. */
export const CompanySize = z.enum(companySizes)
export type CompanySize = z.infer<typeof CompanySize>

/** Where a value came from: mail that came, its signature, somebody here, a file, an address book, a rule, a program, two made one. */
export const SourceKind = z.enum(['mail', 'signature', 'person', 'import', 'addressBook', 'rule', 'program', 'merge'])
export type SourceKind = z.infer<typeof SourceKind>

export const Source = z.object({
  from: SourceKind,
  /** Which: the id of the user, the import, the address book, the message, the rule. */
  by: z.string().nullable(),
  at: z.iso.datetime(),
})
export type Source = z.infer<typeof Source>

/**
 * By field; one address as `addresses.dora@acme.example`, one number as `phones.+44 20 7946 0000`, one of the desk's own as
 * `fields.product`. What is not named came with the first mail.
 */
export const Provenance = z.record(z.string(), Source)
export type Provenance = z.infer<typeof Provenance>

/** `label`: work, home, billing … */
export const LabelledAddress = z.strictObject({
  address: z.string().trim().min(3).max(320),
  label: z.string().trim().max(30).default(''),
})
export type LabelledAddress = z.infer<typeof LabelledAddress>
export const LabelledPhone = z.strictObject({
  number: z.string().trim().min(3).max(50),
  label: z.string().trim().max(30).default(''),
})
export type LabelledPhone = z.infer<typeof LabelledPhone>

const words = z.array(z.string().trim().min(1).max(40)).max(30)
const shared = {
  name: z.string().trim().min(1).max(200),
  website: text(500),
  postalAddress: text(500),
  ownerId: id.nullable(),
  territory: text(80),
  stage: Stage.nullable(),
  tags: words,
  notes: z.string().max(10_000).nullable(),
  /** Who sees it without mail of theirs: null nobody, empty everybody, else whoever sees one of these inboxes. */
  inboxIds: z.array(id).max(200).nullable(),
  /** Of the desk's own fields, by key: what is left out stays, null takes a value away. */
  fields: WantedValues,
}

/** Lists are whole: what is not in them goes. The first address and the first number are the ones that are used. */
export const ContactValues = z.strictObject({
  ...shared,
  title: text(200),
  language: text(35),
  timeZone: text(60),
  companyId: id.nullable(),
  addresses: z.array(LabelledAddress).max(50),
  phones: z.array(LabelledPhone).max(50),
})
export type ContactValues = z.infer<typeof ContactValues>

export const CompanyValues = z.strictObject({
  ...shared,
  phone: text(50),
  parentId: id.nullable(),
  size: CompanySize.nullable(),
  products: words,
  domains: z.array(z.string().trim().toLowerCase().min(3).max(253)).max(100),
})
export type CompanyValues = z.infer<typeof CompanyValues>

/** What happened to a record, as its history shows it. */
export const RecordEvent = z.object({
  id: z.string(),
  name: z.string(),
  at: z.iso.datetime(),
  actorId: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
})
export type RecordEvent = z.infer<typeof RecordEvent>
