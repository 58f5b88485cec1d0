import { expect, test } from 'vitest'
import { deskNow, receive, testMeans, write } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { must } from '../../kit/must.ts'
import { createAccepting } from './accept.ts'
import { createFiling } from './file.ts'

const said =
  'Your kettle 1042 left our workshop today and should be with you on Friday.\nPlease tell us then whether it boils.'

test(
  'an answer that repeats our words without any mark shows only what is new',
  onDesk(async ({ tx, store, inboxes }) => {
    await receive(tx, testMeans(store), { messageId: 'q1@acme.example', text: 'My kettle leaks.' })
    const [conversation] = await deskNow(tx)
    const { id } = must(conversation, 'it')
    await tx.db
      .insertInto('message')
      .values({
        conversation_id: id,
        id: tx.mint(),
        inbox_id: inboxes.support,
        direction: 'out',
        sender: JSON.stringify({ name: 'Ben', address: 'support@desk.example' }),
        addressees: JSON.stringify({ from: [], replyTo: [], to: [], cc: [], bcc: [] }),
        subject: 'Re: Kettle',
        text: said,
        reply_end: said.length,
        mail_id: 'a1@desk.example',
        received_at: tx.now,
      })
      .execute()

    await receive(tx, testMeans(store), {
      messageId: 'q2@acme.example',
      inReplyTo: 'q1@acme.example',
      text: `Salamat!\n\nSi Ben noong 4 Mayo:\n${said}\n\nAgad ko itong susubukan.`,
    })

    const answer = await tx.db
      .selectFrom('message')
      .selectAll()
      .where('mail_id', '=', 'q2@acme.example')
      .executeTakeFirstOrThrow()
    expect(answer.conversation_id).toBe(id)
    const [from = 0, to = 0] = answer.folded
    expect(answer.text.slice(0, from).trim()).toBe('Salamat!')
    expect(answer.text.slice(from, to)).toContain('Si Ben')
    expect(answer.text.slice(to, answer.reply_end).trim()).toBe('Agad ko itong susubukan.')
  }),
)

test(
  'what an answer repeats is looked for while no transaction is open, and filed all the same where that cannot be done',
  onDesk(async (desk) => {
    const { tx, store } = desk
    const means = testMeans(store)
    await receive(tx, means, { messageId: 'q1@acme.example', text: said, from: 'Emil <emil@acme.example>' })
    let open = 0
    const during: number[] = []
    const transact = store.transact.bind(store)
    store.transact = (who, verb) =>
      transact(who, async (own) => {
        open++
        return await verb(own).finally(() => open--)
      })
    means.reader.visibleReply = async () => {
      during.push(open)
      throw new Error('no reader is left')
    }

    await means.store.transact({ actorId: null }, (own) =>
      createAccepting(means, () => undefined).acceptIn(own, [
        {
          raw: write({ inReplyTo: 'q1@acme.example', text: `Thank you!\n\n${said}` }),
          source: 'smtp',
          from: 'dora@acme.example',
          recipients: ['support@desk.example'],
          remote: null,
          receivedAt: tx.now,
        },
      ]),
    )
    const filed = await createFiling(means, 'a worker').round()

    expect(filed).toMatchObject({ filed: 1 })
    expect(during).toEqual([0])
  }),
)
