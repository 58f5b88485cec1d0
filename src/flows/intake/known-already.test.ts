import { expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { must } from '../../kit/must.ts'

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
  'a mail too short to tell is in the language that its writer used last',
  onDesk(async ({ tx, store }) => {
    await receive(tx, testMeans(store), {
      from: 'Emil <emil@bolt-works.example>',
      text: 'Waar blijft mijn bestelling? Die zou maandag komen.',
    })
    await receive(tx, testMeans(store), { from: 'Emil <emil@bolt-works.example>', subject: 'Hm', text: 'Ok' })
    await receive(tx, testMeans(store), { from: 'Fay <fay@gmail.com>', subject: 'Hm', text: 'Ok' })

    const rows = await tx.db.selectFrom('message').select(['sender', 'language']).orderBy('id').execute()
    expect(rows.map((row) => row.language)).toEqual(['nl', 'nl', null])
  }),
)
