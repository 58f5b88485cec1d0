// Links that carry something nobody can guess.

/** Such mail is short; newsletters need not be read to their end. */
const MOST_HTML = 400_000
const MOST_LINKS = 200

export function hasOpeningLink(text: string, html: string | null): boolean {
  let left = MOST_LINKS
  for (const found of text.matchAll(/https?:\/\/[^\s<>"')\]]{8,2000}/gi)) {
    if (opensSomething(found[0])) return true
    if (--left === 0) return false
  }
  if (html === null) return false
  for (const found of html.slice(0, MOST_HTML).matchAll(/href\s*=\s*["']?(https?:\/\/[^\s"'>]{8,2000})/gi)) {
    if (opensSomething((found[1] ?? '').replaceAll('&amp;', '&'))) return true
    if (--left === 0) return false
  }
  return false
}

const OPENING = /verif|confirm|reset|activat|magic|log-?in|sign-?in|auth|token|otp|invit|passw|recover|valid|join/i
const LEAVING = /unsubscribe|opt-?out|preferences|abmeld|desabonn|uitschrijf|view-?in-?browser|webversion/i
const KEPT = /[?&](?:[a-z]+[_-])?(?:token|otp|code|key|secret|ticket|nonce|sig|hash|t|k)=([^&#]{6,})/i

export function opensSomething(link: string): boolean {
  const rest = link.replace(/^https?:\/\/[^/?#]*/i, '')
  const path = rest.split(/[?#]/, 1)[0] ?? ''
  // Whoever leaves a list may carry a token; where its words are only in the query, they are anybody's.
  if (LEAVING.test(path)) return false
  const isOpening = OPENING.test(link)
  const kept = isOpening ? (KEPT.exec(rest)?.[1] ?? '') : ''
  if (/\d/.test(kept) || isJumble(kept, 8)) return true
  return rest.split(/[/?&=#.;]/).some((part) => isOpaque(part, isOpening))
}

function isOpaque(part: string, isOpening: boolean): boolean {
  if (part.length < (isOpening ? 8 : 16) || !/^[\w%~+-]+$/.test(part)) return false
  if (/\d/.test(part) && /[a-z]/i.test(part)) return true
  return isOpening && (/^\d{8,}$/.test(part) || isJumble(part, 12))
}

/** Letters that make no word: all capitals, capitals all over, or far longer than words are. */
function isJumble(part: string, least: number): boolean {
  if (part.length < least || !/^[a-z_-]+$/i.test(part)) return false
  const turns = part.match(/[a-z](?=[A-Z])|[A-Z](?=[a-z])/g)?.length ?? 0
  return /^[A-Z]+$/.test(part) || turns / part.length > 0.4 || /[a-z]{24}/i.test(part)
}
