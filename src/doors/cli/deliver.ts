// postroom deliver: one mail on standard input, as a mail server's pipe hands it over. Exit status 0 means that it is durable.
import { setTimeout as sleep } from 'node:timers/promises'
import { headerEnvelope } from '../../flows/intake/envelope.ts'
import type { Accepting } from '../../flows/intake/accept.ts'
import type { Id } from '../../kit/id.ts'
import { limits } from '../../kit/limits.ts'
import { Problem } from '../../kit/problem.ts'

export interface DeliverOptions {
  to: string[]
  from?: string
}

export async function readInput(input: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of input) {
    const bytes = Buffer.from(piece)
    size += bytes.length
    if (size > limits.message.bytes)
      throw new Problem('invalid', 'message-too-large', `The mail is larger than ${limits.message.bytes} bytes.`)
    pieces.push(bytes)
  }
  const raw = withoutFromLine(Buffer.concat(pieces))
  if (raw.length === 0)
    throw new Problem('invalid', 'mail-empty', 'Nothing came on standard input. Try: postroom deliver < mail.eml')
  return raw
}

/** Pipes of mail servers put an mbox separator on top, which is no header field. */
function withoutFromLine(raw: Buffer): Buffer {
  if (!/^From [^ :]/.test(raw.toString('latin1', 0, 8))) return raw
  const end = raw.indexOf(10)
  return end < 0 ? raw : raw.subarray(end + 1)
}

/** Without recipients those of the header that are ours. */
export async function deliver(
  { accept }: Pick<Accepting, 'accept'>,
  raw: Buffer,
  { to, from }: DeliverOptions,
  receivedAt: Date,
): Promise<Id> {
  const envelope = headerEnvelope(raw)
  return await accept({
    raw,
    source: 'pipe',
    from: from ?? envelope.from,
    recipients: to.length > 0 ? to : envelope.recipients,
    remote: null,
    receivedAt,
  })
}

/** Tries again while what is in the way may pass. A mail that was stored after all is recognised when it is filed. */
export async function patiently<T>(work: () => Promise<T>, patience = 20_000): Promise<T> {
  for (const deadline = Date.now() + patience; ;) {
    try {
      return await work()
    } catch (thrown) {
      const isPassing = thrown instanceof Problem && thrown.kind === 'busy' && thrown.code !== 'disk-full'
      if (!isPassing || Date.now() > deadline) throw thrown
      await sleep(500)
    }
  }
}
