// Who is told of what: real events, told as the worker would.
import { expect, test } from 'vitest'
import { receive, testMeans } from '../../../test/arrivals.ts'
import { type Desk, onDesk, type Person } from '../../../test/desk.ts'
import { assign, deleteConversation, moveToInbox, setTeam } from '../../desk/conversations/change.ts'
import { follow, followersOf, unfollow } from '../../desk/conversations/followers.ts'
import { merge } from '../../desk/conversations/merge.ts'
import { addNote, changeNote } from '../../desk/conversations/notes.ts'
import { setPrivacy } from '../../desk/conversations/privacy.ts'
import { changeInbox } from '../../desk/inboxes/inboxes.ts'
import { changeChoices } from '../../desk/notifications/choices.ts'
import { haveTold } from '../../desk/notifications/have-told.ts'
import { listOwn, markOwn, unreadOf } from '../../desk/notifications/notifications.ts'
import { retireLost, sweeps } from '../../desk/notifications/retire.ts'
import { carryOut } from '../../desk/rules/carry-out.ts'
import { addRule } from '../../desk/rules/rules.ts'
import { addTeam } from '../../desk/teams/teams.ts'
import { changeUser } from '../../desk/users/users.ts'
import { follows } from '../../doors/switchboard.ts'
import type { Id } from '../../kit/id.ts'
import { record, type Following } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { tell, tellJob } from './tell.ts'

/** With what follows an event. */
const live = <T extends Tx>(tx: T): T => ({ ...tx, follows })

let serial = 0
async function open(tx: Tx, inboxId: Id, subject = 'Late parcel'): Promise<Id> {
  const id = tx.mint()
  const at = { last_message_at: tx.now, created_at: tx.now }
  await tx.db
    .insertInto('conversation')
    .values({ id, number: `${8_000_000 + ++serial}`, inbox_id: inboxId, subject, from_name: 'Dora', ...at })
    .execute()
  return id
}

async function work(tx: Tx): Promise<number> {
  const jobs = await tx.query<{ id: Id; payload: Following }>({
    text: 'delete from job where kind = $1 returning id, payload',
    values: [tellJob],
  })
  const inOrder = jobs.toSorted((a, b) => Number(BigInt(a.id) - BigInt(b.id)))
  await tell(live({ ...tx, actorId: null }), inOrder.map((job) => job.payload)) // prettier-ignore
  return jobs.length
}

async function told(person: Person): Promise<string[]> {
  const { notifications } = await listOwn(person, await person.actor(), { limit: 50 })
  return notifications.map((one) => `${one.what} ${one.conversation?.subject ?? one.conversations}`).toSorted()
}

const unread = (person: Person) => unreadOf(person, person.id)
const about = (id: Id, { inboxes }: Desk) => ({ id, inboxId: inboxes.support })

test(
  'whoever is given a conversation is told who did it; what one does oneself, or takes back at once, tells nobody',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo, inboxes } = desk
    const [mine, taken, undone] = [await open(tx, inboxes.support), await open(tx, inboxes.support), await open(tx, inboxes.support)] // prettier-ignore

    await assign(live(ada), mine, ben.id)
    await assign(live(ben), taken, ben.id)
    await assign(live(ada), undone, cleo.id)
    await assign(live(ada), undone, null)
    await work(tx)

    const { notifications } = await listOwn(ben, await ben.actor(), { limit: 50 })
    expect(notifications).toMatchObject([{ what: 'assigned', actorId: ada.id, conversation: { id: mine }, isRead: false }]) // prettier-ignore
    expect([await unread(ben), await unread(cleo), await unread(ada)]).toEqual([1, 0, 0])
  }),
)

test(
  'a customer who answers is told to the assignee and the followers; the first mail of a matter costs not even a job',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo, store, inboxes } = desk
    const means = testMeans(store)
    await receive(live(tx), means, { messageId: 'first@acme.example', subject: 'Parcel' })
    const ofFirst = await work(tx)
    const { id } = await tx.db.selectFrom('conversation').select('id').where('subject', '=', 'Parcel').executeTakeFirstOrThrow() // prettier-ignore
    await assign(live(ben), id, ben.id)
    await follow(live(cleo), about(id, desk), [cleo.id])
    await work(tx)

    await receive(
      live(tx),
      means,
      { inReplyTo: '<first@acme.example>', subject: 'Re: Parcel' },
      { inReplyTo: '<first@acme.example>', subject: 'Re: Parcel', fields: ['Auto-Submitted: auto-replied'] },
    )
    await work(tx)

    expect(ofFirst).toBe(0)
    expect(await told(ben)).toEqual(['replied Parcel'])
    expect(await told(cleo)).toEqual(['replied Parcel'])
    expect(await told(ada)).toEqual([])
    expect(inboxes.support).toBeTruthy()
  }),
)

