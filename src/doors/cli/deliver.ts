// postroom deliver: one mail on standard input, as a mail server's pipe hands it over. Exit status 0 means that it is durable.
import { setTimeout as sleep } from 'node:timers/promises'
import { headerEnvelope } from '../../flows/intake/envelope.ts'
import type { Accepting } from '../../flows/intake/accept.ts'
import type { Id } from '../../kit/id.ts'
import type { Means } from '../../desk/means.ts'
import { Problem } from '../../kit/problem.ts'
import type { Blobs } from '../../store/blobs.ts'
import { takeIn, type Incoming } from '../../store/incoming.ts'

export interface DeliverOptions {
  to: string[]
  from?: string
}

/** That nothing came is known before any desk is opened. */
export async function openInput(input: AsyncIterable<Buffer>): Promise<AsyncIterable<Buffer>> {
  const pieces = withoutFromLine(input)[Symbol.asyncIterator]()
  for (let first = await pieces.next(); !first.done; first = await pieces.next())
    if (first.value.length > 0) return startingWith(first.value, pieces)
  throw new Problem('invalid', 'mail-empty', 'Nothing came on standard input. Try: postroom deliver < mail.eml')
}

async function* startingWith(first: Buffer, rest: AsyncIterator<Buffer>): AsyncIterable<Buffer> {
  yield first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

/** What is large is written down while it comes. */
export const readInput = (
  input: AsyncIterable<Buffer>,
  means: Pick<Means, 'blobs' | 'messageBytes'>,
): Promise<Incoming> => takeIn(input, means.messageBytes, means.blobs)

/** Pipes of mail servers put an mbox separator on top, which is no header field. */
async function* withoutFromLine(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let first: Buffer | null = Buffer.alloc(0)
  for await (const piece of input) {
    if (first === null) {
      yield piece
      continue
    }
    first = Buffer.concat([first, piece])
    if (first.length < LONGEST_SEPARATOR && !first.includes(10)) continue
    yield withoutSeparator(first)
    first = null
  }
  if (first !== null) yield withoutSeparator(first)
}

/** What came is not to be had again: it is too large, or nothing. */
export const isNoMail = ({ code }: Problem): boolean => code === 'mail-empty' || code === 'message-too-large'

const LONGEST_SEPARATOR = 4_096

function withoutSeparator(raw: Buffer): Buffer {
  if (!/^From [^ :]/.test(raw.toString('latin1', 0, 8))) return raw
  const end = raw.indexOf(10)
  return end < 0 ? raw : raw.subarray(end + 1)
}

/** Without recipients those of the header that are ours. What may be tried again stays written down. */
export async function deliver(
  { accept }: Pick<Accepting, 'accept'>,
  blobs: Pick<Blobs, 'discard'>,
  { raw, head }: Incoming,
  { to, from }: DeliverOptions,
  receivedAt: Date,
): Promise<Id> {
  const envelope = headerEnvelope(head)
  const recipients = to.length > 0 ? to : envelope.recipients
  const arrival = { raw, from: from ?? envelope.from, recipients, remote: null, receivedAt }
  try {
    return await accept({ ...arrival, source: 'pipe' })
  } catch (thrown) {
    if (!Buffer.isBuffer(raw) && !isPassing(thrown)) await blobs.discard(raw).catch(() => undefined)
    throw thrown
  }
}

const isPassing = (thrown: unknown) =>
  thrown instanceof Problem && thrown.kind === 'busy' && thrown.code !== 'disk-full'

/** Tries again while what is in the way may pass. A mail that was stored after all is recognised when it is filed. */
export async function patiently<T>(work: () => Promise<T>, patience = 20_000): Promise<T> {
  for (const deadline = Date.now() + patience; ;) {
    try {
      return await work()
    } catch (thrown) {
      if (!isPassing(thrown) || Date.now() > deadline) throw thrown
      await sleep(500)
    }
  }
}
