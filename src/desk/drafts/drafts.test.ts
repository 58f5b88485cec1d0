import { expect, test } from 'vitest'
import { problemOf, withLetter, words } from '../../../test/answering.ts'
import { onDesk, type Desk, type Person } from '../../../test/desk.ts'
import { sendReply, startConversation } from '../../flows/reply/send.ts'
import { undoSend } from '../../flows/reply/undo.ts'
import { forgetUploads, keepUpload } from '../../flows/reply/uploads.ts'
import { limits } from '../../kit/limits.ts'
import { setPrivacy } from '../conversations/privacy.ts'
import { visibleConversation } from '../conversations/read.ts'
import { changeInbox } from '../inboxes/inboxes.ts'
import { answerApproval, askApproval } from './approval.ts'
import type { DraftContent } from './drafts.api.ts'
import { beginDraft, discardDraft, saveDraft, standingDraft } from './drafts.ts'
import { forgetDrafts } from './forget.ts'
import { draftsIn, ownDrafts } from './lists.ts'

const empty: DraftContent = { to: [], cc: [], bcc: [], subject: '', text: '', html: null, doc: null, withQuote: true, attachmentIds: [], uploadIds: [] } // prettier-ignore
const letter = { ...empty, to: words.to, subject: words.subject }

async function begin(who: Person, id: string, text: string, more: Partial<DraftContent> = {}) {
  const conversation = await visibleConversation(who, await who.actor(), id)
  const begun = { ...letter, ...more, kind: 'reply' as const, writtenAgainst: conversation.version, text }
  return await beginDraft(who, await who.actor(), conversation, begun)
}

type At = { conversationId: string; id: string; version: number }

async function save(who: Person, at: At, text: string, more: Partial<DraftContent> = {}) {
  const actor = await who.actor()
  const standing = await standingDraft(who, actor, { id: at.conversationId, draftId: at.id })
  return await saveDraft(who, actor, standing, { ...letter, ...more, text, version: at.version })
}

const seenBy = async (who: Person, id: string) =>
  (await draftsIn(who, await who.actor(), await visibleConversation(who, await who.actor(), id))).map((one) => one.text)

test(
  'a colleague reads a letter while it is written, and takes part by saving',
  onDesk(async (desk) => {
    const { ben, cleo } = desk
    const { conversation } = await withLetter(desk)
    const draft = await begin(ben, conversation.id, 'Dear Dora')

    expect(await seenBy(cleo, conversation.id)).toEqual(['Dear Dora'])
    const saved = await save(cleo, draft, 'Dear Dora,\n\nit left us on Monday.')

    expect(saved).toMatchObject({ version: 2, authorId: ben.id, authorIds: [ben.id, cleo.id], changedBy: cleo.id })
    expect((await ownDrafts(cleo, await cleo.actor(), 'mine')).map((one) => one.id)).toEqual([draft.id])
  }),
)

test(
  'a save against an older version is refused, and what is there stays',
  onDesk(async (desk) => {
    const { ben, cleo } = desk
    const { conversation } = await withLetter(desk)
    const draft = await begin(ben, conversation.id, 'first')
    await save(cleo, draft, 'by Cleo')

    const refused = await problemOf(save(ben, draft, 'by Ben'))

    expect(refused).toMatchObject({
      kind: 'conflict',
      code: 'draft-changed',
      detail: { version: 2, changedBy: cleo.id },
    })
    expect(await seenBy(ben, conversation.id)).toEqual(['by Cleo'])
  }),
)

