// Our own marks on outgoing mail, by which an answer finds its way back: a signed plus-address for Reply-To, and Message-IDs
// that carry a conversation. Both prove that we wrote them, not who sent them back.
// Lower-case base32 (RFC 4648 §6), because mail systems on the way may change capitals.

import { createHmac, timingSafeEqual } from 'node:crypto'
import { isAddress, normalizeAddress, withoutDetail } from './address.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
const DAY = 86_400_000
/** 80 bits: forging one takes 2^79 mails on average. */
const SIGNATURE_BYTES = 10
const DETAIL = /^t-([a-z2-7]{32})$/
const LOG_DETAIL = /^l-([a-z2-7]{32})$/
const OWN_ID = /^m-([a-z2-7]{42})$/

interface ReplyAddress {
  /** The inbox's plain address. */
  address: string
  conversationId: string
  secret: Buffer
  now: Date
  /** How long an answer may come; 400 days unless told. */
  days?: number
}

/**
 * `support@desk.example` with a detail that names the conversation. The inbox's address is not signed, so that renaming an
 * inbox does not cut off its correspondents. The plain address, when the result would be longer than a mail address may be.
 */
export function replyAddress({ address, conversationId, secret, now, days = 400 }: ReplyAddress): string {
  const payload = Buffer.alloc(10)
  payload.writeBigUInt64BE(BigInt(conversationId))
  payload.writeUInt16BE(Math.min(0xffff, Math.floor(now.getTime() / DAY) + days), 8) // until the year 2149
  const plain = normalizeAddress(address)
  const at = plain.lastIndexOf('@')
  const full = `${plain.slice(0, at)}+t-${encode(Buffer.concat([payload, sign('reply', payload, secret)]))}${plain.slice(at)}`
  return isAddress(full) ? full : plain
}

/** Null when there is no token in the address at all. A forged or expired one is no evidence, but worth saying. */
export function readReplyToken(
  address: string,
  secret: Buffer,
  now: Date,
): { conversationId: string } | { failed: 'forged' | 'expired' } | null {
  // an inbox's address may itself have a detail, so it is the last `+` that counts
  const detail = withoutDetail(normalizeAddress(address)).detail
  const text = DETAIL.exec(detail?.slice(detail.lastIndexOf('+') + 1) ?? '')?.[1]
  if (!text) return null
  const payload = opened('reply', text, 10, secret)
  if (!payload) return { failed: 'forged' }
  if (payload.readUInt16BE(8) < Math.floor(now.getTime() / DAY)) return { failed: 'expired' }
  return { conversationId: payload.readBigUInt64BE().toString() }
}

interface OwnMessage {
  conversationId: string
  messageId: string
  domain: string
  secret: Buffer
}

/** A Message-ID without its angle brackets (RFC 5322 §3.6.4). The same message always gets the same one. */
export function ownMessageId({ conversationId, messageId, domain, secret }: OwnMessage): string {
  const payload = Buffer.alloc(16)
  payload.writeBigUInt64BE(BigInt(conversationId))
  payload.writeBigUInt64BE(BigInt(messageId), 8)
  return `m-${encode(Buffer.concat([payload, sign('message-id', payload, secret)]))}@${domain}`
}

/** Null for every Message-ID that we did not make, forged ones among them. */
export function readOwnMessageId(id: string, secret: Buffer): { conversationId: string; messageId: string } | null {
  const bare = id.trim().replace(/^</, '').toLowerCase()
  const text = OWN_ID.exec(bare.slice(0, bare.indexOf('@')))?.[1]
  const payload = text ? opened('message-id', text, 16, secret) : null
  if (!payload) return null
  return { conversationId: payload.readBigUInt64BE().toString(), messageId: payload.readBigUInt64BE(8).toString() }
}

/**
 * A secret address of a person, by which their own mail is logged: `support@desk.example` with a detail that names them. It counts for
 * as long as its generation is theirs. Null where the result would be longer than a mail address may be.
 */
export function logAddress({
  address,
  userId,
  generation,
  secret,
}: {
  address: string
  userId: string
  generation: number
  secret: Buffer
}): string | null {
  const payload = Buffer.alloc(10)
  payload.writeBigUInt64BE(BigInt(userId))
  payload.writeUInt16BE(generation & 0xffff, 8)
  const plain = normalizeAddress(address)
  const at = plain.lastIndexOf('@')
  const full = `${plain.slice(0, at)}+l-${encode(Buffer.concat([payload, sign('log', payload, secret)]))}${plain.slice(at)}`
  return isAddress(full) ? full : null
}

/** Null for every other address, forged ones among them. */
export function readLogAddress(address: string, secret: Buffer): { userId: string; generation: number } | null {
  const detail = withoutDetail(normalizeAddress(address)).detail
  const text = LOG_DETAIL.exec(detail?.slice(detail.lastIndexOf('+') + 1) ?? '')?.[1]
  const payload = text ? opened('log', text, 10, secret) : null
  if (!payload) return null
  return { userId: payload.readBigUInt64BE().toString(), generation: payload.readUInt16BE(8) }
}

/** Each kind of mark has its own key, so that one is never taken for the other. */
function sign(purpose: string, payload: Buffer, secret: Buffer): Buffer {
  return createHmac('sha256', secret)
    .update(`mail ${purpose} 1\0`)
    .update(payload)
    .digest()
    .subarray(0, SIGNATURE_BYTES)
}

function opened(purpose: string, text: string, length: number, secret: Buffer): Buffer | null {
  const bytes = decode(text)
  const payload = bytes.subarray(0, length)
  const signature = bytes.subarray(length)
  if (signature.length !== SIGNATURE_BYTES || !timingSafeEqual(signature, sign(purpose, payload, secret))) return null
  return encode(bytes) === text ? payload : null // spare bits of the last letter have to be zero
}

function encode(bytes: Buffer): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET[(held >> (bits - 5)) & 31]
    held &= 0xff
  }
  return bits > 0 ? text + ALPHABET[(held << (5 - bits)) & 31] : text
}

function decode(text: string): Buffer {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const letter of text) {
    held = ((held << 5) | ALPHABET.indexOf(letter)) & 0xfff
    bits += 5
    if (bits >= 8) bytes.push((held >> (bits -= 8)) & 0xff)
  }
  return Buffer.from(bytes)
}
