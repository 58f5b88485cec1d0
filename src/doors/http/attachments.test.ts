// What strangers send as files, from the mail to the disk and back to a browser: 2,000 names, polyglots, and who may fetch what.
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attachmentNames } from '../../../test/attachment-names.ts'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { wholeOf } from '../../kit/streamed.ts'
import { must } from '../../kit/must.ts'
import { attachmentBytes } from '../../mail/parse/parse.ts'
import { createBlobs } from '../../store/blobs.ts'
import { createDiskBlobs } from '../../store/blobs/disk.ts'
import { keysOf } from '../../store/keys.ts'
import { bytesResponse, contentDisposition } from './bytes.ts'

const names = attachmentNames()
/** RFC 6266 with nothing in it that ends a header or a parameter early. */
const DISPOSITION =
  /^(?:attachment|inline); filename="[ !#$&-:<-[\]^-~]+"; filename\*=UTF-8''(?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-F]{2})+$/

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-names-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('no name breaks the header it stands in, or names a path, a device or another direction', () => {
  const broken = names.filter((name) => {
    const header = contentDisposition('attachment', name)
    const full = decodeURIComponent(must(/UTF-8''(.*)$/.exec(header)?.[1], 'the full name'))
    return (
      !DISPOSITION.test(header) || /[\p{Cc}\p{Cf}/\\]/u.test(full) || new Headers({ x: header }).get('x') !== header
    )
  })

  expect(names.length).toBeGreaterThanOrEqual(2_000)
  expect(broken).toEqual([])
})

test(
  'whatever a file is called, on the disk it is hexadecimal digits',
  onDesk(async ({ tx }) => {
    const blobs = createBlobs({ driver: await createDiskBlobs(folder), keys: keysOf(Buffer.alloc(32, 7)) })
    // A name has no way to the disk but the bytes: 40 of the worst as content too.
    for (const name of names.filter((_, at) => at % 50 === 0))
      await blobs.put(tx, Buffer.concat([Buffer.from(name), randomBytes(8)]))

    const found = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) => one.isFile())
    const places = found.map((one) => path.relative(folder, path.join(one.parentPath, one.name)))

    expect(places.length).toBeGreaterThanOrEqual(40)
    expect(places.filter((place) => !/^[0-9a-f/]+$/.test(place))).toEqual([])
  }),
)

test.each([
  ['text/html', '<script>alert(1)</script>', 'application/octet-stream'],
  ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'application/octet-stream'],
  ['text/xml', '<?xml-stylesheet href="javascript:alert(1)"?><x/>', 'application/octet-stream'],
  [
    'application/xhtml+xml',
    '<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
    'application/octet-stream',
  ],
  ['text/javascript', 'alert(1)', 'application/octet-stream'],
  ['application/x-shockwave-flash', 'FWS', 'application/octet-stream'],
  ['text/calendar', 'BEGIN:VCALENDAR', 'application/octet-stream'],
  ['multipart/x-mixed-replace', '--x', 'application/octet-stream'],
  ['message/rfc822', 'Content-Type: text/html\r\n\r\n<script>alert(1)</script>', 'message/rfc822'],
  ['text/plain; charset=utf-7', '+ADw-script+AD4-', 'text/plain'],
  ['text/html\r\nX-Evil: 1', '<script>alert(1)</script>', 'application/octet-stream'],
  ['IMAGE/GIF', 'GIF89a/*<script>alert(1)</script>*/=1;alert(1)', 'image/gif'],
  ['image/jpeg', '\xff\xd8\xff/*<html><script>alert(1)</script>', 'image/jpeg'],
  ['application/pdf', '%PDF-1.4 <script>alert(1)</script>', 'application/pdf'],
  ['', '<html>', 'application/octet-stream'],
])('%s is saved, never shown: bytes of %j go out as %s', (type, content, shown) => {
  const { headers } = bytesResponse({ bytes: Buffer.from(content, 'latin1'), type, name: 'x.html' }, {})

  expect(headers.get('content-type')).toBe(shown)
  expect(headers.get('content-disposition')).toMatch(/^attachment; /)
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/)
  expect(headers.get('x-evil')).toBeNull()
})