test(
  'notes are their author’s alone, and a private conversation hides its letters',
  onDesk(async (desk) => {
    const { ada, ben, cleo } = desk
    const { conversation } = await withLetter(desk)
    const place = await visibleConversation(ben, await ben.actor(), conversation.id)
    const note = { ...empty, kind: 'note' as const, writtenAgainst: 1, text: 'between us' }
    const kept = await beginDraft(ben, await ben.actor(), place, note)
    const draft = await begin(cleo, conversation.id, 'a letter')

    expect(await seenBy(cleo, conversation.id)).toEqual(['a letter'])
    expect(await problemOf(save(cleo, kept, 'mine now'))).toMatchObject({ code: 'draft-missing' })
    await setPrivacy(ben, conversation.id, [ben.id])

    expect(await problemOf(save(cleo, draft, 'still here'))).toMatchObject({ code: 'conversation-missing' })
    expect(await ownDrafts(cleo, await cleo.actor(), 'mine')).toEqual([])
    expect(await problemOf(seenBy(ada, conversation.id))).toMatchObject({ code: 'conversation-missing' })
  }),
)

test(
  'sent, a draft is gone; called back, it is there again with its files',
  onDesk(async (desk) => {
    const { ben, cleo, tx } = desk
    const { means, conversation } = await withLetter(desk)
    const file = await keepUpload(ben, means, { name: 'x.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF') })
    const draft = await begin(ben, conversation.id, 'It left us.', { uploadIds: [file.id] })
    const taken = await save(cleo, draft, 'It left us on Monday.', { uploadIds: [file.id] })

    // Cleo sends what Ben had uploaded.
    const sent = await sendReply(cleo, means, await cleo.actor(), {
      ...words,
      id: conversation.id,
      version: conversation.version,
      text: taken.text,
      withQuote: true,
      uploadIds: [file.id],
      draft: { id: draft.id, version: taken.version },
    })
    expect(await seenBy(ben, conversation.id)).toEqual([])
    expect(sent.message.text).toMatch(/^It left us on Monday\.\n\nOn .*wrote:\n> Where is my order/s)
    const back = await undoSend(cleo, means, sent.message.outboxId ?? '')

    expect(back.draft).toEqual({ conversationId: conversation.id, id: draft.id, version: taken.version + 1 })
    const [again] = await draftsIn(ben, await ben.actor(), await visibleConversation(ben, await ben.actor(), conversation.id)) // prettier-ignore
    expect(again).toMatchObject({ text: 'It left us on Monday.', uploads: [{ id: file.id, name: 'x.pdf' }] })
    const later = { ...tx, now: new Date(tx.now.getTime() + 3 * 86_400_000) }
    expect(await forgetUploads(later, means)).toBe(0)
    await tx.db.deleteFrom('draft').execute() // as with a sample conversation that goes
    expect(await forgetUploads(later, means)).toBe(1)
  }),
)

test(
  'what was sent is what its writer saw: a draft that was changed meanwhile is not sent',
  onDesk(async (desk) => {
    const { ben, cleo } = desk
    const { means, conversation } = await withLetter(desk)
    const draft = await begin(ben, conversation.id, 'one')
    await save(cleo, draft, 'two')

    const sending = {
      ...words,
      id: conversation.id,
      version: conversation.version,
      draft: { id: draft.id, version: 1 },
    }
    expect(await problemOf(sendReply(ben, means, await ben.actor(), sending))).toMatchObject({ code: 'draft-changed' })
  }),
)

test(
  'a letter that begins a conversation is its author’s until it is sent, and nobody discards a colleague’s draft',
  onDesk(async (desk) => {
    const { ben, cleo, inboxes } = desk
    const { means, conversation } = await withLetter(desk)
    const content = { ...letter, text: 'Hello', kind: 'new' as const, writtenAgainst: 0 }
    const first = await beginDraft(ben, await ben.actor(), null, content, inboxes.support)
    const own = { id: first.id, draftId: first.id }

    expect(await problemOf(standingDraft(cleo, await cleo.actor(), own))).toMatchObject({ code: 'draft-missing' })
    const { subject, to, cc, bcc, html, uploadIds } = { ...content }
    await startConversation(ben, means, await ben.actor(), { inboxId: inboxes.support, subject, to, cc, bcc, html, uploadIds, text: 'Hello', draft: { id: first.id, version: 1 } }) // prettier-ignore
    expect(await ownDrafts(ben, await ben.actor(), 'mine')).toEqual([])

    const reply = await begin(ben, conversation.id, 'mine')
    const standing = await standingDraft(cleo, await cleo.actor(), { id: conversation.id, draftId: reply.id })
    expect(await problemOf(discardDraft(cleo, await cleo.actor(), standing))).toMatchObject({ code: 'not-yours' })
  }),
)

