// The addresses of a header field as received: bytes rescued, mailboxes found, names decoded.
import { parseAddressList, type Address } from '../address.ts'
import { decodeWords, rescueBytes } from './words.ts'

/** `value` holds one character a byte. Encoded words are decoded after the commas have been found, since they may hide some. */
export function readAddresses(value: string, charset: string | null, most: number): Address[] {
  const text = rescueBytes(value, charset)
  const found = parseAddressList(text)
  if (found.length === 0 && text.includes('=?')) {
    return parseAddressList(decodeWords(text)).slice(0, most) // the whole mailbox inside one encoded word
  }
  return found.slice(0, most).map(({ name, address }) => ({ name: decodeWords(name).trim(), address }))
}
