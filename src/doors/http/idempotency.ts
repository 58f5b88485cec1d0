// `Idempotency-Key`: what is asked again after a lost answer is done once and answered alike, whatever happened since. The row is written in the
// transaction of the work itself, so either both happened or neither.
import { createHash } from 'node:crypto'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'

export interface Repeatable {
  key: string
  /** The token, else the user. */
  ownerId: Id
  requestHash: Buffer
  isSecret: boolean
}

export interface Outcome {
  status: number
  body: unknown
  /** Nothing was done: it is the answer of the first time. */
  isRepeated?: true
}

export function requestHash(method: string, path: string, body: Buffer): Buffer {
  return createHash('sha256').update(`${method} ${path}\n`).update(body).digest()
}

export function readKey(headers: Headers): string | null {
  const key = headers.get('idempotency-key')
  if (key === null || /^[\x21-\x7e]{1,200}$/.test(key)) return key
  throw new Problem('invalid', 'idempotency-key', 'An Idempotency-Key is 1 to 200 visible ASCII characters.')
}

/** Runs `work`, or answers what it answered the first time. */
export async function once(tx: Tx, asked: Repeatable, work: () => Promise<Outcome>): Promise<Outcome> {
  const { key, ownerId } = asked
  await refuseWhileRunning(tx, asked)
  const inserted = await tx.db
    .insertInto('idempotency')
    .values({
      key,
      actor_id: ownerId,
      request_hash: asked.requestHash,
      status: null,
      response: null,
      created_at: tx.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst()
  if (!inserted) return repeated(tx, asked)
  const outcome = await work()
  const kept = asked.isSecret ? null : JSON.stringify(outcome.body ?? null)
  await tx.db
    .updateTable('idempotency')
    .set({ status: outcome.status, response: kept })
    .where('actor_id', '=', ownerId)
    .where('key', '=', key)
    .execute()
  return outcome
}

/** The lock only makes the answer quick; what makes it right is the primary key of the row. */
async function refuseWhileRunning(tx: Tx, { key, ownerId }: Repeatable): Promise<void> {
  const [lock] = await tx.query<{ free: boolean }>({
    name: 'idempotency-lock',
    text: 'select pg_try_advisory_xact_lock(hashtextextended($1, 7)) as free',
    values: [`${ownerId} ${key}`],
  })
  if (!lock?.free)
    throw new Problem(
      'conflict',
      'idempotency-running',
      'The first request with this Idempotency-Key is still running. Ask again in a moment.',
    )
}

async function repeated(tx: Tx, asked: Repeatable): Promise<Outcome> {
  const row = await tx.db
    .selectFrom('idempotency')
    .select(['request_hash', 'status', 'response'])
    .where('actor_id', '=', asked.ownerId)
    .where('key', '=', asked.key)
    .executeTakeFirst()
  if (!row?.status)
    throw new Problem(
      'conflict',
      'idempotency-running',
      'The first request with this Idempotency-Key is still running. Ask again in a moment.',
    )
  if (!asked.requestHash.equals(row.request_hash))
    throw new Problem('invalid', 'idempotency-mismatch', 'This Idempotency-Key was used for another request.')
  if (asked.isSecret)
    throw new Problem(
      'conflict',
      'already-done',
      'That was done already, and its answer holds a secret that is shown only once.',
    )
  return { status: row.status, body: row.response, isRepeated: true }
}

/** For a schedule: keys are remembered for a day. */
export async function forgetKeys(tx: Tx): Promise<void> {
  const before = new Date(tx.now.getTime() - 24 * 3_600_000)
  await tx.db.deleteFrom('idempotency').where('created_at', '<', before).execute()
}
