// RTF read as what it was made of: the HTML that Outlook wrapped in it (MS-OXRTFEX), or else its text. One pass, a stack of
// groups; pictures, styles and tables of fonts are passed over.
import { decodeText } from '../charset.ts'
import { codePage } from './tnef.ts'

export type RtfContent = { html: string } | { text: string }

interface Group {
  /** Passed over with all that is in it. */
  isSkipped: boolean
  /** The table of fonts: nothing of it is shown, but charsets are learnt. */
  isFonts: boolean
  /** `{\*\htmltag`: a piece of the HTML. */
  isTag: boolean
  /** Between `\htmlrtf` and `\htmlrtf0`: what only readers of RTF shall see. */
  isRtfOnly: boolean
  /** How many characters stand for one `\u` in old readers. */
  unicodeSkip: number
  font: number
}

const SKIPPED = new Set(
  'colortbl stylesheet info pict object header footer headerl headerr footerl footerr listtable listoverridetable rsidtbl generator xmlnstbl themedata latentstyles datastore pntext mhtmltag bkmkstart bkmkend'.split(
    ' ',
  ),
)
const MEANT: Record<string, string> = {
  par: '\n',
  line: '\n',
  sect: '\n',
  page: '\n',
  row: '\n',
  tab: '\t',
  cell: '\t',
  emdash: '—',
  endash: '–',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  emspace: ' ',
  enspace: ' ',
}
const SYMBOLS: Record<string, string> = { '\\': '\\', '{': '{', '}': '}', '~': ' ', _: '-', '-': '' }
/** Of a font, as charsets were numbered before there were code pages. */
const FONT_PAGES: Record<number, number> = {
  128: 932,
  129: 949,
  134: 936,
  136: 950,
  161: 1253,
  162: 1254,
  163: 1258,
  177: 1255,
  178: 1256,
  186: 1257,
  204: 1251,
  222: 874,
  238: 1250,
}
/** Groups deeper than this share what they set. */
const DEEPEST = 1_000
const MOST_TOKENS = 1_000_000
const TOKEN = /\\(?:'([0-9a-f]{2})|([a-z]{1,32})(-?\d{1,9})? ?|([^a-z]))|([{}])|([^\\{}\r\n]+)/gis

export function readRtf(rtf: Buffer): RtfContent | null {
  const source = rtf.toString('latin1')
  if (!/^\s*\{\\rtf/.test(source)) return null
  const isHtml = /\\fromhtml1\b/.test(source.slice(0, 4_000))
  const out: string[] = []
  const fonts = new Map<number, string | null>()
  const stack: Group[] = []
  let group: Group = {
    isSkipped: false,
    isFonts: false,
    isTag: false,
    isRtfOnly: false,
    unicodeSkip: 1,
    font: -1,
  }
  let charset = 'windows-1252'
  let held: string[] = []
  let heldIn = charset
  let isStarred = false
  let toSkip = 0
  let defined = -1
  let tokens = 0

  for (const [, hex, word, number, symbol, brace, text] of source.matchAll(TOKEN)) {
    if (++tokens > MOST_TOKENS) break
    if (brace === '{') {
      stack.push(group)
      if (stack.length < DEEPEST) group = { ...group }
      isStarred = false
      toSkip = 0
    } else if (brace === '}') {
      flush()
      group = stack.pop() ?? group
      toSkip = 0
    } else if (word !== undefined) {
      control(word.toLowerCase(), number === undefined ? null : Number(number))
      isStarred = false
    } else if (symbol !== undefined) {
      if (symbol === '*') isStarred = true
      else if (symbol === '\n' || symbol === '\r') say('\n')
      else say(SYMBOLS[symbol] ?? '')
    } else if (hex !== undefined) {
      if (toSkip > 0) toSkip--
      else bytes(String.fromCharCode(parseInt(hex, 16)))
    } else if (text !== undefined) {
      const skipped = Math.min(toSkip, text.length)
      toSkip -= skipped
      bytes(text.slice(skipped))
    }
  }
  flush()
  const content = out.join('')
  return isHtml ? { html: content } : { text: content }

  function isShown(): boolean {
    return !group.isSkipped && !group.isFonts && !(isHtml && group.isRtfOnly && !group.isTag)
  }

  function bytes(text: string): void {
    if (!isShown() || text === '') return
    const now = fonts.get(group.font) ?? charset
    if (now !== heldIn) flush()
    heldIn = now
    held.push(text)
  }

  function say(text: string): void {
    if (!isShown()) return
    flush()
    out.push(text)
  }

  function flush(): void {
    if (held.length === 0) return
    out.push(decodeText(Buffer.from(held.join(''), 'latin1'), heldIn).text)
    held = []
  }

  function control(word: string, number: number | null): void {
    if (word === 'htmltag') group.isTag = true
    else if (word === 'htmlrtf') group.isRtfOnly = number !== 0
    else if (isStarred || SKIPPED.has(word)) group.isSkipped = true
    else if (word === 'fonttbl') group.isFonts = true
    else if (word === 'f' && number !== null) {
      if (group.isFonts) defined = number
      else group.font = number
    } else if (word === 'fcharset' && number !== null) fonts.set(defined, codePage(FONT_PAGES[number] ?? null))
    else if (word === 'ansicpg' && number !== null) charset = heldIn = codePage(number) ?? charset
    else if (word === 'uc' && number !== null) group.unicodeSkip = Math.min(Math.max(number, 0), 16)
    else if (word === 'u' && number !== null) {
      say(String.fromCharCode(number & 0xffff))
      toSkip = group.unicodeSkip
    } else if (word === 'bin' && number !== null) toSkip = Math.max(number, 0)
    else if (word === 'plain') group.font = -1
    else if (MEANT[word] !== undefined) say(MEANT[word])
  }
}
