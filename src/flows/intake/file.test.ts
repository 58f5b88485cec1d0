import { describe, expect, test } from 'vitest'
import { deskNow, receive, testMeans, write } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { moveToInbox } from '../../desk/conversations/change.ts'
import { markSeen, readConversation } from '../../desk/conversations/read.ts'
import type { Means } from '../../desk/means.ts'
import { must } from '../../kit/must.ts'
import { wholeOf } from '../../kit/streamed.ts'
import { readMail } from '../../mail/read.ts'
import { replyAddress } from '../../mail/token.ts'
import { createAccepting } from './accept.ts'
import { createFiling, fileBatch } from './file.ts'
import { claim } from './take.ts'

describe('a mail that arrives', () => {
  test(
    'becomes a conversation with a number, a contact and their company',
    onDesk(async ({ tx, store, dora, inboxes }) => {
      await receive(tx, testMeans(store), { subject: 'The parcel is late' })

      const [conversation] = await deskNow(tx)
      expect(conversation).toMatchObject({
        inbox_id: inboxes.support,
        subject: 'The parcel is late',
        status: 'open',
        contact_id: dora.id,
        company_id: dora.companyId,
        from_address: 'dora@acme.example',
        message_count: 1,
      })
      expect(Number(conversation?.number)).toBeGreaterThan(1000)
      expect(conversation?.waiting_since).toEqual(tx.now)
    }),
  )

  test(
    'leaves no work item behind, and its event follows',
    onDesk(async ({ tx, store, history }) => {
      const filed = await receive(tx, testMeans(store), {})

      const [conversation] = await deskNow(tx)
      expect(filed).toEqual({ filed: 1, duplicate: 0, quarantined: 0 })
      expect(await tx.db.selectFrom('intake').select('id').execute()).toEqual([])
      expect(await history(must(conversation, 'it').id)).toMatchObject([{ name: 'message.received', by: null }])
    }),
  )

  test(
    'makes a contact of somebody new, and a company of their domain, but none of a personal one',
    onDesk(async ({ tx, store }) => {
      await receive(tx, testMeans(store), { from: 'Emil <emil@bolt-works.example>' }, { from: 'Fay <fay@gmail.com>' })

      const [emil, fay] = await deskNow(tx)
      const company = await tx.db
        .selectFrom('company')
        .select('name')
        .where('id', '=', must(emil?.company_id, 'a company'))
        .executeTakeFirst()
      expect(company?.name).toBe('Bolt-works')
      expect(fay).toMatchObject({ company_id: null, from_name: 'Fay' })
    }),
  )

  test(
    'that nothing can read is still a conversation with its words',
    onDesk(async ({ tx, store }) => {
      await receive(
        tx,
        testMeans(store),
        { raw: Buffer.from([0xff, 0xfe, 0x00, 0x41, 0x0a, 0x42]) },
        { raw: Buffer.from('no header, only words') },
      )

      const conversations = await deskNow(tx)
      expect(conversations).toHaveLength(2)
      expect(conversations[1]?.messages[0]?.text).toContain('only words')
    }),
  )

  test(
    'is unread for whoever looked before it was filed, however old it is',
    onDesk(async ({ tx, ben, store }) => {
      const means = testMeans(store)
      await receive(tx, means, { messageId: 'q1@acme.example' })
      const { id } = must((await deskNow(tx))[0], 'it')
      await markSeen({ ...tx, now: new Date(tx.now.getTime() - 1000) }, await ben.actor(), id, true)
      await receive(tx, means, { inReplyTo: 'q1@acme.example', receivedAt: new Date(tx.now.getTime() - 86_400_000) })

      expect((await readConversation(tx, await ben.actor(), id)).isUnread).toBe(true)
    }),
  )

  test(
    'whose original is damaged does not hold up the one beside it',
    onDesk(async ({ tx, store }) => {
      const means = testMeans(store)
      const accepting = createAccepting(means, () => undefined)
      const arrival = {
        source: 'smtp' as const,
        from: '',
        recipients: ['support@desk.example'],
        remote: null,
        receivedAt: tx.now,
      }
      const [bad = ''] = await accepting.acceptIn(tx, [
        { ...arrival, raw: write({ subject: 'bad' }) },
        { ...arrival, raw: write({ subject: 'good' }) },
      ])
      await tx.db
        .updateTable('raw')
        .set({ body: Buffer.alloc(60) })
        .where('id', '=', bad)
        .execute()
      const reading = { ...means, reader: { ...means.reader, read: readMail } }

      const filed = await createFiling(reading, 'test').round()

      expect(filed).toMatchObject({ filed: 1, quarantined: 1 })
      expect((await deskNow(tx)).map((one) => one.subject)).toEqual(['(no subject)', 'good'])
    }),
  )

  test(
    'that takes its reader long does not keep those beside it; it is filed when it has been read',
    onDesk(async ({ tx, store }) => {
      const means = testMeans(store)
      const accepting = createAccepting(means, () => undefined)
      const arrival = {
        source: 'smtp' as const,
        from: '',
        recipients: ['support@desk.example'],
        remote: null,
        receivedAt: tx.now,
      }
      await accepting.acceptIn(
        tx,
        ['slow', 'quick', 'quick too'].map((subject) => ({ ...arrival, raw: write({ subject }) })),
      )
      let isLet: (value?: unknown) => void = () => undefined
      const letGo = new Promise((resolve) => (isLet = resolve))
      const read: Means['reader']['read'] = async (raw, envelope) => {
        const mail = await readMail(await wholeOf(raw), envelope)
        if (mail.subject === 'slow') await letGo
        return mail
      }
      const filing = createFiling({ ...means, reader: { ...means.reader, read } }, 'test')

      const first = await filing.round()
      const without = (await deskNow(tx)).map((one) => one.subject)
      const meanwhile = await filing.round()
      isLet()
      await letGo
      await new Promise((resolve) => setImmediate(resolve))
      const last = await filing.round()

      expect(first).toMatchObject({ filed: 2 })
      expect(without).toEqual(['quick', 'quick too'])
      expect(meanwhile).toMatchObject({ filed: 0 })
      expect(last).toMatchObject({ filed: 1 })
      expect((await deskNow(tx)).map((one) => one.subject)).toContain('slow')
    }),
  )

  test(
    'to two inboxes is filed in both',
    onDesk(async ({ tx, store, inboxes }) => {
      await receive(tx, testMeans(store), { recipients: ['support@desk.example', 'billing@desk.example'] })

      expect((await deskNow(tx)).map((one) => one.inbox_id).toSorted()).toEqual(
        [inboxes.support, inboxes.billing].toSorted(),
      )
    }),
  )

  test(
    'is not filed by one whose lease another has taken over',
    onDesk(async ({ tx, store }) => {
      const means = testMeans(store)
      await receive(tx, means, {})
      await tx.db
        .insertInto('intake')
        .values({ id: tx.mint(), source: 'smtp', inbox_ids: [], recipients: [], received_at: tx.now })
        .execute()
      const claimed = await claim(tx, 'slow')
      await tx.db.updateTable('intake').set({ leased_by: 'quick' }).execute()

      const filed = await fileBatch(tx, means, 'slow', claimed, new Map())

      expect(filed.filed).toBe(0)
      expect(await tx.db.selectFrom('intake').select('leased_by').execute()).toEqual([{ leased_by: 'quick' }])
    }),
  )

  test(
    'is filed once by whoever took it up twice',
    onDesk(async ({ tx, store }) => {
      const means = testMeans(store)
      const raw = write({})
      await createAccepting(means, () => undefined).acceptIn(tx, [
        { raw, source: 'smtp', from: '', recipients: ['support@desk.example'], remote: null, receivedAt: tx.now },
      ])
      const [one] = await claim(tx, 'slow')
      const mail = must(one, 'it')
      const read = new Map([[mail.id, await readMail(raw, { from: '' })]])

      expect(await fileBatch(tx, means, 'slow', [mail, mail], read)).toMatchObject({ filed: 1, duplicate: 0 })
    }),
  )

  test(
    'that was taken up in a commit whose answer was lost is taken up again at once, and that is no failed try',
    onDesk(async ({ tx, store }) => {
      const means = testMeans(store)
      await receive(tx, means, {})
      const row = { source: 'smtp', inbox_ids: [], recipients: [], received_at: tx.now }
      await tx.db
        .insertInto('intake')
        .values([{ ...row, id: tx.mint() }])
        .execute()
      const [inHand] = await claim(tx, 'ours')
      await tx.db
        .insertInto('intake')
        .values([{ ...row, id: tx.mint() }])
        .execute()
      const [unheard] = await claim(tx, 'ours', [must(inHand, 'one').id])

      const again = await claim(tx, 'ours', [must(inHand, 'one').id])

      expect(again).toEqual([unheard])
      expect(unheard).toMatchObject({ attempts: 1 })
      expect(await claim(tx, 'another')).toEqual([])
    }),
  )
})

