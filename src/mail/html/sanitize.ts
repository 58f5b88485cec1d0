// HTML of strangers made harmless by allow-list. One of three layers (the browser cleans again, and shows it in a sandboxed
// frame under its own CSP); none of them relies on another.
import sanitizeHtml from 'sanitize-html'
import { shownAs } from '../../kit/picture.ts'
import { cleanStyle } from './css.ts'
import { isTooDeep, withoutTags } from './nesting.ts'
import { beneath, readSheet, type Element } from './sheet.ts'
import { textToHtml } from './to-text.ts'

export interface SanitizeContext {
  /** `blocked`: remote images wait in `data-remote-src` until a person asks for them. `kept`: for what colleagues write themselves. */
  remoteImages: 'blocked' | 'kept'
  /** Content ids of what comes with the mail, by the `src` that names it (parse/inline.ts). */
  attached?: ReadonlyMap<string, string>
}

export interface SanitizedHtml {
  html: string
  /** How many images wait to be fetched. */
  remoteImages: number
}

const MOST_CHARACTERS = 1_000_000
const NESTING = 150

/**
 * Elements, attributes and style properties by list. `cid:` images stay references; what style sheets say is written onto the elements
 * it is about; relative links, the sheets themselves, forms, SVG and MathML go. The result is a fragment, and cleaning it again changes nothing.
 */
export function sanitizeMailHtml(html: string, context: SanitizeContext = { remoteImages: 'blocked' }): SanitizedHtml {
  const read = html.slice(0, MOST_CHARACTERS)
  if (isTooDeep(read)) return { html: textToHtml(withoutTags(read)), remoteImages: 0 }
  let remoteImages = 0
  const sheet = readSheet(read)
  const open: Element[] = []
  let said: ReadonlyMap<string, string> = NOTHING
  const clean = sanitizeHtml(read, {
    allowedTags: [...TAGS],
    nonTextTags: [...SWALLOWED],
    allowedAttributes: ATTRIBUTES,
    allowedSchemes: ['http', 'https', 'mailto', 'tel', 'cid', 'data'],
    allowedSchemesAppliedToAttributes: [],
    allowedClasses: { '*': [...CLASSES] },
    parseStyleAttributes: false,
    nestingLimit: NESTING,
    // Every element, also those that go: others may be within them.
    ...(sheet && {
      onOpenTag: (tag: string, attributes: Attributes) => {
        const element = {
          tag,
          id: attributes['id'] ?? '',
          classes: (attributes['class'] ?? '').split(/\s+/).slice(0, 20),
        }
        said = sheet(element, open)
        open.push(element)
      },
      onCloseTag: () => void open.pop(),
    }),
    transformTags: {
      body: 'div',
      '*': (tagName, attribs) => {
        const kept = styled(attribs, said)
        if (tagName === 'a') return { tagName, attribs: link(kept) }
        if (tagName !== 'img') return { tagName, attribs: kept }
        const image = picture(kept, context)
        if (image['data-remote-src'] !== undefined) remoteImages++
        return { tagName, attribs: image }
      },
    },
  })
  return { html: clean, remoteImages }
}

type Attributes = Record<string, string>

const NOTHING: ReadonlyMap<string, string> = new Map()

function styled(attributes: Attributes, said: ReadonlyMap<string, string>): Attributes {
  const { style, ...rest } = attributes
  const own = style === undefined ? '' : cleanStyle(style)
  const clean = said.size === 0 ? own : beneath(said, own)
  return clean === '' ? rest : { ...rest, style: clean }
}

/** A link leaves in a new tab and tells nobody where it came from; one that is not absolute would lead into our own pages. */
function link({ href, target: _target, rel: _rel, ...rest }: Attributes): Attributes {
  const url = href === undefined ? null : absoluteUrl(href)
  return url === null ? rest : { href: url, target: '_blank', rel: 'noopener noreferrer nofollow', ...rest }
}

function picture(
  { src, 'data-remote-src': waiting, ...rest }: Attributes,
  { remoteImages, attached }: SanitizeContext,
): Attributes {
  const source = (src ?? waiting ?? '').trim()
  const contentId = attached?.get(source)
  if (contentId !== undefined) return { src: cidOf(contentId), ...rest }
  if (/^cid:[^\s"'<>]{1,500}$/i.test(source)) return { src: `cid:${source.slice(4)}`, ...rest }
  const written = /^data:image\/(?:png|jpe?g|gif|webp);base64,([a-z0-9+/=\s]+)$/i.exec(source)?.[1]
  if (written !== undefined) {
    const isShown = shownAs(Buffer.from(written, 'base64')) !== null
    return isShown ? { src: source.replace(/\s+/g, ''), ...rest } : rest
  }
  const url = absoluteUrl(source.startsWith('//') ? `https:${source}` : source)
  if (url === null || !/^https?:/i.test(url)) return rest
  return remoteImages === 'kept' ? { src: url, ...rest } : { 'data-remote-src': url, ...rest }
}

/** As RFC 2392 writes it: what may not stand in an address is escaped. */
function cidOf(contentId: string): string {
  const escaped = encodeURIComponent(contentId.slice(0, 150).toWellFormed())
  return `cid:${escaped.replaceAll('%40', '@').replace(/'/g, '%27')}`
}

/** What a browser would make of it: blanks and controls are taken out before the scheme is looked at (WHATWG URL §4.4). */
function absoluteUrl(text: string): string | null {
  const url = withoutBlanks(text.replace(/[\p{Cc}\s]+/gu, (blank) => (/^ +$/.test(blank) ? '%20' : '')))
  return /^(?:https?:\/\/[^/\\]|mailto:|tel:)/i.test(url) ? url : null
}

function withoutBlanks(url: string): string {
  let from = 0
  while (url.startsWith('%20', from)) from += 3
  let to = url.length
  while (to > from && url.endsWith('%20', to)) to -= 3
  return url.slice(from, to)
}

const TAGS = new Set(
  `a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em
  figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nobr ol p pre q s samp section small span
  strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr`.split(/\s+/),
)

/** Dropped with everything in them. */
const SWALLOWED = new Set(
  `script style textarea option select xmp noscript title iframe noembed noframes plaintext template svg math object applet audio
  video canvas`.split(/\s+/),
)

/** Marks by which quoted text and signatures are folded away on screen. */
const CLASSES = new Set(
  `gmail_quote gmail_quote_container gmail_attr gmail_extra gmail_signature moz-cite-prefix moz-signature yahoo_quoted
  protonmail_quote protonmail_signature_block`.split(/\s+/),
)

const CELL = ['width', 'height', 'align', 'valign', 'bgcolor', 'colspan', 'rowspan', 'nowrap', 'scope']

const ATTRIBUTES: NonNullable<sanitizeHtml.IOptions['allowedAttributes']> = {
  '*': ['style', 'dir', 'lang', 'title', 'align'],
  a: ['href', 'target', 'rel'],
  img: ['src', 'data-remote-src', 'alt', 'width', 'height', 'border', 'hspace', 'vspace'],
  font: ['color', 'face', 'size'],
  table: ['width', 'height', 'bgcolor', 'border', 'cellpadding', 'cellspacing'],
  tr: ['bgcolor', 'valign', 'height'],
  td: CELL,
  th: CELL,
  col: ['span', 'width'],
  colgroup: ['span', 'width'],
  div: ['bgcolor'],
  ol: ['start', 'type'],
  ul: ['type'],
  li: ['value'],
  hr: ['width', 'size', 'color', 'noshade'],
  blockquote: [{ name: 'type', values: ['cite'] }],
  time: ['datetime'],
}
