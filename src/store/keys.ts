// Keys: one root key, from the environment or a file beside the data and never in the database; everything else is derived from it.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto'
import { link, open, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { Problem } from '../kit/problem.ts'
import type { Tx } from './tx.ts'

export interface Keys {
  /** 32 bytes, always the same for a purpose, telling nothing about those for another. */
  secret: (purpose: string) => Buffer
  hmac: (purpose: string, bytes: Buffer | string) => Buffer
  /**
   * Small secrets (a mailbox's password) and data keys. `context` names table, column and row, e.g. `mailbox.secret:42`: what was
   * sealed for one cannot be opened as another.
   */
  seal: (context: string, plain: Buffer | string) => Buffer
  open: (context: string, sealed: Buffer) => Buffer
}

interface Options {
  dataDir: string
  /** POSTROOM_SECRET_KEY: 32 characters or more. */
  secretKey?: string
}

const FILE = 'secret.key'
const VERSION = 1
const NONCE = 12
const TAG = 16
const HEAD = 1 + NONCE
const NOTHING = Buffer.alloc(0)

export async function openKeys({ dataDir, secretKey }: Options): Promise<Keys> {
  return keysOf(
    secretKey === undefined ? await rootOf(path.join(dataDir, FILE)) : rootFrom(secretKey, 'POSTROOM_SECRET_KEY'),
  )
}

export function keysOf(root: Buffer): Keys {
  const known = new Map<string, Buffer>()
  const sealing = new Map<number, KeyObject>()
  const secret = (purpose: string) => {
    const found = known.get(purpose) ?? Buffer.from(hkdfSync('sha256', root, 'postroom', purpose, 32)) // RFC 5869
    known.set(purpose, found)
    return found
  }
  const sealer = (version: number) => {
    const found = sealing.get(version) ?? createSecretKey(secret(`key-encryption ${version}`))
    sealing.set(version, found)
    return found
  }
  return {
    secret,
    hmac: (purpose, bytes) => createHmac('sha256', secret(purpose)).update(bytes).digest(),
    seal: (context, plain) => encrypt(sealer(VERSION), context, Buffer.from(plain), Buffer.of(VERSION)),
    open: (context, sealed) => {
      const version = sealed[0]
      if (version === undefined || sealed.length < HEAD + TAG) throw unreadable(context)
      return decrypt(sealer(version), context, sealed.subarray(1))
    },
  }
}

/** `head`, nonce, ciphertext, tag. A key and a random nonce serve 2^32 texts. NIST SP 800-38D §8.3 */
export function encrypt(key: Buffer | KeyObject, context: string, plain: Buffer, head: Buffer = NOTHING): Buffer {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
  const hidden = cipher.update(plain)
  cipher.final() // GCM keeps nothing back
  return Buffer.concat([head, nonce, hidden, cipher.getAuthTag()])
}

export function decrypt(key: Buffer | KeyObject, context: string, encrypted: Buffer): Buffer {
  if (encrypted.length < NONCE + TAG) throw unreadable(context)
  const decipher = createDecipheriv('aes-256-gcm', key, encrypted.subarray(0, NONCE), { authTagLength: TAG }).setAAD(
    Buffer.from(context),
  )
  decipher.setAuthTag(encrypted.subarray(-TAG))
  try {
    const plain = decipher.update(encrypted.subarray(NONCE, -TAG))
    decipher.final() // it throws where the tag is another
    return plain
  } catch (cause) {
    throw unreadable(context, cause)
  }
}

/** Called at every start: with another key nothing that is stored could be read, and what is added would be lost to the right one. */
export async function guardKeys(tx: Tx, keys: Keys): Promise<void> {
  const proof = proofOf(keys)
  const [kept] = await tx.query<{ value: string }>({
    text: `insert into setting (name, value, changed_at) values ('secret-key-proof', $1, $2)
      on conflict (name) do update set name = excluded.name returning value`,
    values: [JSON.stringify(proof), tx.now],
  })
  if (kept?.value === proof) return
  throw new Problem(
    'conflict',
    'secret-key-wrong',
    `The data was written with another secret key. Restore the file ${FILE} in the data directory, or POSTROOM_SECRET_KEY, as it was.`,
  )
}

/** Tells one root key from another, and nothing about either. */
export function proofOf(keys: Keys): string {
  return keys.hmac('proof', 'postroom').toString('base64url')
}

/** The root key as text, to be kept elsewhere. A Problem where there is none: nothing is made. */
export async function readRootKey({ dataDir, secretKey }: Options): Promise<string> {
  if (secretKey !== undefined) return secretKey
  const file = path.join(dataDir, FILE)
  const found = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Problem('denied', 'secret-key-unreadable', `Postroom cannot read its secret key ${file}.`, { cause })
  })
  return found.trim()
}

async function rootOf(file: string): Promise<Buffer> {
  const found = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT')
      throw new Problem('denied', 'secret-key-unreadable', `Postroom cannot read its secret key ${file}.`, {
        cause: error,
      })
  })
  return found === undefined ? await makeRoot(file) : rootFrom(found.trim(), file)
}

/** On the disk before it is used, and whole or not at all; of two processes that make one, both use the first. */
async function makeRoot(file: string): Promise<Buffer> {
  const fresh = `${file}.${randomBytes(4).toString('hex')}`
  const written = await open(fresh, 'wx', 0o600)
  await written.writeFile(`${randomBytes(32).toString('base64url')}\n`)
  await written.sync()
  await written.close()
  await link(fresh, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(fresh)
  const folder = await open(path.dirname(file), 'r')
  await folder.sync().catch(() => undefined) // Windows has no such thing
  await folder.close()
  return rootFrom((await readFile(file, 'utf8')).trim(), file)
}

export function rootFrom(text: string, from: string): Buffer {
  if (text.length < 32)
    throw new Problem(
      'invalid',
      'secret-key-short',
      `${from} must have 32 characters or more, e.g. what "openssl rand -base64 32" prints.`,
    )
  return Buffer.from(text)
}

function unreadable(context: string, cause?: unknown): Problem {
  return new Problem(
    'broken',
    'unreadable',
    'Something stored cannot be read: it was changed, or belongs to another key.',
    { cause, detail: { context } },
  )
}
