import { expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { type Desk, onDesk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { must } from '../../kit/must.ts'
import { sanitizeMailHtml } from '../../mail/html/sanitize.ts'
import { remoteImagesIn } from './remote-images.api.ts'
import { remoteImagesRoutes } from './remote-images.ts'

const bytes = Buffer.from('GIF89a')

async function withImages(desk: Desk) {
  await receive(desk.tx, testMeans(desk.store), { from: 'Dora <dora@acme.example>', subject: 'Look', text: 'Hi' })
  const conversation = must((await deskNow(desk.tx))[0], 'the conversation')
  const messageId = must(conversation.messages[0], 'its message').id
  const { html } = sanitizeMailHtml(
    '<img src="https://tracker.example/a.gif?to=dora&n=1"><img src="cid:1"><img src="https://tracker.example/b.gif">',
  )
  await desk.tx.db.updateTable('message').set({ html }).where('id', '=', messageId).execute()
  const fetched: string[] = []
  const fetchImage = async (url: string) => {
    fetched.push(url)
    return { bytes, type: 'image/gif' }
  }
  const door = openWebDoor(desk.store, { answers: remoteImagesRoutes({ fetchImage }) })
  const at = (number: number | string) =>
    `/conversations/${conversation.id}/messages/${messageId}/remote-images/${number}`
  return { conversation, messageId, door, at, fetched }
}

test(
  'an image is named by its number in a mail one may read; no address comes from who asks',
  onDesk(async (desk) => {
    const { door, at, fetched } = await withImages(desk)
    const as = await door.signedIn(desk.ben.id)

    const { status, headers } = await door.ask('GET', at(0), { as })
    await door.ask('GET', at(1), { as })

    expect(status).toBe(200)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'image/gif',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
      'cache-control': expect.stringContaining('private'),
    })
    expect(fetched).toEqual(['https://tracker.example/a.gif?to=dora&n=1', 'https://tracker.example/b.gif'])
    for (const wrong of [2, -1, 'x', '0?url=https://evil.example/'])
      expect((await door.ask('GET', at(wrong), { as })).status, String(wrong)).toBeGreaterThanOrEqual(400)
    expect((await door.ask('GET', at(0))).status).toBe(401)
    expect(fetched).toHaveLength(2)
  }),
)

test(
  'who does not see the conversation has nothing fetched',
  onDesk(async (desk) => {
    const { door, at, fetched, conversation } = await withImages(desk)
    await desk.tx.db
      .updateTable('conversation')
      .set({ inbox_id: desk.inboxes.billing })
      .where('id', '=', conversation.id)
      .execute()

    expect((await door.ask('GET', at(0), { as: await door.signedIn(desk.ben.id) })).status).toBe(404)
    expect(fetched).toEqual([])
  }),
)

test('addresses are counted as the cleaned mail writes them, each once', () => {
  const { html } = sanitizeMailHtml(
    `<img alt="a > b" src='https://a.example/?x=1&y="2"'><p>data-remote-src="https://no.example/"</p><img src=http://b.example/1><img src="HTTPS://a.example/?x=1&amp;y=%222%22"><img src=http://b.example/1>`,
  )

  expect(remoteImagesIn(html)).toHaveLength(3)
  expect(remoteImagesIn(html)[0]).toMatch(/^https:\/\/a\.example\/\?x=1&y=("|%22)2("|%22)$/)
  expect(remoteImagesIn('<img alt="x" src="https://ours.example/1.png" />')).toEqual(['https://ours.example/1.png'])
})
