// What is promised about lists of contacts and companies that people come back to: a name and what narrows them.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { CompanyFilters } from './companies.api.ts'
import { ContactFilters } from './contacts.api.ts'
import { Noun } from './merge.api.ts'

const wanted = {
  name: z.string().trim().min(1).max(60),
  /** As `listContacts` or `listCompanies` takes them. */
  filters: z.union([ContactFilters, CompanyFilters]),
  /** With everybody; only with the right to `view.write`. */
  isShared: z.boolean(),
}
export const SavedList = z.object({ id: z.string(), noun: Noun, ...wanted, filters: z.record(z.string(), z.unknown()), mayChange: z.boolean() }) // prettier-ignore
export type SavedList = z.infer<typeof SavedList>

export const listSavedLists = route({
  name: 'listSavedLists',
  summary: 'Your own lists of contacts and companies and those shared with everybody, by name.',
  method: 'GET',
  path: '/saved-lists',
  may: 'contact.read',
  input: z.strictObject({}),
  output: z.array(SavedList),
})
export const addSavedList = route({
  name: 'addSavedList',
  summary: 'Save what a list is narrowed by, under a name.',
  method: 'POST',
  path: '/saved-lists',
  may: 'contact.read',
  status: 201,
  input: z.strictObject({ noun: Noun, ...wanted, isShared: wanted.isShared.default(false) }),
  output: SavedList,
})
export const deleteSavedList = route({
  name: 'deleteSavedList',
  summary: 'Delete a saved list. Who is in it stays as they are.',
  method: 'DELETE',
  path: '/saved-lists/:id',
  may: 'contact.read',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
