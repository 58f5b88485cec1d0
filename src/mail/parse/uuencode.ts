// uuencode (POSIX), as an encoding of a part or as blocks in the text of old or odd mails.

export interface UuFile {
  name: string
  bytes: Buffer
}

export interface UuFound {
  /** The text without the blocks. */
  text: string
  files: UuFile[]
}

const BEGIN = /^begin(?:-base64)? [0-7]{3,4} (\S.{0,250}?)[ \t]*\r?$/gm

/** A block counts only with its begin line, at least one good data line and an end; anything less is left in the text. */
export function findUuencoded(text: string): UuFound {
  if (!text.includes('begin')) return { text, files: [] }
  const files: UuFile[] = []
  const kept: string[] = []
  let last = 0
  for (const match of text.matchAll(BEGIN)) {
    if (match.index < last) continue
    const block = readBlock(text, match.index + match[0].length + 1, match[0].startsWith('begin-base64'))
    if (!block) continue
    files.push({ name: (match[1] ?? '').trim(), bytes: block.bytes })
    kept.push(text.slice(last, match.index))
    last = block.end
  }
  kept.push(text.slice(last))
  return { text: kept.join(''), files }
}

function readBlock(text: string, start: number, base64: boolean): { bytes: Buffer; end: number } | null {
  const chunks: Buffer[] = []
  let at = start
  while (at < text.length) {
    const newline = text.indexOf('\n', at)
    const end = newline === -1 ? text.length : newline + 1
    const line = text.slice(at, newline === -1 ? text.length : newline).replace(/\r$/, '')
    at = end
    if (line === 'end' || line === '====') return chunks.length > 0 ? { bytes: Buffer.concat(chunks), end: at } : null
    if (line === '`' || line.trim() === '') continue
    const bytes = base64 ? Buffer.from(line, 'base64') : decodeLine(line)
    if (!bytes) return null
    chunks.push(bytes)
  }
  return null
}

/** First character: how many bytes; then four characters for three. Lines may have lost trailing blanks on the way. */
function decodeLine(line: string): Buffer | null {
  const count = (line.charCodeAt(0) - 32) & 63
  if (/[^ -`]/.test(line) || line.length - 1 > Math.ceil(count / 3) * 4 + 2) return null
  const out = Buffer.alloc(count + 3)
  const six = (at: number): number => ((at < line.length ? line.charCodeAt(at) : 32) - 32) & 63
  for (let at = 1, to = 0; to < count; at += 4, to += 3) {
    const bits = (six(at) << 18) | (six(at + 1) << 12) | (six(at + 2) << 6) | six(at + 3)
    out[to] = bits >> 16
    out[to + 1] = (bits >> 8) & 255
    out[to + 2] = bits & 255
  }
  return out.subarray(0, count)
}
