// Files over the web door: what they are read from is never read while a connection waits.
import { expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { must } from '../../kit/must.ts'
import { wholeOf } from '../../kit/streamed.ts'
import { attachmentBytes } from '../../mail/parse/parse.ts'
import { readMail } from '../../mail/read.ts'

const attached = 'From: Emil <emil@acme.example>\r\nSubject: Before\r\n\r\nWhat Emil wrote.\r\n'
const letter = [
  'From: Dora <dora@acme.example>',
  'To: support@desk.example',
  'Subject: Your confirmation code: 482913',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  '',
  'Your confirmation code is 482913',
  '--b',
  'Content-Type: message/rfc822',
  '',
  attached,
  '--b--',
]

/** Readers that write down how many transactions are open while they read. */
async function withLetter(desk: Desk, subject: string) {
  let open = 0
  const during: number[] = []
  const { store } = desk
  const transact = store.transact.bind(store)
  store.transact = (who, verb) =>
    transact(who, async (tx) => {
      open++
      return await verb(tx).finally(() => open--)
    })
  const means = testMeans(store)
  const raw = Buffer.from(letter.join('\r\n').replace(/Your confirmation code.*/g, subject))
  await receive(desk.tx, means, { raw, recipients: ['support@desk.example'] })
  means.reader.read = async (mail, envelope) => {
    during.push(open)
    return await readMail(await wholeOf(mail), envelope)
  }
  means.reader.attachment = async (mail, part) => {
    during.push(open)
    const found = await attachmentBytes(await wholeOf(mail), part)
    return { ...found, bytes: Buffer.from(found.bytes) }
  }
  const message = must((await deskNow(desk.tx))[0]?.messages[0], 'the message')
  const file = await desk.tx.db.selectFrom('attachment').selectAll().executeTakeFirstOrThrow()
  const door = openWebDoor(store, {}, means)
  const ada = await door.signedIn(desk.ada.id)
  const at = `/conversations/${message.conversation_id}/messages/${message.id}`
  const ask = (method: string, where: string) =>
    door.ask(method, at + where, { as: ada, ...(method === 'POST' ? { body: {} } : {}) })
  return { ask, during, file: `/attachments/${file.id}` }
}

test(
  'no transaction is open while an attachment is cut from its mail, or an attached mail is read',
  onDesk(async (desk) => {
    const { ask, during, file } = await withLetter(desk, 'See the mail below.')

    const [saved, read] = [await ask('GET', file), await ask('GET', `${file}/mail`)]

    expect(saved.body).toContain('What Emil wrote.')
    expect(read.body).toMatchObject({ subject: 'Before', text: expect.stringContaining('What Emil wrote.') })
    expect(during).toEqual([0, 0, 0])
  }),
)

test(
  'no transaction is open while a mail that opens an account is read for whom it is shown to',
  onDesk(async (desk) => {
    const { ask, during } = await withLetter(desk, 'Your confirmation code is 482913')

    const shown = await ask('POST', '/secret')

    expect(shown.body).toMatchObject({ text: expect.stringContaining('482913') })
    expect(during).toEqual([0])
  }),
)