async function judged(desk: Desk) {
  const { ada, ben, cleo, inboxes } = desk
  const { means, conversation } = await withLetter(desk)
  const policy = { everybody: false, userIds: [ben.id], newForDays: 0, categoryIds: [], approverIds: [cleo.id], approverTeamIds: [] } // prettier-ignore
  await changeInbox(ada, inboxes.support, { approval: policy })
  const draft = await begin(ben, conversation.id, words.text)
  const at = { id: conversation.id, draftId: draft.id }
  const send = async (who: Person, version: number, text = words.text, more: object = {}) =>
    await problemOf(
      sendReply(who, means, await who.actor(), {
        ...words,
        ...more,
        text,
        withQuote: true,
        id: conversation.id,
        version: conversation.version,
        draft: { id: draft.id, version },
      }),
    )
  const ask = async () => {
    const asked = { version: 1, userId: cleo.id, teamId: null, comment: 'Is this right?' }
    return await askApproval(ben, await ben.actor(), await standingDraft(ben, await ben.actor(), at), asked)
  }
  const judge = async (who: Person, verdict: 'approved' | 'changes', version = 1) =>
    await answerApproval(who, await who.actor(), await standingDraft(who, await who.actor(), at), { version, verdict, comment: '' }) // prettier-ignore
  return { draft, send, ask, judge, conversation }
}

test(
  'where approval is demanded nothing leaves without it, and not by one’s own',
  onDesk(async (desk) => {
    const { ben, cleo, history } = desk
    const { send, ask, judge, conversation } = await judged(desk)

    expect(await send(ben, 1)).toMatchObject({ code: 'approval-needed', detail: { why: 'inbox' } })
    await ask()
    expect((await ownDrafts(cleo, await cleo.actor(), 'approval')).map((one) => one.approval?.state)).toEqual(['asked'])
    expect(await problemOf(judge(ben, 'approved'))).toMatchObject({ code: 'not-asked' })
    await judge(cleo, 'changes')
    expect(await send(ben, 1)).toMatchObject({ code: 'approval-needed' })
    await judge(cleo, 'approved')

    expect(await send(ben, 1)).toBeUndefined()
    expect((await history(conversation.id)).map((one) => one.name)).toEqual(
      expect.arrayContaining(['draft.approvalAsked', 'draft.approvalAnswered', 'message.queued']),
    )
  }),
)

test(
  'an approval is of the words that were read: others take it away',
  onDesk(async (desk) => {
    const { ben, cleo } = desk
    const { draft, send, ask, judge } = await judged(desk)
    await ask()
    await judge(cleo, 'approved')

    expect(await send(ben, 1, 'Other words.')).toMatchObject({ code: 'approval-needed' })
    const same = await save(ben, draft, words.text)
    expect(same.approval?.state).toBe('approved')
    const changed = await save(ben, same, 'Other words.')

    expect(changed.approval).toBeNull()
    expect(changed.remarks.map((one) => one.what)).toEqual(['asked', 'approved', 'void'])
    expect(await send(cleo, changed.version, 'Other words.')).toBeUndefined() // who may approve needs nobody
  }),
)

