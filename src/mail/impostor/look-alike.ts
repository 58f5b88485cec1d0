// Letters that look like others: text folded to what the eye takes it for, and which scripts its words mix. Pure.
import { domainToUnicode } from 'node:url'

/** Cyrillic, Greek and Armenian letters with the Latin ones they are taken for. After Unicode TR 39, the common ones. */
const PAIRS =
  'аa бb вb гr дd еe ёe єe ѕs іi їi јj кk ԛq ӏl оo рp сc тt уy ґr хx һh ԁd ԝw мm нh пn ьb αa βb γy δd εe ηn ιi κk μu νv οo ρp σo τt υu χx ωw ϲc ϳj օo ոn ցg հh սu ɑa ɡg ɩi ɪi ʏy ꞌ’ ƅb ᴏo ᴠv ᴡw ᴢz ǀl ӀI ıi łl øo đd ħh'
/** Capitals that look like another letter than their small ones do. */
const CAPITALS = 'Νn Ηh Υy Ρp Χx Вb Нh'
const TWINS = new Map(
  `${PAIRS} ${CAPITALS}`.split(' ').map((pair) => [pair.slice(0, -1), pair.slice(-1).toLowerCase()] as const),
)

/** What the eye takes it for: lower case, no accents, no blanks that cannot be seen, `0` an o, `1` and `|` an l, `rn` an m. */
export function skeleton(text: string): string {
  return (isPlain(text) ? text.toLowerCase() : asLatin(text))
    .replaceAll('0', 'o')
    .replace(/[1|!]/g, 'l')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll('i', 'l')
}

/** Most names and domains are; nothing in them looks like what it is not. */
const isPlain = (text: string): boolean => /^[ -~]*$/.test(text)

function asLatin(text: string): string {
  const plain = text.normalize('NFKD').replace(/[\p{Mn}\p{Cf}\u115f\u3164]/gu, '')
  return Array.from(plain)
    .map((letter) => TWINS.get(letter) ?? TWINS.get(letter.toLowerCase()) ?? letter.toLowerCase())
    .join('')
}

const ALPHABETS = ['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Cherokee', 'Coptic'].map(
  (name) => new RegExp(`\\p{Script=${name}}`, 'u'),
)

/** A word that takes letters of two alphabets, as no language does. */
export function mixesAlphabets(text: string): boolean {
  if (isPlain(text)) return false
  const words = text.slice(0, 500).match(/[\p{L}\p{Mn}]+/gu) ?? []
  return words.some((word) => ALPHABETS.filter((one) => one.test(word.normalize('NFKC'))).length > 1)
}

/** A name of a domain that is not Latin, every letter of which can be taken for a Latin one, below an ending that is. */
export function passesForLatin(domain: string): boolean {
  const labels = shownDomain(domain).split('.')
  if (/[^ -~]/.test(labels.at(-1) ?? '')) return false
  return labels.some((label) => /[^ -~]/.test(label) && !/[a-z]/i.test(label) && /^[a-z\d-]+$/.test(skeleton(label)))
}

export const shownDomain = (domain: string) =>
  isPlain(domain) && !domain.includes('xn--') ? domain : domainToUnicode(domain) || domain
