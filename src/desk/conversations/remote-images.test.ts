import { expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { type Desk, onDesk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { limits } from '../../kit/limits.ts'
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import { sanitizeMailHtml } from '../../mail/html/sanitize.ts'
import { messageEntries } from './entries.ts'
import { sweepImages } from './kept-images.ts'
import { remoteImagesIn } from './remote-images.api.ts'
import { remoteImagesRoutes } from './remote-images.ts'

const bytes = Buffer.from('GIF89a')
const pictures =
  '<img src="https://acme.example/a.gif?to=dora&n=1"><img src="cid:1"><img src="https://acme.example/b.gif">'

/** A mail with these images, and a web door behind which the internet is a list of what was asked for. */
async function withImages(desk: Desk, html = pictures) {
  const means = testMeans(desk.store)
  await receive(desk.tx, means, { from: 'Dora <dora@acme.example>', subject: 'Look', text: 'Hi' })
  const conversation = must((await deskNow(desk.tx)).at(-1), 'the conversation')
  const messageId = must(conversation.messages.at(-1), 'its message').id
  const proof = { result: 'pass', because: '', by: 'postroom', spf: null, dkim: null, dmarc: null, arc: null }
  const prove = (result: string) =>
    desk.tx.db
      .updateTable('message')
      .set({ html: sanitizeMailHtml(html).html, authenticity: JSON.stringify({ ...proof, result }) })
      .where('id', '=', messageId)
      .execute()
  await prove('pass')
  const fetched: string[] = []
  const world = { isAway: false, isFull: false }
  const askers: object[] = []
  const fetchImage = async (url: string, asker: object) => {
    fetched.push(url)
    askers.push(asker)
    if (world.isAway) throw new Problem('missing', 'image-unseen', 'The image cannot be shown.')
    return { bytes, type: 'image/gif' }
  }
  const demandRoom = () => {
    if (world.isFull) throw new Problem('busy', 'disk-full', 'The disk is full.')
  }
  const space = { demandRoom }
  const door = openWebDoor(desk.store, { answers: remoteImagesRoutes({ blobs: means.blobs, space, fetchImage }) })
  const at = `/conversations/${conversation.id}/messages/${messageId}/remote-images`
  const ben = await door.signedIn(desk.ben.id)
  const load = async (number: number | string, as: string | null = ben) =>
    await door.ask('POST', `${at}/${number}`, { body: {}, ...(as === null ? {} : { as }) })
  const show = async (more: object = {}, as = ben) => (await door.ask('POST', at, { as, body: more })).status
  const wish = async () => (await messageEntries(desk.tx, [conversation.id], [messageId]))[0]?.remoteImages
  return { conversation, messageId, means, door, at, ben, load, show, fetched, askers, world, wish, prove }
}

test(
  'nothing is fetched before somebody asked, then only what the mail names, by its number',
  onDesk(async (desk) => {
    const { load, show, fetched, wish } = await withImages(desk)

    expect((await load(0)).body).toMatchObject({ code: 'images-unasked' })
    expect([fetched, await wish()]).toEqual([[], { because: null, isForbidden: false, canTrust: true }])
    expect(await show()).toBe(200)
    const { status, headers } = await load(0)
    await load(1)

    expect(status).toBe(200)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'image/gif',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
      'cache-control': expect.stringContaining('private'),
    })
    expect(fetched).toEqual(['https://acme.example/a.gif?to=dora&n=1', 'https://acme.example/b.gif'])
    expect(await wish()).toMatchObject({ because: 'message' })
    for (const wrong of [2, -1, 'x', '0?url=https://evil.example/'])
      expect((await load(wrong)).status, String(wrong)).toBeGreaterThanOrEqual(400)
    expect((await load(0, null)).status).toBe(401)
    expect(fetched).toHaveLength(2)
  }),
)