test(
  'whoever is named in a note is told and follows; who does not see the conversation cannot be named',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo, vera, inboxes } = desk
    const id = await open(tx, inboxes.support)
    const billing = await open(tx, inboxes.billing)

    const note = await addNote(live(ben), id, 'Look at this, @CLEO and @Ben.')
    await work(tx)
    await changeNote(live(ben), id, note.id, 'Look at this, @Cleo and @vera@people.example.')
    await addNote(live(ada), id, 'I did.')
    await work(tx)

    expect(await told(cleo)).toEqual(['mentioned Late parcel', 'noted Late parcel'])
    expect(await told(vera)).toEqual(['mentioned Late parcel', 'noted Late parcel'])
    expect(await told(ben)).toEqual([])
    expect(await followersOf(tx, id)).toEqual([cleo.id, vera.id])
    await expect(addNote(cleo, billing, 'Hello @Ben')).rejects.toMatchObject({ code: 'mention-blind', message: expect.stringContaining('Ben does not see') }) // prettier-ignore
  }),
)

test(
  'an answer to a note is told to whoever wrote in its thread, as such, and to nobody else who has nothing to do with it',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo, vera, inboxes } = desk
    const id = await open(tx, inboxes.support)
    const first = await addNote(live(ben), id, 'Shall we replace it?')
    await addNote(live(ada), id, 'Another matter.')
    const answer = await addNote(live(cleo), id, 'Yes.', { answersId: first.id })
    await work(tx)
    await addNote(live(ben), id, 'Done.', { answersId: answer.id })
    await work(tx)

    const newsOf = async (who: Person) => (await listOwn(who, await who.actor(), { limit: 50 })).notifications.map((one) => `${one.what} ${one.work}`) // prettier-ignore
    expect([await newsOf(ben), await newsOf(cleo)]).toEqual([['noted answer'], ['noted answer']])
    expect([await newsOf(ada), await newsOf(vera)]).toEqual([[], []])
  }),
)

test(
  'following opens nothing: who does not see a conversation neither follows it nor hears of it, whoever names them',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo, inboxes } = desk
    const billing = await open(tx, inboxes.billing, 'Canary')
    const kept = await open(tx, inboxes.support, 'Canary')
    await setPrivacy(live(cleo), kept, [cleo.id])

    for (const id of [billing, kept]) {
      const inboxId = id === billing ? inboxes.billing : inboxes.support
      await follow(live(tx), { id, inboxId }, [ben.id], { because: 'rule “All”' })
      await tx.db.insertInto('follower').values({ conversation_id: id, user_id: ben.id, since: tx.now }).onConflict((clash) => clash.doNothing()).execute() // prettier-ignore
      await haveTold(live(tx), id, { to: ['followers', 'leads'], userIds: [ben.id], text: 'Canary' }, { because: 'Canary' }) // prettier-ignore
      await addNote(live(cleo), id, 'Canary')
      await record(live(tx), 'message.received', id, { isNew: false, kind: 'message', held: null, source: 'smtp' }, { conversationId: id, inboxId }) // prettier-ignore
    }
    await work(tx)

    expect(await told(ben)).toEqual([])
    expect(await unread(ben)).toBe(0)
    expect(await followersOf(tx, billing)).toEqual([])
    // Administrators stand in for leads, but not where a conversation is kept from them.
    expect(await told(ada)).toEqual(['told Canary'])
  }),
)

