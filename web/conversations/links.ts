// Addresses of pages in typed text. Pure.
import { disguiseOf } from './disguise.ts'

export interface Link {
  at: number
  href: string
  /** Without signs that cannot be seen but turn what is read around (U+202E and its kin). */
  shown: string
  length: number
  /** Where it leads, in ASCII, when its letters or the words before it say something else. */
  leadsTo: string | null
}

const LINK = /\bhttps?:\/\/[^\s<>"')\]]+[^\s<>"')\].,;:!?]/g

export function linksIn(text: string): Link[] {
  return [...text.matchAll(LINK)].map(({ 0: href, index }) => {
    const disguise = disguiseOf(wordsBefore(text, index), href)
    return {
      at: index,
      href,
      shown: href.replace(/\p{Cf}/gu, ''),
      length: href.length,
      leadsTo: disguise?.host ?? null,
    }
  })
}

/** As HTML becomes text: the words of the link, then its address in brackets. Mail may be nothing but links, so each is looked at briefly. */
function wordsBefore(text: string, index: number): string {
  if (text[index - 1] !== '<') return ''
  const before = text.slice(Math.max(0, index - 302), index - 1)
  return before.replace(/ $/, '').split(/\s/).at(-1) ?? ''
}
