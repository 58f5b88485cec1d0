// The addresses of a header field as received: bytes rescued, mailboxes found, names decoded.
import { parseAddressList, type Address } from '../address.ts'
import { decodeWords, rescueBytes } from './words.ts'

/** `value` holds one character a byte. Encoded words are decoded after the commas have been found, since they may hide some. */
export function readAddresses(value: string, charset: string | null, most: number): Address[] {
  const text = rescueBytes(value, charset)
  const found = parseAddressList(text)
  if (found.length === 0 && text.includes('=?')) {
    const whole = parseAddressList(decodeWords(text)) // the mailbox inside one encoded word
    return whole.slice(0, most).map(({ name, address }) => ({ name: onOneLine(name), address }))
  }
  return found.slice(0, most).map(({ name, address }) => ({ name: onOneLine(decodeWords(name)), address }))
}

/** An encoded word may hold anything, line breaks too: nothing that a header field could not say belongs into a name. */
const onOneLine = (name: string): string =>
  name
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
