// What can be told of an address without asking anybody: whether it can be one at all (RFC 5321, 6531), whether it is a job's and not a
// person's, thrown away tomorrow, or mistyped. Pure. Whether its domain takes mail is asked elsewhere.
import { domainOf, isAddress, normalizeAddress } from '../../mail/address.ts'
import { isPersonalDomain, personalDomains } from './companies.ts'

export type AddressFinding =
  | { kind: 'syntax' }
  | { kind: 'role'; word: string }
  | { kind: 'disposable' }
  /** What was probably meant. */
  | { kind: 'typo'; meant: string }

/** What stands before the @ where a job is written to and not a person; RFC 2142 and what desks use in our languages. */
const ROLES = new Set(
  (
    'info sales support admin administrator office contact hello hi help helpdesk service services team billing accounts accounting invoice invoices ' +
    'finance jobs careers hr recruitment press media marketing news newsletter orders order shop store customerservice customercare enquiries ' +
    'postmaster hostmaster webmaster abuse security noc root noreply no-reply donotreply do-not-reply mailer-daemon ' +
    'klantenservice verkoop boekhouding factuur facturen administratie receptie kontakt buchhaltung rechnung vertrieb bewerbung bestellung ' +
    'satis destek muhasebe iletisim insankaynaklari elaqe muhasibat'
  ).split(' '),
)

/** Known to us for giving addresses that live for minutes. There are thousands more: what is not here may be one all the same. */
const DISPOSABLE = new Set(
  (
    'mailinator.com guerrillamail.com guerrillamail.net guerrillamail.org guerrillamail.info guerrillamail.biz guerrillamail.de grr.la sharklasers.com ' +
    '10minutemail.com 10minutemail.net yopmail.com yopmail.fr yopmail.net trashmail.com trashmail.de trash-mail.com temp-mail.org tempmail.com tempmail.net ' +
    'tempail.com tempr.email throwawaymail.com maildrop.cc mailnesia.com mailcatch.com dispostable.com discard.email getnada.com getairmail.com ' +
    'fakeinbox.com emailondeck.com mintemail.com mohmal.com moakt.com mytemp.email spamgourmet.com spam4.me inboxkitten.com burnermail.io wegwerfmail.de'
  ).split(' '),
)

/** Endings that fingers make of others. */
const ENDINGS: Record<string, string> = { con: 'com', cmo: 'com', ocm: 'com', comm: 'com', vom: 'com', xom: 'com', cpm: 'com', coom: 'com', om: 'com', cm: 'com', co: 'com', nett: 'net', nte: 'net', ogr: 'org', orgg: 'org' } // prettier-ignore
/** Shorter names are too near to each other. */
const LEAST = 5

export function checkAddress(text: string): AddressFinding[] {
  const address = normalizeAddress(text)
  if (!address.includes('@') || !isAddress(address)) return [{ kind: 'syntax' }]
  const domain = domainOf(address)
  const local = address.slice(0, address.lastIndexOf('@'))
  const bare = local.split('+')[0] ?? local
  const meant = meantBy(domain)
  return [
    ...(ROLES.has(bare) ? [{ kind: 'role' as const, word: bare }] : []),
    ...(DISPOSABLE.has(domain) ? [{ kind: 'disposable' as const }] : []),
    ...(meant === null ? [] : [{ kind: 'typo' as const, meant: `${local}@${meant}` }]),
  ]
}

/** One of the great providers, where this is one slip of a finger away from it: a letter more, less, other, or two changed about. */
function meantBy(domain: string): string | null {
  if (isPersonalDomain(domain) || DISPOSABLE.has(domain)) return null
  const dot = domain.indexOf('.')
  const [name, ending] = [domain.slice(0, dot), domain.slice(dot + 1)]
  const mended = ENDINGS[ending]
  if (mended !== undefined && isGreat(`${name}.${mended}`)) return `${name}.${mended}`
  return great.find((one) => one.ending === (mended ?? ending) && isOneSlip(name, one.name))?.domain ?? null
}

const great = [...personalDomains]
  .map((domain) => ({
    domain,
    name: domain.slice(0, domain.indexOf('.')),
    ending: domain.slice(domain.indexOf('.') + 1),
  }))
  .filter((one) => one.name.length >= LEAST && one.name !== 'email')
const isGreat = (domain: string) => great.some((one) => one.domain === domain)

/** Damerau’s distance is one. */
export function isOneSlip(one: string, other: string): boolean {
  if (one === other || Math.abs(one.length - other.length) > 1) return false
  let at = 0
  while (at < one.length && one[at] === other[at]) at++
  const rest = (text: string, from: number) => text.slice(from)
  if (one.length > other.length) return rest(one, at + 1) === rest(other, at)
  if (one.length < other.length) return rest(one, at) === rest(other, at + 1)
  const isSwapped = one[at] === other[at + 1] && one[at + 1] === other[at] && rest(one, at + 2) === rest(other, at + 2)
  return isSwapped || rest(one, at + 1) === rest(other, at + 1)
}
