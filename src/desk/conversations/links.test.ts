// What belongs together: links from both sides, what is probably the same matter, and that nobody learns of what they do not see.
import { expect, test } from 'vitest'
import { onDesk, type Desk, type Person } from '../../../test/desk.ts'
import type { Id } from '../../kit/id.ts'
import { likely, type Candidate } from './likely.ts'
import { relate } from './links.ts'
import { merge } from './merge.ts'
import { setPrivacy } from './privacy.ts'
import { relatedTo } from './related.ts'
import { unmerge } from './unmerge.ts'

let serial = 0
async function open(
  { tx, dora, inboxes }: Desk,
  subject: string,
  more: { inboxId?: Id; contactId?: Id | null; orders?: string[]; twin?: Id } = {},
): Promise<Id> {
  // prettier-ignore
  const id = tx.mint()
  const { inboxId = inboxes.support, contactId = dora.id, orders = [], twin } = more
  const row = {
    id,
    number: `${9_100_000 + ++serial}`,
    inbox_id: inboxId,
    subject,
    contact_id: contactId,
    company_id: dora.companyId,
  }
  await tx.db
    .insertInto('conversation')
    .values({ ...row, last_message_at: tx.now, created_at: tx.now })
    .execute()
  const body = {
    entities: orders.map((value) => ({ kind: 'order', value, words: value, confidence: 1 })),
    twin: twin ? { conversationId: twin, likeness: 0.9 } : null,
  }
  await tx.db
    .insertInto('reading')
    .values({ conversation_id: id, message_id: tx.mint(), inbox_id: inboxId, body: JSON.stringify(body), at: tx.now })
    .execute()
  return id
}

const linkedOf = async (who: Person, id: Id) =>
  (await relatedTo(who, await who.actor(), id)).linked.map((one) => one.id)
const suggestedTo = async (who: Person, id: Id) =>
  (await relatedTo(who, await who.actor(), id)).suggested.map((one) => [one.id, one.whose, ...one.because.map((why) => why.by)]) // prettier-ignore

test(
  'a link is listed on both sides and taken back from either; of what was merged the whole has it, and the part again once it is apart',
  onDesk(async (desk) => {
    const { ben, history } = desk
    const [one, other, third] = [await open(desk, 'Parcel'), await open(desk, 'Invoice'), await open(desk, 'Lamp')]

    expect(await relate(ben, one, other, 'linked')).toBe('none')
    expect([await linkedOf(ben, one), await linkedOf(ben, other)]).toEqual([[other], [one]])
    await merge(ben, other, third)
    expect([await linkedOf(ben, one), await linkedOf(ben, third)]).toEqual([[third], [one]])
    await unmerge(ben, other)
    expect([await linkedOf(ben, one), await linkedOf(ben, third)]).toEqual([[other], []])
    expect(await relate(ben, other, one, 'none')).toBe('linked')

    expect([await linkedOf(ben, one), await linkedOf(ben, other)]).toEqual([[], []])
    const told = (await history(one)).map((event) => [event.name, event.by])
    expect(told).toEqual([['conversation.linked', 'ben'], ['conversation.unlinked', 'ben']]) // prettier-ignore
    await expect(relate(ben, one, one, 'linked')).rejects.toMatchObject({ code: 'relates-to-itself' })
  }),
)

test(
  'the same order, subject or words of the same customer or company are suggested, likeliest first; what is not the same is suggested no more',
  onDesk(async (desk) => {
    const { tx, ben } = desk
    const colleague = tx.mint()
    await tx.db.insertInto('contact').values({ id: colleague, name: 'Emil', company_id: desk.dora.companyId, created_at: tx.now }).execute() // prettier-ignore
    const mine = await open(desk, 'Re: Parcel is late', { orders: ['4711'] })
    const order = await open(desk, 'Where is it?', { orders: ['4711'] })
    const subject = await open(desk, 'AW: parcel is LATE', { contactId: colleague })
    const twin = await open(desk, 'Something else', { contactId: null, twin: mine })
    await open(desk, 'Nothing of it', { contactId: colleague, orders: ['12'] })

    expect(await suggestedTo(ben, mine)).toEqual([
      [twin, 'company', 'twin'],
      [order, 'contact', 'order'],
      [subject, 'company', 'subject'],
    ])
    await relate(ben, order, mine, 'distinct')
    await relate(ben, mine, twin, 'linked')

    expect((await suggestedTo(ben, mine)).map(([id]) => id)).toEqual([subject])
    expect(await linkedOf(ben, mine)).toEqual([twin])
    expect(await relate(ben, mine, order, 'none')).toBe('distinct')
    expect((await suggestedTo(ben, mine)).map(([id]) => id)).toEqual([order, subject])
  }),
)

test(
  'nobody is told of what they do not see: neither of another inbox nor of what is kept to somebody',
  onDesk(async (desk) => {
    const { ada, ben, cleo, inboxes } = desk
    const mine = await open(desk, 'Parcel is late', { orders: ['4711'] })
    const billing = await open(desk, 'Parcel is late', { inboxId: inboxes.billing })
    const kept = await open(desk, 'Order', { orders: ['4711'], twin: mine })
    await relate(ada, mine, billing, 'linked')
    await setPrivacy(cleo, kept, [cleo.id])

    expect(await relatedTo(ben, await ben.actor(), mine)).toEqual({ linked: [], suggested: [] })
    const { linked, suggested } = await relatedTo(cleo, await cleo.actor(), mine)
    expect(linked.map((one) => [one.id, one.canMerge])).toEqual([[billing, false]])
    expect(suggested.map((one) => [one.id, one.canMerge])).toEqual([[kept, false]])
  }),
)

test('a subject under which a form sends everything, or that was long ago, suggests nothing', () => {
  const now = new Date('2026-06-01T09:00:00Z')
  const matter = { id: '1', subject: 'New message', lastMessageAt: now, isHeld: false, orders: [], twins: [] }
  const others = (count: number, at = now) =>
    Array.from({ length: count }, (_, n): Candidate => ({ ...matter, id: `${n + 2}`, whose: 'contact', lastMessageAt: at })) // prettier-ignore

  expect(likely(matter, others(2))).toHaveLength(2)
  expect(likely(matter, others(4))).toEqual([])
  expect(likely(matter, others(1, new Date('2026-05-01T09:00:00Z')))).toEqual([])
  expect(likely({ ...matter, subject: 'Re:' }, others(1).map((one) => ({ ...one, subject: '' })))).toEqual([]) // prettier-ignore
})