describe('a mail that comes again', () => {
  const letter = { messageId: 'once@acme.example' }

  test(
    'is filed once, by whatever way it comes, and it is remembered that it came',
    onDesk(async ({ tx, store, history }) => {
      const means = testMeans(store)
      await receive(tx, means, letter)
      const again = await receive(tx, means, { ...letter, fields: ['Received: from elsewhere', 'X-Spam: no'] }, letter)

      const [conversation] = await deskNow(tx)
      expect(again).toEqual({ filed: 0, duplicate: 2, quarantined: 0 })
      expect(conversation?.messages).toHaveLength(1)
      expect((await history(must(conversation, 'it').id)).map((event) => event.name)).toEqual([
        'message.received',
        'message.repeated',
        'message.repeated',
      ])
      expect(await tx.db.selectFrom('raw').select('id').execute()).toHaveLength(1)
    }),
  )

  test(
    'in the same batch is filed once',
    onDesk(async ({ tx, store }) => {
      expect(await receive(tx, testMeans(store), letter, letter)).toEqual({ filed: 1, duplicate: 1, quarantined: 0 })
    }),
  )

  test(
    'with the same Message-ID but other words is kept too: nobody can keep a mail out by guessing its name',
    onDesk(async ({ tx, store }) => {
      await receive(tx, testMeans(store), { ...letter, from: 'mallory@evil.example', text: 'first!' }, letter)

      expect((await deskNow(tx)).flatMap((one) => one.messages)).toHaveLength(2)
    }),
  )
})

