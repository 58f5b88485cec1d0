// Which column of a file is what: guessed by its name in the languages that files come in, then by what stands below it. Pure.
import { isAddress } from '../../mail/address.ts'
import type { Field } from '../../desk/fields/fields.api.ts'
import { fold } from '../../kit/fold.ts'

/** Folded, without what is no letter and no digit. What companies and deals have of it, they have under the same names. */
export const contactNames = {
  name: 'name fullname displayname contactname naam volledigenaam vollstandigername tamad adsoyad ad kontakt',
  givenName: 'firstname givenname first voornaam vorname adi isim',
  familyName: 'lastname familyname surname last achternaam nachname familienname soyad soyadi',
  email:
    'email emailaddress mail emailadres emailadresse epost eposta epoct eunvan email1value email1 email2 email2value workemail primaryemail emails',
  phone:
    'phone phonenumber telephone tel mobile mobilephone workphone telefoon telefoonnummer mobiel telefon telefonnummer handy cep telefonnomresi phone1value phone1 phone2value homephone businessphone',
  title:
    'title jobtitle position role functie functietitel position beruf vezife unvan gorev organizationtitle organization1title',
  company:
    'company companyname organization organisation organizationname account accountname bedrijf bedrijfsnaam firma unternehmen sirket organization1name',
  website: 'website web url homepage webseite webpage site internet website1value',
  postalAddress: 'address postaladdress mailingaddress adres adresse anschrift unvan address1formatted fulladdress',
  street: 'street streetaddress addressline1 straat strasse kuce sokak businessstreet address1street',
  postcode: 'postcode zip zipcode postalcode plz postkod postakodu poctindeksi businesspostalcode address1postalcode',
  city: 'city town plaats stad ort stadt seher sehir businesscity address1city woonplaats',
  region: 'region state province provincie bundesland bolge businessstate address1region',
  country: 'country land olke ulke businesscountry countryregion address1country',
  language: 'language taal sprache dil lang preferredlanguage',
  timeZone: 'timezone tijdzone zeitzone saatqursagi saatdilimi',
  owner: 'owner contactowner eigenaar besitzer mesul sahip accountmanager beheerder',
  territory: 'territory gebied gebiet erazi bolgesi',
  stage: 'stage lifecyclestage status fase phase merhele asama',
  tags: 'tags labels tag groupmembership categories labels etiketler etiketten schlagworter etiketler',
  notes: 'notes note comments comment notities notizen bemerkung qeydler notlar opmerkingen description',
}

export interface Guess {
  target: string | null
  /** By its name, by what stands below it, or not at all. */
  because: 'name' | 'values' | null
}

/** What a file is read for: `names` by target, and of which there may be several. */
interface Sought {
  names: Readonly<Record<string, string>>
  severalOf: ReadonlySet<string>
}

const targetsByName = (names: Sought['names']) =>
  new Map(Object.entries(names).flatMap(([target, all]) => all.split(' ').map((name) => [name, target] as const)))

/** `rows`: some of the first. */
export function guessColumns(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  fields: readonly Field[],
  { names, severalOf }: Sought,
): Guess[] {
  const taken = new Set<string>()
  const byName = targetsByName(names)
  const own = new Map(fields.filter((one) => !one.isArchived).flatMap((one) => [[bare(one.name), one.key], [one.key.replaceAll('_', ''), one.key]])) // prettier-ignore
  return header.map((title, at): Guess => {
    const name = bare(title)
    const ownKey = own.get(name)
    const byTitle = ownKey === undefined ? byName.get(name) : `field:${ownKey}`
    const looks = byTitle === undefined ? kindOf(rows.map((row) => row[at] ?? '')) : undefined
    const target = byTitle ?? (looks !== undefined && looks in names ? looks : undefined)
    if (target === undefined || (taken.has(target) && !severalOf.has(target))) return { target: null, because: null }
    taken.add(target)
    return { target, because: byTitle === undefined ? 'values' : 'name' }
  })
}

const bare = (text: string) => fold(text).replace(/[^\p{L}\p{N}]/gu, '')

/** Most of what is there looks so. */
function kindOf(cells: readonly string[]): string | undefined {
  const given = cells.map((cell) => cell.trim()).filter((cell) => cell !== '')
  if (given.length === 0) return undefined
  const most = (looks: (cell: string) => boolean) => given.filter(looks).length * 10 >= given.length * 8
  if (most((cell) => cell.includes('@') && isAddress(cell))) return 'email'
  if (most((cell) => /^https?:\/\//i.test(cell))) return 'website'
  if (most((cell) => /^[+(]?[\d() ./-]{6,24}$/.test(cell) && cell.replace(/\D/g, '').length >= 7)) return 'phone'
  return undefined
}

/** Whether the first line names columns: none of it is an address or a number. */
export function isHeader(first: readonly string[], second: readonly string[], names: Sought['names']): boolean {
  const byName = targetsByName(names)
  const known = first.filter((cell) => byName.has(bare(cell))).length
  if (known > 0) return true
  const looksValued = first.some((cell) => cell.includes('@') || /^\+?\d{4,}$/.test(cell.trim()))
  return !looksValued && second.length > 0
}
