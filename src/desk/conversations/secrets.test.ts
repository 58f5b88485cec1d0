// The ticket trick: a service's sign-in mail comes to an inbox that many read. Filed by the real intake, asked for over the web door.
import { expect, test } from 'vitest'
import { deskNow, receive, testMeans, type Letter } from '../../../test/arrivals.ts'
import { type Desk, onDesk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { wholeOf } from '../../kit/streamed.ts'
import { must } from '../../kit/must.ts'
import { readMail } from '../../mail/read.ts'
import { attachmentBytes } from '../../mail/parse/parse.ts'
import { actorOf } from '../users/actors.ts'
import { actingAs } from '../users/asking.ts'
import { createToken } from '../users/tokens.ts'
import { addRule } from '../rules/rules.ts'
import { triage } from '../../flows/triage/triage.ts'
import { startReply } from '../../flows/reply/start.ts'
import { indexPending } from './indexing.ts'

const secretLetter: Letter = {
  from: 'Chatter <no-reply@chatter.example>',
  envelopeFrom: 'no-reply@chatter.example',
  subject: '482913 is your Chatter confirmation code',
  text: 'Enter this confirmation code to join the workspace zebrastripe: 482913',
}

const telling = [
  'From: "482913 is your code" <no-reply@chatter.example>',
  'To: support@desk.example',
  'Subject: Your confirmation code: https://chatter.example/v/zebrastripe',
  'Message-ID: <telling@chatter.example>',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  '',
  'Your confirmation code is 482913',
  '--b',
  'Content-Type: text/plain',
  'Content-Disposition: attachment; filename="482913.txt"',
  '',
  '482913',
  '--b--',
]

async function withSecret(desk: Desk, letter: Letter = secretLetter) {
  const means = testMeans(desk.store)
  means.reader.read = async (raw, envelope) => readMail(await wholeOf(raw), envelope)
  means.reader.attachment = async (raw, part) => {
    const found = await attachmentBytes(await wholeOf(raw), part)
    return { ...found, bytes: Buffer.from(found.bytes) }
  }
  await receive(desk.tx, means, letter)
  const conversation = must((await deskNow(desk.tx))[0], 'the conversation')
  const message = must(conversation.messages[0], 'its message')
  await desk.tx.db.updateTable('user').set({ role: 'lead' }).where('id', '=', desk.cleo.id).execute()
  const door = openWebDoor(desk.store, {}, means)
  const [ben, cleo] = [await door.signedIn(desk.ben.id), await door.signedIn(desk.cleo.id)]
  const at = `/conversations/${conversation.id}`
  return { means, conversation, message, door, ben, cleo, at }
}

test(
  'the words of a sign-in mail are nowhere but in its source: not in the list, the entries, the search, a quotation',
  onDesk(async (desk) => {
    const { conversation, message, door, ben, at } = await withSecret(desk)

    await indexPending(desk.tx)
    const list = await door.ask('GET', '/conversations?view=all', { as: ben })
    const entries = await door.ask('GET', `${at}/entries`, { as: ben })
    const found = await door.ask('GET', '/conversations?view=all&q=zebrastripe', { as: ben })
    const quoted = await startReply(desk.ben, { ...conversation, inboxId: desk.inboxes.support }, 'reply', message.id)

    expect(conversation).toMatchObject({ subject: '•••• is your Chatter confirmation code', snippet: '' })
    expect(entries.body.entries[0]).toMatchObject({ type: 'message', text: '', html: null, secret: { what: 'code' } })
    for (const answer of [list.body, entries.body, found.body, quoted, message])
      expect(JSON.stringify(answer)).not.toMatch(/482913|zebrastripe/)
    expect(found.body.conversations).toEqual([])
  }),
)

test(
  'who may is shown it, and that is remembered; who may not is refused, also by way of the source and the files',
  onDesk(async (desk) => {
    const { message, door, ben, cleo, at } = await withSecret(desk)
    const [words, source] = [`${at}/messages/${message.id}/secret`, `${at}/messages/${message.id}/raw`]

    expect((await door.ask('POST', words, { as: ben, body: {} })).status).toBe(403)
    expect((await door.ask('GET', source, { as: ben })).body.code).toBe('secret-hidden')
    expect((await door.ask('GET', source, { as: cleo })).body.code).toBe('secret-hidden')
    const shown = await door.ask('POST', words, { as: cleo, body: {} })

    expect(shown.body).toMatchObject({ text: expect.stringContaining('zebrastripe: 482913') })
    expect((await desk.history(message.conversation_id)).at(-1)).toMatchObject({
      name: 'message.secretShown',
      by: 'cleo',
    })
    expect((await door.ask('GET', source, { as: cleo })).status).toBe(200)
    expect((await door.ask('GET', source, { as: ben })).status).toBe(403)
  }),
)

test(
  'a look is one token’s, not the owner’s other programs’ and not that of the desk’s others',
  onDesk(async (desk) => {
    const { message, door, cleo, at } = await withSecret(desk)
    const source = `${at}/messages/${message.id}/raw`
    const ada = actingAs(desk.tx, desk.ada.id)
    const actor = must(await actorOf(desk.tx, desk.ada.id), 'Ada')
    const token = async (isDesks: boolean) => {
      const asked = { name: 'x', scopes: ['*'], inboxIds: null, days: 1, isDesks }
      return `Bearer ${(await createToken(ada, actor, asked)).secret}`
    }
    const [one, other, hers, hersToo] = [await token(true), await token(true), await token(false), await token(false)]

    for (const as of [one, hers]) await door.ask('POST', `${at}/messages/${message.id}/secret`, { as, body: {} })
    const session = await door.signedIn(desk.ada.id)
    const statuses = []
    for (const as of [one, hers, other, hersToo, session, cleo])
      statuses.push((await door.ask('GET', source, { as })).status)

    expect(statuses).toEqual([200, 200, 403, 403, 403, 403])
  }),
)

test(
  'who lost the right has lost what was shown before',
  onDesk(async (desk) => {
    const { message, door, cleo, at } = await withSecret(desk)
    const source = `${at}/messages/${message.id}/raw`
    await door.ask('POST', `${at}/messages/${message.id}/secret`, { as: cleo, body: {} })
    const before = await door.ask('GET', source, { as: cleo })

    await desk.tx.db.updateTable('user').set({ role: 'agent' }).where('id', '=', desk.cleo.id).execute()

    expect([before.status, (await door.ask('GET', source, { as: cleo })).status]).toEqual([200, 403])
  }),
)

test(
  'neither a name, a link in the subject nor its files tell the code; the files have their names for whom it was shown to',
  onDesk(async (desk) => {
    const { conversation, message, door, ben, cleo, at } = await withSecret(desk, {
      raw: Buffer.from(telling.join('\r\n')),
      recipients: ['support@desk.example'],
      envelopeFrom: 'no-reply@chatter.example',
    })
    await indexPending(desk.tx)

    const list = await door.ask('GET', '/conversations?view=all', { as: ben })
    const entries = await door.ask('GET', `${at}/entries`, { as: ben })
    const whole = await door.ask('GET', at, { as: ben })
    const found = await door.ask('GET', '/conversations?view=all&q=482913', { as: ben })
    const forward = await startReply(
      desk.ben,
      { ...conversation, inboxId: desk.inboxes.support },
      'forward',
      message.id,
    )

    for (const answer of [list.body, entries.body, whole.body, forward])
      expect(JSON.stringify(answer)).not.toMatch(/482913|zebrastripe/)
    const [file] = entries.body.entries[0].attachments
    expect(file).toMatchObject({ name: 'file-1', size: 0, sha256: '' })
    expect([found.body.conversations, forward.attachments]).toEqual([[], []])
    const download = `${at}/messages/${message.id}/attachments/${file.id}`
    await door.ask('POST', `${at}/messages/${message.id}/secret`, { as: cleo, body: {} })
    const shown = await door.ask('GET', download, { as: cleo })
    expect((await door.ask('GET', download, { as: ben })).status).toBe(403)
    expect(shown.headers.get('content-disposition')).toContain('482913.txt')
  }),
)

test(
  'a rule that looks into subject, body and fields keeps no word of it in its reasons',
  onDesk(async (desk) => {
    const { message, means } = await withSecret(desk)
    const anything = '[0-9]{3,}'
    const condition = {
      any: [
        { field: 'header' as const, name: 'Subject', operator: 'matches' as const, value: anything },
        { field: 'body' as const, operator: 'matches' as const, value: anything },
        { field: 'subject' as const, operator: 'matches' as const, value: anything },
      ],
    }
    await addRule(desk.ada, {
      name: 'Fishing',
      inboxId: null,
      occasion: 'message.received',
      isEnabled: true,
      condition,
      actions: [{ do: 'addTags', tags: ['fished'] }],
    })

    await triage(
      desk.tx,
      [{ conversationId: message.conversation_id, messageId: message.id, occasion: 'message.received' }],
      { raw: means.raw, proof: means.proof, queueAutomatic: async () => undefined },
    )

    const kept = await desk.tx.db.selectFrom('routing').selectAll().execute()
    expect(kept).toHaveLength(1)
    expect(JSON.stringify(kept)).not.toMatch(/482913|zebrastripe/)
  }),
)

test(
  'what hides nothing is not shown this way, and leaves no mark',
  onDesk(async (desk) => {
    const { message, door, cleo, at } = await withSecret(desk, { subject: 'Order 482913', text: 'Where is it?' })

    const shown = await door.ask('POST', `${at}/messages/${message.id}/secret`, { as: cleo, body: {} })

    expect(shown.status).toBe(404)
    expect((await desk.history(message.conversation_id)).map((one) => one.name)).not.toContain('message.secretShown')
  }),
)

test(
  'a person’s login may be no address that this desk receives for, however it is written',
  onDesk(async (desk) => {
    const { door } = await withSecret(desk)
    const ada = await door.signedIn(desk.ada.id)
    const forms = ['support@desk.example', 'SUPPORT@Desk.Example', 'support+x@desk.example', ' billing@desk.example ']

    const answers = await Promise.all(
      forms.map((email) => door.ask('POST', '/invitations', { as: ada, body: { email, role: 'agent' } })),
    )

    expect(answers.map((one) => one.body.code)).toEqual(forms.map(() => 'address-of-inbox'))
  }),
)
