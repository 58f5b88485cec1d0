// How long account numbers are country by country, and how national numbers prove themselves. Only those whose issuer publishes the
// check: British and American numbers have none, and Azerbaijan's is not published.

/** The registry that SWIFT keeps for ISO 13616. */
export const ibanLengths: ReadonlyMap<string, number> = new Map(
  `AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27
  GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19
  MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23
  TN24 TR26 UA29 VA22 VG24 XK20 YE30`
    .split(/\s+/)
    .map((one) => [one.slice(0, 2), Number(one.slice(2))] as const),
)

export type Country = 'BSN' | 'BE' | 'Steuer-ID' | 'NIR' | 'DNI' | 'codice fiscale' | 'PESEL' | 'TCKN'

interface NationalNumber {
  /** As people of the country call it. */
  country: Country
  form: RegExp
  /** Words that stand before it; null where its form is enough. */
  named: RegExp | null
  /** Of its letters and digits, in capitals. */
  isValid: (number: string) => boolean
}

const sum = (digits: string, weights: readonly number[]) =>
  weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0)

const NINE = /(?<![\p{L}\d])\d(?:[ .-]?\d){8}(?![\p{L}\d])/gu
const ELEVEN = /(?<![\p{L}\d])\d(?:[ .-]?\d){10}(?![\p{L}\d])/gu

export const nationalNumbers: readonly NationalNumber[] = [
  {
    // The elfproef of the burgerservicenummer (RvIG, Logisch Ontwerp BSN): the last digit counts −1.
    country: 'BSN',
    form: NINE,
    named: /\b(?:bsn|burgerservicenummer|sofi-?nummer)\b[^\d]{0,24}$/iu,
    isValid: (digits) => digits !== '000000000' && sum(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0,
  },
  {
    // Rijksregisternummer: 97 less the first nine digits modulo 97; born after 1999 with a 2 before them (koninklijk besluit of 3 April 1984).
    country: 'BE',
    form: /(?<![\p{L}\d])\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}(?![\p{L}\d])/gu,
    named: null,
    isValid: (digits) =>
      [digits.slice(0, 9), `2${digits.slice(0, 9)}`].some((one) => 97 - (Number(one) % 97) === Number(digits.slice(9))),
  },
  {
    // Steuerliche Identifikationsnummer (§ 139b AO): ISO/IEC 7064, MOD 11,10.
    country: 'Steuer-ID',
    form: ELEVEN,
    named: /(?:steuer-?id|identifikationsnummer|idnr\.?|steuer-identifikations)[^\d]{0,24}$/iu,
    isValid: (digits) => {
      let product = 10
      for (const digit of digits.slice(0, 10)) {
        const added = (Number(digit) + product) % 10
        product = ((added === 0 ? 10 : added) * 2) % 11
      }
      return digits[0] !== '0' && (11 - product) % 10 === Number(digits[10])
    },
  },
  {
    // Numéro d'inscription au répertoire (INSEE): 97 less the first thirteen modulo 97. Corsica's letters are left out.
    country: 'NIR',
    form: /(?<![\p{L}\d])[12](?:[ .-]?\d){14}(?![\p{L}\d])/gu,
    named: /(?:sécurité sociale|securite sociale|\bnir\b|n° ?sécu|numéro de sécu|insee)[^\d]{0,24}$/iu,
    isValid: (digits) => 97 - (Number(digits.slice(0, 13)) % 97) === Number(digits.slice(13)),
  },
  {
    // Documento nacional de identidad and NIE (Real Decreto 1553/2005): the letter at place modulo 23.
    country: 'DNI',
    form: /(?<![\p{L}\d])[XYZxyz\d][ .-]?\d(?:\.?\d){5,7}[ .-]?[A-Za-z](?![\p{L}\d])/gu,
    named: /\b(?:dni|nie|nif)\b[^\d]{0,24}$/iu,
    isValid: (written) => {
      const number = written.slice(0, -1).replace('X', '0').replace('Y', '1').replace('Z', '2')
      return number.length === 8 && 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(number) % 23] === written.at(-1)
    },
  },
  {
    // Codice fiscale (D.M. 23 December 1976): the sixteenth is the sum of the odd and even places modulo 26.
    country: 'codice fiscale',
    form: /(?<![\p{L}\d])[A-Za-z]{6}\d{2}[A-EHLMPRSTa-ehlmprst]\d{2}[A-Za-z]\d{3}[A-Za-z](?![\p{L}\d])/gu,
    named: null,
    isValid: (code) => {
      const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
      const valueOf = (sign: string) => (/\d/.test(sign) ? Number(sign) : sign.charCodeAt(0) - 65)
      const total = Array.from(code.slice(0, 15)).reduce(
        (before, sign, at) => before + (at % 2 === 0 ? (odd[valueOf(sign)] ?? 0) : valueOf(sign)),
        0,
      )
      return String.fromCharCode(65 + (total % 26)) === code[15]
    },
  },
  {
    // PESEL (ustawa o ewidencji ludności): weights 1 3 7 9.
    country: 'PESEL',
    form: ELEVEN,
    named: /\bpesel\b[^\d]{0,24}$/iu,
    isValid: (digits) => (10 - (sum(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10 === Number(digits[10]),
  },
  {
    // T.C. kimlik numarası (Nüfus ve Vatandaşlık İşleri): the tenth and the eleventh digit follow from those before.
    country: 'TCKN',
    form: ELEVEN,
    named: /(?:kimlik|tckn|\bt\.?c\.?)[^\d]{0,24}$/iu,
    isValid: (digits) => {
      const odd = sum(digits, [1, 0, 1, 0, 1, 0, 1, 0, 1])
      const even = sum(digits, [0, 1, 0, 1, 0, 1, 0, 1, 0])
      const tenth = (((odd * 7 - even) % 10) + 10) % 10
      return digits[0] !== '0' && tenth === Number(digits[9]) && (odd + even + tenth) % 10 === Number(digits[10])
    },
  },
]