test(
  'who loses a conversation loses what tells of it, the number on the bell too: by inbox, by privacy, by moving, by the bin',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo, inboxes } = desk
    const names = ['Inbox', 'Kept', 'Moved', 'Binned', 'Stays']
    const ids: Id[] = []
    for (const name of names) ids.push(await open(tx, name === 'Inbox' ? inboxes.billing : inboxes.support, name))
    const [ofInbox = '', kept = '', moved = '', binned = ''] = ids
    await changeInbox(ada, inboxes.billing, { userIds: [ben.id, cleo.id] })
    for (const [at, id] of ids.entries()) {
      await haveTold(live(ada), id, { to: [], userIds: [ben.id], text: '' }, {})
      if (at === 2) await work(tx)
    }
    await work(tx)
    expect(await unread(ben)).toBe(1) // five at a stroke are one line
    const [line] = (await listOwn(ben, await ben.actor(), { limit: 50 })).notifications
    expect(line).toMatchObject({ conversations: 5, conversation: null })

    await changeInbox(ada, inboxes.billing, { userIds: [cleo.id] })
    await setPrivacy(cleo, kept, [cleo.id])
    await moveToInbox(cleo, moved, inboxes.billing)
    await deleteConversation(ada, binned)

    const left = (await listOwn(ben, await ben.actor(), { limit: 50 })).notifications
    expect(left).toMatchObject([{ conversations: 1 }])
    await setPrivacy(cleo, ids[4] ?? '', [cleo.id])
    expect(await told(ben)).toEqual([])
    expect(await retireLost(tx, [await open(tx, inboxes.support, 'Another')])).toBe(0)
    expect(await retireLost(tx, [ofInbox])).toBe(1)
    expect(await unread(ben)).toBe(0)
    expect(ofInbox).not.toBe('')
  }),
)

test(
  'of several conversations in one line, of which one was lost, nothing is told that was said of the lost one',
  onDesk(async (desk) => {
    const { tx, ada, ben, inboxes } = desk
    for (const at of [1, 2, 3, 4, 5]) await haveTold(live(tx), await open(tx, inboxes.support, `Parcel ${at}`), { to: [], userIds: [ben.id], text: 'See.' }, {}) // prettier-ignore
    const lost = await open(tx, inboxes.support, 'Lost')
    await haveTold(live(tx), lost, { to: [], userIds: [ben.id], text: 'canary' }, { because: 'canary' })
    await work(tx)
    const before = await listOwn(ben, await ben.actor(), { limit: 50 })
    await moveToInbox(ada, lost, inboxes.billing)

    const { notifications } = await listOwn(ben, await ben.actor(), { limit: 50 })

    expect(JSON.stringify(before)).toContain('canary')
    expect(notifications).toMatchObject([{ what: 'told', conversations: 5, text: '' }])
    expect(JSON.stringify(notifications)).not.toContain('canary')
  }),
)

test(
  'a team is told of what nobody has; a disabled colleague of nothing; followers stay when conversations are merged',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo, vera, inboxes } = desk
    const team = await addTeam(ada, { name: 'First line', memberIds: [ben.id, cleo.id, vera.id] })
    const [free, had, other] = [await open(tx, inboxes.support, 'Free'), await open(tx, inboxes.support, 'Had'), await open(tx, inboxes.support, 'Other')] // prettier-ignore
    await assign(ada, had, ada.id)
    await changeUser(ada, await ada.actor(), vera.id, { isDisabled: true })
    await follow(ben, about(other, desk), [ben.id])

    await setTeam(live(ben), free, team.id)
    await setTeam(live(ben), had, team.id)
    await merge(live(ada), other, free)
    await addNote(live(cleo), free, 'One matter.')
    await work(tx)
    await unfollow(ben, about(free, desk), ben.id)
    await addNote(live(cleo), free, 'Another.')
    await work(tx)

    expect(await told(cleo)).toEqual(['teamAssigned Free'])
    expect(await told(ben)).toEqual(['noted Free'])
    expect(await unreadOf(tx, vera.id)).toBe(0)
  }),
)

