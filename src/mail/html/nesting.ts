// Guards against HTML that is only nesting: parsers of HTML take time in the square of it.

/** Real mail stays in the dozens; a badly closed newsletter in the hundreds. */
const DEEPEST = 2_000

const VOID_OR_IMPLIED = new Set(
  `br img hr input meta link area base basefont bgsound col embed frame param source track wbr p li dd dt td th tr tbody thead tfoot
  option optgroup colgroup html head body`.split(/\s+/),
)

/** An estimate in linear time, from opening and closing tags alone. */
export function isTooDeep(html: string): boolean {
  if (html.length < DEEPEST * 3) return false
  let depth = 0
  for (const tag of html.matchAll(/<(\/?)([a-z][a-z0-9:-]{0,30})/gi)) {
    if (VOID_OR_IMPLIED.has((tag[2] ?? '').toLowerCase())) continue
    if (tag[1] === '/') depth = Math.max(0, depth - 1)
    else if (++depth > DEEPEST) return true
  }
  return false
}

/** What stands between the tags, and nothing else: for HTML that is too deep, or that a converter gives up on. */
export function withoutTags(html: string): string {
  return html
    .replace(/<[^<>]{0,5000}>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
