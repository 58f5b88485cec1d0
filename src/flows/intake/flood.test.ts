import { describe, expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { hold } from '../../desk/conversations/change.ts'
import { unmerge } from '../../desk/conversations/unmerge.ts'
import { must } from '../../kit/must.ts'
import { FLOOD, floodBecause } from './flood.ts'

const alarm = { from: 'monitor@acme.example', envelopeFrom: 'monitor@acme.example', subject: 'Disk 7 is full' }
const alarms = (count: number, letter: object = {}) => Array.from({ length: count }, () => ({ ...alarm, ...letter }))

describe('mails of one sender under one subject', () => {
  test(
    'are one conversation from the twenty-first within an hour on, and say why',
    onDesk(async ({ tx, store }) => {
      const means = testMeans(store)

      await receive(tx, means, ...alarms(15))
      const before = await deskNow(tx)
      await receive(tx, means, ...alarms(15))
      await receive(tx, means, ...alarms(5), { ...alarm, subject: 'Disk 8 is full' })

      expect(before).toHaveLength(15)
      const [flood, other] = await deskNow(tx)
      expect(flood).toMatchObject({ id: before[0]?.id, message_count: 35, subject: 'Disk 7 is full' })
      expect(flood?.messages).toHaveLength(35)
      expect(flood?.messages.at(-1)?.because).toBe(floodBecause)
      expect(other).toMatchObject({ message_count: 1, subject: 'Disk 8 is full' })
    }),
  )

  test(
    'stay apart when they come slowly, and when each is to be answered to somebody else',
    onDesk(async ({ tx, store }) => {
      const means = testMeans(store)
      const hourly = (at: number) => new Date(tx.now.getTime() - at * 600_000)
      const slowly = alarms(FLOOD + 5).map((letter, at) => ({ ...letter, receivedAt: hourly(30 - at) }))
      const form = alarms(FLOOD + 5, { subject: 'Contact form' }).map((letter, at) => ({
        ...letter,
        fields: [`Reply-To: dora${at}@acme.example`],
      }))

      await receive(tx, means, ...slowly)
      await receive(tx, means, ...form)

      expect(await deskNow(tx)).toHaveLength(2 * (FLOOD + 5))
    }),
  )

  test(
    'are one conversation however long it goes on, but for what somebody took out of it',
    onDesk(async ({ tx, ben, store }) => {
      const means = testMeans(store)
      await receive(tx, means, ...alarms(FLOOD + 1))
      const merged = await tx.db.selectFrom('conversation').select('id').where('merged_into', 'is not', null).execute()

      await unmerge(ben, must(merged[3], 'one').id)
      const later = (minutes: number) => ({ receivedAt: new Date(tx.now.getTime() + minutes * 60_000) })
      await receive(tx, means, ...alarms(1, later(50)))
      await receive(tx, means, ...alarms(1, later(100)))
      await receive(tx, means, ...alarms(1, later(200)))

      const counts = (await deskNow(tx)).map((one) => one.message_count)
      expect(counts).toEqual([FLOOD + 2, 1, 1])
    }),
  )

  test(
    'that was put aside as junk takes in no more: whoever floods under another name hides nothing of theirs',
    onDesk(async ({ tx, ben, store }) => {
      const means = testMeans(store)
      await receive(tx, means, ...alarms(FLOOD + 1))
      await hold(ben, must((await deskNow(tx))[0], 'the flood').id, 'junk')
      await receive(tx, means, ...alarms(1, { text: 'This one is real.' }))

      expect((await deskNow(tx)).map((one) => [one.held, one.message_count])).toEqual([
        ['junk', FLOOD + 1],
        [null, 1],
      ])
    }),
  )

  test(
    'are not those that answer one another, however fast they come',
    onDesk(async ({ tx, store }) => {
      const means = testMeans(store)
      const answers = alarms(FLOOD + 1, { subject: 'Re: Disk 7 is full', inReplyTo: 'q1@acme.example' })
      await receive(tx, means, { ...alarm, messageId: 'q1@acme.example' })

      await receive(tx, means, ...answers, { ...alarm, text: 'Another disk altogether.' })

      expect((await deskNow(tx)).map((one) => one.message_count)).toEqual([FLOOD + 2, 1])
    }),
  )

  test(
    'stay apart when a form sends each of them for somebody else, and only its words say for whom',
    onDesk(async ({ tx, store }) => {
      const form = (at: number) => `Name: Dora ${at}\nE-mail address: dora${at}@acme.example\nMessage: Where is it?`
      const letters = alarms(FLOOD + 5, { subject: 'Contact form' }).map((one, at) => ({ ...one, text: form(at) }))

      await receive(tx, testMeans(store), ...letters)

      expect(await deskNow(tx)).toHaveLength(FLOOD + 5)
    }),
  )

  test(
    'bring nobody along whom one of them was copied to: it may be forged',
    onDesk(async ({ tx, store }) => {
      const means = testMeans(store)
      const forged = { messageId: 'f1@acme.example', fields: ['Cc: mallory@evil.example'] }

      await receive(tx, means, ...alarms(FLOOD / 2), ...alarms(1, forged), ...alarms(FLOOD / 2))
      await receive(tx, means, {
        from: 'mallory@evil.example',
        subject: 'Re: Disk 7 is full',
        inReplyTo: 'f1@acme.example',
      })

      const [flood] = await deskNow(tx)
      expect(flood?.messages).toHaveLength(FLOOD + 2)
      expect(flood?.messages.at(-1)).toMatchObject({ is_stranger: true })
    }),
  )
})
