import { expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { type Desk, onDesk } from '../../../test/desk.ts'
import { must } from '../../kit/must.ts'
import { addContact } from '../contacts/change.ts'
import { merge, undoMerge } from '../contacts/merge.ts'
import { readTimeline } from '../timeline/read.ts'
import { changeLogAddresses, readLogAddresses } from './addresses.ts'
import { correctLog, lockCorrection, undoCorrection } from './corrections.ts'
import { listLessons } from './lessons.ts'
import { readLog } from './logged-on.ts'
import { changeDeskLog, readLogPolicies } from './policy.ts'

const nothing = { addresses: [], domains: [], words: [], tags: [] }
const loggedOn = async ({ tx, ben }: Desk, id: string) =>
  (await readLog(tx, await ben.actor(), id)).map(({ name, because, confidence }) => [
    name,
    because,
    Math.round(confidence * 100) / 100,
  ])
const byName = ([a]: unknown[], [b]: unknown[]) => String(a).localeCompare(String(b))
const last = async ({ tx }: Desk) => must((await deskNow(tx)).at(-1), 'a conversation')

test(
  'a mail is logged on who wrote it, on the known ones who had it too, and on their companies, each with its reason',
  onDesk(async (desk) => {
    const { tx, store } = desk
    await receive(tx, testMeans(store), { from: 'Emil <emil@bolt-works.example>' })
    await receive(tx, testMeans(store), {
      fields: ['Cc: Emil <emil@bolt-works.example>, Nobody <new@nowhere.example>, support@desk.example'],
    })

    const { id } = await last(desk)

    expect((await loggedOn(desk, id)).toSorted(byName)).toEqual([
      ['Acme', 'domain', 0.98],
      ['Bolt-works', 'domain', 0.98],
      ['Dora', 'sender', 1],
      ['Emil', 'recipient', 1],
    ])
  }),
)

test(
  'mail of machines, among colleagues, and what is never to be logged is not, and makes nobody a contact',
  onDesk(async (desk) => {
    const { tx, ada, store } = desk
    const never = { addresses: ['dora@acme.example'], domains: ['bolt-works.example'], words: ['salary'], tags: [] }
    await changeDeskLog(ada, { never, logsInternal: false, addsEverybody: false, attachments: true }, 0)
    const letters = [
      {},
      { from: 'Emil <emil@sub.bolt-works.example>' },
      { from: 'Fay <fay@spout.example>', subject: 'My SALARY' },
      { from: 'Ben <ben@people.example>', subject: 'Lunch' },
      { from: 'Hal <hal@spout.example>', subject: 'Hello' },
    ]
    for (const letter of letters) await receive(tx, testMeans(store), letter)

    const rows = await tx.db
      .selectFrom('timeline')
      .innerJoin('contact', 'contact.id', 'timeline.subject_id')
      .select('contact.name')
      .execute()
    const contacts = await tx.db.selectFrom('contact').select('name').orderBy('name').execute()

    expect(rows.map((one) => one.name)).toEqual(['Hal'])
    expect(contacts.map((one) => one.name)).toEqual(['Ben', 'Dora', 'Hal'])
    await expect(
      changeDeskLog(ada, { never: nothing, logsInternal: false, addsEverybody: false, attachments: true }, 0),
    ).rejects.toMatchObject({ code: 'policy-changed' })
    expect((await readLogPolicies(tx, await ada.actor())).desk).toMatchObject({ version: 1, never })
  }),
)

test(
  'a correction moves what is there, teaches what comes, and is taken back whole',
  onDesk(async (desk) => {
    const { tx, ben, dora, store } = desk
    await receive(tx, testMeans(store), { from: 'Emil <emil@bolt-works.example>' })
    const bolt = must(
      (await readLog(tx, await ben.actor(), (await last(desk)).id)).find((one) => one.noun === 'company'),
      'Bolt-works',
    )
    await receive(tx, testMeans(store), {})
    const { id } = await last(desk)
    const from = { noun: 'company' as const, id: dora.companyId }

    const { correctionId, messages } = await correctLog(ben, id, {
      from,
      to: { noun: 'company', id: bolt.id },
      remember: 'domain',
    })
    await receive(tx, testMeans(store), { subject: 'Again' })
    const again = await last(desk)

    expect(messages).toBe(1)
    expect(await loggedOn(desk, id)).toEqual([
      ['Dora', 'sender', 1],
      ['Bolt-works', 'hand', 1],
    ])
    expect(await loggedOn(desk, again.id)).toEqual([
      ['Dora', 'sender', 1],
      ['Bolt-works', 'taught', 0.97],
    ])

    await undoCorrection(ben, await lockCorrection(ben, correctionId))
    await receive(tx, testMeans(store), { subject: 'Once more' })
    expect(await loggedOn(desk, id)).toEqual([
      ['Dora', 'sender', 1],
      ['Acme', 'domain', 0.98],
    ])
    expect(await loggedOn(desk, (await last(desk)).id)).toEqual([
      ['Dora', 'sender', 1],
      ['Acme', 'domain', 0.98],
    ])
    await expect(lockCorrection(ben, correctionId)).rejects.toMatchObject({ code: 'correction-missing' })
  }),
)

test(
  'what was taken away stays away when the same is logged again',
  onDesk(async (desk) => {
    const { tx, ben, dora, store } = desk
    await receive(tx, testMeans(store), { messageId: 'q@acme.example' })
    const { id } = await last(desk)
    await correctLog(ben, id, { from: { noun: 'contact', id: dora.id }, remember: 'address' })
    await receive(tx, testMeans(store), { inReplyTo: 'q@acme.example', subject: 'Re: The parcel is late' })

    expect(await loggedOn(desk, id)).toEqual([['Acme', 'domain', 0.98]])
    await expect(
      correctLog(ben, id, { from: { noun: 'contact', id: ben.id }, remember: 'nothing' }),
    ).rejects.toMatchObject({ code: 'not-logged' })
  }),
)

test(
  'a copy to one’s secret address is logged on whom one wrote to, a forward on who wrote it; nobody has to do anything with them',
  onDesk(async (desk) => {
    const { tx, ben, dora, inboxes, store } = desk
    const means = testMeans(store)
    const secret = means.keys.secret('reply')
    await changeLogAddresses(ben, ben.id)
    const { addresses } = await readLogAddresses(tx, await ben.actor(), secret)
    const address = must(
      addresses.find((one) => one.inboxId === inboxes.support),
      'it',
    ).address
    const mine = { from: 'Ben <ben@people.example>', envelopeFrom: 'ben@people.example', recipients: [address] }
    const text =
      'For the file.\n\n---------- Forwarded message ---------\nFrom: Fay Spout <fay@spout.example>\nDate: Mon, 4 May 2026 at 10:12\nSubject: Kettle\nTo: Ben\n\nIt leaks.'
    await receive(tx, means, { ...mine, to: 'Dora <dora@acme.example>', subject: 'Our offer' })
    await receive(tx, means, { ...mine, to: address, subject: 'Fwd: Kettle', text })
    await receive(tx, means, { recipients: [address], to: 'Dora <dora@acme.example>', subject: 'Stolen' }) // Dora knows it

    const [offer, kettle, stolen] = await deskNow(tx)
    const { entries } = await readTimeline(tx, await ben.actor(), { noun: 'contact', id: dora.id }, { limit: 50 })

    expect([offer?.status, kettle?.status, stolen?.status]).toEqual(['resolved', 'resolved', 'open'])
    expect(entries.find((one) => one.message?.subject === 'Our offer')).toMatchObject({
      actorId: ben.id,
      message: { direction: 'out', state: 'sent' },
    })
    expect((await loggedOn(desk, must(kettle, 'it').id)).toSorted(byName)).toEqual([
      ['Fay Spout', 'sender', 1],
      ['Spout', 'domain', 0.98],
    ])
    const kept = await tx.db
      .selectFrom('message')
      .select('envelope_to')
      .where('conversation_id', '=', must(offer, 'it').id)
      .execute()
    expect(kept).toEqual([{ envelope_to: ['support@desk.example'] }])

    await changeLogAddresses(ben, ben.id)
    await receive(tx, means, { ...mine, to: 'Dora <dora@acme.example>', subject: 'Too late' })
    expect((await last(desk)).status).toBe('open')
  }),
)

test(
  'a page of what was taught goes on only where such a page has ended, and a made-up place is refused',
  onDesk(async ({ tx }) => {
    const made = ['x', Buffer.from('null').toString('base64url'), Buffer.from('["words",{},"0"]').toString('base64url')]

    for (const cursor of made) await expect(listLessons(tx, cursor)).rejects.toMatchObject({ code: 'bad-cursor' })
    const cursor = Buffer.from('domain 0 acme.example').toString('base64url')
    expect(await listLessons(tx, cursor)).toEqual({ lessons: [], next: null })
  }),
)

test(
  'of two who are one now mail is logged on the one, corrected there, and what was learnt of the other counts; parted each has its own',
  onDesk(async (desk) => {
    const { tx, ada, ben, dora, store } = desk
    await receive(tx, testMeans(store), { messageId: 'home@home.example', from: 'Dora Home <dora@home.example>' })
    const { id, contact_id: home } = await last(desk)
    const fay = await addContact(ben, { name: 'Fay' })
    await correctLog(ben, id, { from: { noun: 'contact', id: home ?? '' }, to: { noun: 'contact', id: fay }, remember: 'address' }) // prettier-ignore
    await receive(tx, testMeans(store), { messageId: 'again@home.example', subject: 'Anew', from: 'Dora Home <dora@home.example>', fields: ['Cc: dora@acme.example, support@desk.example'] }) // prettier-ignore
    const second = (await last(desk)).id
    const fromHome = async () => (await loggedOn(desk, second)).toSorted(byName).map(([name]) => name)
    expect(await fromHome()).toEqual(['Acme', 'Dora', 'Fay', 'Home'])

    const mergeId = await merge(ada, 'contact', dora.id, home ?? '', {})
    const lessons = async () => (await listLessons(tx, undefined)).lessons.map((one) => one.instead?.name)

    expect(await lessons()).toEqual(['Dora'])
    const first = await correctLog(ben, second, { from: { noun: 'contact', id: home ?? '' }, remember: 'nothing' })
    expect(await fromHome()).toEqual(['Acme', 'Fay', 'Home'])
    await undoCorrection(ben, await lockCorrection(tx, first.correctionId))
    expect(await fromHome()).toEqual(['Acme', 'Dora', 'Fay', 'Home'])
    await undoMerge(ada, mergeId)
    expect(await lessons()).toEqual(['Dora Home'])
  }),
)
