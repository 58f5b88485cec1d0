import { expect, test } from 'vitest'
import { readMail } from '../read.ts'

interface File {
  name?: string
  type?: string
  fields?: string[]
}

/** A mail of this HTML and these files, read as filing reads it. */
async function shown(html: string, ...files: File[]) {
  const parts = files.map(({ name, type = 'image/png', fields = [] }) =>
    [
      `Content-Type: ${type}${name === undefined ? '' : `; name="${name}"`}`,
      ...fields,
      'Content-Transfer-Encoding: base64',
      '',
      'iVBORw0KGgo=',
    ].join('\r\n'),
  )
  const lines = [
    'From: Dora <dora@acme.example>',
    'Subject: Look',
    'MIME-Version: 1.0',
    'Content-Type: multipart/related; boundary=b',
    '',
    ...['Content-Type: text/html\r\n\r\n' + html, ...parts].flatMap((part) => ['--b', part]),
    '--b--',
  ]
  const read = await readMail(Buffer.from(lines.join('\r\n')), { from: null })
  return { html: read.html, inline: read.attachments.filter((one) => one.inline).map((one) => one.contentId) }
}

test('an image is found by its Content-ID, in brackets, escaped or in other letters', async () => {
  const file = { fields: ['Content-ID: <Logo 1@acme.example>'] }

  for (const src of ['cid:Logo%201@acme.example', 'cid:<Logo 1@acme.example>', 'CID:logo%201%40acme.example'])
    expect(await shown(`<img src="${src.replace('<', '&lt;')}">`.replace('&lt;', '<'), file), src).toEqual(
      src.includes('<')
        ? { html: '<img />', inline: [] }
        : expect.objectContaining({ inline: ['Logo 1@acme.example'] }),
    )
})

test('by its Content-Location, whole or by its end', async () => {
  const file = { fields: ['Content-Location: http://acme.example/a/logo.png'] }

  expect(await shown('<img src="http://acme.example/a/logo.png">', file)).toEqual({
    html: '<img src="cid:part-2" />',
    inline: ['part-2'],
  })
  expect(await shown('<img alt="x" src="logo.png?1">', file)).toMatchObject({ inline: ['part-2'] })
  expect(await shown('<img src="http://other.example/a/logo.png">', file)).toMatchObject({
    html: '<img data-remote-src="http://other.example/a/logo.png" />',
    inline: [],
  })
})

test('by the name of its file, as old Outlook writes it', async () => {
  for (const src of ['image001.png', 'cid:image001.png@01D5.ABC', 'file:///C:/Temp/IMAGE001.png', 'pics\\image001.png'])
    expect(await shown(`<img src="${src}">`, { name: 'image001.png' }), src).toMatchObject({ inline: ['part-2'] })
  expect(await shown('<img src="//cdn.example/image001.png">', { name: 'image001.png' })).toMatchObject({ inline: [] })
  expect(await shown('<img src="notes.txt">', { name: 'notes.txt', type: 'text/x-log' })).toMatchObject({ inline: [] })
})

test('what only a drawing, a background or a link names stays a file among the others', async () => {
  const file = { fields: ['Content-ID: <a>'] }

  for (const html of ['<v:imagedata src="cid:a">', '<td background="cid:a">x</td>', '<a href="cid:a">x</a>', 'cid:a'])
    expect((await shown(html, file)).inline, html).toEqual([])
})

test('a Content-ID holds nothing that no table takes', async () => {
  expect(await shown('<img src="cid:ab">', { fields: ['Content-ID: <a\0b>'] })).toMatchObject({ inline: ['ab'] })
})
