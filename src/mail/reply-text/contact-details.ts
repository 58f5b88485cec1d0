// What a signature tells of its writer: name, title, company, telephone numbers, website, postal address, each with where it stands.
// A reading, offered to a person who decides; nothing is believed.

import { withoutTrailing } from '../parse/line-ends.ts'
import { fold } from './languages.ts'
import { isDisclaimer } from './disclaimer.ts'
import { isDeviceLine, isGoodbye, signatureStart } from './signature.ts'

export type DetailField = 'name' | 'title' | 'company' | 'phone' | 'website' | 'postalAddress'

export interface Detail {
  field: DetailField
  value: string
  /** Of a number: what it is called there, in English; empty where that says nothing. */
  label?: string
  /** Offsets in the text that was given. */
  from: number
  to: number
}

const MAX_LINES = 20
const LONGEST_LINE = 160

const list = (table: string): string[] => table.split('|').map((word) => fold(word.trim()))
/** Stems of what people are called at work. */
const TITLES =
  list(`manager|director|engineer|officer|head of|founder|owner|president|consultant|specialist|assistant|coordinator|advisor|adviser|
  accountant|analyst|developer|designer|architect|secretary|representative|partner|professor|lecturer|lead|sales|procurement|buyer|ceo|cto|cfo|coo|
  leiter|geschäftsführer|vorstand|sachbearbeiter|berater|einkauf|vertrieb|referent|inhaber|directeur|adviseur|medewerker|hoofd|eigenaar|inkoper|verkoop|
  responsable|gérant|chargé|chef|ingénieur|président|gerente|encargad|jefe|ingenier|diretor|sócio|coordenador|responsabile|direttore|titolare|ufficio|
  müdür|uzmanı|yönetici|sorumlusu|mühendis|müdir|rəhbər|menecer|mütəxəssis|direktor|sahibkar|kierownik|dyrektor|specjalista|prezes|właściciel|
  директор|менеджер|руководитель|специалист|инженер|начальник|бухгалтер|керівник|спеціаліст|مدير|مهندس|رئيس|مسؤول|מנהל|מהנדס|סמנכ|
  经理|總經理|总监|工程师|主任|部長|課長|係長|担当|代表|取締役|부장|과장|팀장|대리|이사|대표|säljare|inköp|ansvarig|leder|sælger|indkøb|johtaja|päällikkö|asiantuntija|ředitel|vedoucí|igazgató|vezető`)
const COMPANY =
  /(?:^|[\s,(])(?:gmbh|ug|ag|kg|ohg|e\.k\.|ltd|limited|llc|llp|plc|inc|corp|corporation|company|b\.?v|n\.?v|v\.?o\.?f|s\.?a|sarl|sas|sasu|eurl|s\.?l|s\.?r\.?l|s\.?p\.?a|ltda|lda|a\.?ş|ltd\. şti|mmc|asc|qsc|ооо|оао|зао|пао|ао|тов|sp\. z o\.o|ab|aps|a\/s|oyj?|asa|s\.?r\.?o|kft|zrt|d\.?o\.?o)\.?(?=[\s,)]|$)|有限公司|股份|株式会社|有限会社|주식회사|\(주\)/iu
const STREET =
  /street|\bst\.|\broad\b|\brd\b|avenue|\bave\b|\blane\b|boulevard|blvd|square|stra(?:ß|ss)e|str\.|\bplatz|\ballee|weg\b|laan\b|straat|plein\b|gracht|kade\b|\brue\b|\bplace\b|quai|\bcalle\b|avenida|\bav\.|plaza|\brua\b|\bvia\b|viale|piazza|\bcad\b|cadde|sok\.|sokak|küç|prospekt|\bul\.|улица|просп|вул\.|شارع|רחוב|路|街|区|區|丁目|番地|시 |구 |로 |gatan|vägen|\bvej\b|gade\b|\bgate\b|katu\b|tie\b|ulice|utca/iu
