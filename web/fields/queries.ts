// The fields and statuses of the desk's own, which many places show; and saving the fields of a contact or a company.
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { changeCompany } from '../../src/desk/contacts/companies.api.ts'
import { changeContact, type ContactCard } from '../../src/desk/contacts/contacts.api.ts'
import type { ConversationRow } from '../../src/desk/conversations/conversations.api.ts'
import {
  listFields,
  type Field,
  type FieldNoun,
  type FieldValues,
  type WantedValues,
} from '../../src/desk/fields/fields.api.ts'
import { listStatuses, type CustomStatus } from '../../src/desk/statuses/statuses.api.ts'
import { call } from '../call.ts'
import { sayFailed } from '../shell/undo.tsx'

const LONG = 5 * 60_000
export const fieldsQuery = queryOptions({
  queryKey: ['field', 'list'],
  queryFn: ({ signal }) => call(listFields, {}, { signal }),
  staleTime: LONG,
})
export const statusesQuery = queryOptions({
  queryKey: ['customStatus', 'list'],
  queryFn: ({ signal }) => call(listStatuses, {}, { signal }),
  staleTime: LONG,
})

/** Those that are asked for, and of the others those that have a value: what was once known stays to be seen. */
export function shownFields(fields: readonly Field[], noun: FieldNoun, values: FieldValues, inboxId?: string): Field[] {
  return fields.filter((field) => field.noun === noun && (isAsked(field, inboxId) || values[field.key] !== undefined))
}

/** Whether a value may be given. */
export function isAsked({ isArchived, inboxIds }: Field, inboxId?: string): boolean {
  return !isArchived && (inboxId === undefined || inboxIds.length === 0 || inboxIds.includes(inboxId))
}

export function useFields(): Field[] {
  const { data } = useQuery(fieldsQuery)
  return data ?? NONE
}
const NONE: Field[] = []

/** Names of the fields that have to be filled in before it is resolved. */
export function useLacking(row: Pick<ConversationRow, 'fields' | 'inboxId'>): string[] {
  return lackingOf(useFields(), row).map((one) => one.name)
}

export const lackingOf = (
  fields: readonly Field[],
  { fields: values, inboxId }: Pick<ConversationRow, 'fields' | 'inboxId'>,
) => fields.filter((one) => one.noun === 'conversation' && lacks(one, values, inboxId))

export const lacks = (field: Field, values: FieldValues, inboxId: string): boolean =>
  field.isRequired && isAsked(field, inboxId) && values[field.key] === undefined

/** By id; and what is offered in an inbox, in order. */
export function useStatuses(): { byId: Map<string, CustomStatus>; offeredIn: (inboxId: string) => CustomStatus[] } {
  const { data } = useQuery(statusesQuery)
  return useMemo(() => {
    const all = data ?? []
    return {
      byId: new Map(all.map((one) => [one.id, one])),
      offeredIn: (inboxId) =>
        all.filter((one) => !one.isArchived && (one.inboxIds.length === 0 || one.inboxIds.includes(inboxId))),
    }
  }, [data])
}

/** At once on the card; back, and said, where it is refused. */
export function useSaveOwn(noun: 'contact' | 'company', id: string, contactId: string) {
  const client = useQueryClient()
  const key = ['contact', contactId]
  return useMutation({
    mutationFn: async (fields: WantedValues): Promise<void> => {
      await (noun === 'contact' ? call(changeContact, { id, fields }) : call(changeCompany, { id, fields }))
    },
    onMutate: (fields) => {
      const was = client.getQueryData<ContactCard>(key)
      client.setQueryData<ContactCard>(key, (card) => card && shownWith(card, noun, fields))
      return was
    },
    onError: (error, _, was) => {
      client.setQueryData(key, was)
      sayFailed(error)
    },
    onSettled: () => void client.invalidateQueries({ queryKey: key }),
  })
}

function shownWith(card: ContactCard, noun: 'contact' | 'company', fields: WantedValues): ContactCard {
  if (noun === 'contact') return { ...card, fields: withChange(card.fields, fields) }
  return { ...card, company: card.company && { ...card.company, fields: withChange(card.company.fields, fields) } }
}

/** What is null is gone. */
export function withChange(was: FieldValues, wanted: WantedValues): FieldValues {
  return Object.fromEntries(
    Object.entries({ ...was, ...wanted }).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  )
}
