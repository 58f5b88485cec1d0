// Mail that opens an account to whoever reads it: one-time codes, links that sign in, reset or confirm. Other services trust
// whoever reads support@… to be the firm itself, so such mail is kept from everybody's eyes (the "ticket trick").
// Wording and form together tell: a phrase alone is what people write about, a number alone is an order's.
import { hasCode, plainly } from './codes.ts'
import { hasOpeningLink } from './links.ts'
import { codePhrases, codeStems, linkPhrases } from './phrases.ts'
import { withoutCodes } from './without-codes.ts'

export interface AccessSecret {
  what: 'code' | 'link'
  /** Names the words that told, never the secret. */
  because: string
}

/** Nothing of it that its sender chooses makes it pass: an answer that quotes a code has it too. */
interface Mail {
  subject: string
  text: string
  /** As received; its addresses are read, nothing else. */
  html: string | null
}

/** Such mail is short; newsletters and threads need not be read to their end. */
const READ = 20_000
/** Characters between the words and the code. */
const REACH = 120
/** What is looked at around a word that a phrase may be about: the phrase, its reach, and the white space in between. */
const AROUND = 300

const STEM = new RegExp(codeStems.join('|'))
const STEMS = new RegExp(codeStems.join('|'), 'g')
const CODE_WORDS = new RegExp(codePhrases.join('|'), 'giu')
/** Of lower case: a third of what it costs to let both pass. */
const LINK_WORDS = new RegExp(linkPhrases.join('|'), 'u')

export function accessSecretIn({ subject, text, html }: Mail): AccessSecret | null {
  const words = plainly(`${subject.slice(0, 500)}\n${text.slice(0, READ)}`)
  const phrase = codePhraseIn(words)
  if (phrase !== null) return { what: 'code', because: `it brings a code, told by the words “${withoutCodes(phrase)}”` }
  if (!hasOpeningLink(words, html)) return null
  const action = LINK_WORDS.exec(words.toLowerCase().replace(/\s+/g, ' '))?.[0].trim()
  if (action === undefined) return null
  return {
    what: 'link',
    because: `it brings a link that opens an account, told by the words “${withoutCodes(action)}”`,
  }
}

/** The phrase that has a code beside it. What costs is only asked where a stem, which costs little, was found. */
function codePhraseIn(words: string): string | null {
  if (!STEM.test(words.toLowerCase())) return null
  const bare = words.replace(/https?:\/\/\S+/g, ' ')
  const lower = bare.toLowerCase()
  let seen = 0
  for (const stem of lower.matchAll(STEMS)) {
    if (stem.index < seen) continue
    seen = stem.index + AROUND
    const phrase = phraseWithCode(bare.slice(Math.max(0, stem.index - AROUND), seen + AROUND))
    if (phrase !== null) return phrase
  }
  return null
}

function phraseWithCode(part: string): string | null {
  const flat = part.replace(/[*_`]+/g, ' ').replace(/[^\S\n]+/g, ' ')
  if (!hasCode(flat)) return null
  for (const found of flat.matchAll(CODE_WORDS)) {
    const end = found.index + found[0].length
    const after = flat.slice(end, end + REACH)
    const before = flat.slice(Math.max(0, found.index - REACH), found.index)
    // East Asian and German words may be cut by the edge of the slice, a code hardly.
    if (hasCode(after) || hasCode(before)) return found[0].trim()
  }
  return null
}
