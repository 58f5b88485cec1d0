import { describe, expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { setStatus } from '../../desk/conversations/change.ts'
import { merge } from '../../desk/conversations/merge.ts'
import { split } from '../../desk/conversations/split.ts'
import { must } from '../../kit/must.ts'
import { replyAddress } from '../../mail/token.ts'

describe('an answer', () => {
  const question = { messageId: 'q1@acme.example' }
  const reply = {
    messageId: 'a1@acme.example',
    inReplyTo: 'q1@acme.example',
    references: '<q1@acme.example>',
    subject: 'Re: The parcel is late',
    text: 'It came.',
  }

  test(
    'joins its conversation and opens it again',
    onDesk(async ({ tx, ben, store }) => {
      const means = testMeans(store)
      await receive(tx, means, question)
      await setStatus(ben, must((await deskNow(tx))[0], 'it').id, 'resolved')
      await receive(tx, means, reply)

      const [conversation, ...others] = await deskNow(tx)
      expect(others).toEqual([])
      expect(conversation).toMatchObject({ status: 'open', message_count: 2, snippet: 'It came.' })
    }),
  )

  test(
    'is not put into a conversation that somebody merges or deletes at that moment',
    onDesk(async ({ tx, ben, store }) => {
      const means = testMeans(store)
      await receive(tx, means, question, { messageId: 'q2@acme.example', subject: 'Another matter' })
      const [first, other] = await deskNow(tx)
      const meanwhile: typeof tx = {
        ...tx,
        query: async <T>(asked: Parameters<typeof tx.query>[0]) => {
          const rows = await tx.query<T>(asked)
          if (asked.name === 'thread-conversations') await merge(ben, must(first, 'it').id, must(other, 'it').id)
          return rows
        },
      }

      await expect(receive(meanwhile, means, reply)).rejects.toMatchObject({ kind: 'busy', code: 'conversation-gone' })
    }),
  )

  test(
    'joins when it arrives before the question, and when both arrive together in the wrong order',
    onDesk(async ({ tx, store }) => {
      const means = testMeans(store)
      await receive(tx, means, reply)
      await receive(tx, means, question)
      await receive(
        tx,
        means,
        {
          ...reply,
          messageId: 'a9@bolt.example',
          inReplyTo: 'q9@bolt.example',
          references: '<q9@bolt.example>',
          from: 'emil@bolt.example',
        },
        { messageId: 'q9@bolt.example', from: 'emil@bolt.example' },
      )

      expect((await deskNow(tx)).map((one) => one.messages.length)).toEqual([2, 2])
    }),
  )

  test(
    'brings together what had been opened twice, and that can be undone',
    onDesk(async ({ tx, store }) => {
      const means = testMeans(store)
      await receive(tx, means, reply, {
        ...reply,
        messageId: 'a2@bolt.example',
        from: 'emil@bolt.example',
        references: '<q1@acme.example>',
      })
      expect(await deskNow(tx)).toHaveLength(2)
      await receive(tx, means, question)

      const [conversation, ...others] = await deskNow(tx)
      expect(others).toEqual([])
      expect(conversation).toMatchObject({ message_count: 3 })
    }),
  )

  test(
    'to the signed reply address joins without any header; a forged one does not',
    onDesk(async ({ tx, store }) => {
      const means = testMeans(store)
      await receive(tx, means, question)
      const [conversation] = await deskNow(tx)
      const address = (secret: Buffer) =>
        replyAddress({
          address: 'support@desk.example',
          conversationId: must(conversation, 'it').id,
          secret,
          now: tx.now,
        })
      await receive(tx, means, { recipients: [address(means.keys.secret('reply'))], subject: 'quite another subject' })
      await receive(tx, means, { recipients: [address(Buffer.alloc(32, 1))], subject: 'a third subject' })

      expect((await deskNow(tx)).map((one) => one.messages.length)).toEqual([2, 1])
    }),
  )

  test(
    'from a stranger who knows an ID is shown as such: not the customer, no participant, brings nobody along',
    onDesk(async ({ tx, store, dora }) => {
      const means = testMeans(store)
      await receive(tx, means, question)
      await receive(tx, means, {
        ...reply,
        from: 'Mallory <mallory@evil.example>',
        fields: ['Cc: accomplice@evil.example'],
      })

      const [conversation] = await deskNow(tx)
      const participants = await tx.db
        .selectFrom('participant')
        .select(['address', 'role'])
        .orderBy('address')
        .execute()
      expect(conversation?.contact_id).toBe(dora.id)
      expect(conversation?.messages[1]).toMatchObject({ is_stranger: true })
      expect(participants).toEqual([
        { address: 'dora@acme.example', role: 'requester' },
        { address: 'mallory@evil.example', role: 'sender' },
      ])
    }),
  )

  test(
    'with only the subject joins for the same correspondent and for nobody else',
    onDesk(async ({ tx, store }) => {
      const means = testMeans(store)
      await receive(tx, means, { subject: 'Order 4711 has not arrived' })
      await receive(
        tx,
        means,
        { subject: 'AW: Order 4711 has not arrived' },
        { subject: 'Re: Order 4711 has not arrived', from: 'emil@bolt.example' },
      )

      expect((await deskNow(tx)).map((one) => one.messages.length)).toEqual([2, 1])
    }),
  )
})

test(
  'a question that took longer than its answer without references joins it, for the same correspondent only',
  onDesk(async ({ tx, store }) => {
    const means = testMeans(store)
    await receive(tx, means, { subject: 'Re: Order 4711 has not arrived' })
    await receive(
      tx,
      means,
      { subject: 'Order 4711 has not arrived' },
      { subject: 'Order 4711 has not arrived', from: 'emil@bolt.example' },
      { subject: 'Order 4712 has not arrived' },
    )

    expect((await deskNow(tx)).map((one) => one.messages.length)).toEqual([2, 1, 1])
  }),
)

describe('a stranger whose references lead to two conversations', () => {
  test(
    'is where the thread began',
    onDesk(async ({ tx, store }) => {
      const means = testMeans(store)
      await receive(tx, means, {
        messageId: 'early@acme.example',
        subject: 'Re: The parcel is late',
        from: 'Emil <emil@bolt.example>',
      })
      await receive(tx, means, { messageId: 'first@acme.example' })
      await receive(tx, means, {
        from: 'gus@else.example',
        inReplyTo: 'early@acme.example',
        references: '<first@acme.example> <early@acme.example>',
      })

      expect((await deskNow(tx)).map((one) => [one.from_name, one.messages.length])).toEqual([
        ['Emil', 1],
        ['', 2],
      ])
    }),
  )
})

describe('what can be guessed', () => {
  test(
    'the name of a mailing gets nobody the conversations that answered it',
    onDesk(async ({ tx, store }) => {
      const means = testMeans(store)
      const answer = { inReplyTo: 'march@news.example', subject: 'Re: News of March' }
      await receive(tx, means, { ...answer, from: 'ann@one.example' }, { ...answer, from: 'bob@two.example' })
      await receive(tx, means, { messageId: 'march@news.example', from: 'mallory@evil.example' })

      expect((await deskNow(tx)).map((one) => one.messages.length)).toEqual([1, 1, 1])
    }),
  )

  test(
    'a known subject under a known name brings nobody along',
    onDesk(async ({ tx, store }) => {
      const means = testMeans(store)
      await receive(tx, means, { subject: 'Printer in room 12 smokes' })
      await receive(tx, means, { subject: 'Re: Printer in room 12 smokes', fields: ['Cc: spy@evil.example'] })

      expect((await deskNow(tx)).map((one) => one.messages.length)).toEqual([2])
      expect(await tx.db.selectFrom('participant').select('address').execute()).toEqual([
        { address: 'dora@acme.example' },
      ])
    }),
  )
})

describe('a machine', () => {
  test(
    'is not who the list names where a person has written',
    onDesk(async ({ tx, store }) => {
      const means = testMeans(store)
      await receive(tx, means, { messageId: 'q1@acme.example' })
      await receive(tx, means, {
        from: 'Mail Delivery System <MAILER-DAEMON@mx.example>',
        envelopeFrom: '',
        inReplyTo: 'q1@acme.example',
        subject: 'Undelivered Mail Returned to Sender',
        fields: ['Auto-Submitted: auto-replied'],
      })

      expect((await deskNow(tx))[0]).toMatchObject({ from_name: 'Dora', message_count: 2 })
    }),
  )

  test(
    'answering for somebody does not make them wait for us',
    onDesk(async ({ tx, store, ben }) => {
      const means = testMeans(store)
      await receive(tx, means, { messageId: 'q1@acme.example' })
      const [conversation] = await deskNow(tx)
      await setStatus(ben, must(conversation, 'it').id, 'waiting')
      await receive(tx, means, {
        inReplyTo: 'q1@acme.example',
        subject: 'Out of office: The parcel is late',
        fields: ['Auto-Submitted: auto-replied'],
      })

      expect((await deskNow(tx))[0]).toMatchObject({ status: 'waiting', waiting_since: null, message_count: 2 })
    }),
  )

  test(
    'that returns our own automatic words is held as a loop',
    onDesk(async ({ tx, store }) => {
      const filed = await receive(tx, testMeans(store), {
        from: 'Support <support@desk.example>',
        fields: ['Auto-Submitted: auto-generated', 'X-Loop: support@desk.example'],
      })

      expect(filed).toMatchObject({ quarantined: 1 })
      expect((await deskNow(tx))[0]).toMatchObject({ held: 'loop' })
    }),
  )
})

describe('a name that different mails bear', () => {
  test(
    'ties no strangers together, and joins nothing; who takes part goes on in their own',
    onDesk(async ({ tx, store }) => {
      const means = testMeans(store)
      const same = { messageId: 'always@printer.example' }
      await receive(
        tx,
        means,
        { ...same, text: 'Toner is low' },
        { ...same, from: 'emil@bolt.example', text: 'Paper is out', subject: 'Other' },
      )
      const answer = {
        inReplyTo: 'always@printer.example',
        references: '<always@printer.example>',
        subject: 'Re: Status',
      }
      await receive(tx, means, { ...answer, from: 'mallory@evil.example' }, { ...answer, from: 'emil@bolt.example' })

      expect((await deskNow(tx)).map((one) => [one.from_address, one.messages.length])).toEqual([
        ['dora@acme.example', 1],
        ['emil@bolt.example', 2],
        ['mallory@evil.example', 1],
      ])
    }),
  )
})

test(
  'what a mail program counts to one exchange joins for who takes part, under the same topic, and for nobody else',
  onDesk(async ({ tx, store }) => {
    const means = testMeans(store)
    const index = Buffer.alloc(22, 7)
    const fields = (topic: string, more = 0) => [
      `Thread-Index: ${Buffer.concat([index, Buffer.alloc(more)]).toString('base64')}`,
      `Thread-Topic: ${topic}`,
    ]
    await receive(tx, means, { fields: fields('Kettle'), subject: 'Kettle' })
    await receive(
      tx,
      means,
      { fields: fields('Kettle', 5), subject: 'AW: Kettle' },
      { fields: fields('Toaster', 5), subject: 'Toaster' },
      { fields: fields('Kettle', 5), subject: 'RE: Kettle', from: 'mallory@evil.example' },
    )

    const all = await deskNow(tx)
    expect(all.map((one) => one.messages.length)).toEqual([2, 1, 1])
    expect(all[0]?.messages[1]?.because).toContain('mail program')
  }),
)

test(
  'on a mailing list an answer to what never came here joins what is said there under its subject; not on another list',
  onDesk(async ({ tx, store }) => {
    const means = testMeans(store)
    const on = (list: string, letter: object) => ({
      fields: [`List-Id: Talk <${list}>`, 'Precedence: list'],
      ...letter,
    })
    await receive(tx, means, on('talk.list.example', { subject: 'Kettles that whistle', from: 'ann@one.example' }))
    await receive(
      tx,
      means,
      on('talk.list.example', {
        subject: 'Re: Kettles that whistle',
        from: 'bob@two.example',
        inReplyTo: 'never@came.example',
      }),
      on('other.list.example', {
        subject: 'Re: Kettles that whistle',
        from: 'bob@two.example',
        inReplyTo: 'never@came.example',
      }),
      on('talk.list.example', { subject: 'Kettles that whistle', from: 'cat@three.example' }),
    )

    expect((await deskNow(tx)).map((one) => one.messages.length)).toEqual([2, 1, 1])
  }),
)

test(
  'with the name of a list and a subject that anybody can forge: shown as a stranger’s, it opens nothing, brings nobody along and earns no mail',
  onDesk(async ({ tx, ben, store }) => {
    const means = testMeans(store)
    const on = (letter: object) => ({ fields: ['List-Id: Talk <talk.list.example>', 'Precedence: list'], ...letter })
    await receive(tx, means, on({ subject: 'Kettles that whistle', from: 'ann@one.example' }))
    await setStatus(ben, must((await deskNow(tx))[0], 'it').id, 'resolved')
    const forged = on({ subject: 'Re: Kettles that whistle', from: 'mallory@evil.example', to: 'crony@evil.example' })
    await receive(tx, means, { ...forged, recipients: ['support@desk.example'] })

    const [one] = await deskNow(tx)
    const people = await tx.db.selectFrom('participant').select(['address', 'role']).orderBy('address').execute()
    expect(one).toMatchObject({ status: 'resolved', message_count: 2 })
    expect(one?.messages[1]).toMatchObject({ is_stranger: true })
    expect(people).toEqual([
      { address: 'ann@one.example', role: 'requester' },
      { address: 'mallory@evil.example', role: 'sender' },
    ])
  }),
)

test(
  'to the signed reply address of a conversation that was split: it goes where the message is that it answers',
  onDesk(async ({ tx, ben, store }) => {
    const means = testMeans(store)
    await receive(tx, means, { messageId: 'q1@acme.example' })
    await receive(tx, means, { messageId: 'a1@acme.example', inReplyTo: 'q1@acme.example', text: 'By the way.' })
    const [whole] = await deskNow(tx)
    const conversationId = must(whole, 'it').id
    await split(ben, conversationId, must(whole?.messages[1], 'the aside').id, { andLater: false })
    const secret = means.keys.secret('reply')
    const to = { recipients: [replyAddress({ address: 'support@desk.example', conversationId, secret, now: tx.now })] }
    await receive(tx, means, { ...to, inReplyTo: 'a1@acme.example', text: 'More by the way.' })
    await receive(tx, means, { ...to, text: 'Without a name.' })

    expect((await deskNow(tx)).map((one) => one.messages.map((message) => message.text.trim()))).toEqual([
      ['Where is my order? It should have been here on Friday.', 'Without a name.'],
      ['By the way.', 'More by the way.'],
    ])
  }),
)
