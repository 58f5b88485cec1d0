// What is known of a contact and of a company as fields: so that built-in ones are shown and changed as the desk's own are.
import { CompanySize, Stage } from '../../src/desk/contacts/record.api.ts'
import type { Field, FieldType } from '../../src/desk/fields/fields.api.ts'
import type { WordKey, Words } from '../words.ts'
import { languageChoices } from './language-names.ts'

export interface RecordField {
  key: string
  word: WordKey
  type: FieldType
  choices?: { key: string; name: string }[]
}

const stages = (t: Words['t']) => Stage.options.map((key) => ({ key, name: t(`records.stage.${key}`) }))

/** `spoken`: their language, if that is known. */
export function contactFields({ t, language }: Pick<Words, 't' | 'language'>, spoken: string | null): RecordField[] {
  return [
    { key: 'title', word: 'records.title', type: 'text' },
    { key: 'stage', word: 'records.stage', type: 'choice', choices: stages(t) },
    { key: 'ownerId', word: 'records.owner', type: 'user' },
    { key: 'territory', word: 'records.territory', type: 'text' },
    { key: 'language', word: 'records.language', type: 'choice', choices: languageChoices(language, spoken) },
    { key: 'timeZone', word: 'records.timeZone', type: 'choice', choices: zones().map((key) => ({ key, name: key.replaceAll('_', ' ') })) }, // prettier-ignore
    { key: 'website', word: 'records.website', type: 'link' },
    { key: 'postalAddress', word: 'records.postalAddress', type: 'longText' },
    { key: 'notes', word: 'records.notes', type: 'longText' },
  ]
}

export function companyFields({ t }: Pick<Words, 't'>): RecordField[] {
  return [
    { key: 'stage', word: 'records.stage', type: 'choice', choices: stages(t) },
    { key: 'ownerId', word: 'records.owner', type: 'user' },
    { key: 'size', word: 'records.size', type: 'choice', choices: CompanySize.options.map((key) => ({ key, name: key })) }, // prettier-ignore
    { key: 'territory', word: 'records.territory', type: 'text' },
    { key: 'phone', word: 'records.phone', type: 'phone' },
    { key: 'website', word: 'records.website', type: 'link' },
    { key: 'postalAddress', word: 'records.postalAddress', type: 'longText' },
    { key: 'notes', word: 'records.notes', type: 'longText' },
  ]
}

const zones = (): string[] => Intl.supportedValuesOf('timeZone')

/** As the room of fields describes one. */
export function asField({ key, type, choices = [] }: RecordField, name: string): Field {
  return {
    id: key,
    noun: 'contact',
    key,
    name,
    help: '',
    type,
    unit: '',
    decimals: 0,
    currency: '',
    choices: choices.map((one) => ({ ...one, colour: 'grey', isArchived: false })),
    isRequired: false,
    inboxIds: [],
    defaultValue: null,
    isArchived: false,
    version: 1,
  }
}
