import { expect, test } from 'vitest'
import { answerNow, problemOf, withLetter, words } from '../../../test/answering.ts'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { joinedStore, onDesk, type Desk, type Person } from '../../../test/desk.ts'
import { addTags, setStatus } from '../../desk/conversations/change.ts'
import { followUpIn, ringFollowUp, ringOverdue } from '../../desk/conversations/follow-up.ts'
import { setPrivacy } from '../../desk/conversations/privacy.ts'
import { visibleConversation } from '../../desk/conversations/read.ts'
import { beginDraft, standingDraft } from '../../desk/drafts/drafts.ts'
import { draftsIn } from '../../desk/drafts/lists.ts'
import { changeUser } from '../../desk/users/users.ts'
import { must } from '../../kit/must.ts'
import { heed, scheduleDraft, sendDue, sendLaterJob, sendOverdue, unscheduleDraft } from './later.ts'
import { undoSend } from './undo.ts'

const HOUR = 3_600_000

/** A draft of Ben's that is to go in an hour; `due` is what the worker does then. */
async function waiting(desk: Desk, after = {}, written: Partial<typeof words> = {}, by: 'ada' | 'ben' = 'ben') {
  const { tx, [by]: writer } = desk
  const { means, conversation } = await withLetter(desk)
  const actor = await writer.actor()
  const place = await visibleConversation(writer, actor, conversation.id)
  const { kind, to, cc, bcc, subject, text, html, uploadIds } = { ...words, ...written }
  const content = { to, cc, bcc, subject, text, html, uploadIds, doc: null, withQuote: true, attachmentIds: [] }
  const draft = await beginDraft(writer, actor, place, { ...content, kind, writtenAgainst: place.version })
  const at = { id: conversation.id, draftId: draft.id }
  const when = new Date(tx.now.getTime() + HOUR)
  const asked = {
    version: 1,
    at: when.toISOString(),
    timeZone: 'Europe/Amsterdam',
    writtenAgainst: place.version,
    after,
  }
  const schedule = async (more: { override?: { reason: string } } = {}) =>
    scheduleDraft(writer, means, await writer.actor(), await standingDraft(writer, actor, at), { ...asked, ...more })
  const later = { ...tx, now: new Date(when.getTime() + 1_000) }
  const due = async () => await sendDue(joinedStore(later), means, { conversationId: at.id, draftId: at.draftId })
  const left = async () => (await tx.db.selectFrom('outbox').select('id').execute()).length
  const now = async () => must((await draftsIn(writer, await writer.actor(), place))[0], 'the draft')
  return { ...desk, means, conversation, at, schedule, due, left, now, later }
}

const calledOff = async ({ history }: Desk, id: string) =>
  (await history(id)).filter((one) => one.name === 'draft.calledOff').map((one) => one.data['because'])

test(
  'a letter goes by itself at its time, once, and in the name of who wanted it',
  onDesk(async (desk) => {
    const { tx, ben, schedule, due, left, later } = await waiting(desk)
    const scheduled = await schedule()
    const { conversationId, draftId } = { conversationId: scheduled.conversationId, draftId: scheduled.id }
    expect(scheduled.schedule).toMatchObject({ by: ben.id, timeZone: 'Europe/Amsterdam' })

    const early = await sendDue(joinedStore(tx), testMeans(desk.store), { conversationId, draftId })
    expect([early?.toISOString(), await left()]).toEqual([scheduled.schedule?.at, 0])
    await due()
    await due()

    expect(await left()).toBe(1)
    const out = await tx.db.selectFrom('message').selectAll().where('direction', '=', 'out').executeTakeFirstOrThrow()
    expect(out).toMatchObject({ author_id: ben.id, sent_at: later.now })
    expect(out.text).toContain('It left us on Monday.\n\nOn ')
    expect((await deskNow(tx))[0]).toMatchObject({ status: 'waiting' })
  }),
)

test(
  'it does not go where the customer writes first, though nobody has come to say so',
  onDesk(async (desk) => {
    const { tx, means, schedule, due, left, now, conversation } = await waiting(desk)
    await schedule()
    await receive(tx, means, { inReplyTo: 'q1@acme.example', text: 'It is here.' })

    await due()

    expect([await left(), (await now()).schedule]).toEqual([0, null])
    expect(await calledOff(desk, conversation.id)).toEqual(['customerWrote'])
  }),
)

test(
  'it is called off at once where a colleague answers; what they click does not matter, nor what one does oneself',
  onDesk(async (desk) => {
    const { tx, ben, cleo, means, schedule, left, now, conversation } = await waiting(desk)
    await schedule()
    await addTags(cleo, conversation.id, ['parcel'])
    await answerNow(ben, means, conversation.id, { text: 'A word before.' })
    await heed(tx, [conversation.id])
    expect((await now()).schedule).not.toBeNull()

    await answerNow(cleo, means, conversation.id)
    await heed(tx, [conversation.id])

    expect([await left(), (await now()).schedule]).toEqual([2, null])
    expect(await calledOff(desk, conversation.id)).toEqual(['answered'])
  }),
)

test(
  'an automatic reply of the customer’s overtakes nothing',
  onDesk(async (desk) => {
    const { tx, means, schedule, due, left } = await waiting(desk)
    await schedule()
    await receive(tx, means, { inReplyTo: 'q1@acme.example', fields: ['Auto-Submitted: auto-replied'] })

    await due()

    expect(await left()).toBe(1)
  }),
)

test(
  'what somebody may no longer do does not happen in their name',
  onDesk(async (desk) => {
    const { ada, ben, schedule, due, left, conversation } = await waiting(desk)
    await schedule()
    await setPrivacy(ada, conversation.id, [ada.id])
    await due()
    expect(await left()).toBe(0)
    await changeUser(ada, await ada.actor(), ben.id, { isDisabled: true })
    await due()

    expect([await left(), await calledOff(desk, conversation.id)]).toEqual([0, ['noAccess']])
  }),
)

