// Amounts of money: a number beside a currency. Which sign parts the cents is told from the number itself.
import type { Found } from './found.ts'

const SIGNS: Record<string, string> = {
  '€': 'EUR',
  $: 'USD',
  '£': 'GBP',
  '¥': 'JPY',
  '₺': 'TRY',
  '₼': 'AZN',
  '₽': 'RUB',
  '₴': 'UAH',
  '₹': 'INR',
}
const WORDS: Record<string, string> = {
  euro: 'EUR',
  euros: 'EUR',
  dollar: 'USD',
  dollars: 'USD',
  pounds: 'GBP',
  tl: 'TRY',
  lira: 'TRY',
  manat: 'AZN',
  azn: 'AZN',
  руб: 'RUB',
  рублей: 'RUB',
  рубля: 'RUB',
}
const CODES = 'EUR|USD|GBP|CHF|TRY|AZN|RUB|UAH|JPY|CNY|INR|SEK|NOK|DKK|PLN|CZK|AED|KZT|GEL'
const NUMBER = String.raw`\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3}){0,4}(?:[.,]\d{1,2})?(?!\d)|\d{1,12}(?:[.,]\d{1,2})?(?!\d)`
const BEFORE = new RegExp(String.raw`(?:([€$£¥₺₼₽₴₹])|(?<![\p{L}])(${CODES})(?![\p{L}]))[ \u00a0]?(${NUMBER})`, 'giu')
const AFTER = new RegExp(
  String.raw`(?<![\d.,])(${NUMBER})[ \u00a0]?(?:([€$£¥₺₼₽₴₹])|(${CODES}|${Object.keys(WORDS).join('|')})(?![\p{L}]))`,
  'giu',
)

/** As `EUR 1234.50`. */
export function amountsIn(text: string): Found[] {
  const before = [...text.matchAll(BEFORE)].map((match) => amount(match, match[3], match[1] ?? match[2]))
  const after = [...text.matchAll(AFTER)].map((match) => amount(match, match[1], match[2] ?? match[3]))
  const apart = after.filter((one) => !before.some((other) => one.start < other.end && other.start < one.end))
  return [...before, ...apart]
}

function amount(match: RegExpExecArray, number = '', unit = ''): Found {
  const currency = SIGNS[unit] ?? WORDS[unit.toLowerCase()] ?? unit.toUpperCase()
  return {
    start: match.index,
    end: match.index + match[0].length,
    value: `${currency} ${plain(number)}`,
    confidence: 0.95,
  }
}

/** One or two digits behind the last dot or comma are cents; three are thousands. */
function plain(number: string): string {
  const cents = /[.,](\d{1,2})$/.exec(number)
  const whole = cents ? number.slice(0, cents.index) : number
  const digits = whole.replace(/\D/g, '').replace(/^0+(?=\d)/, '')
  return cents ? `${digits}.${(cents[1] ?? '').padEnd(2, '0')}` : digits
}
