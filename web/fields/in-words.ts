// A value of a field of the desk's own as its reader writes it.
import type { Field, FieldValue } from '../../src/desk/fields/fields.api.ts'
import type { Words } from '../words.ts'
import { zoneHere } from '../zone.ts'

export interface Naming extends Pick<Words, 't' | 'language'> {
  userName: (id: string) => string | undefined
}

export function valueInWords(field: Field, value: FieldValue, { t, language, userName }: Naming): string {
  if (Array.isArray(value)) return value.map((key) => choiceName(field, key)).join(', ')
  if (typeof value === 'boolean') return t(value ? 'own.yes' : 'own.no')
  if (typeof value === 'object') return moneyInWords(value, language)
  if (typeof value === 'number') {
    const number = new Intl.NumberFormat(language, { maximumFractionDigits: 6 }).format(value)
    return field.unit ? `${number} ${field.unit}` : number
  }
  if (field.type === 'choice') return choiceName(field, value)
  if (field.type === 'user') return userName(value) ?? t('own.userGone')
  if (field.type === 'date') return dated(`${value}T00:00:00Z`, language, { dateStyle: 'medium', timeZone: 'UTC' })
  if (field.type === 'dateTime')
    return dated(value, language, { dateStyle: 'medium', timeStyle: 'short', timeZone: zoneHere() })
  return value
}

export function choiceName({ choices }: Pick<Field, 'choices'>, key: string): string {
  return choices.find((one) => one.key === key)?.name ?? key
}

function moneyInWords({ amount, currency }: { amount: number; currency: string }, language: string): string {
  try {
    return new Intl.NumberFormat(language, { style: 'currency', currency }).format(amount)
  } catch {
    return `${amount} ${currency}` // no currency that this browser knows
  }
}

function dated(at: string, language: string, how: Intl.DateTimeFormatOptions): string {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? at : new Intl.DateTimeFormat(language, how).format(date)
}

/** Where a value leads to, if anywhere: only ever the web, mail or a telephone. */
export function linkOf({ type }: Pick<Field, 'type'>, value: FieldValue): string | null {
  if (typeof value !== 'string') return null
  if (type === 'link') return /^https?:\/\//i.test(value) ? value : null
  if (type === 'email') return `mailto:${encodeURIComponent(value)}`
  return type === 'phone' ? `tel:${value.replace(/[^\d+]/g, '')}` : null
}
