// Amounts, days and shares as people write them in tables. Pure.
import { decimalsOf } from '../../desk/fields/value.ts'

/** Ten thousand million euros: desk/deals/deals.api.ts. */
const MOST = 1_000_000_000_000

/** In the smallest unit: “1.999,50”, “1,999.50”, “€ 2 000”. Where it cannot be told what parts thousands, the last sign parts decimals. */
export function amountIn(text: string, currency: string): number | null {
  const bare = text.replace(/[\s\u00a0\u202f'’]|[A-Z]{3}|\p{Sc}/gu, '')
  if (!/^\d[\d.,]*$/.test(bare)) return null
  const decimals = decimalsOf(currency)
  const point = Math.max(bare.lastIndexOf('.'), bare.lastIndexOf(','))
  const behind = point < 0 ? '' : bare.slice(point + 1)
  const isWhole = point < 0 || behind.length > Math.max(decimals, 2) || bare.split(bare[point] ?? '').length > 2
  const units = isWhole ? bare.replace(/[.,]/g, '') : bare.slice(0, point).replace(/[.,]/g, '')
  const amount = Math.round(Number(`${units}.${isWhole ? '0' : behind}`) * 10 ** decimals)
  return Number.isSafeInteger(amount) && amount <= MOST ? amount : null
}

/** ISO 4217, as this machine knows it. */
export function currencyIn(text: string): string | null {
  const code = text.trim().toUpperCase()
  return Intl.supportedValuesOf('currency').includes(code) ? code : null
}

/** “40”, “40 %”. */
export function percentIn(text: string): number | null {
  const found = /^(\d{1,3})(?:[.,]\d+)?\s*%?$/.exec(text)
  const percent = Number(found?.[1] ?? 101)
  return percent <= 100 ? percent : null
}

/** “2026-03-31”, with or without a time, or “31.3.2026”. What others write with strokes is the third of April to some. */
export function dayIn(text: string): string | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/.exec(text) ?? null
  const dotted = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(text)
  const [year, month, day] = found ? [found[1], found[2], found[3]] : dotted ? [dotted[3], dotted[2], dotted[1]] : []
  if (year === undefined || month === undefined || day === undefined) return null
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const at = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? iso : null
}
