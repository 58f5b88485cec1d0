// Mail that opens an account to whoever reads it: one-time codes, links that sign in, reset or confirm. Other services trust
// whoever reads support@… to be the firm itself, so such mail is kept from everybody's eyes (the "ticket trick").
// Wording and form together tell: a phrase alone is what people write about, a number alone is an order's.
import { codePhrases, linkPhrases } from './phrases.ts'

export interface AccessSecret {
  what: 'code' | 'link'
  /** Names the words that told, never the secret. */
  because: string
}

interface Mail {
  subject: string
  text: string
  /** As received; its addresses are read, nothing else. */
  html: string | null
  /** Refers to earlier mail: a service that sends a secret answers nobody. */
  isAnswer: boolean
}

/** Such mail is short; newsletters and threads need not be read to their end. */
const READ = 20_000
const MOST_LINKS = 200
/** Characters between the words and the code. */
const REACH = 120

const CODE_WORDS = new RegExp(codePhrases.join('|'), 'giu')
const LINK_WORDS = new RegExp(linkPhrases.join('|'), 'iu')
/** 4 to 8 digits, also in two groups or after a service's letters; or capitals and digits together. */
const CODE =
  /(?<![a-z0-9.,/#€$£%+:=_-]|(?![\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}])\p{L})(?:[A-Z]{1,3}-)?(?:\d{3}[ \u00a0-]\d{3}|\d\d \d\d \d\d|\d{4,8}|(?=[A-Z-]*\d)[A-Z0-9]{3,5}-[A-Z0-9]{3,5}|(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{5,10})(?![A-Za-z0-9%€$£/_-]|[.:]\d|,\d+(?!\d|\p{sc=Han}))/gu
const YEAR = /^(?:19|20)\d\d$/

export function accessSecretIn({ subject, text, html, isAnswer }: Mail): AccessSecret | null {
  if (isAnswer) return null
  const words = `${subject.slice(0, 500)}\n${text.slice(0, READ)}`
  // Most mail has neither: looking for the words costs more than looking for what they announce.
  const phrase = hasCode(words) ? codePhraseIn(words) : null
  if (phrase !== null) return { what: 'code', because: `it brings a code, told by the words “${phrase}”` }
  if (!linksOf(text, html).some(opensSomething)) return null
  const action = LINK_WORDS.exec(words.replace(/\s+/g, ' '))?.[0]
  if (action === undefined) return null
  return { what: 'link', because: `it brings a link that opens an account, told by the words “${action.trim()}”` }
}

/** Without its codes, so that a subject can be listed. */
export function withoutCodes(text: string): string {
  return text.replace(CODE, (code) => (YEAR.test(code) ? code : '••••'))
}

/** The phrase that has a code beside it. */
function codePhraseIn(words: string): string | null {
  const flat = words
    .replace(/https?:\/\/\S+/g, ' ')
    .replace(/[*_`]+/g, ' ')
    .replace(/[^\S\n]+/g, ' ')
  for (const found of flat.matchAll(CODE_WORDS)) {
    const end = found.index + found[0].length
    const after = flat.slice(end, end + REACH)
    const before = flat.slice(Math.max(0, found.index - REACH), found.index)
    // East Asian and German words may be cut by the edge of the slice, a code hardly.
    if (hasCode(after) || hasCode(before)) return found[0].trim()
  }
  return null
}

function hasCode(text: string): boolean {
  return [...text.matchAll(CODE)].some(
    (found) => !YEAR.test(found[0]) && !isAmount(text, found.index + found[0].length),
  )
}

/** "Order 4711 for 120 EUR", "valid for 2400 seconds", "error code 5300": numbers that open nothing. */
function isAmount(text: string, end: number): boolean {
  return /^\s?(?:eur|usd|gbp|azn|try|km|kg|ml|cm|mm|minut|second|sekund|hour|stund|day|tag|jour|uhr|px|kb|mb|gb)/i.test(
    text.slice(end, end + 10),
  )
}

function linksOf(text: string, html: string | null): string[] {
  const inText = text.slice(0, READ).match(/https?:\/\/[^\s<>"')\]]{8,2000}/gi) ?? []
  const inHtml = [...(html ?? '').slice(0, READ * 20).matchAll(/href\s*=\s*["']?(https?:\/\/[^\s"'>]{8,2000})/gi)]
  return [...inText, ...inHtml.map((found) => (found[1] ?? '').replaceAll('&amp;', '&'))].slice(0, MOST_LINKS)
}

const OPENING = /verif|confirm|reset|activat|magic|log-?in|sign-?in|auth|token|otp|invit|passw|recover|valid|join/i
const LEAVING = /unsubscribe|opt-?out|preferences|abmeld|desabonn|uitschrijf|view-?in-?browser|webversion/i

/** A link that carries something nobody can guess. */
function opensSomething(link: string): boolean {
  if (LEAVING.test(link)) return false
  const parts = link.replace(/^https?:\/\/[^/?#]*/i, '').split(/[/?&=#.;]/)
  return parts.some((part) => isOpaque(part, OPENING.test(link) ? 8 : 16))
}

function isOpaque(part: string, least: number): boolean {
  return part.length >= least && /^[\w%~+-]+$/.test(part) && /\d/.test(part) && /[a-z]/i.test(part)
}