const PHONE = /(?:\+|\(\+?|00)?\d[\d\s\u00a0()./-]{5,22}\d/
const FAX = /(?:^|[\s|])(?:fax|faks|telefax|факс|f)\s?[.:]/iu
const NO_PHONE =
  /\b(?:iban|bic|vat|ust|btw|kvk|hrb|hra|siret|siren|tva|nif|cif|nip|regon|krs|voen|vöen|инн|кпп|огрн|edrpou|account|konto|order|invoice|ticket|no\.|nr\.?|#)\b/iu
const WEB = /(?:https?:\/\/|www\.)[^\s<>()|]{3,120}/i
/** Whose address says nothing of the company. */
const ELSEWHERE =
  /linkedin|facebook|twitter|\bx\.com|instagram|youtube|tiktok|xing\.|whatsapp|t\.me|aka\.ms|calendly|unsubscribe|onelink|goo\.gl|bit\.ly/i

interface Piece {
  text: string
  from: number
}

/** Of a signature; more are a switchboard’s. */
const MOST_PHONES = 4

/**
 * `text`: the visible part of a mail, its signature at the end; `sender` as the mail's header names them. At most one of each field, but of
 * numbers four.
 */
export function contactDetails(text: string, sender: { name: string; address: string }): Detail[] {
  const start = signatureStart(text)
  const found = new Map<DetailField, Detail>()
  const put = (field: DetailField, { text: value, from }: Piece): void => {
    if (!found.has(field)) found.set(field, { field, value, from, to: from + value.length })
  }
  const phones = new Map<string, Detail>()
  const pieces = piecesOf(text, start)
  const domain = fold(sender.address.split('@').at(-1) ?? '')
  for (const [at, piece] of pieces.entries()) {
    const numbers = phonesIn(piece)
    const website = websiteIn(piece, domain)
    if (website) put('website', website)
    for (const { text: value, from, label } of numbers) {
      const digits = value.replace(/\D/g, '')
      if (phones.size < MOST_PHONES && !phones.has(digits)) phones.set(digits, { field: 'phone', value, label, from, to: from + value.length }) // prettier-ignore
    }
    if (numbers.length > 0 || website || piece.text.includes('@')) continue
    if (isAddress(piece)) putAddress(put, pieces, at, text)
    else if (!found.has('name') && isName(piece, sender)) put('name', piece)
    else if (isCompany(piece, domain)) put('company', piece)
    else if (isTitle(piece)) put('title', piece)
  }
  return [...found.values(), ...phones.values()]
}

/** The signature's lines, and the parts of lines that are divided by | or a dot. */
function piecesOf(text: string, start: number): Piece[] {
  const pieces: Piece[] = []
  let from = start
  for (const line of text.slice(start).split('\n', MAX_LINES)) {
    if (line.length <= LONGEST_LINE && !isGoodbye(line.trim()) && !isDeviceLine(line) && !isDisclaimer(line)) {
      let at = from
      for (const part of line.split(/[|•·\t]/)) {
        const bare = part.replace(/^[\s*_~<-]+/, '')
        const trimmed = withoutTrailing(bare, ' \t\r\u00a0*_~>,;')
        if (trimmed !== '') pieces.push({ text: trimmed, from: at + part.length - bare.length })
        at += part.length + 1
      }
    }
    from += line.length + 1
  }
  return pieces
}

/** Each behind its own word: “T +44 20 7946 0000 M +44 7700 900000”. */
function phonesIn({ text, from }: Piece): (Piece & { label: string })[] {
  if (FAX.test(text) || NO_PHONE.test(text) || STREET.test(text)) return []
  const found: (Piece & { label: string })[] = []
  let at = 0
  for (let match = PHONE.exec(text); match; match = PHONE.exec(text.slice(at))) {
    const start = at + match.index
    const before = text.slice(at, start)
    const digits = match[0].replace(/\D/g, '')
    const isLabelled = /^[\s,;/]{0,6}[\p{L}\s.()]{1,20}[:.]?\s{0,6}$/u.test(before) || start === 0
    const isDate = /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$/.test(match[0])
    if (digits.length < 7 || digits.length > 15 || isDate || !isLabelled) break
    if (!/^[+0(]/.test(match[0]) && start === 0) break // a number without a word may be any
    found.push({ text: match[0].trim(), from: from + start, label: labelOf(before) })
    at = start + match[0].length
  }
  return found
}

const LABELS: [RegExp, string][] = [
  [/^(?:m|mob|mobile|mobil|mobiel|mobiltelefon|cell|gsm|handy|cep|мoб|моб)\b/u, 'mobile'],
  [/^(?:d|dd|direct|durchwahl|doorkies|direkt)\b/u, 'direct'],
  [/^(?:o|office|work|werk|buro|zentrale|ofis)\b/u, 'work'],
]

const labelOf = (before: string): string => LABELS.find(([looks]) => looks.test(fold(before).replace(/^[^\p{L}]+/u, '')))?.[1] ?? '' // prettier-ignore

function websiteIn({ text, from }: Piece, domain: string): Piece | null {
  const match = WEB.exec(text)
  if (match)
    return ELSEWHERE.test(match[0]) ? null : { text: withoutTrailing(match[0], '.,;:'), from: from + match.index }
  const at = domain.includes('.') && !text.includes('@') ? text.toLowerCase().indexOf(domain) : -1
  return at < 0 ? null : { text: text.slice(at, at + domain.length), from: from + at }
}

function isAddress({ text }: Piece): boolean {
  return /\d/.test(text) && STREET.test(text) && /\p{L}{2}/u.test(text)
}

/** The street, and the town in the next piece, when a postal code stands there. */
function putAddress(put: (field: DetailField, piece: Piece) => void, pieces: Piece[], at: number, text: string): void {
  const [street, town] = [pieces[at], pieces[at + 1]]
  if (!street) return
  const hasTown = town !== undefined && /\d{4,6}|\d{2}-\d{3}|[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}/.test(town.text)
  const isTown = hasTown && !PHONE.test(town.text) && /\p{L}{2}/u.test(town.text)
  const end = isTown ? town.from + town.text.length : street.from + street.text.length
  put('postalAddress', { text: text.slice(street.from, end), from: street.from })
}

/** The sender's own, or where the header has none, two to four words with capitals. */
function isName({ text }: Piece, sender: { name: string; address: string }): boolean {
  if (text.length > 60 || /[\d:@/]/.test(text) || COMPANY.test(text)) return false
  const words = fold(text)
    .split(/[\s.,()-]+/)
    .filter((word) => word.length > 1)
  const known = fold(`${sender.name} ${sender.address.split('@')[0] ?? ''}`).split(/[^\p{L}\p{M}]+/u)
  if (words.some((word) => known.includes(word))) return words.length < 6
  return (
    sender.name === '' &&
    /^\p{Lu}[\p{L}\p{M}.'’-]+(?: [\p{L}\p{M}.'’-]+){1,3}$/u.test(text) &&
    !isTitle({ text, from: 0 })
  )
}

function isCompany({ text }: Piece, domain: string): boolean {
  if (text.length > 80) return false
  const label = domain.split('.').at(-2) ?? ''
  const letters = fold(text).replace(/[^\p{L}\p{N}]/gu, '')
  return COMPANY.test(text) || (label.length > 2 && letters === label.replace(/[^\p{L}\p{N}]/gu, ''))
}

function isTitle({ text }: Piece): boolean {
  const folded = fold(text)
  return text.length < 80 && !/[\d:@?!]|[.] /.test(text) && TITLES.some((word) => word !== '' && folded.includes(word))
}