test(
  'who only reads has nothing fetched before somebody with a say in the matter wished it',
  onDesk(async (desk) => {
    const { load, show, door, fetched, askers } = await withImages(desk)
    const vera = await door.signedIn(desk.vera.id)

    expect([await show({}, vera), (await load(0, vera)).status, fetched]).toEqual([403, 403, []])
    await show()
    expect((await load(0, vera)).status).toBe(200)
    expect(askers).toEqual([{ person: desk.vera.id, sender: 'acme.example' }])
  }),
)

test(
  'a second look asks nobody, whoever looks, and also not about what could not be had',
  onDesk(async (desk) => {
    const { load, show, fetched, world, door, conversation, history } = {
      ...(await withImages(desk)),
      history: desk.history,
    }
    await show()
    await show()
    const cleo = await door.signedIn(desk.cleo.id)

    await load(0)
    expect((await load(0, cleo)).status).toBe(200)
    world.isAway = true
    expect((await load(1)).status).toBe(404)
    world.isAway = false
    expect((await load(1)).body).toMatchObject({ code: 'image-unseen' })

    expect(fetched).toHaveLength(2)
    const shown = (await history(conversation.id)).filter((one) => one.name === 'message.imagesShown')
    expect(shown).toMatchObject([{ by: 'ben', data: { images: 2, trackers: 0 } }])
  }),
)

test(
  'what was fetched is kept for a while; then the next look fetches it anew: what somebody wished stays wished',
  onDesk(async (desk) => {
    const { load, show, fetched, means, wish } = await withImages(desk)
    await show()
    await load(0)
    const later = (days: number) => ({ ...desk.tx, now: new Date(desk.tx.now.getTime() + days * 86_400_000) })

    expect(await sweepImages(later(limits.keptImages.days - 1), means.blobs)).toBe(0)
    expect(await sweepImages(later(limits.keptImages.days + 1), means.blobs)).toBe(1)

    expect(await wish()).toMatchObject({ because: 'message' })
    const [left] = await desk.tx.query<{ refs: number }>({
      text: 'select refs from blob order by id desc limit 1',
      values: [],
    })
    expect(left?.refs).toBe(0)
    expect((await load(0)).status).toBe(200)
    expect(fetched).toHaveLength(2)
  }),
)

test(
  'no mail fills the disk with its images: not into the reserve, and of one message only so much',
  onDesk(async (desk) => {
    const { load, show, fetched, world } = await withImages(desk)
    await show()

    world.isFull = true
    expect([(await load(0)).status, fetched]).toEqual([503, []])
    world.isFull = false
    expect((await load(0)).status).toBe(200)
    await desk.tx.db.updateTable('remote_image').set({ size: limits.keptImages.ofMessage }).execute()
    expect([(await load(1)).status, (await load(0)).status, fetched.length]).toEqual([404, 200, 1])
  }),
)

test(
  'a sender is trusted for good where it is proven to be the sender, and until somebody thinks otherwise',
  onDesk(async (desk) => {
    const { show, door, at, ben, wish, prove, conversation } = await withImages(desk)
    const ada = await door.signedIn(desk.ada.id)

    // For the whole desk: no agent's to decide.
    expect(await show({ always: true })).toBe(403)
    expect(await wish()).toMatchObject({ because: null })
    expect(await show({ always: true }, ada)).toBe(200)
    expect((await desk.history(conversation.id)).at(-1)).toMatchObject({
      name: 'sender.imagesTrusted',
      by: 'ada',
      data: { address: 'dora@acme.example' },
    })
    await desk.tx.db.updateTable('message').set({ images_at: null }).execute()

    expect(await wish()).toMatchObject({ because: 'sender' })
    for (const result of ['fail', 'none', 'unchecked', 'pending']) {
      await prove(result)
      expect(await wish(), result).toMatchObject({ because: null, canTrust: false })
      expect(await show({ always: true }, ada), result).toBe(409)
      await desk.tx.db.updateTable('message').set({ images_at: null }).execute()
    }
    await prove('pass')
    const { senders } = (await door.ask('GET', '/remote-images', { as: ada })).body
    expect(senders).toMatchObject([{ address: 'dora@acme.example', userId: desk.ada.id }])
    expect((await door.ask('DELETE', at, { as: ben })).status).toBe(403)
    expect((await door.ask('DELETE', at, { as: ada })).status).toBe(200)
    expect(await wish()).toMatchObject({ because: null })
  }),
)

