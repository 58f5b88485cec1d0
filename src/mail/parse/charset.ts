// Bytes to text, whatever the sender says they are. Labels lie often enough that the bytes have a say too.
import { isAscii, isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'

export interface DecodedText {
  /** Without NUL and without a byte order mark. */
  text: string
  /** What it was read as, in lower case. */
  charset: string
  /** False where the label had to be doubted or some bytes made no sense in it. */
  clean: boolean
}

interface DecodeOptions {
  /** Valid UTF-8 wins over the label: for header bytes, whose label is only a guess. */
  guessFirst?: boolean
}

/**
 * No label, `us-ascii` or an unknown one: UTF-8 where the bytes are, else windows-1252. Labelled UTF-8 that is mostly not:
 * windows-1252. Decoding is by iconv-lite, because TextDecoder reads windows-1252 wrongly on some releases of Node.
 */
export function decodeText(bytes: Buffer, label: string | null, options: DecodeOptions = {}): DecodedText {
  const charset = knownCharset(label) ?? (bytes.includes(JIS_ESCAPE) ? 'iso-2022-jp' : null)
  if (isAscii(bytes) && !(charset && hidesInAscii(charset))) {
    return { text: clean(bytes.toString('latin1')), charset: charset ?? 'us-ascii', clean: true }
  }
  const mark = byteOrderMark(bytes)
  if (mark) return { text: clean(iconv.decode(bytes, mark)), charset: mark, clean: true }
  if (options.guessFirst && isUtf8(bytes)) return { text: clean(bytes.toString('utf8')), charset: 'utf-8', clean: true }
  if (charset === null) {
    const trusted = label === null || /^(us-)?ascii$/i.test(label.trim())
    const guessed = isUtf8(bytes) ? 'utf-8' : 'windows-1252'
    return { text: clean(decodeAs(bytes, guessed)), charset: guessed, clean: trusted }
  }
  if (charset !== 'utf-8') return { text: clean(decodeAs(bytes, charset)), charset, clean: true }
  if (isUtf8(bytes)) return { text: clean(bytes.toString('utf8')), charset, clean: true }
  const asUtf8 = bytes.toString('utf8')
  if (looksLikeUtf8(asUtf8)) return { text: clean(asUtf8), charset, clean: false }
  return { text: clean(decodeAs(bytes, 'windows-1252')), charset: 'windows-1252', clean: false }
}

/** How Japanese in seven bits begins (RFC 1468); nothing else has it. */
const JIS_ESCAPE = Buffer.from('\x1b$')

/** More is no name of a charset. */
const LONGEST_LABEL = 80

/** The charset a label means, in the superset that senders mean by it; null for none, ASCII or unknown. */
export function knownCharset(label: string | null): string | null {
  const name =
    label
      ?.slice(0, LONGEST_LABEL)
      .trim()
      .replace(/^["']+|["']+$/g, '')
      .toLowerCase() ?? ''
  if (name === '' || name === 'us-ascii' || name === 'ascii' || name.startsWith('ansi_x3.4')) return null
  const alias = ALIASES[name]
  if (alias) return alias
  if (STATEFUL.has(name)) return name
  return iconv.encodingExists(name) ? name : null
}

const ALIASES: Record<string, string> = {
  utf8: 'utf-8',
  'utf-8': 'utf-8',
  'utf-8-mac': 'utf-8',
  utf8mb4: 'utf-8',
  'unicode-1-1-utf-8': 'utf-8',
  'utf-7': 'utf-7',
  utf7: 'utf-7',
  'unicode-1-1-utf-7': 'utf-7',
  // WHATWG Encoding §4.2: bytes 0x80–0x9f in "latin1" are windows-1252 in practice.
  'iso-8859-1': 'windows-1252',
  iso8859_1: 'windows-1252',
  'iso_8859-1': 'windows-1252',
  latin1: 'windows-1252',
  'latin-1': 'windows-1252',
  l1: 'windows-1252',
  cp1252: 'windows-1252',
  'x-ansi': 'windows-1252',
  'iso-8859-9': 'windows-1254',
  'iso-8859-8-i': 'iso-8859-8',
  'iso-8859-8-e': 'iso-8859-8',
  'x-mac-roman': 'macroman',
  macintosh: 'macroman',
  'x-mac-cyrillic': 'maccyrillic',
  gb2312: 'gb18030',
  'x-gbk': 'gb18030',
  gbk: 'gb18030',
  'cp-850': 'cp850',
  chinesebig5: 'big5',
  'x-big5': 'big5',
  'ks_c_5601-1987': 'euc-kr',
  ks_c_5601: 'euc-kr',
  'x-sjis': 'shift_jis',
  'shift-jis': 'shift_jis',
  'x-euc-jp': 'euc-jp',
  'iso-2022-jp-2': 'iso-2022-jp',
  'iso-2022-jp-ms': 'iso-2022-jp',
  csiso2022jp: 'iso-2022-jp',
}

const hidesInAscii = (charset: string): boolean => STATEFUL.has(charset) || /^utf-?(16|32)/.test(charset)

/** 7-bit charsets whose text looks like ASCII. */
const STATEFUL = new Set(['utf-7', 'iso-2022-jp', 'iso-2022-kr', 'hz-gb-2312'])

function decodeAs(bytes: Buffer, charset: string): string {
  if (charset === 'iso-2022-jp') return japanese(bytes)
  if (charset === 'utf-7') return seven(bytes)
  if (charset === 'iso-2022-kr') return iconv.decode(shifted(bytes), 'euc-kr')
  if (charset === 'hz-gb-2312') return iconv.decode(tilded(bytes), 'gb18030')
  return iconv.decode(bytes, charset)
}

// RFC 2152: `+` begins UTF-16 in base64, `-` ends it. Iconv-lite takes seconds where it begins and ends all the time.
function seven(bytes: Buffer): string {
  const text = bytes.toString('latin1')
  let out = ''
  let from = 0
  for (let plus = text.indexOf('+'); plus !== -1; plus = text.indexOf('+', from)) {
    out += text.slice(from, plus)
    let at = plus + 1
    let bits = 0
    let held = 0
    for (let six = sixBits(bytes[at]); six !== -1; six = sixBits(bytes[++at])) {
      held = ((held << 6) | six) & 0x3fffff
      bits += 6
      if (bits < 16) continue
      bits -= 16
      out += String.fromCharCode((held >> bits) & 0xffff)
    }
    if (at === plus + 1) out += '+'
    from = text[at] === '-' ? at + 1 : at
  }
  return out + text.slice(from)
}

function sixBits(byte = 0): number {
  if (byte >= 0x41 && byte <= 0x5a) return byte - 0x41
  if (byte >= 0x61 && byte <= 0x7a) return byte - 0x47
  if (byte >= 0x30 && byte <= 0x39) return byte + 4
  return byte === 0x2b ? 62 : byte === 0x2f ? 63 : -1
}

/** Iconv-lite has no ISO-2022-JP. An escape followed by another (joined encoded words) is an error to the platform's decoder. */
function japanese(bytes: Buffer): string {
  const text = bytes.toString('latin1').replaceAll('\x1b(B\x1b$', '\x1b$').replaceAll('\x1b(J\x1b$', '\x1b$')
  return new TextDecoder('iso-2022-jp').decode(Buffer.from(text, 'latin1'))
}

// RFC 1557: SO and SI switch between KS C 5601 in seven bits and ASCII.
function shifted(bytes: Buffer): Buffer {
  const out: number[] = []
  let korean = false
  for (const byte of bytes.toString('latin1').replaceAll('\x1b$)C', '')) {
    const code = byte.charCodeAt(0)
    if (code === 0x0e || code === 0x0f) korean = code === 0x0e
    else out.push(korean && code > 0x20 ? code | 0x80 : code)
  }
  return Buffer.from(out)
}

// RFC 1843: ~{ and ~} around GB 2312 in seven bits.
function tilded(bytes: Buffer): Buffer {
  const high = (run: string): string =>
    run.replace(/[\x21-\x7e]/g, (one) => String.fromCharCode(one.charCodeAt(0) | 0x80))
  const text = bytes.toString('latin1').replace(/~\{([^~\n]*)(?:~\}|(?=\n)|$)/g, (_whole, run: string) => high(run))
  return Buffer.from(text.replaceAll('~~', '~'), 'latin1')
}

function byteOrderMark(bytes: Buffer): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return null
}

/** Mostly right UTF-8, such as one with a character cut at the end. */
function looksLikeUtf8(text: string): boolean {
  const broken = text.match(/\ufffd/g)?.length ?? 0
  const good = text.match(/[^\s -~\ufffd]/g)?.length ?? 0
  return good >= broken
}

function clean(text: string): string {
  const marked = text.startsWith('\ufeff') ? text.slice(1) : text
  return marked.includes('\0') ? marked.replaceAll('\0', '') : marked
}

/** The charset an HTML document names for itself (WHATWG HTML §13.2.3.2), looked for in its first 2 KB. */
export function metaCharset(bytes: Buffer): string | null {
  const head = bytes.toString('latin1', 0, 2048)
  return /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})/i.exec(head)?.[1]?.toLowerCase() ?? null
}
