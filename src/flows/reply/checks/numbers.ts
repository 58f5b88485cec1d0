// Numbers that are money or a person: payment cards, bank accounts, national numbers. Each proves itself by its check digit, and
// where one in ten of any numbers would, by the words before it too.
import { type Country, ibanLengths, nationalNumbers } from './number-forms.ts'
import type { CheckName } from '../../../desk/checks/checks.api.ts'

export interface Secret {
  check: CheckName
  start: number
  end: number
  /** The same with what is secret hidden. */
  masked: string
  values?: Record<string, string>
}

/** Found of one kind: more would tell nobody anything, and each is compared with all before it. */
export const MOST_FOUND = 200

const DIGITS = /(?<![\p{L}\d_/=&#-]|\d[.,])\d(?:[ .\u00a0-]?\d){7,24}(?![\d_]|[.,]\d|-?\p{L})/gu
/** What is asked of the words before a number. */
const BEFORE = 48
/** "Order 4000 0012 …", a parcel's number: longer numbers that pay for nothing. */
const ORDERS =
  /(?:order|track|parcel|shipment|waybill|awb|invoice|ticket|case|reference|ref|serial|imei|ean|isbn|gtin|sku|bestel|zending|factuur|bestell|sendung|rechnung|auftrag|vorgang|commande|suivi|colis|facture|pedido|env[ií]o|factura|ordine|spedizione|sipariş|kargo|takip|fatura|sifariş|bağlama|qaimə|заказ|посылк|трек)[\p{L}-]{0,12}\W{0,4}(?:\p{L}{0,8}\W{0,3}){0,2}$/iu

export function cardsIn(text: string): Secret[] {
  const found: Secret[] = []
  for (const { 0: written, index } of text.matchAll(DIGITS)) {
    const digits = written.replace(/\D/g, '')
    if (!isCard(digits) || !isGroupedAsCard(written)) continue
    if (written === digits && ORDERS.test(text.slice(Math.max(0, index - BEFORE), index))) continue
    found.push({ check: 'cardNumber', start: index, end: index + written.length, masked: maskedDigits(written, 4) })
    if (found.length === MOST_FOUND) break
  }
  return found
}

/** ISO/IEC 7812-1: who issued it, how long theirs are, and the check digit (Luhn) of all. */
function isCard(digits: string): boolean {
  const isIssued = ISSUERS.some(({ begins, lengths }) => lengths.includes(digits.length) && begins.test(digits))
  return isIssued && !/^(\d)\1+$/.test(digits) && luhn(digits)
}

const ISSUERS: { begins: RegExp; lengths: number[] }[] = [
  { begins: /^4/, lengths: [16, 19] }, // Visa
  { begins: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] }, // Mastercard
  { begins: /^3[47]/, lengths: [15] }, // American Express
  { begins: /^(?:30[0-5]|36|3[89])/, lengths: [14] }, // Diners Club
  { begins: /^(?:6011|64[4-9]|65)/, lengths: [16, 19] }, // Discover
  { begins: /^35(?:2[89]|[3-8])/, lengths: [16] }, // JCB
  { begins: /^62/, lengths: [16, 17, 18, 19] }, // UnionPay
  { begins: /^(?:5018|5020|5038|5893|6304|6759|676[1-3])/, lengths: [16, 18, 19] }, // Maestro
  { begins: /^220[0-4]/, lengths: [16] }, // Mir
  { begins: /^9792/, lengths: [16] }, // Troy
]

/** As cards are written: in one piece, or in fours, or as American Express and Diners do. */
const isGroupedAsCard = (written: string): boolean =>
  /^(?:\d{15,19}|\d{4}([ .\u00a0-])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|\d{4}([ .\u00a0-])\d{6}\2\d{4,5})$/.test(written)

/** ISO/IEC 7812-1 annex B. */
function luhn(digits: string): boolean {
  let sum = 0
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at])
    const twice = digit * 2
    sum += at % 2 === 0 ? digit : twice > 9 ? twice - 9 : twice
  }
  return sum % 10 === 0
}

const IBAN = /(?<![\p{L}\d])[A-Za-z]{2}\d{2}(?:[ \u00a0]?[A-Za-z\d]){11,32}(?![\p{L}\d])/gu

/** ISO 13616: as long as its country's are, and 1 modulo 97. `own`: those that everybody may know. */
export function ibansIn(text: string, own: readonly string[]): Secret[] {
  const known = new Set(own.map(bare))
  const found: Secret[] = []
  for (const { 0: written, index } of text.matchAll(IBAN)) {
    const length = ibanLengths.get(written.slice(0, 2).toUpperCase())
    const piece = length === undefined ? '' : upTo(written, length)
    const iban = bare(piece)
    if (piece === '' || known.has(iban) || !isIban(iban)) continue
    found.push({ check: 'iban', start: index, end: index + piece.length, masked: maskedIban(piece) })
    if (found.length === MOST_FOUND) break
  }
  return found
}

const bare = (text: string) => text.replace(/[^A-Za-z\d]/g, '').toUpperCase()

/** Words may follow a number that is written in groups. */
function upTo(written: string, length: number): string {
  let seen = 0
  for (let at = 0; at < written.length; at++) if (/[A-Za-z\d]/.test(written[at] ?? '') && ++seen === length) return /^(?:$|[ \u00a0])/.test(written.slice(at + 1)) ? written.slice(0, at + 1) : '' // prettier-ignore
  return ''
}

function isIban(iban: string): boolean {
  const turned = iban.slice(4) + iban.slice(0, 4)
  let rest = 0
  for (const sign of turned) {
    const value = Number.parseInt(sign, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}

const maskedIban = (written: string) => {
  const signs = bare(written).length
  let at = 0
  return written.replace(/[A-Za-z\d]/g, (sign) => (++at <= 4 || at > signs - 2 ? sign : '•'))
}

/** Only where the words before name it, or its own form does: any nine digits in eleven pass the test of one. */
export function nationalNumbersIn(text: string): Secret[] {
  const found: Secret[] = []
  for (const { country, form, named, isValid } of nationalNumbers)
    for (const { 0: written, index } of text.matchAll(form)) {
      if (named !== null && !named.test(text.slice(Math.max(0, index - BEFORE), index))) continue
      if (!isValid(bare(written)) || found.some((one) => index < one.end && one.start < index + written.length))
        continue
      found.push({ ...place(country, index, written), masked: masked(written) })
      if (found.length === MOST_FOUND) return found
    }
  return found
}

const place = (country: Country, start: number, written: string) =>
  ({ check: 'nationalNumber', start, end: start + written.length, values: { what: country } }) as const

const masked = (written: string) => written.replace(/[A-Za-z\d]/g, '•')

function maskedDigits(written: string, shown: number): string {
  const hidden = written.replace(/\D/g, '').length - shown
  let at = 0
  return written.replace(/\d/g, (digit) => (++at <= hidden ? '•' : digit))
}
