// Passwords as scrypt hashes. One takes a third of a second and 128 MB on purpose, so they are computed off the main
// thread, few at a time; when many wait, the next is turned away.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { limits } from '../../kit/limits.ts'
import { Problem } from '../../kit/problem.ts'

export interface Passwords {
  hash(password: string): Promise<string>
  /** Takes as long without a hash (no such user) as with one. */
  verify(password: string, hash: string | null): Promise<boolean>
}

interface Cost {
  /** Exponent of N; OWASP's 17 by default. Tests take less. */
  log2N?: number
  atOnce?: number
  waiting?: number
}

const BYTES = 32

export function createPasswords({
  log2N = 17,
  atOnce = limits.login.hashing,
  waiting = limits.login.waiting,
}: Cost = {}): Passwords {
  let running = 0
  const queue: (() => void)[] = []

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= atOnce) {
      if (queue.length >= waiting)
        throw new Problem('busy', 'sign-in-busy', 'Too many people are signing in. Try again in a minute.')
      await new Promise<void>((resolve) => queue.push(resolve))
    } else running++
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next) next()
      else running--
    }
  }

  return {
    hash: (password) =>
      inTurn(async () => {
        const salt = randomBytes(16)
        const derived = await derive(password, salt, log2N)
        return ['scrypt', log2N, salt.toString('base64url'), derived.toString('base64url')].join('$')
      }),
    verify: (password, hash) =>
      inTurn(async () => {
        const [kind, cost, salt, wanted] = (hash ?? '').split('$')
        const isReal = kind === 'scrypt' && salt !== undefined && wanted !== undefined
        const derived = await derive(
          password,
          Buffer.from(salt ?? 'nobody', 'base64url'),
          isReal ? Number(cost) : log2N,
        )
        const expected = isReal ? Buffer.from(wanted, 'base64url') : Buffer.alloc(BYTES)
        return expected.length === BYTES && timingSafeEqual(derived, expected) && isReal
      }),
  }
}

/** r = 8 and p = 1, as OWASP's cheat sheet has it. NFKC, so that the same keys give the same password on every machine. */
function derive(password: string, salt: Buffer, log2N: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { N: 2 ** log2N, r: 8, p: 1, maxmem: 256 * 2 ** Math.max(log2N, 12) * 8 }
    scrypt(password.normalize('NFKC'), salt, BYTES, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
