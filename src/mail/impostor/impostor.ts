// Signs that a sender would be taken for somebody else: the name shown is what people read, and anybody may write any name.
// They are signs, no verdict: the mail is shown with a caution, nothing is done about it.
import { domainOf, normalizeAddress, withoutDetail } from '../address.ts'
import { mixesAlphabets, passesForLatin, shownDomain, skeleton } from './look-alike.ts'

export const impostorSigns = [
  /** It comes from an address of this desk, which nobody outside has. */
  'own-address',
  /** The name shown is another address than the one it comes from. */
  'other-address',
  /** The name shown is the firm's, the address is not. */
  'own-name',
  /** Letters of several alphabets in one word, or a domain that only looks Latin. */
  'look-alike',
  /** Signs that cannot be seen, or that turn the reading direction round. */
  'hidden-signs',
] as const
export type ImpostorSign = (typeof impostorSigns)[number]

/** Whom an impostor would pass for. */
export interface Brand {
  /** Normalised addresses that this desk receives for. */
  addresses: readonly string[]
  /** The names customers see. */
  names: readonly string[]
}

const ADDRESS = /[\p{L}\p{N}._%+-]{1,64}\s?[@＠]\s?[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+/gu
const HIDDEN = /[\u202a-\u202e\u2066-\u2069\u200b\u2060\u2062-\u2064\ufeff\u{e0000}-\u{e007f}]/u

/** Of the brand what can be known beforehand is found out once: a list asks about many senders. */
export function signsAgainst(brand: Brand): (sender: { name: string; address: string }) => ImpostorSign[] {
  const own = new Set(brand.addresses)
  const ownDomains = [...new Set(brand.addresses.map(domainOf))].filter((one) => !PUBLIC.test(one))
  const ownNames = tellingNames(brand.names, ownDomains)
  const ownLooks = ownDomains.map(skeleton)
  return (sender) => {
    const name = sender.name.slice(0, 500)
    const address = normalizeAddress(sender.address)
    const domain = domainOf(address)
    const isOurs = ownDomains.some((one) => domain === one || domain.endsWith(`.${one}`))
    const signs: ImpostorSign[] = []
    if (own.has(address) || own.has(withoutDetail(address).address)) signs.push('own-address')
    if (!isOurs && namesOther(name, address, own, ownDomains)) signs.push('other-address')
    if (!isOurs && (passesForBrand(name, ownNames) || passesForDomain(domain, ownLooks))) signs.push('own-name')
    if (mixesAlphabets(name) || mixesAlphabets(shownDomain(domain)) || passesForLatin(domain)) signs.push('look-alike')
    if (HIDDEN.test(name)) signs.push('hidden-signs')
    return signs
  }
}

/** Everybody's: that somebody writes from there too says nothing. */
const PUBLIC =
  /^(?:gmail|googlemail|outlook|hotmail|live|yahoo|icloud|me|aol|gmx|web|mail|yandex|proton|protonmail|zoho)\.[a-z.]{2,6}$/

/** Lists write "dora@acme.example via List"; a firm's own names for its people share a domain. Only what could be trusted counts. */
function namesOther(name: string, address: string, own: ReadonlySet<string>, ownDomains: string[]): boolean {
  return (/[@＠]/.test(name) ? (name.match(ADDRESS) ?? []) : []).some((text) => {
    const named = normalizeAddress(text.normalize('NFKC').replace(/\s/g, ''))
    if (named === address) return false
    if (own.has(named) || ownDomains.some((one) => skeleton(domainOf(named)) === skeleton(one))) return true
    return !isRelated(domainOf(named), domainOf(address)) && !/\bvia\b/i.test(name)
  })
}

function isRelated(one: string, other: string): boolean {
  const ends = (domain: string) => domain.split('.').slice(-2).join('.')
  return ends(one) === ends(other) || one.split('.').at(-2) === other.split('.').at(-2)
}

/** Words that every firm's name has: "Support" is nobody. */
const COMMON =
  /^(?:support|help|helpdesk|desk|team|service|services|customer|customers|care|info|information|contact|sales|billing|office|hello|mail|the|and|of|kundenservice|kundendienst|klantenservice|klanten|service-?team|returns|orders|order|shop|admin|inbox|dəstək|destek|group|inc|ltd|llc|gmbh|bv)$/i

/** What the eye takes the firm's names for, without the words that every firm has; with a blank at either end. */
function tellingNames(names: readonly string[], ownDomains: readonly string[]): string[] {
  const labels = ownDomains.map((one) => one.split('.').at(-2) ?? '')
  const telling = [...names, ...labels].map((brand) =>
    wordsOf(brand)
      .filter((word) => !COMMON.test(word))
      .map(skeleton),
  )
  return [...new Set(telling.filter((words) => words.join('').length >= 5).map((words) => ` ${words.join(' ')} `))]
}

function passesForBrand(name: string, ownNames: readonly string[]): boolean {
  const shown = ` ${wordsOf(name).map(skeleton).join(' ')} `
  return ownNames.some((own) => shown.includes(own))
}

const wordsOf = (text: string) =>
  text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .match(/[\p{L}\p{N}\p{Mn}|!]+/gu) ?? []

/** `desk.example.evil.test`, `desk-example.test`, and what looks like `desk.example` to the eye. */
function passesForDomain(domain: string, ownLooks: readonly string[]): boolean {
  const seen = skeleton(shownDomain(domain))
  return ownLooks.some(
    (own) => seen === own || seen.startsWith(`${own}.`) || seen.startsWith(`${own.replaceAll('.', '-')}.`),
  )
}
