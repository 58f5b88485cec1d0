// A share in words: never a bare percentage. Of fewer than 30 cases the interval alone is said.
import type { Words } from '../words.ts'

const FEW = 30

interface Share {
  count: number
  of: number
  share: number
  low: number
  high: number
}

export function shareInWords(
  { count, of, share, low, high }: Share,
  { t, language }: Pick<Words, 't' | 'language'>,
): string {
  if (of === 0) return t('deals.share.none')
  const percent = (part: number) => new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(part) // prettier-ignore
  const range = { low: percent(low), high: percent(high), count, of }
  return of < FEW ? t('deals.share.few', range) : t('deals.share.many', { ...range, share: percent(share) })
}