describe('a mail to several of our inboxes', () => {
  test(
    'that answers a conversation of one of them is in it once, and in no other',
    onDesk(async ({ tx, store, inboxes }) => {
      const means = testMeans(store)
      await receive(tx, means, {})
      const [conversation] = await deskNow(tx)
      const secret = means.keys.secret('reply')
      const token = replyAddress({
        address: 'support@desk.example',
        conversationId: must(conversation, 'it').id,
        secret,
        now: tx.now,
      })
      const filed = await receive(tx, means, { recipients: [token, 'billing@desk.example'], text: 'To you both.' })

      const [after, ...others] = await deskNow(tx)
      expect(filed).toMatchObject({ filed: 1, duplicate: 1 })
      expect(others).toEqual([])
      expect(after).toMatchObject({ inbox_id: inboxes.support, message_count: 2 })
      expect(after?.messages).toHaveLength(2)
    }),
  )

  test(
    'joins a conversation that was moved to another inbox, whose people alone hear of it',
    onDesk(async ({ tx, ada, store, inboxes }) => {
      const means = testMeans(store)
      await receive(tx, means, { messageId: 'q1@acme.example' })
      await moveToInbox(ada, must((await deskNow(tx))[0], 'it').id, inboxes.billing)
      await tx.db.deleteFrom('change').execute()
      await receive(tx, means, { inReplyTo: 'q1@acme.example', text: 'More.' })

      expect((await deskNow(tx))[0]).toMatchObject({ inbox_id: inboxes.billing, message_count: 2 })
      expect(await tx.db.selectFrom('change').select(['name', 'inbox_id']).execute()).toEqual([
        { name: 'message.received', inbox_id: inboxes.billing },
      ])
    }),
  )
})