test(
  'the desk decides for all mail: always, or never',
  onDesk(async (desk) => {
    const { show, load, door, ben, wish } = await withImages(desk)
    const ada = await door.signedIn(desk.ada.id)
    const decide = async (policy: string, as = ada) =>
      (await door.ask('PATCH', '/remote-images', { as, body: { policy } })).status

    expect(await decide('always', ben)).toBe(403)
    expect(await decide('always')).toBe(200)
    expect(await wish()).toMatchObject({ because: 'desk' })
    expect((await load(0)).status).toBe(200)
    await decide('never')
    expect(await wish()).toEqual({ because: null, isForbidden: true, canTrust: false })
    expect([await show(), (await load(0)).status]).toEqual([403, 403])

    expect((await door.ask('GET', '/remote-images', { as: ada })).body).toEqual({ policy: 'never', senders: [] })
  }),
)

test(
  'who does not see the conversation has nothing fetched',
  onDesk(async (desk) => {
    const { load, show, fetched, conversation } = await withImages(desk)
    await show()
    await desk.tx.db
      .updateTable('conversation')
      .set({ inbox_id: desk.inboxes.billing })
      .where('id', '=', conversation.id)
      .execute()

    expect([(await load(0)).status, await show()]).toEqual([404, 404])
    expect(fetched).toEqual([])
  }),
)

test('addresses are counted as the cleaned mail writes them, each once', () => {
  const { html } = sanitizeMailHtml(
    `<img alt="a > b" src='https://a.example/?x=1&y="2"'><p>data-remote-src="https://no.example/"</p><img src=http://b.example/1><img src="HTTPS://a.example/?x=1&amp;y=%222%22"><img src=http://b.example/1>`,
  )

  expect(remoteImagesIn(html).addresses).toHaveLength(3)
  expect(remoteImagesIn(html).addresses[0]).toMatch(/^https:\/\/a\.example\/\?x=1&y=("|%22)2("|%22)$/)
  expect(remoteImagesIn('<img alt="x" src="https://ours.example/1.png" />').addresses).toEqual([
    'https://ours.example/1.png',
  ])
})

test('what nobody could see is a tracker, and so are the counters of the great senders; pictures are not', () => {
  const read = (attributes: string, url = 'https://a.example/x.gif') =>
    remoteImagesIn(sanitizeMailHtml(`<img ${attributes} src="${url}">`).html)

  for (const hidden of [
    'width=1 height=1',
    'width="0"',
    'width="1px" height="2"',
    'style="width:1px;height:1px"',
    'style="display:none"',
    'style="color:red; visibility: hidden"',
    'style="max-height:0"',
    'style="opacity:0"',
    'height=1',
  ])
    expect(read(hidden).trackers, hidden).toHaveLength(1)
  for (const counter of [
    'https://acme.us2.list-manage.example/track/open.php?u=1&id=2',
    'https://u1.ct.sendgrid.example/wf/open?upn=abc',
    'https://acme.example/e2t/o/abc',
    'https://www.google-analytics.com/collect?v=1&t=event',
  ])
    expect(read('width=100', counter).trackers, counter).toHaveLength(1)
  for (const picture of [
    'width=600 height=1',
    'width=20',
    'style="width:100%"',
    'style="min-width:1px"',
    'style="border-width:0"',
    '',
    'style="opacity:0.8"',
  ])
    expect(read(picture).addresses, picture).toHaveLength(1)
  expect(read('', 'https://acme.example/open/house/tracks/opening.jpg').addresses).toHaveLength(1)
  const both = '<img width=1 height=1 src="https://a.example/x.gif"><img src="https://a.example/x.gif">'
  expect(remoteImagesIn(sanitizeMailHtml(both).html)).toEqual({ addresses: ['https://a.example/x.gif'], trackers: [] })
})
