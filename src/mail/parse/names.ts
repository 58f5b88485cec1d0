// What an attachment is called. A name is only data: nothing is ever stored or served under it.
import { extensionOf } from './types.ts'
import { decodeWords, rescueBytes } from './words.ts'
import type { Part } from './structure.ts'

/** Never empty: a part without a name is called after its number and type. */
export function attachmentName(part: Part): string {
  return cleanName(part.filename ?? '') || `part-${part.index}.${extensionOf(part.type)}`
}

/** One line of at most 255 characters, without controls and without marks that turn the reading direction. */
export function cleanName(name: string): string {
  const latin = /[^\t -~]/.test(name) && !/[^\0-\xff]/.test(name) ? rescueBytes(name, null) : name // oxlint-disable-line no-control-regex
  const decoded = decodeWords(latin)
  return decoded
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, '')
    .trim()
    .slice(0, 255)
}
