// Reading a value that somebody wants a field to have: what it comes to, or why it is none. Pure; whether a user is there is asked
// by values.ts.
import { isAddress, normalizeAddress } from '../../mail/address.ts'
import type { Field, FieldType, FieldValue, Money } from './fields.api.ts'

/** `value` null: nothing was given. */
export type Read = { value: FieldValue | null } | { wrong: string }

const TEXT = 500
const LINK = 2_000
const LARGEST = 1e15

/** `was`: what the field has now; an archived choice may stay. */
export function readValue(field: Field, given: unknown, was: FieldValue | null = null): Read {
  if (given === null || given === undefined || given === '') return { value: null }
  if (Array.isArray(given) && given.length === 0) return { value: null }
  return readers[field.type](given, field, was)
}

type Reader = (given: unknown, field: Field, was: FieldValue | null) => Read

const readers: Record<FieldType, Reader> = {
  text: (given) => line(given, TEXT),
  longText: (given) =>
    typeof given === 'string' ? nothingIfEmpty(given.replace(/\r\n?/g, '\n').trim()) : wrong('it takes a text'),
  number: (given, { decimals }) => {
    const number = numberIn(given)
    if (number === null) return wrong(`${shown(given)} is no number`)
    if (Math.abs(number) > LARGEST) return wrong('this number is too large')
    if (!hasAtMost(number, decimals)) return wrong(decimals === 0 ? 'it takes a whole number' : `it takes at most ${decimals} decimals`) // prettier-ignore
    return { value: number === 0 ? 0 : number } // never -0
  },
  money: readMoney,
  date: (given) => {
    const text = textOf(given)
    if (text === null || !isDay(text)) return wrong(`${shown(given)} is no day. Write it as in 2026-12-31`)
    return { value: text }
  },
  dateTime: (given) => {
    const text = textOf(given)
    const at = text !== null && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : NaN // prettier-ignore
    if (Number.isNaN(at)) return wrong(`${shown(given)} is no instant. Write it as in 2026-12-31T09:00:00Z`)
    return { value: new Date(at).toISOString() }
  },
  yesNo: (given) => {
    if (typeof given === 'boolean') return { value: given }
    if (given === 'yes' || given === 'true') return { value: true }
    if (given === 'no' || given === 'false') return { value: false }
    return wrong(`${shown(given)} is neither yes nor no`)
  },
  choice: (given, field, was) => {
    const chosen = choiceIn(field, given, was === null ? [] : [was])
    return 'wrong' in chosen ? chosen : { value: chosen.key }
  },
  choices: (given, field, was) => {
    const wanted = new Set<string>()
    for (const one of Array.isArray(given) ? given : [given]) {
      const chosen = choiceIn(field, one, Array.isArray(was) ? was : [])
      if ('wrong' in chosen) return chosen
      wanted.add(chosen.key)
    }
    if (wanted.size > 50) return wrong('it takes at most 50 at once')
    return { value: field.choices.flatMap((one) => (wanted.has(one.key) ? [one.key] : [])) }
  },
  user: (given) => {
    const text = textOf(given)
    return text !== null && /^\d{1,19}$/.test(text) ? { value: text } : wrong('it takes the id of a colleague')
  },
  link: readLink,
  email: (given) => {
    const text = textOf(given)
    if (text === null || text.length > 254 || !isAddress(text)) return wrong(`${shown(given)} is no mail address`)
    return { value: normalizeAddress(text) }
  },
  phone: (given) => {
    const text = textOf(given)
    const isPhone = text !== null && text.length <= 40 && /^\+?[\d\s().\-/x#*,;]+$/.test(text) && /\d\D*\d\D*\d/.test(text) // prettier-ignore
    return isPhone ? { value: text } : wrong(`${shown(given)} is no telephone number`)
  },
}

function line(given: unknown, most: number): Read {
  if (typeof given !== 'string') return wrong('it takes a text')
  const text = given.replace(/\s+/g, ' ').trim()
  if (text.length > most) return wrong(`it takes at most ${most} characters`)
  return nothingIfEmpty(text)
}

const nothingIfEmpty = (text: string): Read => ({ value: text === '' ? null : text })

function choiceIn({ choices }: Field, given: unknown, was: readonly unknown[]): { key: string } | { wrong: string } {
  const chosen = choices.find((one) => one.key === given)
  if (!chosen) return wrong(`${shown(given)} is none of its choices (${choices.filter((one) => !one.isArchived).map((one) => one.key).slice(0, 20).join(', ')})`) // prettier-ignore
  if (chosen.isArchived && !was.includes(chosen.key)) return wrong(`“${chosen.name}” is offered no more`)
  return { key: chosen.key }
}

/** `12.50`, `12.50 EUR`, or both apart. */
function readMoney(given: unknown, field: Field): Read {
  const { amount, currency = field.currency } = moneyIn(given)
  if (amount === null) return wrong(`${shown(given)} is no amount. Write it as in 12.50 ${field.currency}`)
  if (!Intl.supportedValuesOf('currency').includes(currency)) return wrong(`there is no currency ${currency}`)
  const decimals = decimalsOf(currency)
  if (Math.abs(amount) > LARGEST / 10 ** decimals) return wrong('this amount is too large')
  if (!hasAtMost(amount, decimals)) return wrong(`${currency} has ${decimals} decimals`)
  return { value: { amount: amount === 0 ? 0 : amount, currency } }
}

function moneyIn(given: unknown): { amount: number | null; currency?: string } {
  if (typeof given === 'object' && given !== null && 'amount' in given) {
    const { amount, currency } = given as Partial<Money>
    return { amount: numberIn(amount), ...(currency && { currency: currency.toUpperCase() }) }
  }
  const parts = typeof given === 'string' ? /^(\S+)(?:\s+([A-Za-z]{3}))?$/.exec(given.trim()) : null
  const currency = parts?.[2]?.toUpperCase()
  return { amount: numberIn(parts ? parts[1] : given), ...(currency && { currency }) }
}

/** Of the currency itself: none of JPY, three of TND. */
export function decimalsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

/** Only to the web: no script, no file, and no name before the host that would make it look like another. */
function readLink(given: unknown): Read {
  const text = textOf(given)
  if (text === null || text.length > LINK) return wrong('it takes an address of the web')
  const isBare = /^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+([:/?#]|$)/u.test(text)
  const url = URL.parse(isBare ? `https://${text}` : text)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || !url.hostname)
    return wrong(`${shown(given)} is no address of the web. Write it as in https://desk.example/path`)
  if (url.username || url.password) return wrong('an address with a name or a password in it is not kept')
  return { value: url.href }
}

function textOf(given: unknown): string | null {
  return typeof given === 'string' && given.length <= 10_000 ? given.trim() : null
}

function numberIn(given: unknown): number | null {
  if (typeof given === 'number') return Number.isFinite(given) ? given : null
  if (typeof given !== 'string' || !/^[+-]?\d{1,16}(\.\d{1,10})?$/.test(given.trim())) return null
  return Number(given)
}

/** As it is written, so that 0.1 + 0.2 does not count as seventeen. */
function hasAtMost(number: number, decimals: number): boolean {
  return Number(number.toFixed(decimals)) === number
}

export function isDay(text: string): boolean {
  if (!/^[1-9]\d{3}-\d\d-\d\d$/.test(text)) return false
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

function shown(given: unknown): string {
  const text = typeof given === 'string' ? given : (JSON.stringify(given) ?? 'this')
  return `“${text.length > 60 ? `${text.slice(0, 59)}…` : text}”`
}

const wrong = (why: string): { wrong: string } => ({ wrong: why })
