import { expect, test } from 'vitest'
import { placePictures } from './pictures.ts'

const gif = Buffer.from('R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64')
const file = (uploadId: string | null, bytes = gif) => ({ uploadId, type: 'text/html', bytes })

test('an upload that the words name goes within them, as the picture that it is; others go beside them', () => {
  const html =
    '<p>Look: <img src="cid:upload-17" alt="a"><img src="cid:upload-18@desk.example"><img src="cid:upload-99"></p>'

  const placed = placePictures(html, [file('17'), file('18'), file('19'), file(null)], 'desk.example')

  expect(placed.html).toBe('<p>Look: <img src="cid:upload-17@desk.example" alt="a"><img src="cid:upload-18@desk.example"><img src="cid:upload-99"></p>') // prettier-ignore
  expect(placed.files.map(({ contentId, type }) => [contentId, type])).toEqual([
    ['upload-17@desk.example', 'image/gif'],
    ['upload-18@desk.example', 'image/gif'],
    [null, 'text/html'],
    [null, 'text/html'],
  ])
})

test('what is no picture is a file like any other, whatever the words say; and so is everything where there are none', () => {
  const svg = file('17', Buffer.from('<svg onload="alert(1)"/>'))

  expect(placePictures('<img src="cid:upload-17">', [svg], 'desk.example').files[0]?.contentId).toBeNull()
  expect(placePictures(null, [file('17')], 'desk.example')).toMatchObject({ html: null, files: [{ contentId: null }] })
})
