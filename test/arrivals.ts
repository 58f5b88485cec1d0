// Mail arriving at the test desk: accepted and filed by the product's own steps inside the test's transaction, and outgoing mail
// read back as the bytes that would leave.
import { createFresh, type Means } from '../src/desk/means.ts'
import { createPresence } from '../src/desk/presence/presence.ts'
import { createAccepting } from '../src/flows/intake/accept.ts'
import { fileBatch, incomingOf, type Filed } from '../src/flows/intake/file.ts'
import { repeatsIn, saidBefore } from '../src/flows/intake/repeats.ts'
import { claim } from '../src/flows/intake/take.ts'
import { limits } from '../src/kit/limits.ts'
import { silentLog } from '../src/kit/log.ts'
import { readMail, readStreamed } from '../src/mail/read.ts'
import { visibleReply, type ToldReply } from '../src/mail/reply-text/reply-text.ts'
import { createBlobs } from '../src/store/blobs.ts'
import { keysOf } from '../src/store/keys.ts'
import { createRawMail } from '../src/store/raw.ts'
import type { Store } from '../src/store/store.ts'
import type { Tx } from '../src/store/tx.ts'
import { memoryBlobs } from './memory-blobs.ts'

export interface Letter {
  from?: string
  to?: string
  subject?: string
  text?: string
  messageId?: string
  inReplyTo?: string
  references?: string
  /** Further fields, as they stand. */
  fields?: string[]
  /** Instead of all that. */
  raw?: Buffer
  /** Envelope; from the header where left out. */
  recipients?: string[]
  envelopeFrom?: string
  /** Address of the client that brought it. */
  remote?: string
  receivedAt?: Date
}

let serial = 0

/** A mail as Dora's program writes it; every one has a Message-ID of its own unless one is given. */
export function write(letter: Letter = {}): Buffer {
  if (letter.raw) return letter.raw
  const lines = [
    `From: ${letter.from ?? 'Dora <dora@acme.example>'}`,
    `To: ${letter.to ?? 'support@desk.example'}`,
    `Subject: ${letter.subject ?? 'The parcel is late'}`,
    `Message-ID: <${letter.messageId ?? `letter-${++serial}@acme.example`}>`,
    `Date: Mon, 02 Mar 2026 08:00:00 +0000`,
    ...(letter.inReplyTo ? [`In-Reply-To: <${letter.inReplyTo}>`] : []),
    ...(letter.references ? [`References: ${letter.references}`] : []),
    ...(letter.fields ?? []),
    'Content-Type: text/plain; charset=utf-8',
    '',
    letter.text ?? 'Where is my order? It should have been here on Friday.',
    '',
  ]
  return Buffer.from(lines.join('\r\n'))
}

export type TestMeans = Means

export function testMeans(store: Store): TestMeans {
  const keys = keysOf(Buffer.alloc(32, 7))
  const blobs = createBlobs({ driver: memoryBlobs(), keys })
  const unused = async () => {
    throw new Error('tests read mail on their own thread')
  }
  const read: Means['reader']['read'] = (raw, envelope) =>
    Buffer.isBuffer(raw) ? readMail(raw, envelope) : readStreamed(raw.read(), envelope)
  const reader = {
    read,
    readMany: unused,
    attachment: unused,
    visibleReply: async (told: ToldReply) => visibleReply(told),
    close: async () => undefined,
  }
  return {
    store,
    keys,
    blobs,
    raw: createRawMail({ keys, blobs }),
    reader,
    space: { demandRoom: () => undefined },
    fresh: createFresh(true),
    presence: createPresence({ say: () => undefined, from: 'test' }),
    log: silentLog,
    hostname: 'desk.example',
    publicUrl: 'https://desk.example',
    hasWayOut: true,
    undoMs: 10_000,
    messageBytes: limits.message.bytes,
    lookUp: null,
    proof: { isDemanded: true, servers: ['mx.desk.example'] },
  }
}

/** Accepts the letters in this order, together, and files them in one batch. */
export async function receive(tx: Tx, means: TestMeans, ...letters: Letter[]): Promise<Filed> {
  const accepting = createAccepting(means, () => undefined)
  await accepting.acceptIn(
    tx,
    letters.map((letter) => ({
      raw: write(letter),
      source: 'smtp' as const,
      from: letter.envelopeFrom ?? 'dora@acme.example',
      recipients: letter.recipients ?? [letter.to ?? 'support@desk.example'],
      remote: letter.remote ?? '192.0.2.1',
      receivedAt: letter.receivedAt ?? tx.now,
    })),
  )
  const claimed = await claim(tx, 'test')
  const read = new Map(
    await Promise.all(
      claimed.map(
        async (one) => [one.id, await readMail(await means.raw.get(tx, one.id), { from: one.envelope_from })] as const,
      ),
    ),
  )
  const repeats = await repeatsIn(means, await saidBefore(tx, means, incomingOf(means, claimed, read)))
  return fileBatch(tx, means, 'test', claimed, read, repeats)
}

/** All conversations, oldest first, with how their messages read; what is merged counts to its head. */
export async function deskNow(tx: Tx) {
  const conversations = await tx.db
    .selectFrom('conversation')
    .selectAll()
    .where('merged_into', 'is', null)
    .orderBy('id')
    .execute()
  const merged = await tx.db
    .selectFrom('conversation')
    .select(['id', 'merged_into'])
    .where('merged_into', 'is not', null)
    .execute()
  const messages = await tx.db.selectFrom('message').selectAll().orderBy('id').execute()
  return conversations.map((one) => {
    const family = [one.id, ...merged.filter((other) => other.merged_into === one.id).map((other) => other.id)]
    return { ...one, messages: messages.filter((message) => family.includes(message.conversation_id)) }
  })
}