test('what is large is not begun to be read before somebody takes it', async () => {
  let begun = 0
  async function* read() {
    begun++
    yield Buffer.from('a piece')
  }
  const answer = bytesResponse({ bytes: { size: 7, read }, type: 'application/pdf', name: 'x.pdf' }, {})
  await new Promise((resolve) => setImmediate(resolve))

  expect(begun).toBe(0)
  expect(await answer.text()).toBe('a piece')
  expect(begun).toBe(1)
})

const boundary = (files: { name: string; type: string; body: string }[]) =>
  Buffer.from(
    [
      'From: dora@acme.example\r\nTo: support@desk.example\r\nSubject: Files\r\nMessage-ID: <f1@acme.example>\r\nMIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee the files.',
      ...files.map(
        ({ name, type, body }) =>
          `--b\r\nContent-Type: ${type}\r\nContent-Disposition: attachment; filename*=UTF-8''${encodeURIComponent(name.toWellFormed())}\r\n\r\n${body}`,
      ),
      '--b--\r\n',
    ].join('\r\n'),
  )

async function withFiles(desk: Desk) {
  const means = testMeans(desk.store)
  means.reader.attachment = async (raw, part) => {
    const found = await attachmentBytes(await wholeOf(raw), part)
    return { ...found, bytes: Buffer.from(found.bytes) }
  }
  const wanted = names
    .filter((_, at) => at % 80 === 0)
    .map((name, at) => ({ name, type: at % 2 ? 'text/html' : 'image/svg+xml', body: `<script>alert(${at})</script>` }))
  await receive(desk.tx, means, { raw: boundary(wanted), recipients: ['billing@desk.example'] })
  const { id } = must((await deskNow(desk.tx))[0], 'the conversation')
  const files = await desk.tx.db.selectFrom('attachment').selectAll().execute()
  return { door: openWebDoor(desk.store, {}, means), files, id, wanted }
}

test(
  'out of a mail they come as they went in, to be saved; to whom does not see the inbox they are not there',
  onDesk(async (desk) => {
    const { door, files, id, wanted } = await withFiles(desk)
    const [ben, cleo] = [await door.signedIn(desk.ben.id), await door.signedIn(desk.cleo.id)]

    expect(files).toHaveLength(wanted.length)
    for (const file of files) {
      const at = `/conversations/${id}/messages/${file.message_id}/attachments/${file.id}`
      const given = await door.ask('GET', at, { as: cleo })
      expect(given.status).toBe(200)
      expect(given.headers.get('content-type')).toBe('application/octet-stream')
      expect(given.headers.get('content-disposition')).toMatch(DISPOSITION)
      expect(file.name).not.toMatch(/[\p{Cc}\u200b\u202a-\u202e]/u)
      expect((await door.ask('GET', at, { as: ben })).status).toBe(404)
      expect((await door.ask('GET', at)).status).toBe(401)
    }
  }),
)

test(
  'an address of a file is worth nothing beside its conversation, or with another number',
  onDesk(async (desk) => {
    const { door, files, id } = await withFiles(desk)
    const cleo = await door.signedIn(desk.cleo.id)
    const [one, two] = [must(files[0], 'a file'), must(files[1], 'another')]
    const statuses = await Promise.all(
      [
        `/conversations/${id}/messages/${one.message_id}/attachments/${one.id}1`,
        `/conversations/${id}/messages/${two.id}/attachments/${one.id}`,
        `/conversations/${one.id}/messages/${one.message_id}/attachments/${one.id}`,
        `/conversations/${id}/messages/${one.message_id}/attachments/..%2f..%2fraw`,
        `/conversations/${id}/messages/${one.message_id}/attachments/%00`,
        `/conversations/${id}/messages/${one.message_id}/attachments/1%20or%201=1`,
      ].map(async (at) => (await door.ask('GET', at, { as: cleo })).status),
    )

    expect(statuses.filter((status) => status < 400 || status >= 500)).toEqual([])
  }),
)
