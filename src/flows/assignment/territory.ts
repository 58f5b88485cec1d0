// Where somebody writes from, as far as it is known, and what about: the country by the end of their domain or their telephone number,
// the postcode of their address, the domain, the company, the product by a tag. Pure.
import type { Territory } from '../../desk/assignment/assignment.api.ts'
import type { Id } from '../../kit/id.ts'
import { domainOf } from '../../mail/address.ts'

export interface Origin {
  address: string
  phone: string | null
  companyId: Id | null
  postalAddress: string | null
  /** What somebody set of the contact, else of the company. */
  named?: string | null
  tags: readonly string[]
}

type Area = { name?: string } & Pick<Territory, 'countries' | 'domains' | 'companyIds' | 'postcodes' | 'tags'>

/**
 * Place in the list of the first that is theirs; what was said of them by name before a company, that before a product, then the domain, the postcode, the country. Null: none.
 */
export function territoryOf(territories: readonly Area[], origin: Origin): number | null {
  if (territories.length === 0) return null
  const domain = domainOf(origin.address)
  const countries = countriesOf(domain, origin.phone)
  const postcodes = postcodesIn(origin.postalAddress ?? '')
  const tags = new Set(origin.tags.map((tag) => tag.toLowerCase()))
  const named = origin.named?.trim().toLowerCase()
  const tests: ((one: Area) => boolean)[] = [
    ({ name }) => named !== undefined && name?.toLowerCase() === named,
    ({ companyIds }) => origin.companyId !== null && companyIds.includes(origin.companyId),
    (one) => one.tags.some((tag) => tags.has(tag.toLowerCase())),
    ({ domains }) => domains.some((one) => domain === one || domain.endsWith(`.${one}`)),
    (one) => one.postcodes.some((start) => postcodes.some((code) => code.startsWith(bare(start)))),
    (one) => one.countries.some((country) => countries.includes(country)),
  ]
  for (const test of tests) {
    const place = territories.findIndex(test)
    if (place >= 0) return place
  }
  return null
}

const bare = (code: string) => code.toUpperCase().replace(/[ -]/g, '')

/** What looks like a postcode, without blanks: of four digits or more, in two groups, or as in Britain and Canada. */
function postcodesIn(address: string): string[] {
  const found = address.slice(0, 500).toUpperCase().matchAll(POSTCODE)
  return [...found].map(([code]) => bare(code).replace(/^[A-Z]{1,2}(?=\d{4})/, ''))
}

const POSTCODE =
  /\b(?:(?:[A-Z]{1,2}[ -]?)?(?:\d{4,7}|\d{2}-\d{3}|\d{3} \d{2})(?: ?[A-Z]{2}\b)?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|[A-Z]\d[A-Z] ?\d[A-Z]\d\b)/g

function countriesOf(domain: string, phone: string | null): string[] {
  const end = domain.slice(domain.lastIndexOf('.') + 1).toUpperCase()
  const byDomain = /^[A-Z]{2}$/.test(end) && !SOLD.has(end) ? [end === 'UK' ? 'GB' : end] : []
  const digits = phone?.replace(/[^\d+]/g, '').replace(/^00/, '+') ?? ''
  const byPhone = digits.startsWith('+') ? [4, 3, 2, 1].flatMap((length) => codes.get(digits.slice(1, 1 + length)) ?? []).slice(0, 1) : [] // prettier-ignore
  return [...byPhone, ...byDomain]
}

/** Ends of domains that are bought from everywhere, for what they look like. */
const SOLD = new Set(['AI', 'CC', 'CO', 'FM', 'GG', 'IO', 'LY', 'ME', 'SH', 'TO', 'TV', 'WS', 'EU', 'SU'])

/** Country calling codes (ITU-T E.164) that stand for one country. */
const pairs =
  `20 EG 27 ZA 30 GR 31 NL 32 BE 33 FR 34 ES 36 HU 39 IT 40 RO 41 CH 43 AT 44 GB 45 DK 46 SE 47 NO 48 PL 49 DE 51 PE 52 MX 54 AR 55 BR
   56 CL 57 CO 60 MY 61 AU 62 ID 63 PH 64 NZ 65 SG 66 TH 81 JP 82 KR 84 VN 86 CN 90 TR 91 IN 92 PK 94 LK 98 IR 211 SS 212 MA 213 DZ
   216 TN 218 LY 221 SN 225 CI 233 GH 234 NG 254 KE 255 TZ 256 UG 351 PT 352 LU 353 IE 354 IS 355 AL 356 MT 357 CY 358 FI 359 BG 370 LT
   371 LV 372 EE 373 MD 374 AM 375 BY 376 AD 377 MC 380 UA 381 RS 382 ME 385 HR 386 SI 387 BA 389 MK 420 CZ 421 SK 423 LI 852 HK 880 BD
   886 TW 960 MV 961 LB 962 JO 964 IQ 965 KW 966 SA 968 OM 971 AE 972 IL 973 BH 974 QA 977 NP 992 TJ 993 TM 994 AZ 995 GE 996 KG 998 UZ`
    .split(/\s/)
    .filter(Boolean)
const codes = new Map(pairs.flatMap((code, at) => (at % 2 === 0 ? [[code, pairs[at + 1] ?? ''] as const] : [])))
