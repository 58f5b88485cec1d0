// Everything that comes in from files.
import { contacts } from './contacts.ts'
import { companies } from './companies.ts'
import { deals } from './deals.ts'
import type { ImportNoun } from './import.api.ts'
import type { Kind } from './kind.ts'

export const kinds: Readonly<Record<ImportNoun, Kind>> = { contact: contacts, company: companies, deal: deals }
