// One row of a file as what is known of a contact, or what is wrong with it, cell by cell. Pure.
import { isLanguage } from '../../desk/contacts/possible.ts'
import { type ContactValues, Stage } from '../../desk/contacts/record.api.ts'
import { isTimeZone } from '../../desk/hours/zone.ts'
import { isAddress, normalizeAddress } from '../../mail/address.ts'
import { fold } from '../../kit/fold.ts'
import { type Known, ownValues, postalOf, readCells, tagsOf, trouble, type Trouble } from './cells.ts'

export interface ReadRow {
  values: Partial<ContactValues> & { name: string }
  companyName: string | null
  wrong: Trouble[]
}

const MOST: Record<string, number> = { name: 200, givenName: 100, familyName: 100, title: 200, company: 200, website: 500, territory: 80, notes: 10_000, postalAddress: 500 } // prettier-ignore

export function readRow(row: readonly string[], columns: readonly (string | null)[], known: Known): ReadRow {
  const cells = readCells(row, columns, MOST)
  const { said, wrong, one, read } = cells
  const addresses = cells.all('email', /[;,]|:::/)
  const good = addresses.map((text) => normalizeAddress(text.replace(/^mailto:/i, '')))
  good.forEach((address, at) => {
    if (!address.includes('@') || !isAddress(address)) wrong.push(trouble('email', 'not.email', addresses[at] ?? ''))
  })
  const phones = cells.all('phone', /:::|;/)
  for (const number of phones) if (!isPhone(number)) wrong.push(trouble('phone', 'not.phone', number))
  const own = ownValues(cells, known)
  const stage = read('stage', stageOf)
  const language = read('language', (text) => (isLanguage(text) ? text : null))
  const timeZone = read('timeZone', (text) => (isTimeZone(text) ? text : null))
  const ownerId = read('owner', (text) => known.users.get(text.toLowerCase()) ?? null)
  const name = one('name') ?? ([one('givenName'), one('familyName')].filter(Boolean).join(' ') || null)
  if (name === null && good.length === 0 && phones.length === 0) wrong.push(trouble('name', 'nothing', ''))
  const postal = postalOf(cells)
  const tags = tagsOf(cells)
  return {
    wrong,
    companyName: one('company'),
    values: {
      name: (name ?? good[0] ?? phones[0] ?? '').slice(0, 200),
      ...(good.length > 0 && { addresses: [...new Set(good)].slice(0, 50).map((address) => ({ address, label: '' })) }),
      ...(phones.length > 0 && { phones: [...new Set(phones)].slice(0, 50).map((number) => ({ number, label: '' })) }),
      ...(one('title') !== null && { title: one('title') }),
      ...(one('website') !== null && { website: one('website') }),
      ...(one('territory') !== null && { territory: one('territory') }),
      ...(postal !== null && { postalAddress: postal }),
      ...(said.has('notes') && { notes: (said.get('notes') ?? []).join('\n').slice(0, 10_000) }),
      ...(tags.length > 0 && { tags }),
      ...(stage !== null && { stage }),
      ...(language !== null && { language }),
      ...(timeZone !== null && { timeZone }),
      ...(ownerId !== null && { ownerId }),
      ...(Object.keys(own).length > 0 && { fields: own }),
    },
  }
}

export const isPhone = (text: string): boolean => text.length <= 50 && text.replace(/\D/g, '').length >= 3
export const stageOf = (text: string): Stage | null => Stage.options.find((option) => option === fold(text).replaceAll(' ', '')) ?? null // prettier-ignore
