// A letter of Dora's waiting at the test desk, what one writes back, and an outgoing mail server that does as it is told.
import type { Submission, Submitter } from '../src/mail/smtp-client.ts'
import { Problem } from '../src/kit/problem.ts'
import { must } from '../src/kit/must.ts'
import { filesAlong, sendReply } from '../src/flows/reply/send.ts'
import { readMail } from '../src/mail/read.ts'
import type { Tx } from '../src/store/tx.ts'
import { deskNow, receive, testMeans, type Letter, type TestMeans } from './arrivals.ts'
import type { Desk, Person } from './desk.ts'

export const words = {
  to: [{ name: 'Dora', address: 'dora@acme.example' }],
  cc: [],
  bcc: [],
  subject: 'Re: The parcel is late',
  text: 'It left us on Monday.',
  html: null,
  uploadIds: [],
  attachmentIds: [],
  kind: 'reply' as const,
}

export async function withLetter({ tx, store }: Desk, letter: Letter = {}) {
  const means = testMeans(store)
  await receive(tx, means, { messageId: 'q1@acme.example', ...letter })
  const conversation = must((await deskNow(tx))[0], 'the conversation')
  const leaving = async () => {
    const row = must(
      await tx.db.selectFrom('outbox').select('raw_id').orderBy('id', 'desc').executeTakeFirst(),
      'something in the outbox',
    )
    const raw = await means.raw.get(tx, row.raw_id)
    return { raw: raw.toString('utf8'), read: await readMail(raw, { from: null }) }
  }
  return { means, conversation, leaving }
}

type Changed = Partial<Parameters<typeof sendReply>[3]>

/** An answer against the conversation as it is now; answers the id of its place in the outbox. */
export async function answerNow(who: Person, means: TestMeans, id: string, changed: Changed = {}): Promise<string> {
  const { version } = await who.db
    .selectFrom('conversation')
    .select('version')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const answer = { id, version, ...words, ...changed }
  const along = await filesAlong(
    (verb) => verb(who),
    means,
    async () => ({ id }),
    answer,
  )
  const { message } = await sendReply(who, means, await who.actor(), answer, along)
  return must(message.outboxId, 'its place in the outbox')
}

/** What waits in the outbox need not wait any longer. */
export async function makeDue(tx: Tx): Promise<void> {
  await tx.db.updateTable('outbox').set({ run_at: tx.now }).execute()
}

type Fate = Partial<Submission> | Error

/** Each message meets the next of `fates`, and the last one ever after. */
export function toldSubmitter(...fates: (Fate | Promise<Fate>)[]): Submitter & { handed: string[][] } {
  const handed: string[][] = []
  return {
    handed,
    connections: 5,
    longest: 900_000,
    submit: async ({ envelope }) => {
      handed.push(envelope.to)
      const fate = await fates[Math.min(handed.length, fates.length) - 1]
      if (fate instanceof Error) throw fate
      return { result: 'accepted', response: '250 ok', recipients: [], ...fate }
    },
    verify: async () => undefined,
    close: async () => undefined,
  }
}

export const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (thrown: unknown) =>
      thrown instanceof Problem ? { kind: thrown.kind, code: thrown.code, detail: thrown.detail } : thrown,
  )
