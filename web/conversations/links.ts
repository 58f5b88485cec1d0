// Addresses of pages in typed text. Pure.

export interface Link {
  at: number
  href: string
  /** Without signs that cannot be seen but turn what is read around (U+202E and its kin). */
  shown: string
  length: number
}

const LINK = /\bhttps?:\/\/[^\s<>"')\]]+[^\s<>"')\].,;:!?]/g

export function linksIn(text: string): Link[] {
  return [...text.matchAll(LINK)].map((found) => ({
    at: found.index,
    href: found[0],
    shown: found[0].replace(/\p{Cf}/gu, ''),
    length: found[0].length,
  }))
}
