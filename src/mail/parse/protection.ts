// Mail that is signed or encrypted, recognised and named: S/MIME (RFC 8551), PGP/MIME (RFC 3156), PGP in the text (RFC 9580 §7).
// Nothing is verified and nothing decrypted.
import { readCms } from './cms.ts'
import { decodeTransfer } from './encodings.ts'
import { isSmime } from './opened.ts'
import type { Part } from './structure.ts'

export interface Protection {
  scheme: 'smime' | 'pgp'
  /** Somebody signed it; whether the signature is good nobody has looked. */
  isSigned: boolean
  /** What it says can be read by those only who have the key. */
  isEncrypted: boolean
}

/** Null for mail that is neither. What is encrypted hides whether it is signed too. */
export function protectionOf(root: Part, { text, isClearSigned }: Words): Protection | null {
  for (const part of everyPart(root)) {
    const found = ofPart(part)
    if (found) return found
  }
  if (startsLine(text, MESSAGE) !== -1) return encrypted('pgp')
  return isClearSigned ? signed('pgp') : null
}

/** What was written, and whether it stood in a signature's armour. */
interface Words {
  text: string
  isClearSigned: boolean
}

function* everyPart(part: Part): Generator<Part> {
  yield part
  for (const child of part.children) yield* everyPart(child)
}

function ofPart(part: Part): Protection | null {
  const protocol = part.parameters.get('protocol')?.toLowerCase() ?? ''
  if (part.type === 'multipart/signed') {
    const signature = protocol || (part.children.at(-1)?.type ?? '')
    if (signature.endsWith('pkcs7-signature')) return signed('smime')
    if (signature.endsWith('pgp-signature')) return signed('pgp')
  }
  if (part.type === 'multipart/encrypted' && protocol.endsWith('pgp-encrypted')) return encrypted('pgp')
  if (part.type === 'application/pgp-encrypted') return encrypted('pgp')
  return isSmime(part) ? ofSmime(part) : null
}

/** By what the bytes are; the parameter counts where they cannot be read, as in mail that was cut. */
function ofSmime(part: Part): Protection | null {
  const kind = part.parameters.get('smime-type')?.toLowerCase() ?? ''
  if (part.children.length > 0) return /compressed/.test(kind) ? null : signed('smime') // opened
  const what = readCms(decodeTransfer(part.body, part.encoding), { left: 0 })?.what
  if (what === 'encrypted' || (!what && /enveloped/.test(kind))) return encrypted('smime')
  return what === 'signed' || /signed/.test(kind) ? signed('smime') : null
}

const signed = (scheme: Protection['scheme']): Protection => ({ scheme, isSigned: true, isEncrypted: false })
const encrypted = (scheme: Protection['scheme']): Protection => ({ scheme, isSigned: false, isEncrypted: true })

const MESSAGE = '-----BEGIN PGP MESSAGE-----'
const SIGNED = '-----BEGIN PGP SIGNED MESSAGE-----'
const SIGNATURE = '-----BEGIN PGP SIGNATURE-----'
const SIGNATURE_END = '-----END PGP SIGNATURE-----'

/** A text in its signature's armour is read without it (RFC 9580 §7); a text without is as it was. */
export function withoutArmour(text: string): string {
  const begin = text.includes(SIGNED) ? startsLine(text, SIGNED) : -1
  if (begin === -1) return text
  const blank = text.indexOf('\n\n', begin)
  const signature = startsLine(text, SIGNATURE, begin)
  if (blank === -1 || signature < blank) return text
  const end = text.indexOf(SIGNATURE_END, signature)
  const after = end === -1 ? '' : text.slice(end + SIGNATURE_END.length)
  const words = text.slice(blank + 2, signature)
  const unescaped = words.startsWith('- ') ? words.slice(2) : words
  return text.slice(0, begin) + unescaped.replaceAll('\n- ', '\n') + after.replace(/^\n/, '')
}

function startsLine(text: string, mark: string, from = 0): number {
  for (let at = text.indexOf(mark, from); at !== -1; at = text.indexOf(mark, at + 1))
    if (at === 0 || text[at - 1] === '\n') return at
  return -1
}
