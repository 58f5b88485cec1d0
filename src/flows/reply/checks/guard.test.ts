// What an inbox holds back does not leave, by whatever way it is sent; and what is decided about it where.
import { expect, test } from 'vitest'
import { answerNow, problemOf as refusal, withLetter, words } from '../../../../test/answering.ts'
import { testMeans } from '../../../../test/arrivals.ts'
import { onDesk } from '../../../../test/desk.ts'
import { openWebDoor } from '../../../../test/web-door.ts'
import { CheckRules } from '../../../desk/checks/checks.api.ts'
import { changeCheckPolicy, changeDeskPhrases } from '../../../desk/checks/policies.ts'
import { beginDraft, standingDraft } from '../../../desk/drafts/drafts.ts'
import { scheduleDraft } from '../later.ts'
import { sendReply, startConversation } from '../send.ts'

const problemOf = async (sent: Promise<unknown>) => ((await refusal(sent)) as { code?: string } | undefined)?.code
const card = 'Your card 4000 0012 3456 7899 is charged.'
const reason = 'Dora asked for it: 4000 0012 3456 7899'

test(
  'a card number does not leave, nobody but a lead may send it all the same, and what is kept of that has no number',
  onDesk(async (desk) => {
    const { ada, ben, tx, history } = desk
    const { means, conversation } = await withLetter(desk)
    const answer = { id: conversation.id, version: conversation.version, ...words, text: card }

    expect(await problemOf(sendReply(ben, means, await ben.actor(), answer))).toBe('blocked-by-checks')
    expect(await problemOf(sendReply(ben, means, await ben.actor(), { ...answer, override: { reason } }))).toBe('blocked-by-checks') // prettier-ignore
    expect(await problemOf(sendReply(ada, means, await ada.actor(), answer))).toBe('blocked-by-checks')
    expect(await tx.db.selectFrom('outbox').select('id').execute()).toEqual([])

    await sendReply(ada, means, await ada.actor(), { ...answer, override: { reason } })

    const kept = (await history(conversation.id)).find((one) => one.name === 'conversation.checksOverridden')
    expect(kept).toMatchObject({ by: 'ada', data: { checks: ['cardNumber'], reason: 'Dora asked for it: •••• •••• •••• 7899' } }) // prettier-ignore
  }),
)

test(
  'a first word is held back too, and what the mail answered says when it is quoted',
  onDesk(async (desk) => {
    const { ben, inboxes } = desk
    const { means, conversation } = await withLetter(desk)
    const { kind: _, attachmentIds: __, ...first } = words
    const quoted = `Of course.\n\nOn Mon, 02 Mar 2026 09:00 UTC, Dora wrote:\n> ${card}`

    expect(await problemOf(startConversation(ben, means, await ben.actor(), { ...first, inboxId: inboxes.support, text: card }))).toBe('blocked-by-checks') // prettier-ignore
    expect(await problemOf(answerNow(ben, means, conversation.id, { text: quoted }))).toBe('blocked-by-checks')
  }),
)

test(
  'what is quoted is looked at where the server puts it below, now and for later',
  onDesk(async (desk) => {
    const { ben } = desk
    const { means, conversation } = await withLetter(desk, { text: card })
    const actor = await ben.actor()
    const { id, version } = conversation
    const { to, cc, bcc, subject, html, uploadIds, attachmentIds } = words
    const content = { to, cc, bcc, subject, text: 'Of course.', html, doc: null, withQuote: true, uploadIds, attachmentIds } // prettier-ignore
    const { inbox_id: inboxId } = await ben.db.selectFrom('conversation').select('inbox_id').where('id', '=', id).executeTakeFirstOrThrow() // prettier-ignore
    const draft = await beginDraft(ben, actor, { id, inboxId }, { kind: 'reply', writtenAgainst: version, ...content })
    const at = new Date(ben.now.getTime() + 3_600_000).toISOString()
    const standing = await standingDraft(ben, actor, { id, draftId: draft.id })

    expect(await problemOf(answerNow(ben, means, id, { text: 'Of course.', withQuote: true }))).toBe(
      'blocked-by-checks',
    )
    expect(
      await problemOf(
        scheduleDraft(ben, means, actor, standing, {
          version: 1,
          at,
          timeZone: 'UTC',
          writtenAgainst: version,
          after: {},
        }),
      ),
    ).toBe('blocked-by-checks')
    await answerNow(ben, means, id, { text: 'Of course.', withQuote: false })
  }),
)

test(
  'an inbox may hold back recipients and phrases, its own and the desk’s, or nothing at all',
  onDesk(async (desk) => {
    const { ada, ben, inboxes } = desk
    const { means, conversation } = await withLetter(desk)
    await changeDeskPhrases(ada, 0, [{ kind: 'banned', words: 'no problem', instead: '' }])
    const rules = CheckRules.parse({ levels: { cardNumber: 'off', bannedPhrase: 'block', newRecipient: 'block' } })
    await changeCheckPolicy(ada, inboxes.support, 0, rules)
    const send = (changed: object) => problemOf(answerNow(ben, means, conversation.id, changed))

    expect(await send({ text: 'No problem, Dora.' })).toBe('blocked-by-checks')
    expect(await send({ cc: [{ name: '', address: 'eve@evil.test' }] })).toBe('blocked-by-checks')
    expect(await problemOf(changeCheckPolicy(ada, inboxes.support, 0, rules))).toBe('checks-changed')
    await answerNow(ben, means, conversation.id, { text: card, cc: [{ name: '', address: 'finn@acme.example' }] })
  }),
)

test(
  'a draft is judged by what is known of its conversation; nothing is kept of it, and a stranger to the inbox is told nothing',
  onDesk(async (desk) => {
    const { ada, ben, cleo, inboxes, store } = desk
    const { conversation } = await withLetter(desk, { text: 'Where is my parcel?\n\nDora' })
    const door = openWebDoor(store, {}, testMeans(store))
    const [asAda, asBen, asCleo] = [
      await door.signedIn(ada.id),
      await door.signedIn(ben.id),
      await door.signedIn(cleo.id),
    ]
    const draft = { to: words.to, cc: [{ address: 'support@desk.example' }], text: 'Hi Mark,\n\nsee the attached label. Card 4000001234567899.\n\nBen' } // prettier-ignore

    const { body } = await door.ask('PUT', `/conversations/${conversation.id}/judgement`, { as: asBen, body: draft })

    const found = (body.findings as { code: string; level: string }[]).map(({ code, level }) => `${level} ${code}`)
    expect(found).toEqual(['block cardNumber', 'warn ownInbox', 'warn greetingName', 'warn attachment'])
    expect(body.mayOverride).toBe(false)
    const first = { to: words.to, text: 'See {{x}}' }
    expect((await door.ask('PUT', `/inboxes/${inboxes.billing}/judgement`, { as: asBen, body: first })).status).toBe(
      404,
    )
    expect((await door.ask('PUT', `/inboxes/${inboxes.billing}/judgement`, { as: asCleo, body: first })).body.findings).toMatchObject([{ code: 'unfilled' }]) // prettier-ignore
    const tried = { rules: { levels: { shouting: 'block' } }, text: 'It is here!!!' }
    expect((await door.ask('PUT', `/inboxes/${inboxes.support}/checks/try`, { as: asAda, body: tried })).body.findings).toMatchObject([{ code: 'shouting', level: 'block' }]) // prettier-ignore
    expect((await door.ask('GET', '/check-policies', { as: asCleo })).body.inboxes).toHaveLength(2)
    expect((await door.ask('GET', '/check-policies', { as: asBen })).body.inboxes).toHaveLength(1)
  }),
)
