import { expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { type Desk, onDesk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { must } from '../../kit/must.ts'
import { attachmentBytes } from '../../mail/parse/parse.ts'
import { inlineImagesIn } from './inline-images.api.ts'
import { inlineImagesRoutes } from './inline-images.ts'

const gif = 'R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw=='

function letter(
  id: string,
  answers: string | null,
  html: string,
  files: [contentId: string, base64: string][],
): Buffer {
  const lines = [
    'From: Dora <dora@acme.example>',
    'To: support@desk.example',
    'Subject: Look',
    `Message-ID: <${id}@acme.example>`,
    ...(answers === null ? [] : [`In-Reply-To: <${answers}@acme.example>`]),
    'MIME-Version: 1.0',
    'Content-Type: multipart/related; boundary=b',
    '',
    `--b\r\nContent-Type: text/html\r\n\r\n${html}`,
    ...files.map(
      ([contentId, bytes]) =>
        `--b\r\nContent-Type: image/gif\r\nContent-ID: <${contentId}>\r\nContent-Transfer-Encoding: base64\r\n\r\n${bytes}`,
    ),
    '--b--',
  ]
  return Buffer.from(lines.join('\r\n'))
}

async function withPictures(desk: Desk) {
  const means = testMeans(desk.store)
  means.reader.attachment = async (raw, part) =>
    await attachmentBytes(Buffer.isBuffer(raw) ? raw : Buffer.concat(await Array.fromAsync(raw.read())), part)
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>').toString('base64')
  const html = '<img src="cid:logo 1"><img src="cid:drawn">'
  await receive(desk.tx, means, { raw: letter('one', null, html, [['logo 1', gif], ['drawn', svg]]) }) // prettier-ignore
  await receive(desk.tx, means, { raw: letter('two', 'one', '<p>Re</p><blockquote><img src="cid:logo 1"></blockquote>', []) }) // prettier-ignore
  const conversation = must((await deskNow(desk.tx))[0], 'the conversation')
  const [first, second] = conversation.messages
  const door = openWebDoor(desk.store, { answers: inlineImagesRoutes(means) })
  const ask = async (messageId: string, contentId: string, as?: string) =>
    await door.ask(
      'GET',
      `/conversations/${conversation.id}/messages/${messageId}/inline-images/${encodeURIComponent(contentId)}`,
      as === undefined ? {} : { as },
    )
  return { conversation, first: must(first, 'a mail').id, second: must(second, 'an answer').id, door, ask }
}

test(
  'an image that came with the mail is shown, also where an answer only quotes it; what is no picture is not',
  onDesk(async (desk) => {
    const { first, second, door, ask } = await withPictures(desk)
    const as = await door.signedIn(desk.ben.id)

    for (const messageId of [first, second]) {
      const { status, headers } = await ask(messageId, 'logo 1', as)
      expect([status, headers.get('content-type'), headers.get('x-content-type-options')]).toEqual([
        200,
        'image/gif',
        'nosniff',
      ])
    }
    expect((await ask(first, 'drawn', as)).status).toBe(404)
    expect((await ask(first, 'other', as)).status).toBe(404)
    expect((await ask(first, 'other%00', as)).status).toBe(404)
  }),
)

test(
  'only for who sees the conversation',
  onDesk(async (desk) => {
    const { first, door, ask, conversation } = await withPictures(desk)
    await desk.tx.db
      .updateTable('conversation')
      .set({ inbox_id: desk.inboxes.billing })
      .where('id', '=', conversation.id)
      .execute()

    expect((await ask(first, 'logo 1', await door.signedIn(desk.ben.id))).status).toBe(404)
    expect((await ask(first, 'logo 1')).status).toBe(401)
  }),
)

test('references are read out of the cleaned mail, each once', () => {
  expect(inlineImagesIn('<img src="cid:a%20b@x" /><p>cid:no</p><img alt="" src="cid:a%20b@x" />')).toEqual(['a%20b@x'])
})

test('of a mail that names thousands not all are asked for', () => {
  const many = Array.from({ length: 3_000 }, (_, at) => `<img src="cid:${at}" />`).join('')

  expect(inlineImagesIn(many)).toHaveLength(200)
})
