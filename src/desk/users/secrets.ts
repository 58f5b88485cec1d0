// Random secrets that we hand out once and keep only as a hash: sessions, invitations, API tokens.
import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** 256 random bits, safe in a cookie and in the fragment of a link. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** An API token: a prefix that secret scanners know, 32 random bytes, and a checksum that tells a token from a lookalike. */
export function newToken(): string {
  const random = randomBytes(32).toString('hex')
  return `pr_live_${random}${checksum(random)}`
}

/** Whether this looks like a token of ours, without asking the database. One from POSTROOM_ADMIN_TOKEN need not. */
export function isTokenShaped(text: string): boolean {
  const [, random = '', check = ''] = /^pr_live_([0-9a-f]{64})([0-9a-f]{8})$/.exec(text) ?? []
  return random !== '' && checksum(random) === check
}

/** Plain SHA-256 is enough: what is hashed has 256 random bits, so there is nothing to guess. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0')
}
