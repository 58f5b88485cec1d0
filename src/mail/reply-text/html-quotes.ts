// What of an HTML body its writer wrote: the text outside the elements in which mail programs put the mail answered. Reads tags
// only as far as needed for that; nothing made here is ever shown as HTML.

import { withoutTrailing } from '../parse/line-ends.ts'

interface HtmlReply {
  /** Text outside quotations, a line for each block. */
  own: string
  quoted: string
  /** The mark that was found first; null when there was none, and `own` is then the whole text. */
  mark: string | null
  /** Letters of `own` below the last quotation. */
  below: number
}

const MAX_HTML = 2_000_000
/** Looks beyond a tag, each a bounded stretch. */
const MAX_LOOKS = 500
/** Below a quotation stands a greeting or a disclaimer; a newsletter goes on for longer below its blockquotes. */
const MAX_BELOW = 400
/** Elements that hold the mail answered. */
const QUOTE_CLASS =
  /(?:^|[\s"'])(?:x_)*(?:gmail_quote(?:_container)?|gmail_attr|yahoo_quoted|protonmail_quote|moz-cite-prefix|tutanota_quote|zmail_extra|ms-outlook-mobile-reference-message|front-blockquote|missive_quote|freshdesk_quote|hs_reply|quoted_message|quotedtext|quoted-text|mail-quote|mailspring_quote|nylas-quote|mimestream_quote|airmail_ext_on|sh-quoted-content|edo-original-message|replyquote|reply_quote|cm_quote|skiff_quote|notion-mail-quote|hey-quote|superhuman-quote|mail_quote|zd_quote|hs-quote|rcmbody-quote|edo-quote)(?=[\s"']|$)/i
const QUOTE_ID =
  /^(?:x_)*(?:yahoo_quoted_?\d*|ymail_quoted|mail-editor-reference-message-container|isreplycontent|orig(?:inal)?body|messagereplysection|spark_quote|mqb?quote|reply-intro|olk_src_body_section|qt|quote|quoted-content)$/i
/** From here to the end. */
const REST_ID =
  /^(?:x_)*(?:divrplyfwdmsg|appendonsend|replysplit|zwchr|stopspelling|lineBreakAtBeginningOfMessage-quoted|mail-signature-quote)$/i
const REST_MARK = /data-marker=["']?__(?:divider|quoted_text)__/i
/** Outlook's rule above the header block of the mail answered; any colour, any unit. */
const OUTLOOK_RULE =
  /border:\s*none;\s*border-top:\s*solid\s*(?:#?[0-9a-z]{1,20}|rgb\([\d, ]{5,20}\))\s*1\.0pt|border-top:\s*(?:#?[0-9a-z]{1,20}|rgb\([\d, ]{5,20}\))\s*1px\s*solid|border-(?:top|width):\s*(?:solid\s*(?:#?[0-9a-z]{1,20}|rgb\([\d, ]{5,20}\))\s*1\.0pt|1pt (?:medium|currentcolor|0px))/i
const BLOCKS = new Set([
  'p',
  'div',
  'br',
  'tr',
  'table',
  'li',
  'ul',
  'ol',
  'blockquote',
  'hr',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'pre',
  'section',
  'article',
  'header',
  'footer',
  'center',
  'body',
])
const SILENT = new Set(['script', 'style', 'head', 'title', 'template', 'noscript'])
const VOID = new Set(['br', 'hr', 'img', 'input', 'meta', 'link', 'wbr', 'col', 'area', 'base'])

/** Where the writer's text ends, judged by the blockquote's attributes; a plain one is the caller's to judge by its words. */
function markOf(name: string, tag: string): { mark: string; toTheEnd: boolean } | null {
  if (!tag.includes('=')) return null
  const id = attribute(tag, 'id') || attribute(tag, 'name')
  const className = attribute(tag, 'class')
  const style = attribute(tag, 'style')
  if (id && REST_ID.test(id)) return { mark: id, toTheEnd: true }
  if (REST_MARK.test(tag)) return { mark: 'divider', toTheEnd: true }
  if (id && QUOTE_ID.test(id)) return { mark: id, toTheEnd: false }
  // Gmail's own quotation is in a div of that class; a blockquote of it alone is an indented paragraph
  if (className && QUOTE_CLASS.test(className) && !(name === 'blockquote' && /gmail_quote/i.test(className)))
    return { mark: className.trim().slice(0, 40), toTheEnd: false }
  if (
    name === 'blockquote' &&
    (attribute(tag, 'type').toLowerCase() === 'cite' || /border-left/i.test(style) || attribute(tag, 'cite'))
  )
    return { mark: 'blockquote', toTheEnd: false }
  if (name === 'div' && OUTLOOK_RULE.test(style)) return { mark: 'border-top', toTheEnd: true }
  return null
}

/** A line above, whichever way it is drawn, and below it two labels or more with their values, in whatever language. */
function isRuledHead(name: string, tag: string, ahead: () => string): boolean {
  if (name !== 'div' && name !== 'hr') return false
  if (
    name === 'div' &&
    !/border-top(?:-style|-width)?\s{0,3}:[^;"']{0,60}(?:solid|\dp[xt])/i.test(attribute(tag, 'style'))
  )
    return false
  const lines = ahead()
    .split('\n')
    .filter((line) => line.trim() !== '')
  const labelled = lines
    .slice(0, 4)
    .filter((line) => /^\s{0,9}[^\s:：][^:：]{0,30}[:：]\s{0,9}\S/.test(line.slice(0, 100)))
  return (
    labelled.length >= (name === 'hr' ? 3 : 2) &&
    labelled[0] === lines[0] &&
    labelled.some((line) => /[\d@]/.test(line))
  )
}

/** One without any attribute is a mail program's; what people indent has a style. With nothing above it, it is the mail. */
function isBare(tag: string, before: string): boolean {
  return /^<blockquote\s{0,9}>/i.test(tag) && before.trim() !== ''
}

const ATTRIBUTES = Object.fromEntries(
  ['id', 'name', 'class', 'style', 'type', 'cite'].map((name) => [
    name,
    new RegExp(`[\\s"']${name}\\s{0,5}=\\s{0,5}(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i'),
  ]),
)

function attribute(tag: string, name: string): string {
  const match = ATTRIBUTES[name]?.exec(tag)
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? ''
}

/** Time grows with the length of the HTML, whatever it holds: one pass, and a second where no program left its mark. */
export function readHtmlReply(
  html: string,
  isForward: (text: string) => boolean,
  isAttribution: (text: string) => boolean,
): HtmlReply {
  const marked = readMarked(html, isForward, isAttribution, 'no')
  if (marked.mark !== null || !/<blockquote\s{0,9}>/i.test(html.slice(0, MAX_HTML))) return marked
  const bare = readMarked(html, isForward, isAttribution, 'below words')
  if (bare.mark !== null) return bare.below > MAX_BELOW ? marked : bare
  const all = readMarked(html, isForward, isAttribution, 'anywhere')
  return all.own === '' ? all : marked
}

/** The element being passed over: how deep in it we are, and in how many quotations. */
interface Inside {
  name: string
  depth: number
  quotes: number
  hadQuote: boolean
  isGmail: boolean
}

/** Who answers line by line in Gmail writes between its blockquotes, within the element around them all. */
const isAnswer = (inside: Inside): boolean => inside.isGmail && inside.hadQuote && inside.quotes === 0

function readMarked(
  html: string,
  isForward: (text: string) => boolean,
  isAttribution: (text: string) => boolean,
  countsBare: 'no' | 'below words' | 'anywhere',
): HtmlReply {
  const own: string[] = []
  const quoted: string[] = []
  let mark: string | null = null
  let inside: Inside | null = null
  let toTheEnd = false
  let looks = 0
  let ended = 0
  let silent: string | null = null
  const put = (text: string): void => {
    if (text !== '') ((inside && !isAnswer(inside)) || toTheEnd ? quoted : own).push(text)
  }
  for (const token of tokens(html.slice(0, MAX_HTML))) {
    if (token.text !== null) {
      if (silent === null) put(decodeEntities(token.text.replace(/[ \t\r\n]+/g, ' ')))
      continue
    }
    const { name, closes, tag } = token
    if (silent !== null) {
      if (closes && name === silent) silent = null
      continue
    }
    if (SILENT.has(name) && !closes) {
      silent = name
      continue
    }
    if (BLOCKS.has(name)) put('\n')
    if (inside) {
      const step = closes ? -1 : tag.endsWith('/>') ? 0 : 1
      if (name === inside.name) inside.depth += step
      if (name === 'blockquote') {
        inside.quotes += step
        inside.hadQuote = true
      }
      if (inside.depth === 0) {
        inside = null
        ended = own.length
      }
    } else if (!closes && !toTheEnd) {
      const ahead = (): string => (++looks > MAX_LOOKS ? '' : plain(html.slice(token.end, token.end + 1500)))
      const before = own.slice(-30).join('').slice(-600)
      const found =
        markOf(name, tag) ??
        (isRuledHead(name, tag, ahead) ? { mark: 'border-top', toTheEnd: true } : null) ??
        (name === 'blockquote' &&
        ((countsBare !== 'no' && isBare(tag, countsBare === 'anywhere' ? tag : before)) ||
          isAttribution(before) ||
          isAttribution(ahead()))
          ? { mark: 'blockquote', toTheEnd: false }
          : null)
      // a forward's content is what was sent; and a mail that begins with a mark has nothing else to show
      if (!found || isForward(ahead().slice(0, 300)) || isForward(before.slice(-200))) continue
      mark ??= found.mark
      if (found.toTheEnd) toTheEnd = true
      else if (!VOID.has(name))
        inside = { name, depth: 1, quotes: 0, hadQuote: false, isGmail: /gmail_quote/i.test(found.mark) }
    }
  }
  return { own: tidy(own), quoted: tidy(quoted), mark, below: tidy(own.slice(ended)).length }
}

const tidy = (parts: string[]): string =>
  parts
    .join('')
    .split('\n')
    .map((line) => withoutTrailing(line, ' \u00a0').replace(/^[ \t]+/, ''))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

/** Text of a piece of HTML, for looking ahead. */
function plain(html: string): string {
  let text = ''
  for (const token of tokens(html))
    text +=
      token.text === null
        ? BLOCKS.has(token.name)
          ? '\n'
          : ''
        : decodeEntities(token.text.replace(/[ \t\r\n]+/g, ' '))
  return text.trim()
}

type Token =
  | { text: string; name: ''; closes: false; tag: ''; end: number }
  | { text: null; name: string; closes: boolean; tag: string; end: number }

function* tokens(html: string): Generator<Token> {
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    const stop = open < 0 ? html.length : open
    if (stop > at) yield { text: html.slice(at, stop), name: '', closes: false, tag: '', end: stop }
    if (open < 0) return
    if (html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open + 4)
      at = end < 0 ? html.length : end + 3
      continue
    }
    if (!/^<[a-z/!?]/i.test(html.slice(open, open + 2))) {
      yield { text: '<', name: '', closes: false, tag: '', end: open + 1 } // a lone `<` is text
      at = open + 1
      continue
    }
    const close = html.indexOf('>', open)
    if (close < 0) {
      yield { text: html.slice(open), name: '', closes: false, tag: '', end: html.length }
      return
    }
    const end = close + 1
    const tag = html.slice(open, Math.min(end, open + 3000))
    const name = /^<\/?([a-z][a-z0-9:]{0,20})/i.exec(tag)?.[1]?.toLowerCase()
    if (name) yield { text: null, name, closes: tag[1] === '/', tag, end }
    at = end
  }
}

const NAMED: Record<string, string> = {
  nbsp: '\u00a0',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  amp: '&',
  shy: '',
  zwnj: '',
  zwj: '',
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi,
    (whole, decimal?: string, hex?: string, named?: string) => {
      if (named) return NAMED[named.toLowerCase()] ?? whole
      const code = decimal ? Number(decimal) : parseInt(hex ?? '0', 16)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
    },
  )
}
