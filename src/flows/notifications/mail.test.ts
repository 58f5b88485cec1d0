import { expect, test } from 'vitest'
import { testMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { changeChoices } from '../../desk/notifications/choices.ts'
import { changeProfile } from '../../desk/users/users.ts'
import type { Id } from '../../kit/id.ts'
import type { Following } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { claim } from '../reply/claim.ts'
import { settle } from '../reply/settle.ts'
import { sweepLetters } from './letter.ts'
import { mailNotifications } from './mail.ts'
import { tell } from './tell.ts'

const at = (text: string) => new Date(text)

async function open(tx: Tx, inboxId: Id, number: string, subject: string): Promise<Id> {
  const id = tx.mint()
  await tx.db
    .insertInto('conversation')
    .values({ id, number, inbox_id: inboxId, subject, last_message_at: tx.now, created_at: tx.now })
    .execute()
  return id
}

const pointedOut = (tx: Tx, conversationId: Id, userId: Id): Following => ({
  event: tx.mint(),
  name: 'conversation.pointedOut',
  subjectId: conversationId,
  conversationId,
  actorId: null,
  data: { to: [], userIds: [userId], text: 'Canary' },
})

test(
  'a daily mail comes at the time of its reader, in their language, names no mail text, and nobody answers it',
  onDesk(async ({ tx: us, ben, inboxes, store }) => {
    const means = testMeans(store)
    const tx = { ...us, now: at('2026-06-01T03:30:00Z') }
    await changeProfile(ben, ben.id, { locale: 'nl' })
    await changeChoices(ben, ben.id, { timeZone: 'Asia/Baku', events: { told: { app: true, mail: 'daily' } } })
    const seen = await open(tx, inboxes.support, '8100001', 'Secret subject')
    const lost = await open(tx, inboxes.support, '8100002', 'Secret subject')
    await tell(tx, [pointedOut(tx, seen, ben.id), pointedOut(tx, lost, ben.id)])
    await tx.db.updateTable('conversation').set({ deleted_at: tx.now }).where('id', '=', lost).execute()

    const early = await mailNotifications({ ...tx, now: at('2026-06-01T03:59:00Z') }, means)
    const due = { ...tx, now: at('2026-06-01T04:00:00Z') }
    const letters = await mailNotifications(due, means)
    const again = await mailNotifications(due, means)

    expect([early, letters, again]).toEqual([0, 1, 0])
    const row = await tx.db.selectFrom('outbox').selectAll().executeTakeFirstOrThrow()
    expect(row).toMatchObject({ conversation_id: null, envelope_from: '', recipients: ['ben@people.example'] })
    const raw = (await means.raw.get(tx, row.raw_id)).toString()
    expect(raw).toMatch(/^Auto-Submitted: auto-generated\r$/m)
    expect(raw).toMatch(/^Subject: Postroom: 1 melding\r$/m)
    expect(raw).toContain('Een regel wijst je op #8100001')
    expect(raw).toContain(`https://desk.example/inbox/all/${seen}`)
    expect(raw).toMatch(/1 jun 2026,? 07:30/)
    expect(raw).not.toMatch(/Secret|Canary|8100002/)
  }),
)

test(
  'the outbox sends it like any letter, and forgets it a week later; what was read before is not mailed',
  onDesk(async ({ tx, ben, inboxes, store }) => {
    const means = testMeans(store)
    await changeChoices(ben, ben.id, { events: { told: { app: true, mail: 'atOnce' } }, namesSubjects: true })
    const read = await open(tx, inboxes.support, '8100003', 'Read')
    const unread = await open(tx, inboxes.support, '8100004', 'Two\nlines')
    await tell(tx, [pointedOut(tx, read, ben.id), pointedOut(tx, unread, ben.id)])
    await tx.query({ text: 'update notification set read_at = $1 where conversation_ids = array[$2::bigint]', values: [tx.now, read] }) // prettier-ignore
    const later = { ...tx, now: new Date(tx.now.getTime() + 61_000) }
    await mailNotifications(later, means)

    const { claimed } = await claim(later, { workerId: 'w', most: 5, lease: 60_000, inHand: [] })
    const [one] = claimed
    const raw = one ? (await means.raw.get(tx, one.raw_id)).toString().replaceAll('=\r\n', '') : ''
    const isOurs = one && (await settle(later, one, { result: 'rejected', response: '550 no', recipients: [] }))
    await sweepLetters({ ...tx, now: new Date(later.now.getTime() + 8 * 86_400_000) }, means)

    expect(isOurs).toBe(true)
    expect(raw).toContain('#8100004')
    expect(raw).toContain('Two lines')
    expect(raw).not.toContain('8100003')
    expect(await tx.db.selectFrom('outbox').select('id').execute()).toEqual([])
  }),
)