test(
  'scheduled it is not written in, and stopped it stays a draft',
  onDesk(async (desk) => {
    const { ben, schedule, due, left, now, at } = await waiting(desk)
    await schedule()
    const actor = await ben.actor()

    await unscheduleDraft(ben, await standingDraft(ben, actor, at))
    await due()

    expect([await left(), (await now()).text]).toEqual([0, words.text])
  }),
)

test(
  'a time that is over, or a letter to nobody, is refused while somebody is there to mend it',
  onDesk(async (desk) => {
    const { means, ben, tx, at } = await waiting(desk)
    const actor = await ben.actor()
    const asked = { version: 1, timeZone: 'UTC', writtenAgainst: 1, after: {} }
    const refused = async (when: Date) =>
      await problemOf(
        scheduleDraft(ben, means, actor, await standingDraft(ben, actor, at), { ...asked, at: when.toISOString() }),
      )

    expect(await refused(new Date(tx.now.getTime() - 1))).toMatchObject({ code: 'bad-time' })
    await tx.db
      .updateTable('draft')
      .set({ addressees: JSON.stringify({ to: [], cc: [], bcc: [] }) })
      .execute()
    expect(await refused(new Date(tx.now.getTime() + HOUR))).toMatchObject({ code: 'nobody-to-write-to' })
  }),
)

async function reminded(desk: Desk, who: Person = desk.ben) {
  const { means, conversation } = await withLetter(desk)
  const followUpAt = new Date(desk.tx.now.getTime() + 24 * HOUR)
  const outboxId = await answerNow(who, means, conversation.id, { followUpAt: followUpAt.toISOString() })
  const ring = () => ringFollowUp({ ...desk.tx, now: new Date(followUpAt.getTime() + 1) }, conversation.id)
  const status = async () => must((await deskNow(desk.tx))[0], 'it').status
  return { means, conversation, outboxId, ring, status }
}

test(
  'a conversation comes back where no answer came by then, once, and says why',
  onDesk(async (desk) => {
    const { ben, history, tx } = desk
    const { conversation, ring, status } = await reminded(desk)
    expect([await status(), (await followUpIn(tx, conversation.id))?.userId]).toEqual(['waiting', ben.id])

    await ring()
    await setStatus(ben, conversation.id, 'waiting')
    await ring()

    expect(await status()).toBe('waiting')
    const told = (await history(conversation.id)).filter((one) => one.name === 'conversation.followedUp')
    expect(told).toMatchObject([{ data: { from: 'waiting', to: 'open', userIds: [ben.id] } }])
  }),
)

test(
  'an answer ends it, and so do resolving and calling the letter back',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { means, conversation, outboxId, ring, status } = await reminded(desk)
    await undoSend(ben, means, outboxId)
    expect(await followUpIn(tx, conversation.id)).toBeNull()
    await answerNow(ben, means, conversation.id, { followUpAt: new Date(tx.now.getTime() + HOUR).toISOString() })
    await receive(tx, means, { inReplyTo: 'q1@acme.example', text: 'Thank you.' })
    await heed(tx, [conversation.id])
    expect(await followUpIn(tx, conversation.id)).toBeNull()
    await answerNow(ben, means, conversation.id, { followUpAt: new Date(tx.now.getTime() + HOUR).toISOString(), then: 'resolved' }) // prettier-ignore
    await ring()

    expect(await status()).toBe('resolved')
  }),
)

test(
  'sent and asleep: it wakes at its time, and calling the letter back wakes it',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { means, conversation } = await withLetter(desk)
    const until = new Date(tx.now.getTime() + HOUR)
    const outboxId = await answerNow(ben, means, conversation.id, { snoozedUntil: until.toISOString() })
    expect((await deskNow(tx))[0]).toMatchObject({ status: 'open', snoozed_until: until, waiting_since: null })

    await undoSend(ben, means, outboxId)

    expect((await deskNow(tx))[0]).toMatchObject({ status: 'open', snoozed_until: null })
  }),
)

test(
  'what no job has sent or rung is found again',
  onDesk(async (desk) => {
    const { tx, conversation, schedule, later } = await waiting(desk)
    await answerNow(desk.ben, testMeans(desk.store), conversation.id, {
      followUpAt: new Date(tx.now.getTime() + 1).toISOString(),
    })
    await schedule()
    await tx.db.deleteFrom('job').execute()
    const muchLater = { ...later, now: new Date(later.now.getTime() + 120_000) }

    await sendOverdue(muchLater)
    await ringOverdue(muchLater)

    expect((await tx.db.selectFrom('job').select('kind').execute()).map((job) => job.kind)).toEqual([sendLaterJob])
    expect((await deskNow(tx))[0]).toMatchObject({ status: 'open' })
  }),
)

test(
  'what the inbox holds back is refused when it is to wait, and goes at its time where somebody who may said why',
  onDesk(async (desk) => {
    const text = 'Your card 4000 0012 3456 7899 is charged.'
    const bens = await waiting(desk, {}, { text })
    const adas = await waiting(desk, {}, { text }, 'ada')
    const override = { reason: 'Dora asked for it' }

    expect(await problemOf(bens.schedule())).toMatchObject({ code: 'blocked-by-checks' })
    expect(await problemOf(bens.schedule({ override }))).toMatchObject({ code: 'blocked-by-checks' })
    await adas.schedule({ override })
    await adas.due()

    expect(await adas.left()).toBe(1)
    expect(await calledOff(desk, adas.conversation.id)).toEqual([])
  }),
)
