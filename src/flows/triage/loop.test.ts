import { expect, test } from 'vitest'
import { receive, testMeans, write } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { must } from '../../kit/must.ts'
import { readMail } from '../../mail/read.ts'
import type { Tx } from '../../store/tx.ts'
import { queueAutomatic } from '../reply/automatic.ts'
import { triage } from './triage.ts'

type TestMeans = ReturnType<typeof testMeans>
const proven = (domain: string) => `Authentication-Results: mx.desk.example; dmarc=pass header.from=${domain}\r\n`

// The other desk is this one, asked to answer what it sent itself: they run the same code, so one that stops stops both.
test(
  'two Postrooms that acknowledge each other stop after one mail',
  onDesk(async ({ ada, store, inboxes }) => {
    const means = testMeans(store)
    await ada.db
      .updateTable('inbox')
      .set({ auto_reply: JSON.stringify({ subject: '', text: 'We have it.' }) })
      .where('id', '=', inboxes.support)
      .execute()
    const first = write({ from: 'Other desk <help@other.example>', messageId: 'one@other.example' })
    await arrive(ada, means, Buffer.concat([Buffer.from(proven('other.example')), first]), 'help@other.example')
    const [answer, ...none] = await sent(ada, means)

    // What the other desk would make of it, and what ours makes of it when it comes back as if the other had written it.
    const there = await readMail(must(answer, 'the acknowledgement'), { from: '' })
    const back = must(answer, 'it')
      .toString('latin1')
      .replace(/^From: .*$/m, 'From: help@other.example')
      .replace(/^To: .*$/m, 'To: support@desk.example')
      .replace(/^Message-ID: .*$/im, 'Message-ID: <two@other.example>')
    await arrive(ada, means, Buffer.from(proven('other.example') + back, 'latin1'), '')

    expect(none).toEqual([])
    expect(there).toMatchObject({ kind: 'auto-reply', mayAutoReply: false })
    expect(await sent(ada, means)).toHaveLength(1)
  }),
)

async function arrive(tx: Tx, means: TestMeans, raw: Buffer, envelopeFrom: string): Promise<void> {
  await receive(tx, means, { raw, envelopeFrom, recipients: ['support@desk.example'] })
  const newest = await tx.db
    .selectFrom('message')
    .select(['id', 'conversation_id'])
    .where('direction', '=', 'in')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  await triage(tx, [{ conversationId: newest.conversation_id, messageId: newest.id, occasion: 'message.received' }], {
    raw: means.raw,
    proof: means.proof,
    queueAutomatic: (inside, automatic) => queueAutomatic(inside, means, automatic),
  })
}

async function sent(tx: Tx, means: TestMeans): Promise<Buffer[]> {
  const rows = await tx.db.selectFrom('outbox').select('raw_id').orderBy('id').execute()
  return await Promise.all(rows.map((row) => means.raw.get(tx, row.raw_id)))
}
