// The key pair with which the desk proves to push services that it is the one whom a browser has let in (RFC 8292). It comes from the
// root key, as all secrets do: it is there from the first start, the same in every process, and stored nowhere.
import { createECDH } from 'node:crypto'
import type { Keys } from '../../store/keys.ts'

/** Base64url, as browsers and push services write them. */
export interface PushKeys {
  publicKey: string
  privateKey: string
}

const TRIES = 8

export function pushKeys(keys: Pick<Keys, 'secret'>): PushKeys {
  for (let at = 0; at < TRIES; at++) {
    const secret = keys.secret(`push ${at}`)
    const pair = createECDH('prime256v1')
    try {
      pair.setPrivateKey(secret)
    } catch {
      continue // beyond the curve's order: one in four thousand million
    }
    return { publicKey: pair.getPublicKey('base64url'), privateKey: secret.toString('base64url') }
  }
  throw new Error('no key for push')
}
