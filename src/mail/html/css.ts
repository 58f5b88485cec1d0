// Inline styles of mail, by allow-list: what a mail may look like, never what it may fetch, cover or move.

/** The declarations that may stay, or '' for none. No url(), no escapes, no comments, no variables: anything odd drops its declaration. */
export function cleanStyle(style: string): string {
  if (style.length > 4_000) return ''
  const kept: string[] = []
  for (const declaration of style.replace(/&quot;/gi, "'").split(';')) {
    const colon = declaration.indexOf(':')
    const property = declaration.slice(0, colon).trim().toLowerCase()
    const value = declaration.slice(colon + 1).trim()
    if (colon > 0 && isAllowed(property, value)) kept.push(`${property}:${value.replaceAll('"', "'")}`)
  }
  return kept.join(';')
}

function isAllowed(property: string, value: string): boolean {
  if (!PROPERTIES.has(property) || value === '' || value.length > 300) return false
  if (!/^[\p{L}\p{N}\s#%.,'"!()/*+-]+$/u.test(value) || value.includes('/*')) return false
  // What is as tall as its window grows it, which grows the window; nothing in mail is a hundred thousand pixels long.
  if (
    /\d(?:[sld]?v(?:h|w|i|b|min|max)|cq\w+)\b/i.test(value) ||
    /\d{5,}/.test(value.replace(/\.\d+|#[\da-f]{3,8}\b/gi, ''))
  )
    return false
  if (property === 'display' && !/^(?:none|block|inline|inline-block|table[\w-]*|list-item)\b/i.test(value))
    return false
  // Functions are where fetching and computing happen; a colour is the only one mail needs.
  return [...value.matchAll(/([\w-]*)\s*\(/g)].every((call) => /^(?:rgba?|hsla?)$/i.test(call[1] ?? ''))
}

const SIDES = ['top', 'right', 'bottom', 'left']

const PROPERTIES = new Set([
  ...'color background-color background opacity visibility'.split(' '),
  ...'font font-family font-size font-style font-variant font-weight line-height letter-spacing word-spacing'.split(
    ' ',
  ),
  ...'text-align text-decoration text-decoration-line text-decoration-color text-indent text-transform direction'.split(
    ' ',
  ),
  ...'white-space word-break word-wrap overflow-wrap hyphens vertical-align'.split(' '),
  ...'width height min-width min-height max-width max-height box-sizing display float clear overflow'.split(' '),
  ...'border border-color border-style border-width border-radius border-collapse border-spacing'.split(' '),
  ...'table-layout caption-side empty-cells list-style-type list-style-position object-fit'.split(' '),
  ...['margin', 'padding', 'border'].flatMap((name) => [name, ...SIDES.map((side) => `${name}-${side}`)]),
  ...SIDES.flatMap((side) => ['color', 'style', 'width'].map((what) => `border-${side}-${what}`)),
])
