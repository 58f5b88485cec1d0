// What a one-time code looks like, however it is spaced, dashed or written: 4 to 8 digits, groups of letters, or both mixed.

const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu
const SPACES = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g
const DASHES = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g
/** Full-width, mathematical, circled, raised and lowered forms. */
const FORMS = /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u2070-\u2089\u2460-\u249b\u{1d400}-\u{1d7ff}]+/gu
/** Any of these: most text has none. */
const ODD =
  /[\p{Default_Ignorable_Code_Point}\u00a0\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59\u2000-\u2015\u202f\u205f\u2070-\u2089\u2212\u2460-\u249b\u3000\ufe58\ufe63\uff0d\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u{1d400}-\u{1d7ff}]/u
const DIGITS = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]/g
const ZEROS = [0x0e50, 0x09e6, 0x0966, 0x06f0, 0x0660]

/** With plain digits, letters, spaces and dashes, and nothing that is not seen. */
export function plainly(text: string): string {
  if (!ODD.test(text)) return text
  return text
    .replace(INVISIBLE, '')
    .replace(SPACES, ' ')
    .replace(DASHES, '-')
    .replace(FORMS, (form) => form.normalize('NFKC'))
    .replace(DIGITS, (digit) => {
      const point = digit.charCodeAt(0)
      return String(point - (ZEROS.find((zero) => zero <= point) ?? point))
    })
}

const FORM = [
  String.raw`\d{3}[ -]\d{3}(?:[ -]\d{3})?`,
  String.raw`\d\d(?:[ -]\d\d){2,3}`,
  String.raw`\d{4}[ -]\d{4}`,
  String.raw`\d(?:[ -]\d){3,7}`,
  String.raw`\d{4,8}`,
  String.raw`[A-Z0-9]{3,5}(?:-[A-Z0-9]{3,5}){1,2}`,
  String.raw`(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{5,12}`,
].join('|')
/** No part of a number, a word or an address; Chinese, Japanese and Korean stand without a space. */
const BEFORE = String.raw`(?<![A-Za-z0-9.,/#€$£%+=_-]|\d:|(?![\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}])\p{L})`
const AFTER = String.raw`(?![A-Za-z0-9%€$£/_@-]|[.:]\d|,\d+(?!\d|\p{sc=Han})|\.[a-z])`
const CODE = new RegExp(`${BEFORE}(?:[A-Z]{1,3}-)?(?:${FORM})${AFTER}`, 'gu')

const YEAR = /^(?:19|20)\d\d$/
/** "Order 4711 for 120 EUR", "valid for 2400 seconds": numbers that open nothing. */
const AMOUNT = /^\s?(?:eur|usd|gbp|azn|try|km|kg|ml|cm|mm|minut|second|sekund|hour|stund|day|tag|jour|uhr|px|kb|mb|gb)/i
/** "base64", "24hours", "http2", "2nd": a word with a number, and not a code. */
const WORDY = /^(?:[A-Za-z]?[a-z]+\d{1,2}|\d+[a-z]+)$/

/** `text` as `plainly` gives it. */
export function hasCode(text: string): boolean {
  for (const found of text.matchAll(CODE))
    if (isCode(found[0]) && !AMOUNT.test(text.slice(found.index + found[0].length).slice(0, 10))) return true
  return false
}

export function withoutThem(text: string): string {
  return text.replace(CODE, (code) => (YEAR.test(code) ? code : '••••'))
}

const isCode = (found: string) => !YEAR.test(found) && !WORDY.test(found)