test(
  'one is told what one chose: here, only by mail, or not at all; and reading takes it off the bell',
  onDesk(async (desk) => {
    const { tx, ada, ben, inboxes } = desk
    const id = await open(tx, inboxes.support)
    await changeChoices(ben, ben.id, { events: { noted: { app: false, mail: 'never' }, told: { app: false, mail: 'hourly' } } }) // prettier-ignore

    await assign(live(ada), id, ben.id)
    await addNote(live(ada), id, 'Hello')
    await haveTold(live(tx), id, { to: ['assignee'], userIds: [], text: '' }, {})
    await work(tx)

    expect(await told(ben)).toEqual(['assigned Late parcel'])
    const lines = await tx.db.selectFrom('notification').select(['what', 'is_listed', 'mail_at']).orderBy('what').execute() // prettier-ignore
    expect(lines).toEqual([
      { what: 'assigned', is_listed: true, mail_at: null },
      { what: 'told', is_listed: false, mail_at: new Date(Math.floor(tx.now.getTime() / 3_600_000) * 3_600_000 + 3_600_000) }, // prettier-ignore
    ])
    const actor = await ben.actor()
    expect(await markOwn(ben, actor, { read: true, conversationId: id })).toBe(0)
    const [read] = (await listOwn(ben, actor, { limit: 1 })).notifications
    expect(await markOwn(ben, actor, { read: false, ids: [read?.id ?? ''] })).toBe(1)
    expect(await markOwn(ben, actor, { read: true })).toBe(0)
    // Nobody marks what is somebody else's.
    expect(await markOwn(ada, await ada.actor(), { read: false, ids: [read?.id ?? ''] })).toBe(0)
    expect(await unread(ben)).toBe(0)
  }),
)

test(
  'what was read goes after 90 days and what was not after a year; a count that went wrong is put right',
  onDesk(async (desk) => {
    const { tx, ada, ben, inboxes } = desk
    const sweepAll = async (at: Tx) => {
      for (const sweep of sweeps) await sweep(at)
    }
    const days = (count: number): Tx => ({ ...tx, now: new Date(tx.now.getTime() + count * 86_400_000) })
    for (const name of ['Read', 'Unread']) await assign(live(ada), await open(tx, inboxes.support, name), ben.id)
    await work(tx)
    const [first] = (await listOwn(ben, await ben.actor(), { limit: 50 })).notifications
    await markOwn(ben, await ben.actor(), { read: true, ids: [first?.id ?? ''] })
    await tx.db.updateTable('notification_count').set({ unread: 7 }).where('user_id', '=', ben.id).execute()

    await sweepAll(days(89))
    const after89 = [(await told(ben)).length, await unread(ben)]
    await sweepAll(days(91))
    const after91 = [(await told(ben)).length, await unread(ben)]
    await sweepAll(days(366))

    expect([after89, after91]).toEqual([
      [2, 1],
      [1, 1],
    ])
    expect([(await told(ben)).length, await unread(ben)]).toEqual([0, 0])
  }),
)

test(
  'a rule tells people and adds followers, an escalation tells the leads, and whoever chose so follows what they answer',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo, inboxes } = desk
    const id = await open(tx, inboxes.support)
    await tx.db.updateTable('user').set({ role: 'lead' }).where('id', '=', cleo.id).execute()
    await changeChoices(ada, ada.id, { followsAnswered: true })

    await carryOut(live(tx), id, { do: 'addFollower', userIds: [ben.id] }, { because: 'rule “Watch”' })
    await carryOut(live(tx), id, { do: 'notify', to: ['followers', 'leads'], userIds: [], text: 'Look' }, { because: 'SLA policy “Gold”' }) // prettier-ignore
    const queued = { kind: 'message', isAnswer: true }
    await record(live(ada), 'message.queued', tx.mint(), queued, { conversationId: id, inboxId: inboxes.support })
    await work(tx)

    expect(await followersOf(tx, id)).toEqual(expect.arrayContaining([ben.id, ada.id]))
    expect([await told(ben), await told(cleo)]).toEqual([['told Late parcel'], ['told Late parcel']])
    expect(await told(ada)).toEqual([]) // there is a lead
    const [line] = (await listOwn(cleo, await cleo.actor(), { limit: 1 })).notifications
    expect(line).toMatchObject({ because: 'SLA policy “Gold”', text: 'Look', actorId: null })
    const nobody = { do: 'notify' as const, to: [], userIds: [], text: '' }
    const rule = { name: 'Empty', inboxId: null, occasion: 'message.received' as const, condition: { all: [] }, isEnabled: true } // prettier-ignore
    await expect(addRule(ada, { ...rule, actions: [nobody] })).rejects.toMatchObject({ code: 'notify-nobody' })
  }),
)
