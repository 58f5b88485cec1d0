import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import { createTestClock } from '../../kit/clock.ts'
import { noteRestored } from '../../store/restored.ts'
import { mayAutoReply, mostInAnHour, refusesAutoReply, type Asked } from './auto-reply.ts'

const own = new Set(['support@desk.example', 'billing@desk.example'])
const now = createTestClock().now()
const asked = (changes: Partial<Asked> = {}): Asked => ({
  inboxId: '1',
  address: 'dora@acme.example',
  kind: 'message',
  held: null,
  isSecret: false,
  addressees: ['Support@desk.example'],
  writtenAt: now,
  receivedAt: now,
  ...changes,
})

test.each<[string, Partial<Asked>, RegExp | null]>([
  ['a person who wrote to us', {}, null],
  ['through a plus-address of ours', { addressees: ['support+4711@desk.example'] }, null],
  ['an automatic reply', { kind: 'auto-reply' }, /automatic/],
  ['a bounce', { kind: 'bounce' }, /bounce/],
  ['a list', { kind: 'list' }, /list/],
  ['a program', { kind: 'system' }, /machine/],
  ['a sign-in mail', { isSecret: true }, /opens an account/],
  ['a loop that is held', { held: 'loop' }, /held/],
  ['one of our own addresses', { address: 'Billing@desk.example' }, /our own/],
  ['our own address with a plus', { address: 'billing+x@desk.example' }, /our own/],
  ['no address', { address: '' }, /nobody/],
  ['an address of machines', { address: 'MAILER-DAEMON@acme.example' }, /machines/],
  ['an address that takes no answers', { address: 'no-reply+17@acme.example' }, /machines/],
  ['a list’s owner', { address: 'owner-news@acme.example' }, /machines/],
  ['mail out of an archive', { writtenAt: new Date(now.getTime() - 3 * 24 * 3_600_000) }, /two days ago/],
  ['somebody who did not name us (a blind copy)', { addressees: ['all@acme.example'] }, /by name/],
])('%s', (_, changes, because) => {
  const refusal = refusesAutoReply(asked(changes), own, now)

  if (because === null) expect(refusal).toBeNull()
  else expect(refusal?.because).toMatch(because)
})

test(
  'one in 24 hours for each address and inbox, however the address is written',
  onDesk(async ({ tx }) => {
    const later = (hours: number) => ({ ...tx, now: new Date(tx.now.getTime() + hours * 3_600_000) })

    expect(await mayAutoReply(tx, asked(), own)).toEqual({ may: true })
    expect(await mayAutoReply(later(23.9), asked({ address: 'DORA+1@acme.example' }), own)).toMatchObject({
      may: false,
      because: 'the sender got one in the last 24 hours',
    })
    expect(await mayAutoReply(later(1), asked({ inboxId: '2' }), own)).toEqual({ may: true })
    expect(await mayAutoReply(later(24), asked(), own)).toEqual({ may: true })
  }),
)

test(
  'a flood of forged senders gets a hundred answers an hour from an inbox, and five hundred from all',
  onDesk(async ({ tx }) => {
    const flood = async (inboxId: string) => {
      let sent = 0
      for (let n = 0; n < 120; n++)
        if ((await mayAutoReply(tx, asked({ inboxId, address: `victim${n}@acme.example` }), own)).may) sent++
      return sent
    }

    const sent = []
    for (const inboxId of ['1', '2', '3', '4', '5', '6']) sent.push(await flood(inboxId))

    expect(sent).toEqual([100, 100, 100, 100, 100, 0])
    expect(mostInAnHour).toEqual({ inbox: 100, desk: 500 })
    const anHourLater = { ...tx, now: new Date(tx.now.getTime() + 3_600_001) }
    expect(await mayAutoReply(anHourLater, asked({ address: 'new@acme.example' }), own)).toEqual({ may: true })
  }),
)

test(
  'after a restore nothing is answered by itself that was accepted before it: the lost desk may have done so',
  onDesk(async ({ tx }) => {
    const restored = { ...tx, now: new Date(tx.now.getTime() + 3_600_000) }
    const after = { ...tx, now: new Date(tx.now.getTime() + 7_200_000) }
    await noteRestored(restored)

    expect(await mayAutoReply(after, asked(), own)).toMatchObject({
      may: false,
      because: expect.stringContaining('restored from a backup'),
    })
    expect(await mayAutoReply(after, asked({ receivedAt: restored.now }), own)).toEqual({ may: true })
  }),
)
