// What the address of the page of customers says: whom it shows and what narrows the list.
import { companySizes, lackNames, stages } from '../../src/desk/contacts/names.api.ts'
import { oneIn, textIn } from '../search.ts'

export interface CustomersSearch {
  noun?: 'contact' | 'company' | undefined
  q?: string | undefined
  id?: string | undefined
  /** What is seen of whoever is open; nothing: what is known. */
  part?: 'timeline' | undefined
  ownerId?: string | undefined
  stage?: (typeof stages)[number] | 'none' | undefined
  tag?: string | undefined
  lacks?: (typeof lackNames)[number] | undefined
  quietDays?: string | undefined
  companyId?: string | undefined
  size?: (typeof companySizes)[number] | undefined
  field?: string | undefined
  order?: 'name' | undefined
}

export function customersSearch(search: Record<string, unknown>): CustomersSearch {
  return {
    noun: oneIn(search, 'noun', ['contact', 'company'] as const),
    q: textIn(search, 'q'),
    id: textIn(search, 'id'),
    part: oneIn(search, 'part', ['timeline'] as const),
    ownerId: textIn(search, 'ownerId'),
    stage: oneIn(search, 'stage', [...stages, 'none'] as const),
    tag: textIn(search, 'tag'),
    lacks: oneIn(search, 'lacks', lackNames),
    quietDays: textIn(search, 'quietDays'),
    companyId: textIn(search, 'companyId'),
    size: oneIn(search, 'size', companySizes),
    field: textIn(search, 'field'),
    order: oneIn(search, 'order', ['name'] as const),
  }
}
