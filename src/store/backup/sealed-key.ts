// The root key inside a backup, locked with a passphrase: scrypt makes a key of it (RFC 7914), AES-256-GCM does the rest.
import { createSecretKey, randomBytes, scryptSync } from 'node:crypto'
import path from 'node:path'
import { Problem } from '../../kit/problem.ts'
import { decrypt, encrypt } from '../keys.ts'
import { writeDurably } from './files.ts'
import { readText } from './names.ts'

const FILE = 'key.sealed'
const CONTEXT = 'backup key'
/** Half a second and 128 MB for every guess. */
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }

export async function sealKey(folder: string, rootKey: string, passphrase: string): Promise<void> {
  const salt = randomBytes(16)
  const sealed = encrypt(
    createSecretKey(scryptSync(passphrase.normalize('NFKC'), salt, 32, COST)),
    CONTEXT,
    Buffer.from(rootKey),
  )
  const text = JSON.stringify({
    kdf: 'scrypt',
    N: COST.N,
    r: COST.r,
    p: COST.p,
    salt: salt.toString('base64'),
    sealed: sealed.toString('base64'),
  })
  await writeDurably(path.join(folder, FILE), `${text}\n`)
}

/** Undefined where the backup has none. */
export async function openSealedKey(folder: string, passphrase: string): Promise<string | undefined> {
  const text = await readText(path.join(folder, FILE))
  if (text === undefined) return undefined
  const { N, r, p, salt, sealed } = JSON.parse(text) as {
    N: number
    r: number
    p: number
    salt: string
    sealed: string
  }
  const key = scryptSync(passphrase.normalize('NFKC'), Buffer.from(salt, 'base64'), 32, {
    N,
    r,
    p,
    maxmem: COST.maxmem,
  })
  try {
    return decrypt(createSecretKey(key), CONTEXT, Buffer.from(sealed, 'base64')).toString()
  } catch (cause) {
    throw new Problem('denied', 'passphrase-wrong', 'The passphrase does not open the key in this backup.', { cause })
  }
}