test(
  'whose own letters have to be approved approves nobody’s, however they were asked',
  onDesk(async (desk) => {
    const { ada, ben, cleo, inboxes, tx } = desk
    const { send, ask, judge } = await judged(desk)
    const everybody = { everybody: true, userIds: [], newForDays: 0, categoryIds: [], approverIds: [], approverTeamIds: [] } // prettier-ignore
    await changeInbox(ada, inboxes.support, { approval: everybody })

    expect(await problemOf(ask())).toMatchObject({ code: 'approver-unfit' })
    await tx.db.updateTable('draft').set({ approval_state: 'asked', approval_asked_by: ben.id, approval_user_id: cleo.id, approval_at: tx.now }).execute() // prettier-ignore
    expect(await problemOf(judge(cleo, 'approved'))).toMatchObject({ code: 'approver-unfit' })
    await tx.db.updateTable('draft').set({ approval_state: 'approved' }).execute()
    expect(await send(ben, 1)).toMatchObject({ code: 'approval-needed' }) // as after a policy that was milder
    await judge(ada, 'approved')

    expect(await send(ben, 1)).toBeUndefined()
  }),
)

test(
  'of two who judge at once the one who wants it changed is heard, until somebody asks again',
  onDesk(async (desk) => {
    const { ada, ben, cleo } = desk
    const { send, ask, judge } = await judged(desk)
    await ask()
    await judge(cleo, 'changes')

    expect(await problemOf(judge(ada, 'approved'))).toMatchObject({ code: 'approval-answered' })
    await ask()
    await judge(ada, 'approved')
    expect(await send(ben, 1)).toBeUndefined()
  }),
)

test(
  'approved as an answer it does not go as a forward, nor with another mail below it',
  onDesk(async (desk) => {
    const { ben, cleo } = desk
    const { send, ask, judge } = await judged(desk)
    await ask()
    await judge(cleo, 'approved')
    const [{ id: messageId } = { id: '' }] = await desk.tx.db.selectFrom('message').select('id').execute()

    expect(await send(ben, 1, words.text, { kind: 'forward' })).toMatchObject({ code: 'approval-needed' })
    expect(await send(ben, 1, words.text, { messageId })).toMatchObject({ code: 'approval-needed' })
    expect(await send(ben, 1)).toBeUndefined()
  }),
)

test(
  'of drafts that are too much for one answer one’s own and the newest are shown',
  onDesk(async (desk) => {
    const { ben, cleo } = desk
    const { conversation } = await withLetter(desk)
    await begin(ben, conversation.id, 'mine')
    for (let at = 0; at < 5; at++)
      await begin(cleo, conversation.id, `${at} ${'x'.repeat(limits.drafts.shownBytes / 4)}`)

    const seen = (await seenBy(ben, conversation.id)).map((text) => text.slice(0, 4))
    expect(seen).toEqual(['mine', '2 xx', '3 xx', '4 xx'])
    expect((await ownDrafts(cleo, await cleo.actor(), 'mine')).map(({ snippet }) => snippet.slice(0, 3))).toHaveLength(
      5,
    )
  }),
)

test(
  'old drafts go, and what was sent a day ago; what is written on stays',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { conversation } = await withLetter(desk)
    const old = await begin(ben, conversation.id, 'old')
    await begin(ben, conversation.id, 'new')
    const long = new Date(tx.now.getTime() - (limits.drafts.days + 1) * 86_400_000)
    await tx.db.updateTable('draft').set({ changed_at: long }).where('id', '=', old.id).execute()

    await forgetDrafts(tx)

    expect(await seenBy(ben, conversation.id)).toEqual(['new'])
  }),
)

test(
  'whoever approves a letter reads what its recipient will, and not only the text that goes along with it',
  onDesk(async (desk) => {
    const { ben, cleo } = desk
    const { conversation } = await withLetter(desk)
    const draft = await begin(ben, conversation.id, 'We are sorry.', { html: '<p>You are <b>wrong</b>.</p>' })
    expect(draft.reads).toBeNull()

    const at = await standingDraft(ben, await ben.actor(), { id: conversation.id, draftId: draft.id })
    const asking = { version: draft.version, userId: cleo.id, teamId: null, comment: '' }
    const asked = await askApproval(ben, await ben.actor(), at, asking)

    expect(asked).toMatchObject({ text: 'We are sorry.', reads: 'You are wrong.' })
  }),
)
