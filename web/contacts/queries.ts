// Contacts and companies as the server has them, and what changes them; each change can be taken back.
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import {
  changeCompanies,
  type CompanyChange,
  type CompanyFilters,
  listCompanies,
  readCompany,
} from '../../src/desk/contacts/companies.api.ts'
import {
  type ContactChange,
  type ContactFilters,
  changeContacts,
  listContacts,
  listContactTags,
  readContact,
} from '../../src/desk/contacts/contacts.api.ts'
import { listCompanyMerges, listContactMerges, listTwins } from '../../src/desk/contacts/merge.api.ts'
import { readAddresses, readQuality } from '../../src/desk/contacts/quality.api.ts'
import { listSavedLists } from '../../src/desk/contacts/saved-lists.api.ts'
import { call } from '../call.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'

export const contactsQuery = (filters: ContactFilters) =>
  infiniteQueryOptions({
    queryKey: ['contact', 'list', filters],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      call(listContacts, { ...filters, ...(pageParam ? { cursor: pageParam } : {}), limit: 50 }, { signal }),
    getNextPageParam: (page) => page.next,
  })
export const companiesQuery = (filters: CompanyFilters) =>
  infiniteQueryOptions({
    queryKey: ['company', 'list', filters],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      call(listCompanies, { ...filters, ...(pageParam ? { cursor: pageParam } : {}), limit: 50 }, { signal }),
    getNextPageParam: (page) => page.next,
  })
export const contactQuery = (id: string) =>
  queryOptions({ queryKey: ['contact', id], queryFn: ({ signal }) => call(readContact, { id }, { signal }) })
export const companyQuery = (id: string) =>
  queryOptions({ queryKey: ['company', id], queryFn: ({ signal }) => call(readCompany, { id }, { signal }) })
export const addressesQuery = (id: string) =>
  queryOptions({ queryKey: ['contact', id, 'addresses'], queryFn: ({ signal }) => call(readAddresses, { id }, { signal }) }) // prettier-ignore
export const tagsQuery = queryOptions({
  queryKey: ['contact', 'tags'],
  queryFn: ({ signal }) => call(listContactTags, {}, { signal }),
})
export const savedListsQuery = queryOptions({
  queryKey: ['savedList'],
  queryFn: ({ signal }) => call(listSavedLists, {}, { signal }),
})
export const qualityQuery = (filters: ContactFilters) =>
  queryOptions({ queryKey: ['contact', 'quality', filters], queryFn: ({ signal }) => call(readQuality, filters, { signal }) }) // prettier-ignore
export const twinsQuery = (noun: 'contact' | 'company', id?: string) =>
  queryOptions({
    queryKey: ['contact', 'twins', noun, id ?? ''],
    queryFn: ({ signal }) => call(listTwins, { noun, ...(id && { id }) }, { signal }),
  })
export const mergesQuery = (noun: 'contact' | 'company', id: string) =>
  queryOptions({
    queryKey: ['contact', 'merges', noun, id],
    queryFn: ({ signal }) => call(noun === 'contact' ? listContactMerges : listCompanyMerges, { id }, { signal }),
  })

/** Of one or of several; said, and taken back with `z`. */
export function useContactChanges(): (changes: ContactChange[], said: string) => void {
  const client = useQueryClient()
  const { mutate } = useMutation({
    mutationFn: ({ changes }: { changes: ContactChange[]; said: string | null }) => call(changeContacts, { changes }),
    onSuccess: ({ before }, { said }) => {
      const changed = before.filter((one) => Object.keys(one).length > 1)
      if (said !== null && changed.length > 0) sayDone(said, () => mutate({ changes: changed, said: null }))
    },
    onError: sayFailed,
    onSettled: () => void client.invalidateQueries({ queryKey: ['contact'] }),
  })
  return (changes, said) => mutate({ changes, said })
}

/** As contacts. */
export function useCompanyChanges(): (changes: CompanyChange[], said: string) => void {
  const client = useQueryClient()
  const { mutate } = useMutation({
    mutationFn: ({ changes }: { changes: CompanyChange[]; said: string | null }) => call(changeCompanies, { changes }),
    onSuccess: ({ before }, { said }) => {
      const changed = before.filter((one) => Object.keys(one).length > 1)
      if (said !== null && changed.length > 0) sayDone(said, () => mutate({ changes: changed, said: null }))
    },
    onError: sayFailed,
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['company'] })
      void client.invalidateQueries({ queryKey: ['contact'] })
    },
  })
  return (changes, said) => mutate({ changes, said })
}
