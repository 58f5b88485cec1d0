// What the room of fields promises: what a desk wants to know of its conversations, contacts, companies and deals beyond what every desk does.
// Other products call them custom fields, attributes or properties.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

/** What has fields. */
export const FieldNoun = z.enum(['conversation', 'contact', 'company', 'deal'])
export type FieldNoun = z.infer<typeof FieldNoun>

/** `money` is an amount with its currency; `choices` are several of a list; `link` an address of the web. */
export const FieldType = z.enum([
  'text',
  'longText',
  'number',
  'money',
  'date',
  'dateTime',
  'yesNo',
  'choice',
  'choices',
  'user',
  'link',
  'email',
  'phone',
])
export type FieldType = z.infer<typeof FieldType>

export const FieldColour = z.enum(['grey', 'red', 'amber', 'green', 'blue', 'purple'])
export type FieldColour = z.infer<typeof FieldColour>

/** In programs, rules and values: it stays when the name changes. */
const key = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'Small letters, digits and _, beginning with a letter.')

/** The currency as ISO 4217 has it: EUR. */
export const Money = z.strictObject({ amount: z.number(), currency: z.string().max(10) })
export type Money = z.infer<typeof Money>

/**
 * By type: texts as they are, `date` as in 2026-12-31, `dateTime` as an instant, `yesNo` as true or false, a choice by its key, several
 * as a list of keys, a user by id.
 */
export const FieldValue = z.union([
  z.string().max(10_000),
  z.number(),
  z.boolean(),
  z.array(z.string().max(60)).max(50),
  Money,
])
export type FieldValue = z.infer<typeof FieldValue>
/** By the keys of the fields; what has no value is left out. */
export const FieldValues = z.record(z.string(), FieldValue)
export type FieldValues = z.infer<typeof FieldValues>
/** What is left out stays; null takes a value away. */
export const WantedValues = z.record(z.string().max(40), FieldValue.nullable())
export type WantedValues = z.infer<typeof WantedValues>

export const Choice = z.object({
  key: z.string(),
  name: z.string(),
  colour: FieldColour,
  /** Shown where it is, and offered no more. */
  isArchived: z.boolean(),
})
export type Choice = z.infer<typeof Choice>

export const Field = z.object({
  id: z.string(),
  noun: FieldNoun,
  key: z.string(),
  name: z.string(),
  help: z.string(),
  type: FieldType,
  /** Of a number: what stands behind it, as in `kg`. */
  unit: z.string(),
  /** Of a number: at most so many. */
  decimals: z.number().int(),
  /** Of money: what is meant where none is named. */
  currency: z.string(),
  choices: z.array(Choice),
  /** Of conversations: before one is resolved by hand. */
  isRequired: z.boolean(),
  /** Of conversations: where they have it; empty: everywhere. */
  inboxIds: z.array(z.string()),
  /** What new conversations begin with. */
  defaultValue: FieldValue.nullable(),
  isArchived: z.boolean(),
  version: z.number().int(),
})
export type Field = z.infer<typeof Field>

const id = z.string().regex(/^\d{1,19}$/)
const editable = {
  name: z.string().trim().min(1).max(60),
  help: z.string().trim().max(300),
  unit: z.string().trim().max(12),
  decimals: z.number().int().min(0).max(6),
  currency: z.string().regex(/^[A-Z]{3}$/),
  /** In their order. Without a key it is new; one that is left out is archived. */
  choices: z
    .array(
      z.strictObject({
        key: key.optional(),
        name: z.string().trim().min(1).max(60),
        colour: FieldColour.default('grey'),
        isArchived: z.boolean().default(false),
      }),
    )
    .max(200),
  isRequired: z.boolean(),
  inboxIds: z.array(id).max(200),
  defaultValue: FieldValue.nullable(),
}

export const listFields = route({
  name: 'listFields',
  summary: 'The fields of conversations, contacts, companies and deals in their order, archived ones too.',
  method: 'GET',
  path: '/fields',
  may: 'conversation.read',
  input: z.strictObject({}),
  output: z.array(Field),
})
export const addField = route({
  name: 'addField',
  summary: 'Add a field at the end. Its type and key stay for good.',
  method: 'POST',
  path: '/fields',
  may: 'field.write',
  status: 201,
  input: z.strictObject({
    noun: FieldNoun,
    type: FieldType,
    /** Left out: made from the name. */
    key: key.optional(),
    name: editable.name,
    help: editable.help.default(''),
    unit: editable.unit.default(''),
    decimals: editable.decimals.default(0),
    currency: editable.currency.default('EUR'),
    choices: editable.choices.default([]),
    isRequired: editable.isRequired.default(false),
    inboxIds: editable.inboxIds.default([]),
    defaultValue: editable.defaultValue.default(null),
  }),
  output: Field,
})
export const changeField = route({
  name: 'changeField',
  summary: 'Change a field; what is left out stays. No value is ever lost by it.',
  method: 'PATCH',
  path: '/fields/:id',
  may: 'field.write',
  input: z.strictObject({
    id: z.string(),
    /** As it was when you looked. */
    version: z.number().int(),
    name: editable.name.optional(),
    help: editable.help.optional(),
    unit: editable.unit.optional(),
    decimals: editable.decimals.optional(),
    currency: editable.currency.optional(),
    choices: editable.choices.optional(),
    isRequired: editable.isRequired.optional(),
    inboxIds: editable.inboxIds.optional(),
    defaultValue: editable.defaultValue.optional(),
  }),
  output: Field,
})
export const archiveField = route({
  name: 'archiveField',
  summary: 'Ask for a field no more. Values that are there stay and are shown.',
  method: 'DELETE',
  path: '/fields/:id',
  may: 'field.write',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
export const restoreField = route({
  name: 'restoreField',
  summary: 'Take an archived field back into use.',
  method: 'POST',
  path: '/fields/:id/restore',
  may: 'field.write',
  input: z.strictObject({ id: z.string() }),
  output: Field,
})
export const orderFields = route({
  name: 'orderFields',
  summary: 'Put the fields of one noun in this order: all that are in use, each once.',
  method: 'PUT',
  path: '/field-order',
  may: 'field.write',
  input: z.strictObject({ noun: FieldNoun, ids: z.array(z.string()).max(200) }),
  output: z.array(Field),
})
