// Telephone numbers, international or with the zero of the own country. Looked for last: what is left of digits then is mostly one.
import type { Found } from './found.ts'

/** Digits parted by single blanks, dots, hyphens, slashes or brackets. */
const NUMBER = /(?<![\p{L}\d+#_/-])(?:\+|00)?\(?\d(?:[ \u00a0.()/-]{0,2}\d){6,14}(?![\p{L}\d])/gu
const CALLED =
  /(?:tel|phone|mobile|mobiel|telefo\p{L}{0,3}|téléphone|móvil|handy|cep|gsm|whatsapp|mob|nömrə|тел|телефон)\p{L}{0,4}[ .:]{0,3}$/iu

/** As `+31201234567`, or `0201234567` where the country is not said. */
export function phonesIn(text: string): Found[] {
  const found: Found[] = []
  for (const match of text.matchAll(NUMBER)) {
    const [written] = match
    const digits = written.replace(/\D/g, '')
    const isInternational = written.startsWith('+') || written.startsWith('00')
    const isCalled = CALLED.test(text.slice(Math.max(0, match.index - 20), match.index))
    if (!isInternational && !isCalled && !(digits.startsWith('0') && digits.length >= 9)) continue
    const value = isInternational ? `+${digits.replace(/^00/, '')}` : digits
    const confidence = isCalled ? 0.95 : isInternational ? 0.9 : 0.75
    found.push({ start: match.index, end: match.index + written.length, value, confidence })
  }
  return found
}
